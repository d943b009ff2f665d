import { createParser } from 'eventsource-parser'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { maxEventLength, parseJson, serverSentEvents } from '../../src/adapters/server-sent-events.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'
import { cutAt, everyByte } from '../conformance/decode-answer.ts'
import { frame, seenFrames, unreadable, type SeenFrame } from './seen-frames.ts'

/** The frames of a body that comes in the given chunks. */
const framesOf = (chunks: Iterable<Uint8Array>): readonly SeenFrame[] => seenFrames(chunks, serverSentEvents).frames
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

function asFrame(event: string | undefined, raw: string): SeenFrame {
  const data = parseJson(raw)
  return { event: event ?? '', data, text: data === undefined ? raw : '' }
}

describe('server-sent events', () => {
  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('end lines with %s', (_, end) => {
    const body = bytesOf(
      [
        `data: {"a":1}`,
        '',
        ': comment',
        '',
        'event: named',
        'id: 7',
        'data:{"b":',
        'data: 2}',
        '',
        'retry: 5',
        'data: [DONE]',
        '',
        '',
      ].join(end),
    )
    const expected = [frame({ a: 1 }), frame({ b: 2 }, 'named'), unreadable('[DONE]')]
    expect(framesOf([body])).toEqual(expected)
    expect(framesOf(everyByte(body))).toEqual(expected)
  })

  it('may split a character between chunks', () => {
    const body = bytesOf('data: {"text":"世界 🌍"}\n\n')
    expect(framesOf(everyByte(body))).toEqual([frame({ text: '世界 🌍' })])
  })

  it('give text that is no JSON as it is', () => {
    expect(framesOf([bytesOf('data: hello\n\ndata: \n\n')])).toEqual([unreadable('hello'), unreadable('')])
  })

  it('count a last event without its blank line if it is whole, and drop half of one', () => {
    expect(framesOf([bytesOf('data: {"a":1}\n\ndata: {"b":2}')])).toEqual([frame({ a: 1 }), frame({ b: 2 })])
    expect(framesOf([bytesOf('data: {"a":1}\n\ndata: [DONE]')])).toHaveLength(2)
    expect(framesOf([bytesOf('data: {"a":1}\n\ndata: {"b":')])).toEqual([frame({ a: 1 })])
  })

  it.each([
    '{"error":{"message":"Busy"}}',
    '{"error":{"message":"Busy"}}\n',
    '\n{\n  "error": {\n    "message": "Busy"\n  }\n}\n\n',
  ])('turn a bare document %j into a last frame, cut anywhere', (bare) => {
    const body = bytesOf(`data: {"a":1}\n\n${bare}`)
    for (let cut = 0; cut <= body.length; cut += 1) {
      expect(framesOf([body.subarray(0, cut), body.subarray(cut)]), String(cut)).toEqual([
        frame({ a: 1 }),
        frame({ error: { message: 'Busy' } }),
      ])
    }
    expect(framesOf(everyByte(body))).toEqual([frame({ a: 1 }), frame({ error: { message: 'Busy' } })])
  })

  it('leave out other text that is no event', () => {
    expect(framesOf([bytesOf('hello\ndata: {"a":1}\n\n<html>\n{"half":')])).toEqual([frame({ a: 1 })])
  })

  it('that are longer than the bound end the reading', () => {
    const reader = serverSentEvents.open(() => undefined)
    const piece = bytesOf('x'.repeat(1024 * 1024))
    reader.push(bytesOf('data: '))
    expect(() => {
      for (let sent = 0; sent <= maxEventLength; sent += piece.length) reader.push(piece)
    }).toThrow(expect.toSatisfy((error: unknown) => RouterError.is(error, 'malformed-stream')) as Error)
  })

  it('keep little of an endless line that is no event', () => {
    const frames: unknown[] = []
    const reader = serverSentEvents.open((seen) => frames.push(seen))
    const piece = bytesOf(`{${' '.repeat(1024 * 1024)}`)
    for (let sent = 0; sent < 24; sent += 1) reader.push(piece)
    reader.end()
    expect(frames).toEqual([])
  })

  it('are framed as eventsource-parser does, wherever they are cut', () => {
    const line = fc.constantFrom(
      'data: {"a":1}',
      'data:2',
      'data',
      'data: [DONE]',
      'event: e',
      'event:',
      ': c',
      'id: 1',
      'retry: 9',
      'dat',
      'x: y',
      '{"z":0}',
      ' data: 3',
      '',
    )
    const end = fc.constantFrom('\n', '\r\n', '\r')
    const body = fc
      .array(fc.tuple(line, end), { maxLength: 14 })
      .map((lines) => lines.map(([text, lineEnd]) => text + lineEnd).join(''))
    fc.assert(
      fc.property(body, fc.array(fc.nat(200), { maxLength: 8 }), (text, cuts) => {
        const bytes = bytesOf(text)
        const reference: SeenFrame[] = []
        const parser = createParser({ onEvent: ({ event, data }) => reference.push(asFrame(event, data)) })
        parser.feed(text)
        const frames = framesOf(
          cutAt(
            bytes,
            cuts.map((cut) => cut % (bytes.length + 1)),
          ),
        )
        expect(frames.slice(0, reference.length)).toEqual(reference)
        expect(frames).toEqual(framesOf([bytes]))
      }),
      { numRuns: 1000 },
    )
  })
})
