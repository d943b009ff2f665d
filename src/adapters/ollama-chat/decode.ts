import type { FinishReason } from '../../vocabulary/finish-reason.ts'
import type { Json, JsonObject } from '../../vocabulary/message.ts'
import type { Frame } from '../../vocabulary/wire.ts'
import { isJsonList, isJsonObject } from '../plain-json.ts'
import type { Emit } from '../protocol.ts'
import { listOf } from './wire-types.ts'

/** What decoding has to remember of one answer. */
export interface DecodeState {
  /** How many tool calls have come. */
  toolCalls: number
  isNamed: boolean
  /** The terminal marker or an error came: nothing after it counts. */
  isOver: boolean
}

/** The state at the beginning of an answer. */
export function start(): DecodeState {
  return { toolCalls: 0, isNamed: false, isOver: false }
}

/** Theirs to ours, a line at a time. An answer in one document is a line that says everything. */
export function decode(frame: Frame, state: DecodeState, emit: Emit): void {
  if (state.isOver) return
  // A call comes in one line: if that cannot be read, the call is lost.
  if (frame.data === undefined) emit.malformed(frame.text, frame.text.includes('"tool_calls"'))
  else readValue(frame.data, state, emit)
}

/** A whole answer in one document. It is complete even if it does not say so. */
export function decodeDocument(document: unknown, state: DecodeState, emit: Emit): void {
  if (state.isOver) return
  readValue(document, state, emit)
  if (!state.isOver && isJsonObject(document) && isJsonObject(document['message'])) finish({}, state, emit)
}

/** The stream closed. Only `done` proves the answer complete, and it has been read by then. */
export function end(): void {
  // Nothing is held back.
}

function readValue(value: unknown, state: DecodeState, emit: Emit): void {
  if (isJsonObject(value)) return readLine(value, state, emit)
  if (!isJsonList(value)) return emit.malformed(JSON.stringify(value) ?? '')
  for (const line of value) {
    if (state.isOver) return
    if (isJsonObject(line)) readLine(line, state, emit)
    else emit.malformed(JSON.stringify(line))
  }
}

/** The hot path: allocates nothing for text but what `emit` makes. */
function readLine(line: JsonObject, state: DecodeState, emit: Emit): void {
  if (reportsError(line)) {
    state.isOver = true
    return emit.fail({ body: line })
  }
  if (!state.isNamed) readName(line['model'], state, emit)
  const { message } = line
  if (isJsonObject(message)) {
    const { thinking, content, images, tool_calls: calls } = message
    if (typeof thinking === 'string') emit.reasoning(thinking)
    if (typeof content === 'string') emit.text(content)
    if (images !== undefined) readImages(images, emit)
    if (calls !== undefined) readToolCalls(calls, line['created_at'], state, emit)
  }
  if (line['done'] === true) finish(line, state, emit)
}

/** Ollama's envelope, or one of a gateway in front of it. */
function reportsError({ error, message, detail, done }: JsonObject): boolean {
  if (typeof error === 'string' ? error !== '' : isJsonObject(error)) return true
  if (done !== undefined) return false
  return (typeof message === 'string' && message !== '') || (message === undefined && typeof detail === 'string')
}

function readName(model: Json | undefined, state: DecodeState, emit: Emit): void {
  if (typeof model !== 'string' || model === '') return
  state.isNamed = true
  emit.served(model)
}

/** Calls come whole, each or all of them in one line, and their arguments are an object. */
function readToolCalls(calls: Json, createdAt: Json | undefined, state: DecodeState, emit: Emit): void {
  for (const call of listOf(calls)) {
    const called = isJsonObject(call) ? call['function'] : undefined
    const name = isJsonObject(called) ? called['name'] : undefined
    if (!isJsonObject(call) || !isJsonObject(called) || typeof name !== 'string' || name === '') {
      emit.malformed(JSON.stringify({ tool_calls: call }), true)
      continue
    }
    const key = state.toolCalls++
    emit.toolCallStart(key, callId(call['id'], createdAt, key), name)
    emit.toolCallEnd(key, argumentsText(called['arguments']))
  }
}

/** The id that the server gave; older ones give none, so the time of the line and the number of the call make one. */
function callId(given: Json | undefined, createdAt: Json | undefined, key: number): string {
  const stamp = typeof createdAt === 'string' ? createdAt.slice(0, 40).replaceAll(/\D/g, '').slice(0, 20) : ''
  const made = stamp === '' ? `call_${key}` : `call_${stamp}_${key}`
  return typeof given === 'string' && given !== '' ? given : made
}

/** Some servers write the arguments as text, as OpenAI does. */
function argumentsText(args: Json | undefined): string {
  return typeof args === 'string' ? args : JSON.stringify(args ?? {})
}

/** How images begin, in base64; the wire does not say of what type one is. */
const imageBeginnings: readonly (readonly [string, string])[] = [
  ['iVBORw0KGgo', 'image/png'],
  ['/9j/', 'image/jpeg'],
  ['R0lGOD', 'image/gif'],
  ['UklGR', 'image/webp'],
]

function readImages(images: Json, emit: Emit): void {
  for (const image of listOf(images)) {
    if (typeof image !== 'string' || image === '') continue
    const base64 = image.replace(/^data:[^,]{0,100},/, '')
    const mediaType = imageBeginnings.find(([beginning]) => base64.startsWith(beginning))?.[1] ?? 'image/*'
    emit.file({ type: 'file', mediaType, data: { type: 'base64', base64 } })
  }
}

/**
 * The words of the wire. `load` and `unload` say that the model was loaded or unloaded and nothing else: as `stop` an answer
 * without content is the failure that it is. Any other word is `other`.
 */
const meanings: ReadonlyMap<string, FinishReason> = new Map([
  ['stop', 'stop'],
  ['length', 'length'],
  ['load', 'stop'],
  ['unload', 'stop'],
])

function finish(line: JsonObject, state: DecodeState, emit: Emit): void {
  const reason = line['done_reason']
  const word = typeof reason === 'string' && reason !== '' ? reason : undefined
  emit.usage({
    // Zero, and no count at all, come from servers that leave out what they took from their cache (ollama/ollama#2068, #5370).
    inputTokens: count(line['prompt_eval_count'], 1),
    outputTokens: count(line['eval_count'], 0),
    // Part of the count before (ollama/ollama#17943 of 2026-08).
    cachedTokens: count(line['prompt_eval_cached_count'], 0),
  })
  if (word === undefined) emit.warn('missing-finish-reason', 'The answer ended without saying why.')
  emit.finish(word === undefined ? unnamedReason(state) : (meanings.get(word) ?? 'other'), word)
  state.isOver = true
  emit.close()
}

function unnamedReason(state: DecodeState): FinishReason {
  return state.toolCalls > 0 ? 'tool-calls' : 'other'
}

function count(value: Json | undefined, least: number): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= least ? value : undefined
}
