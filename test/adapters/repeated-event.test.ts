import { describe, expect, it } from 'vitest'

import { seenFrames, seenTheLongWay } from './seen-frames.ts'

const chat = (content: string, more = ''): string =>
  `data: {"id":"c1","object":"chat.completion.chunk","created":1,"choices":[{"index":0,"delta":{"content":${content}},"finish_reason":null}]${more}}\n\n`
const response = (delta: string, sequence: string): string =>
  `event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"${delta}","sequence_number":${sequence},"logprobs":[]}\n\n`
const anthropic = (text: string, blanks = 0): string =>
  `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${text}"}${' '.repeat(blanks)}}\n\n`

/** Two deltas to learn from, and one that takes the short cut. */
const learned = ['"a"', '"b"', '"c"'].map((content) => chat(content))

/** The frames of a stream that begins with the role, as all do, after a check that the long way gives the same. */
function read(...events: readonly string[]): { readonly repeats: number; readonly frames: readonly unknown[] } {
  const stream = ['data: {"role":"assistant"}\n\n', ...events]
  const seen = seenFrames([Buffer.from(stream[0] ?? ''), Buffer.from(events.join(''))])
  const reference = seenTheLongWay(stream)
  expect(seen.frames).toEqual(reference.frames)
  expect(reference.repeats).toBe(0)
  return seen
}

describe('the short cut for repeated events', () => {
  it('begins with the third delta', () => {
    expect(read(...learned.slice(0, 2)).repeats).toBe(0)
    expect(read(...learned, chat('"d"'), chat('"e"')).repeats).toBe(2)
  })

  it.each([
    ['an empty text', '""'],
    ['a long text', JSON.stringify('word '.repeat(100))],
    ['text outside of latin1', '"— 世界 🌍"'],
    ['escapes of every kind', String.raw`"\"\\\/\b\f\n\r\t\u00e9\ud83c\udf0d"`],
    ['half a pair of surrogates', String.raw`"\ud83c"`],
    ['what ends an event, escaped', String.raw`"\n\ndata: {}\n\n"`],
  ])('takes %s', (_, literal) => {
    expect(read(...learned, chat(literal), chat('"d"')).repeats).toBe(2)
  })

  it.each([
    ['null instead of the text', chat('null')],
    ['a number instead of the text', chat('17')],
    ['a member that was not there', chat('"c"', ',"usage":{"total_tokens":1}')],
    ['text with a raw control character, which is no JSON', chat('"a\tb"')],
    ['an escape that JSON does not know', chat(String.raw`"\x41"`)],
    ['an escape that is cut', chat(String.raw`"\u00"`)],
    ['text that closes itself and says more', chat('"c","content":"d"')],
    ['other white space', chat('"c"').replace('"delta":', '"delta": ')],
    ['a comment', ': ping\n\n'],
    ['the end', 'data: [DONE]\n\n'],
    ['half an event', chat('"c"').slice(0, 40)],
    ['an event of two lines', 'data: {"choices":\ndata: []}\n\n'],
  ])('leaves %s to the parser', (_, other) => {
    expect(read(...learned, other).repeats).toBe(0)
    expect(read(...learned, chat('"d"'), other).repeats).toBe(1)
  })

  it('follows counters to the next number of digits, and takes no number that is not plain', () => {
    expect(read(...[8, 9, 10, 11, 12].map((sequence) => response('x', String(sequence)))).repeats).toBe(2)
    for (const sequence of ['012', '-1', '1.5', '1e3', '12345678901234567890', '']) {
      expect(read(response('x', '1'), response('x', '2'), response('x', '3'), response('x', sequence)).repeats).toBe(0)
    }
  })

  it('passes over the blanks with which Anthropic pads its events', () => {
    expect(
      read(anthropic('a', 3), anthropic('b', 12), anthropic('c'), anthropic('d', 1), anthropic('e', 40)).repeats,
    ).toBe(2)
  })

  it('reads streams whose lines end in CRLF', () => {
    const events = ['"a"', '"b"', '"c"', '"d"', '"e"'].map((content) => chat(content).replaceAll('\n', '\r\n'))
    expect(read(...events).repeats).toBe(2)
  })

  it('learns again when the answer goes over from reasoning to text', () => {
    const reasoning = (text: string): string =>
      chat('null').replace('"content":null', `"content":null,"reasoning_content":"${text}"`)
    const text = (content: string): string => chat(`${content},"reasoning_content":null`)
    const thoughts = ['a', 'b', 'c', 'd'].map(reasoning)
    expect(read(...thoughts, ...['"e"', '"f"', '"g"'].map(text)).repeats).toBe(2)
  })

  it('is not misled by a member that comes twice, or by the same text at another place', () => {
    const twice = (text: string): string => `data: {"delta":"${text}","delta":"z"}\n\n`
    expect(read(twice('a'), twice('b'), twice('c'), twice('d')).repeats).toBe(0)
    const elsewhere = (text: string): string => `data: {"x":{"text":"${text}"},"delta":{"text":"${text}"}}\n\n`
    expect(read(elsewhere('a'), elsewhere('b'), elsewhere('c'), elsewhere('d')).frames).toHaveLength(5)
  })

  it('gives up on a stream whose events never repeat each other', () => {
    const events = Array.from({ length: 40 }, (_, index) => chat('"a"', `,"n${index}":0`))
    expect(read(...events, chat('"a"'), chat('"b"'), chat('"c"')).repeats).toBe(0)
  })
})
