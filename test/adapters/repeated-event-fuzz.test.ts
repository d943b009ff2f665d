import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { awsEventStream } from '../../src/adapters/aws-event-stream.ts'
import { jsonLines } from '../../src/adapters/json-lines.ts'
import { message, stringHeaders } from './bedrock-converse/event-stream.ts'
import { seenFrames, seenOneByOne, seenTheLongWay } from './seen-frames.ts'

/** Deltas as they are on several wires; `$` stands for what changes. */
const templates = [
  'data: {"id":"c1","created":1,"choices":[{"index":0,"delta":{"content":"$"},"logprobs":null,"finish_reason":null}]}\n\n',
  'data: {"id": "c1", "choices": [{"delta": {"content": "$", "reasoning": "$"}}], "created": 7}\n\n',
  'data: {"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"$"}}]}}],"obfuscation":"xyz"}\n\n',
  'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"$"}   }\n\n',
  'event: response.output_text.delta\r\ndata: {"type":"response.output_text.delta","delta":"$","sequence_number":9}\r\n\r\n',
  'data: {"candidates":[{"content":{"parts":[{"text":"$"}]}}],"usageMetadata":{"totalTokenCount":5}}\n\n',
  'data: {"candidates": [{"content": {"parts": [{"functionCall": {"partialArgs": [{"jsonPath": "@.a", "stringValue": "$"}]}}]}}]}\r\n\r\n',
]

/** Lines of Ollama. */
const lines = [
  '{"model":"m","created_at":"2026-08-04T19:59:21.35$Z","message":{"role":"assistant","content":"$"},"done":false}\n',
  '{"model":"m","created_at":"2026-08-04T19:59:21Z","message":{"role":"assistant","content":"","thinking":"$"},"done":false}\n',
]

/** Payloads of Bedrock's messages. */
const payloads = [
  '{"contentBlockIndex":0,"delta":{"text":"$"},"p":"abcdefgh$"}',
  '{"contentBlockIndex":1,"delta":{"toolUse":{"input":"$"}},"p":"abc"}',
  '{"contentBlockIndex":2,"delta":{"reasoningContent":{"text":"$"}}}',
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

  it('gives the frames of plain lines for 60 000 lines, half of them spoilt', () => {
    const random = seeded(2)
    let repeats = 0
    let frames = 0
    for (let events = 0; events < 60_000; events += 40) {
      const template = lines[(events / 40) % lines.length] ?? ''
      const stream = Array.from({ length: 40 }, () => spoiltEvent(template, random))
      const seen = seenFrames([Buffer.from(stream.join(''))], jsonLines)
      const reference = seenTheLongWay(stream, jsonLines)
      expect(seen.frames).toEqual(reference.frames)
      repeats += seen.repeats - reference.repeats
      frames += seen.frames.length
    }
    expect(frames).toBeGreaterThan(45_000)
    expect(repeats).toBeGreaterThan(15_000)
  }, 60_000)

  it('gives the frames of plain messages for 40 000 messages of AWS, half of them spoilt, some of other kinds', () => {
    const random = seeded(3)
    const delta = stringHeaders({ ':event-type': 'contentBlockDelta', ':message-type': 'event' })
    const exception = stringHeaders({ ':exception-type': 'throttlingException', ':message-type': 'exception' })
    let repeats = 0
    for (let events = 0; events < 40_000; events += 40) {
      const template = payloads[(events / 40) % payloads.length] ?? ''
      const stream = Array.from({ length: 40 }, () =>
        message(random() < 0.1 ? exception : delta, Buffer.from(spoiltEvent(template, random))),
      )
      const seen = seenFrames([Buffer.concat(stream)], awsEventStream)
      expect(seen.frames).toEqual(seenOneByOne(stream, awsEventStream).frames)
      repeats += seen.repeats
    }
    expect(repeats).toBeGreaterThan(10_000)
  }, 60_000)

  it('gives them when bytes are flipped, so that what was a text is none any more', () => {
    const random = seeded(4)
    let repeats = 0
    for (let streams = 0; streams < 600; streams++) {
      const template = templates[streams % templates.length] ?? ''
      const events = Array.from({ length: 40 }, () => template.replaceAll('$', random() < 0.5 ? ' the' : '— 世界 🌍'))
      const bytes = Buffer.from(events.join(''))
      for (let flips = 0; flips < 8; flips++) {
        const at = Math.floor(random() * bytes.length)
        bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8))
      }
      const sevens = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) => bytes.subarray(at * 7, at * 7 + 7))
      const seen = seenFrames([bytes])
      expect(seen.frames).toEqual(seenFrames(sevens).frames)
      repeats += seen.repeats
    }
    expect(repeats).toBeGreaterThan(10_000)
  })

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
