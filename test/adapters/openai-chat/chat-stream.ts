import { openaiChat } from '../../../src/adapters/openai-chat/protocol.ts'
import { decodeAnswer, type DecodedAnswer } from '../../conformance/decode-answer.ts'

/** A JSON value, or text as it stands, as one event. */
export function event(value: unknown): Uint8Array {
  return new TextEncoder().encode(`data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`)
}

/** The end of a stream. */
export const done = '[DONE]'

/** A chunk with one choice. */
export function chunk(
  delta: unknown,
  finishReason: string | null = null,
  more: Readonly<Record<string, unknown>> = {},
): unknown {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'demo-model',
    choices: [{ index: 0, delta, finish_reason: finishReason }],
    ...more,
  }
}

/** The chunk that says why the answer ended. */
export function finishChunk(reason = 'stop', more: Readonly<Record<string, unknown>> = {}): unknown {
  return chunk({}, reason, more)
}

/** The chunk with the usage, which has no choice. */
export function usageChunk(usage: unknown): unknown {
  return { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'demo-model', choices: [], usage }
}

/** A delta with a piece of a tool call. */
export function callDelta(call: unknown): unknown {
  return { tool_calls: [call] }
}

/** Decodes the stream of the given values. */
export function decodeChunks(values: readonly unknown[]): DecodedAnswer {
  return decodeAnswer(openaiChat, values.map(event))
}

/** Decodes a body that is one JSON document. */
export function decodeDocument(document: unknown): DecodedAnswer {
  return decodeAnswer(openaiChat, [new TextEncoder().encode(JSON.stringify(document))])
}

/** A document with one choice. */
export function completion(
  message: unknown,
  finishReason: string | null = 'stop',
  more: Readonly<Record<string, unknown>> = {},
): unknown {
  return {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'demo-model',
    choices: [{ index: 0, message, finish_reason: finishReason }],
    ...more,
  }
}
