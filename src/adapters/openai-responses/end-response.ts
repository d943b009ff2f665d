import type { FinishReason } from '../../vocabulary/finish-reason.ts'
import type { Json, JsonObject } from '../../vocabulary/message.ts'
import { isJsonObject } from '../plain-json.ts'
import type { Emit } from '../protocol.ts'
import { addItem } from './decode-state.ts'
import type { DecodeState, IncomingItem } from './decode-state.ts'
import { closeText, endItem, endOpenCalls } from './output-items.ts'
import { readUsage } from './usage.ts'

/** Who answers, as a response says from its first event on. */
export function nameResponse(response: Json | undefined, state: DecodeState, emit: Emit): void {
  if (!isJsonObject(response)) return
  const { id, model } = response
  if (typeof id === 'string' && id !== '') state.responseId ??= id
  emit.served(typeof model === 'string' && model !== '' ? model : undefined, state.responseId)
}

type WireItem = JsonObject & { readonly type: string }

/** The last event, or a document: gives what no event before it gave, and says how the answer ended. */
export function endResponse(given: Json | undefined, word: string | undefined, state: DecodeState, emit: Emit): void {
  const response = isJsonObject(given) ? given : {}
  nameResponse(response, state, emit)
  readUsage(response['usage'], emit)
  emit.servedAs(response['service_tier'])
  const status = statusOf(response, word)
  if (status === 'queued' || status === 'in_progress') return
  if (status === 'failed' || status === 'cancelled') {
    return fail(
      isErrorDocument(response) ? { error: response['error'] ?? null } : { error: unexplained(status) },
      state,
      emit,
    )
  }
  if (Array.isArray(response['output'])) reconcile(response['output'] as readonly Json[], state, emit)
  closeText(state, emit)
  endOpenCalls(state, emit)
  state.isOver = true
  const { reason, raw } = finishReason(response, status, state)
  emit.finish(reason, raw)
  emit.close()
}

/** `incomplete_details` outweighs the word of the event; that outweighs nothing. A document that is whole and says nothing is complete. */
function statusOf(response: JsonObject, word: string | undefined): string {
  const { status, incomplete_details: details } = response
  if (word === 'failed' || word === 'cancelled') return word
  if (isJsonObject(details) && typeof details['reason'] === 'string') return 'incomplete'
  if (word === 'incomplete') return word
  if (typeof status === 'string' && (word === undefined || (status !== 'in_progress' && status !== 'queued')))
    return status
  return 'completed'
}

/**
 * The last event repeats all items (the ChatGPT backend: none). They are known by their ids; where those change (Copilot) or
 * are missing, by type and order: indices have gaps in what was recorded.
 */
function reconcile(output: readonly Json[], state: DecodeState, emit: Emit): void {
  const wires = output.filter((wire): wire is WireItem => isJsonObject(wire) && typeof wire['type'] === 'string')
  const byCallId = new Map<Json | undefined, IncomingItem>(
    state.items.flatMap((item) => (item.callId === undefined ? [] : [[item.callId, item]])),
  )
  const named = wires.map(({ type, id, call_id: callId }) => {
    const item = byCallId.get(callId) ?? (typeof id === 'string' ? state.byId.get(id) : undefined)
    return item?.type === type ? item : undefined
  })
  const taken = new Set(named)
  const nameless = Map.groupBy(
    state.items.filter((item) => !taken.has(item)),
    (item) => item.type,
  )
  const next = new Map<string, number>()
  for (const [index, wire] of wires.entries()) {
    const { type } = wire
    const position = next.get(type) ?? 0
    const item = named[index] ?? nameless.get(type)?.[position]
    if (named[index] === undefined) next.set(type, position + 1)
    endItem(item ?? addItem(type, state), wire, state, emit)
  }
}

/** Reasons of `incomplete_details`, by the word; others are `other` (`max_messages`, `steered`: OpenAI SDK 7.55.0). */
const incompleteReasons: ReadonlyMap<string, FinishReason> = new Map([
  ['max_output_tokens', 'length'],
  ['max_tokens', 'length'],
  ['length', 'length'],
  ['content_filter', 'content-filter'],
])

function finishReason(
  response: JsonObject,
  status: string,
  state: DecodeState,
): { readonly reason: FinishReason; readonly raw: string | undefined } {
  if (status === 'incomplete') {
    const details = response['incomplete_details']
    const given = isJsonObject(details) ? details['reason'] : undefined
    // Without a reason the limit is what it can be (requirements, length-stop detection).
    if (typeof given !== 'string') return { reason: 'length', raw: status }
    return { reason: incompleteReasons.get(given) ?? 'other', raw: given }
  }
  const raw = typeof response['status'] === 'string' ? response['status'] : undefined
  if (status !== 'completed') return { reason: 'other', raw: status }
  if (state.items.some((item) => item.isStarted)) return { reason: 'tool-calls', raw }
  return { reason: state.hasRefused ? 'content-filter' : 'stop', raw }
}

function unexplained(status: string): JsonObject {
  const message = `The provider ended the answer with the status "${status}" and gave no reason.`
  return { code: status, type: 'response_status', message }
}

/** The provider reports an error: nothing after it counts. */
export function fail(body: unknown, state: DecodeState, emit: Emit): void {
  state.isOver = true
  emit.fail({ body })
}

/** Whether a document or an event of no known type is an error: OpenAI's envelope, xAI's text, FastAPI's `detail`. */
export function isErrorDocument(data: JsonObject): boolean {
  const { error, detail } = data
  if (isJsonObject(error)) return Object.keys(error).length > 0
  return (
    (typeof error === 'string' && error !== '') ||
    (typeof detail === 'string' && detail !== '') ||
    Array.isArray(detail)
  )
}
