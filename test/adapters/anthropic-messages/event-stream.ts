import { anthropicMessages } from '../../../src/adapters/anthropic-messages/protocol.ts'
import type { AssistantPart, Json, JsonObject } from '../../../src/vocabulary/message.ts'
import { decodeAnswer, type DecodedAnswer } from '../../conformance/decode-answer.ts'

/** Events as a stream, each named after its type. */
export function eventStream(events: readonly JsonObject[]): string {
  return events
    .map(
      (event) => `event: ${typeof event['type'] === 'string' ? event['type'] : ''}\ndata: ${JSON.stringify(event)}\n\n`,
    )
    .join('')
}

/** Decodes a body given as text. */
export function decodeText(body: string): DecodedAnswer {
  return decodeAnswer(anthropicMessages, [new TextEncoder().encode(body)])
}

/** Decodes the stream of the given events. */
export function decodeEvents(events: readonly JsonObject[]): DecodedAnswer {
  return decodeText(eventStream(events))
}

/** The parts without who made them, which is the same for all. */
export function partsOf(events: readonly JsonObject[]): readonly Partial<AssistantPart>[] {
  return decodeEvents(events).assembly.parts.map(({ origin: _origin, ...part }) => part)
}

/** The beginning of a message. */
export function messageStart(usage: Json = { input_tokens: 10, output_tokens: 1 }): JsonObject {
  return {
    type: 'message_start',
    message: { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-x', content: [], usage },
  }
}

/** A piece of a block. */
export function delta(index: number, content: JsonObject): JsonObject {
  return { type: 'content_block_delta', index, delta: content }
}

/** A block with its deltas. */
export function block(index: number, content: JsonObject, ...deltas: readonly JsonObject[]): readonly JsonObject[] {
  return [
    { type: 'content_block_start', index, content_block: content },
    ...deltas.map((content) => delta(index, content)),
    { type: 'content_block_stop', index },
  ]
}

/** A text block of one delta. */
export function textBlock(index: number, text: string): readonly JsonObject[] {
  return block(index, { type: 'text', text: '' }, { type: 'text_delta', text })
}

/** The end of a message: why, what it took, and the terminal marker. */
export function messageEnd(stopReason: Json = 'end_turn', usage: Json = { output_tokens: 5 }): readonly JsonObject[] {
  return [
    { type: 'message_delta', delta: { stop_reason: stopReason, stop_sequence: null }, usage },
    { type: 'message_stop' },
  ]
}
