import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'

import type * as ByteChunkModule from '../../src/adapters/byte-chunk.ts'

type ByteChunks = typeof ByteChunkModule

/** The module as a host with Node's `Buffer`, or one with the web's globals only, loads it. */
async function loadedOn(host: 'node' | 'web'): Promise<ByteChunks> {
  vi.resetModules()
  if (host === 'web') vi.stubGlobal('Buffer', undefined)
  const loaded = await import('../../src/adapters/byte-chunk.ts')
  vi.unstubAllGlobals()
  return loaded
}

afterEach(() => {
  vi.unstubAllGlobals()
})

/** Bytes that are UTF-8 for the most part, in a view that begins in the middle of its memory. */
const someBytes = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }).map((text) => new TextEncoder().encode(text)),
      fc.constantFrom('\uFEFF', '— 世界 🌍').map((text) => new TextEncoder().encode(text)),
      fc.uint8Array({ maxLength: 4 }),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => new Uint8Array([9, 9, 9, ...pieces.flatMap((piece) => [...piece])]).subarray(3))

describe.each(['node', 'web'] as const)('bytes that are read in place on %s', (host) => {
  it('give the text that a decoder gives, valid or not', async () => {
    const { byteChunk, textBetween } = await loadedOn(host)
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    fc.assert(
      fc.property(someBytes, fc.nat(), fc.nat(), (bytes, one, other) => {
        const [start, end] = [one % (bytes.length + 1), other % (bytes.length + 1)].toSorted((a, b) => a - b)
        expect(textBetween(byteChunk(bytes), start as number, end as number)).toBe(
          decoder.decode(bytes.subarray(start, end)),
        )
      }),
    )
  })

  it('give ASCII of any length', async () => {
    const { asciiBetween, byteChunk, sliceBetween } = await loadedOn(host)
    const text = 'abc'.repeat(40)
    const chunk = byteChunk(new TextEncoder().encode(`ä${text}ä`))
    for (let length = 0; length <= text.length; length++) {
      expect(asciiBetween(chunk, 2, 2 + length)).toBe(text.slice(0, length))
      expect(sliceBetween(chunk, 2, 2 + length)).toBe(text.slice(0, length))
    }
  })

  it('hold a pattern where all of it stands, and nowhere else', async () => {
    const { byteChunk, isAt, patternOf } = await loadedOn(host)
    const text = '{"delta":"— 世界"}'
    const bytes = new TextEncoder().encode(`..${text}..`)
    for (let length = 0; length <= bytes.length - 4; length++) {
      const stretch = new TextDecoder('utf-8', { fatal: false }).decode(bytes.subarray(2, 2 + length))
      if (stretch.includes('\uFFFD')) continue
      const pattern = patternOf(stretch)
      expect(pattern.length).toBe(length)
      expect(isAt(pattern, byteChunk(bytes), 2)).toBe(true)
      for (let at = 2; at < 2 + length; at++) {
        const broken = bytes.slice()
        broken[at] = (broken[at] as number) ^ 0x80
        expect(isAt(pattern, byteChunk(broken), 2)).toBe(false)
      }
    }
  })

  it('tell where a byte comes next', async () => {
    const { byteChunk, positionOf } = await loadedOn(host)
    const chunk = byteChunk(new TextEncoder().encode('a\nb\n'))
    expect([0, 1, 2, 4].map((from) => positionOf(10, chunk, from))).toEqual([1, 1, 3, -1])
  })
})

it('the short cut is taken and right without Buffer', async () => {
  vi.resetModules()
  const NodeBuffer = Buffer
  vi.stubGlobal('Buffer', undefined)
  const { serverSentEvents } = await import('../../src/adapters/server-sent-events.ts')
  const deltas = ['a', 'b', ' the', 'a longer text than is sliced', '— 世界', String.raw`\"\n`, '']
  const frames = new Set<unknown>()
  const seen: unknown[] = []
  const reader = serverSentEvents.open(({ data }) => {
    frames.add(data)
    seen.push(structuredClone(data))
  })
  const events = deltas.map((delta) => `data: {"choices":[{"delta":{"content":"${delta}"}}]}\n\n`)
  // A short beginning goes to the parser whole.
  reader.push(NodeBuffer.from('data: {}\n\n'))
  reader.push(NodeBuffer.from(events.join('')))
  reader.end()
  expect(seen.slice(1)).toEqual(events.map((event) => JSON.parse(event.slice('data: '.length)) as unknown))
  // Nothing, two that were learned from, and one object for all the others.
  expect(frames.size).toBe(4)
})
