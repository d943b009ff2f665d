import { crc32 } from 'node:zlib'

import { bedrockConverse } from '../../../src/adapters/bedrock-converse/protocol.ts'
import type { AssistantPart } from '../../../src/vocabulary/message.ts'
import { decodeAnswer, type DecodedAnswer } from '../../conformance/decode-answer.ts'

const encoder = new TextEncoder()

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(pieces))
}

/** A message of an AWS event stream: headers as they are given, then the payload. */
export function message(headers: Uint8Array, payload: Uint8Array): Uint8Array {
  const lengths = joined(uint32(headers.length + payload.length + 16), uint32(headers.length))
  const beginning = joined(lengths, uint32(crc32(lengths)), headers, payload)
  return joined(beginning, uint32(crc32(beginning)))
}

/** Headers of strings. */
export function stringHeaders(headers: Readonly<Record<string, string>>): Uint8Array {
  return joined(
    ...Object.entries(headers).map(([name, value]) => {
      const bytes = encoder.encode(value)
      const length = new Uint8Array([7, bytes.length >> 8, bytes.length & 0xff])
      return joined(new Uint8Array([name.length]), encoder.encode(name), length, bytes)
    }),
  )
}

/** An event with a JSON payload. */
export function event(type: string, value: unknown): Uint8Array {
  const headers = { ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' }
  return message(stringHeaders(headers), encoder.encode(JSON.stringify(value)))
}

/** An exception of the service inside the stream. */
export function exception(type: string, value: unknown): Uint8Array {
  const headers = { ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' }
  return message(stringHeaders(headers), encoder.encode(JSON.stringify(value)))
}

/** More of the block of an index. */
export function delta(index: number, content: unknown): Uint8Array {
  return event('contentBlockDelta', { contentBlockIndex: index, delta: content, p: 'abcd' })
}

/** A block of an index begins, as far as the wire says so. */
export function blockStart(index: number, start: unknown): Uint8Array {
  return event('contentBlockStart', { contentBlockIndex: index, start, p: 'ab' })
}

/** A block of an index is whole. */
export function blockStop(index: number): Uint8Array {
  return event('contentBlockStop', { contentBlockIndex: index, p: '' })
}

/** The terminal marker, and the counts behind it. */
export function messageEnd(stopReason = 'end_turn', usage: unknown = counts()): readonly Uint8Array[] {
  return [event('messageStop', { stopReason }), event('metadata', { usage, metrics: { latencyMs: 5 } })]
}

/** Counts without a cache. */
export function counts(changes: Readonly<Record<string, unknown>> = {}): unknown {
  return { inputTokens: 10, outputTokens: 5, totalTokens: 15, ...changes }
}

/** Decodes the stream of the given messages, which begins as all do. */
export function decodeMessages(...messages: readonly Uint8Array[]): DecodedAnswer {
  return decodeAnswer(bedrockConverse, [joined(event('messageStart', { role: 'assistant' }), ...messages)])
}

/** The parts of an answer without who made them, which is the same for all. */
export function partsOf({ assembly }: DecodedAnswer): readonly Partial<AssistantPart>[] {
  return assembly.parts.map(({ origin: _origin, ...part }) => part)
}

/** Decodes a whole document, as `/converse` gives it. */
export function decodeDocument(document: unknown): DecodedAnswer {
  const framing = { ...bedrockConverse.framing, documentAllowed: true }
  return decodeAnswer({ ...bedrockConverse, framing }, [encoder.encode(JSON.stringify(document))])
}
