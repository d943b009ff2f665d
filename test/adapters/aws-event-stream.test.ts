import { crc32 } from 'node:zlib'

import { EventStreamCodec } from '@smithy/eventstream-codec'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { awsEventStream, maxHeadersBytes, maxPayloadBytes } from '../../src/adapters/aws-event-stream.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'
import type { Frame } from '../../src/vocabulary/wire.ts'
import { cutAt, everyByte } from '../conformance/decode-answer.ts'
import { event, message, stringHeaders } from './bedrock-converse/event-stream.ts'

/** One delta of an answer, byte for byte as AWS's own codec writes it. */
const known =
  '0000009400000057b4ab9aee0b3a6576656e742d74797065070011636f6e74656e74426c6f636b44656c74610d3a636f6e74656e742d747970' +
  '650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b22636f6e74656e74426c6f636b49' +
  '6e646578223a302c2264656c7461223a7b2274657874223a224869227d7d1f944657'

const encoder = new TextEncoder()
const decoder = new TextDecoder()
const codec = new EventStreamCodec(
  (bytes) => decoder.decode(bytes as Uint8Array),
  (text) => encoder.encode(text),
)
type MessageHeaders = Parameters<typeof codec.encode>[0]['headers']

/** The frames of a stream, read until its end or until it is refused. */
function read(chunks: Iterable<Uint8Array>): { readonly frames: readonly Frame[]; readonly error: unknown } {
  const frames: Frame[] = []
  const reader = awsEventStream.open((frame) => frames.push({ ...frame }))
  try {
    for (const chunk of chunks) reader.push(chunk)
    reader.end()
    return { frames, error: undefined }
  } catch (error) {
    return { frames, error }
  }
}

function expectRefused({ error }: { readonly error: unknown }): void {
  expect(RouterError.is(error, 'malformed-stream'), String(error)).toBe(true)
}

function concat(messages: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(messages))
}

const kinds = fc.constantFrom(':event-type', ':exception-type', ':error-code', ':error-message', ':message-type')
const headerValue: fc.Arbitrary<MessageHeaders[string]> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }).map((value) => ({ type: 'string' as const, value })),
  fc.boolean().map((value) => ({ type: 'boolean' as const, value })),
  fc.integer({ min: -128, max: 127 }).map((value) => ({ type: 'byte' as const, value })),
  fc.integer({ min: -32768, max: 32767 }).map((value) => ({ type: 'short' as const, value })),
  fc.integer().map((value) => ({ type: 'integer' as const, value })),
  fc.uint8Array({ maxLength: 20 }).map((value) => ({ type: 'binary' as const, value })),
  fc
    .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
    .map((value) => ({ type: 'timestamp' as const, value })),
  fc.uuid().map((value) => ({ type: 'uuid' as const, value })),
)
const headers: fc.Arbitrary<MessageHeaders> = fc.dictionary(
  fc.oneof(
    kinds,
    fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme-ascii' }).filter((name) => name !== '__proto__'),
  ),
  headerValue,
  { maxKeys: 6, noNullPrototype: true },
)
const messages = fc.array(fc.record({ headers, value: fc.jsonValue({ maxDepth: 2 }) }), { minLength: 1, maxLength: 5 })

/** What a frame has to be, after AWS's own reading of its bytes. */
function expected(bytes: Uint8Array): Frame {
  const { headers: found, body } = codec.decode(bytes)
  const textOf = (name: string): string | undefined => {
    const header = found[name]
    return header?.type === 'string' ? header.value : undefined
  }
  const text = decoder.decode(body)
  const kind = textOf(':message-type')
  const name =
    kind === 'exception'
      ? `exception:${textOf(':exception-type') ?? ''}`
      : kind === 'error'
        ? `error:${textOf(':error-code') ?? ''}`
        : (textOf(':event-type') ?? '')
  return { event: name, data: JSON.parse(text) as unknown, text: '' }
}

describe('an AWS event stream', () => {
  it('is asked for by its name, and is never a document', () => {
    expect([awsEventStream.accept, awsEventStream.documentAllowed]).toEqual([
      'application/vnd.amazon.eventstream',
      false,
    ])
  })

  it('reads the message that is known byte for byte', () => {
    expect(read([new Uint8Array(Buffer.from(known, 'hex'))])).toEqual({
      frames: [{ event: 'contentBlockDelta', data: { contentBlockIndex: 0, delta: { text: 'Hi' } }, text: '' }],
      error: undefined,
    })
    const written = event('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hi' } })
    expect(Buffer.from(written).toString('hex')).toBe(known)
  })

  it('reads what AWS writes, with headers of every type, under any split', () => {
    let seen = 0
    fc.assert(
      fc.property(messages, fc.array(fc.nat(2000), { maxLength: 12 }), (sent, cuts) => {
        const encoded = sent.map((one) =>
          codec.encode({ headers: one.headers, body: encoder.encode(JSON.stringify(one.value)) }),
        )
        const bytes = concat(encoded)
        const offsets = cuts.map((cut) => cut % bytes.length)
        const wanted = { frames: encoded.map(expected), error: undefined }
        expect(read(cutAt(bytes, offsets))).toEqual(wanted)
        expect(read(everyByte(bytes))).toEqual(wanted)
        seen += encoded.length
      }),
      { numRuns: 300 },
    )
    expect(seen).toBeGreaterThan(300)
  })

  it('refuses a message with any one byte changed, and gives no wrong frame', () => {
    const stream = [
      event('messageStart', { role: 'assistant' }),
      event('contentBlockDelta', { delta: { text: 'Grüße' } }),
    ]
    const bytes = concat(stream)
    const sound = read([bytes]).frames
    let refused = 0
    for (let at = 0; at < bytes.length; at += 1) {
      for (const flip of [0x01, 0x80, 0xff]) {
        const spoilt = bytes.slice()
        spoilt[at] = (spoilt[at] ?? 0) ^ flip
        const outcome = read([spoilt])
        expectRefused(outcome)
        expect(read(everyByte(spoilt))).toEqual(outcome)
        expect(outcome.frames).toEqual(at < (stream[0]?.length ?? 0) ? [] : sound.slice(0, 1))
        refused += 1
      }
    }
    expect(refused).toBe(bytes.length * 3)
  })

  it('refuses a message with any byte changed whose headers have come before', () => {
    const bytes = concat(Array.from({ length: 4 }, (_, index) => event('a', { delta: { text: `word ${index}` } })))
    expect(read([bytes]).frames).toHaveLength(4)
    const last = bytes.length - bytes.length / 4
    for (let at = last; at < bytes.length; at += 1) {
      for (let bit = 1; bit <= 0x80; bit *= 2) {
        const spoilt = bytes.slice()
        spoilt[at] = (spoilt[at] ?? 0) ^ bit
        const outcome = read([spoilt])
        expectRefused(outcome)
        expect(outcome.frames).toHaveLength(3)
      }
    }
  })

  it('refuses a random message with any bits of one byte changed', () => {
    fc.assert(
      fc.property(messages, fc.nat(), fc.integer({ min: 1, max: 255 }), (sent, place, flip) => {
        const bytes = concat(
          sent.map((one) => codec.encode({ headers: one.headers, body: encoder.encode(JSON.stringify(one.value)) })),
        )
        const at = place % bytes.length
        const spoilt = bytes.slice()
        spoilt[at] = (spoilt[at] ?? 0) ^ flip
        const outcome = read([spoilt])
        expectRefused(outcome)
        expect(outcome.frames).toEqual(read([bytes]).frames.slice(0, outcome.frames.length))
      }),
      { numRuns: 500 },
    )
  })

  it('reads nothing after a message that was refused', () => {
    const frames: Frame[] = []
    const reader = awsEventStream.open((frame) => frames.push({ ...frame }))
    const spoilt = event('a', {})
    spoilt[spoilt.length - 1] = (spoilt[spoilt.length - 1] ?? 0) ^ 1
    expect(() => reader.push(spoilt)).toThrow('checksum')
    expect(() => reader.push(event('b', {}))).toThrow('cannot be read')
    expect(frames).toEqual([])
  })

  it('leaves out a message that the end cuts', () => {
    const whole = event('a', { b: 1 })
    const bytes = concat([whole, whole])
    for (let length = whole.length; length < bytes.length; length += 1) {
      expect(read([bytes.subarray(0, length)])).toEqual({ frames: read([whole]).frames, error: undefined })
    }
  })

  it('refuses another kind of body at its first bytes', () => {
    for (const body of ['{"message":"Too many requests"}', '<html><head></head></html>', 'data: {"a":1}\n\n']) {
      expectRefused(read([encoder.encode(body)]))
    }
  })
})

describe('a message', () => {
  it('may say nothing, or what is not JSON', () => {
    const frameOf = (payload: string): readonly Frame[] =>
      read([message(stringHeaders({ ':event-type': 'a' }), encoder.encode(payload))]).frames
    expect(frameOf('')).toEqual([{ event: 'a', data: undefined, text: '' }])
    expect(frameOf('{"a')).toEqual([{ event: 'a', data: undefined, text: '{"a' }])
  })

  it('without headers has no name', () => {
    expect(read([message(new Uint8Array(0), encoder.encode('{}'))]).frames).toEqual([{ event: '', data: {}, text: '' }])
  })

  it('that is an error without a payload says what its headers say', () => {
    const fields = { ':message-type': 'error', ':error-code': 'InternalError', ':error-message': 'Something broke' }
    expect(read([message(stringHeaders(fields), new Uint8Array(0))]).frames).toEqual([
      { event: 'error:InternalError', data: { message: 'Something broke' }, text: '' },
    ])
  })

  it.each([
    ['a name that is longer than all headers', [200, 97]],
    ['a value that is longer than all headers', [1, 97, 7, 255, 255, 97]],
    ['a type that is not known', [1, 97, 10, 0]],
    ['no type', [1, 97]],
    ['half a length', [1, 97, 7, 0]],
  ])('is refused with %s', (_, bytes) => {
    expectRefused(read([message(new Uint8Array(bytes), encoder.encode('{}'))]))
  })

  it('is refused when it is too long, before it is waited for, or when its lengths contradict each other', () => {
    const prelude = (total: number, headerBytes: number): Uint8Array => {
      const whole = message(new Uint8Array(0), new Uint8Array(0))
      const view = new DataView(whole.buffer)
      view.setUint32(0, total)
      view.setUint32(4, headerBytes)
      return withChecksum(whole)
    }
    expect(read([prelude(maxPayloadBytes + maxHeadersBytes + 16, maxHeadersBytes)]).error).toBe(undefined)
    for (const [total, headerBytes] of [
      [maxPayloadBytes + 17, 0],
      [0xffffffff, 0],
      [maxHeadersBytes + 17, maxHeadersBytes + 1],
      [15, 0],
      [16, 1],
      [0, 0],
    ] as const) {
      expectRefused(read([prelude(total, headerBytes)]))
    }
  })
})

/** The first twelve bytes with the checksum of the first eight. */
function withChecksum(bytes: Uint8Array): Uint8Array {
  new DataView(bytes.buffer).setUint32(8, crc32(bytes.subarray(0, 8)))
  return bytes.subarray(0, 12)
}
