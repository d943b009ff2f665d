import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { jsonLines, maxLineLength } from '../../src/adapters/json-lines.ts'
import { parseJson } from '../../src/adapters/server-sent-events.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'
import { cutAt, everyByte } from '../conformance/decode-answer.ts'
import { frame, seenFrames, unreadable, type SeenFrame } from './seen-frames.ts'

/** The frames of a body that comes in the given chunks. */
const framesOf = (chunks: Iterable<Uint8Array>): readonly SeenFrame[] => seenFrames(chunks, jsonLines).frames
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const isMalformedStream = (error: unknown): boolean => RouterError.is(error, 'malformed-stream')

/** Whole, cut once at every place, and one byte at a time: always the same frames, which are returned. */
function framesHoweverCut(text: string): readonly SeenFrame[] {
  const body = bytesOf(text)
  const whole = framesOf([body])
  for (let cut = 0; cut <= body.length; cut += 1) {
    expect(framesOf([body.subarray(0, cut), body.subarray(cut)]), String(cut)).toEqual(whole)
  }
  expect(framesOf(everyByte(body))).toEqual(whole)
  return whole
}

describe('lines of JSON', () => {
  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
  ])('end with %s, and blank ones between them mean nothing', (_, end) => {
    const body = ['', '{"a":1}', '', '   ', '[2]', 'null', '"x"', ''].join(end)
    expect(framesHoweverCut(body)).toEqual([frame({ a: 1 }), frame([2]), frame(null), frame('x')])
  })

  it('may begin with a byte order mark and hold characters that a chunk splits', () => {
    expect(framesHoweverCut('\ufeff{"text":"世界 🌍"}\n')).toEqual([frame({ text: '世界 🌍' })])
  })

  it('need no end after the last one if it is whole, and half of one is dropped', () => {
    expect(framesHoweverCut('{"a":1}\n{"b":2}')).toEqual([frame({ a: 1 }), frame({ b: 2 })])
    expect(framesHoweverCut('{"a":1}\r\n{"b":2}\r')).toEqual([frame({ a: 1 }), frame({ b: 2 })])
    expect(framesHoweverCut('{"a":1}\n{"b":')).toEqual([frame({ a: 1 })])
    expect(framesHoweverCut('')).toEqual([])
  })

  it('are given as they are when they are no JSON', () => {
    expect(framesHoweverCut('{"a":1}\nhello\n{"b":\n{"c":3}\n')).toEqual([
      frame({ a: 1 }),
      unreadable('hello'),
      unreadable('{"b":'),
      frame({ c: 3 }),
    ])
  })

  it('are given at once, not when the next one comes', () => {
    const frames: unknown[] = []
    const reader = jsonLines.open(({ data }) => frames.push(data))
    reader.push(bytesOf('{"a":1}\n{"b"'))
    expect(frames).toEqual([{ a: 1 }])
    reader.push(bytesOf(':2}\n'))
    expect(frames).toEqual([{ a: 1 }, { b: 2 }])
  })

  it('share one frame object', () => {
    const seen = new Set<unknown>()
    const reader = jsonLines.open((given) => seen.add(given))
    reader.push(bytesOf('{"a":1}\nx\n{"b":2}\n'))
    reader.end()
    expect(seen.size).toBe(1)
  })

  it('that are longer than the bound end the reading, with and without an end', () => {
    const reader = jsonLines.open(() => undefined)
    const piece = bytesOf('x'.repeat(1024 * 1024))
    expect(() => {
      for (let sent = 0; sent <= maxLineLength; sent += piece.length) reader.push(piece)
    }).toThrow(expect.toSatisfy(isMalformedStream) as Error)
    const whole = bytesOf(`"${'x'.repeat(maxLineLength)}"\n`)
    expect(() => framesOf([whole])).toThrow(expect.toSatisfy(isMalformedStream) as Error)
  })

  it('are the lines of the text that are JSON, wherever the bytes are cut', () => {
    const line = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
      fc.constantFrom('', '  ', 'x', '{"a":', 'tru', '}', '{"ä":"🌍"}'),
    )
    const lines = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n')), { maxLength: 12 })
    fc.assert(
      fc.property(lines, fc.array(fc.nat(400), { maxLength: 8 }), (pairs, cuts) => {
        const expected = pairs.flatMap(([text, end]) => {
          const data = parseJson(text)
          if (data !== undefined) return [frame(data)]
          return text.trim() === '' ? [] : [unreadable(text + (end === '\r\n' ? '\r' : ''))]
        })
        const bytes = bytesOf(pairs.map(([text, end]) => text + end).join(''))
        const offsets = cuts.map((cut) => cut % (bytes.length + 1))
        expect(framesOf(cutAt(bytes, offsets))).toEqual(expected)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('a document where lines were asked for', () => {
  const document = { model: 'm', message: { content: 'a\nb', list: [], empty: {} }, done: true }

  it.each([0, 1, 2, 4, '\t'])('becomes one frame however it is indented (%j)', (indent) => {
    const text = JSON.stringify(document, null, indent)
    for (const body of [text, `${text}\n`, `\n${text}\n\n`, text.replaceAll('\n', '\r\n')]) {
      expect(framesHoweverCut(body)).toEqual([frame(document)])
    }
  })

  it('may be a list, and may stand behind lines or before them', () => {
    const list = JSON.stringify([document, { b: [1, 2] }], null, 2)
    expect(framesHoweverCut(list)).toEqual([frame([document, { b: [1, 2] }])])
    const error = JSON.stringify({ error: 'busy' }, null, 2)
    expect(framesHoweverCut(`{"a":1}\n${error}\n{"c":3}\n`)).toEqual([
      frame({ a: 1 }),
      frame({ error: 'busy' }),
      frame({ c: 3 }),
    ])
  })

  it('is dropped when it was cut, as half a line is', () => {
    const text = JSON.stringify(document, null, 2)
    for (let length = 0; length < text.length; length += 1) {
      expect(framesOf([bytesOf(text.slice(0, length))]), String(length)).toEqual([])
    }
  })

  it('is given as it is when it is no JSON', () => {
    expect(framesHoweverCut('{\n  "a": oops\n}\n{"b":2}\n')).toEqual([unreadable('{\n  "a": oops\n}'), frame({ b: 2 })])
  })

  it('does not swallow the lines behind a brace that begins none', () => {
    expect(framesHoweverCut('{\n{"a":1}\n{"b":2}')).toEqual([unreadable('{\n'), frame({ a: 1 }), frame({ b: 2 })])
    expect(framesHoweverCut('{\n{"a":1}')).toEqual([unreadable('{\n'), frame({ a: 1 })])
  })

  it('is bounded as a line is', () => {
    const reader = jsonLines.open(() => undefined)
    reader.push(bytesOf('{\n'))
    const piece = bytesOf(`  "${'x'.repeat(1024 * 1024)}",\n`)
    expect(() => {
      for (let sent = 0; sent <= maxLineLength; sent += piece.length) reader.push(piece)
    }).toThrow(expect.toSatisfy(isMalformedStream) as Error)
  })
})
