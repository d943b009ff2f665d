import { openaiResponses } from '../../../src/adapters/openai-responses/protocol.ts'
import type { Json, JsonObject } from '../../../src/vocabulary/message.ts'
import { decodeAnswer, type DecodedAnswer } from '../../conformance/decode-answer.ts'

/** A JSON value as one event, named after its type where that is a name; text as it stands. */
export function event(value: unknown): Uint8Array {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined
  const name = typeof type === 'string' && /^[\w.]+$/.test(type) ? `event: ${type}\n` : ''
  return new TextEncoder().encode(`${name}data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`)
}

/** Decodes the stream of the given events; `outputLimit` is the limit that was sent. */
export function decodeEvents(events: readonly unknown[], outputLimit?: number): DecodedAnswer {
  return decodeAnswer(openaiResponses, events.map(event), outputLimit)
}

/** Decodes a body that is one JSON document. */
export function decodeDocument(document: unknown): DecodedAnswer {
  return decodeAnswer(openaiResponses, [new TextEncoder().encode(JSON.stringify(document))])
}

/** A response with the given output. */
export function response(output: readonly JsonObject[], changes: JsonObject = {}): JsonObject {
  return { id: 'resp_1', object: 'response', model: 'demo-model', status: 'completed', output, usage: null, ...changes }
}

/** The first event. */
export const created: JsonObject = {
  type: 'response.created',
  response: { id: 'resp_1', object: 'response', model: 'demo-model', status: 'in_progress', output: [] },
}

/** The last event of a complete answer. */
export function completed(output: readonly JsonObject[] = [], changes: JsonObject = {}): JsonObject {
  return { type: 'response.completed', response: response(output, changes) }
}

/** The last event of an answer that something cut. */
export function incomplete(reason: Json, output: readonly JsonObject[] = [], changes: JsonObject = {}): JsonObject {
  const details = { status: 'incomplete', incomplete_details: { reason } }
  return { type: 'response.incomplete', response: response(output, { ...details, ...changes }) }
}

/** A message item with one text. */
export function message(text: string, changes: JsonObject = {}): JsonObject {
  const content = [{ type: 'output_text', text, annotations: [] }]
  return { id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content, ...changes }
}

/** A reasoning item with summaries. */
export function reasoning(summaries: readonly string[], changes: JsonObject = {}): JsonObject {
  const summary = summaries.map((text) => ({ type: 'summary_text', text }))
  return { id: 'rs_1', type: 'reasoning', summary, encrypted_content: 'c2VhbGVk', ...changes }
}

/** A call of a tool. */
export function call(changes: JsonObject = {}): JsonObject {
  const status = { status: 'completed', arguments: '{"city":"Oslo"}' }
  return { id: 'fc_1', type: 'function_call', call_id: 'call_a', name: 'weather', ...status, ...changes }
}

/** An item begins. */
export function added(index: number, item: JsonObject): JsonObject {
  return { type: 'response.output_item.added', output_index: index, item }
}

/** An item is whole. */
export function done(index: number, item: JsonObject): JsonObject {
  return { type: 'response.output_item.done', output_index: index, item }
}

/** More text of a message. */
export function textDelta(index: number, delta: Json, changes: JsonObject = {}): JsonObject {
  return { type: 'response.output_text.delta', output_index: index, content_index: 0, delta, ...changes }
}

/** More of a summary of the reasoning. */
export function summaryDelta(index: number, summary: number, delta: string): JsonObject {
  return { type: 'response.reasoning_summary_text.delta', output_index: index, summary_index: summary, delta }
}

/** More arguments of a call. */
export function argumentsDelta(index: number, delta: string): JsonObject {
  return { type: 'response.function_call_arguments.delta', output_index: index, delta }
}

/** A message with its deltas, as OpenAI sends it. */
export function messageEvents(
  index: number,
  deltas: readonly string[],
  changes: JsonObject = {},
): readonly JsonObject[] {
  const whole = message(deltas.join(''), changes)
  return [
    added(index, { ...whole, status: 'in_progress', content: [] }),
    {
      type: 'response.content_part.added',
      output_index: index,
      content_index: 0,
      part: { type: 'output_text', text: '' },
    },
    ...deltas.map((delta) => textDelta(index, delta)),
    { type: 'response.output_text.done', output_index: index, content_index: 0, text: deltas.join('') },
    {
      type: 'response.content_part.done',
      output_index: index,
      content_index: 0,
      part: { type: 'output_text', text: deltas.join(''), annotations: [] },
    },
    done(index, whole),
  ]
}
