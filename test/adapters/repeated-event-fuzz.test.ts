import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { seenFrames, seenTheLongWay } from './seen-frames.ts'

/** Deltas as they are on several wires; `$` stands for what changes. */
const templates = [
  'data: {"id":"c1","created":1,"choices":[{"index":0,"delta":{"content":"$"},"logprobs":null,"finish_reason":null}]}\n\n',
  'data: {"id": "c1", "choices": [{"delta": {"content": "$", "reasoning": "$"}}], "created": 7}\n\n',
  'data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"$"}}]}}],"obfuscation":"xyz"}\n\n',
  'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"$"}   }\n\n',
  'event: response.output_text.delta\r\ndata: {"type":"response.output_text.delta","delta":"$","sequence_number":9}\r\n\r\n',
  'data: {"candidates":[{"content":{"parts":[{"text":"$"}]}}],"usageMetadata":{"totalTokenCount":5}}\n\n',
]

/** What is put into events, at any place: tokens of JSON and of the framing, halves of them, and keys that matter. */
const hostile = [
  '"',
  '\\',
  '\\"',
  '\\u',
  '\\ud83c',
  '\\n',
  '\n',
  '\r',
  '\n\n',
  '\r\n\r\n',
  '\0',
  '\t',
  ' ',
  ',',
  ':',
  '{',
  '}',
  '[',
  ']',
  '0',
  '1',
  '-',
  '.5',
  'e9',
  'null',
  'true',
  'data: ',
  'event: error\n',
  ': ping\n\n',
  '"content":"',
  '"delta":',
  '"text":"x",',
  '"__proto__":',
  '"id":"2",',
  'ä',
  '世',
  '🌍',
  '\u2028',
  '\uFEFF',
] as const

/** Numbers in [0, 1), the same each time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** An event of the template: sound, or with up to three places spoilt. */
function spoiltEvent(template: string, random: () => number): string {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item
  let event = template.replaceAll('$', () =>
    pick([' the', 'a', '', 'words, words and words', String.raw`\"\n`, '— 世界', `${random()}`]),
  )
  const spoilt = random() < 0.5 ? 0 : Math.ceil(random() * 3)
  for (let count = 0; count < spoilt; count++) {
    const at = Math.floor(random() * event.length)
    const removed = random() < 0.5 ? 0 : Math.ceil(random() * 4)
    event = event.slice(0, at) + (random() < 0.2 ? '' : pick(hostile)) + event.slice(at + removed)
  }
  return event
}

describe('the short cut for repeated events, attacked', () => {
  it('gives the frames of the parser for 200 000 events, half of them spoilt', () => {
    const random = seeded(1)
    let events = 0
    let repeats = 0
    let frames = 0
    while (events < 200_000) {
      const template = templates[events % templates.length] ?? ''
      const stream = Array.from({ length: 40 }, () => spoiltEvent(template, random))
      const seen = seenFrames([Buffer.from(stream.join(''))])
      const reference = seenTheLongWay(stream)
      if (JSON.stringify(seen.frames) !== JSON.stringify(reference.frames))
        expect(seen.frames).toEqual(reference.frames)
      expect(reference.repeats).toBe(0)
      events += stream.length
      repeats += seen.repeats
      frames += seen.frames.length
    }
    // It must have been taken where it is attacked: by about half of the frames.
    expect(frames).toBeGreaterThan(150_000)
    expect(repeats).toBeGreaterThan(60_000)
  }, 120_000)

  it('gives them whatever JSON stands where a delta stood, and wherever the body is cut', () => {
    const text = fc.string({ unit: 'binary', maxLength: 20 })
    const delta = fc.oneof({ weight: 5, arbitrary: text }, fc.jsonValue({ maxDepth: 2 }))
    const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 })
    fc.assert(
      fc.property(
        fc.constantFrom(...templates),
        fc.array(delta, { minLength: 4, maxLength: 12 }),
        cuts,
        (template, deltas, places) => {
          const stream = deltas.map((value) => template.replaceAll('"$"', () => JSON.stringify(value)))
          const bytes = Buffer.from(stream.join(''))
          const offsets = places.map((place) => Math.floor(place * bytes.length)).toSorted((one, other) => one - other)
          const chunks = [...offsets, bytes.length].map((end, index) => bytes.subarray(offsets[index - 1] ?? 0, end))
          expect(seenFrames(chunks).frames).toEqual(seenTheLongWay(stream).frames)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
