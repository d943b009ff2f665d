import type { Json, JsonObject } from '../../vocabulary/message.ts'
import type { Frame } from '../../vocabulary/wire.ts'
import { isJsonObject } from '../plain-json.ts'
import type { Emit } from '../protocol.ts'
import { addItem } from './decode-state.ts'
import type { DecodeState, IncomingItem, TextKind } from './decode-state.ts'
import { argumentsOf } from './item-contents.ts'
import { endResponse, fail, isErrorDocument, nameResponse } from './end-response.ts'
import { beginItem, completeContent, completeText, endItem, giveArguments, giveText } from './output-items.ts'

/** Theirs to ours, an event at a time. The type is read from the data: some servers leave the event's name out. */
export function decode(frame: Frame, state: DecodeState, emit: Emit): void {
  if (state.isOver) return
  const data = frame.data
  if (!isJsonObject(data)) return decodeUnstructured(frame, state, emit)
  const type = typeof data['type'] === 'string' ? data['type'] : frame.event
  switch (type) {
    case 'response.output_text.delta':
    case 'response.refusal.delta':
      if (type === 'response.refusal.delta') state.hasRefused = true
      return onTextDelta(data, 'message', data['content_index'], state, emit)
    case 'response.reasoning_summary_text.delta':
      return onTextDelta(data, 'summary', data['summary_index'], state, emit)
    case 'response.reasoning_text.delta':
      return onTextDelta(data, 'reasoning', data['content_index'], state, emit)
    case 'response.function_call_arguments.delta':
      if (typeof data['delta'] !== 'string') return unreadable(data, emit)
      return giveArguments(itemOf(data, 'function_call', state), data['delta'], state, emit)
    case 'response.output_text.done':
      return onTextDone(data, 'message', data['content_index'], data['text'], state, emit)
    case 'response.refusal.done':
      state.hasRefused = true
      return onTextDone(data, 'message', data['content_index'], data['refusal'], state, emit)
    case 'response.reasoning_summary_text.done':
      return onTextDone(data, 'summary', data['summary_index'], data['text'], state, emit)
    case 'response.reasoning_text.done':
      return onTextDone(data, 'reasoning', data['content_index'], data['text'], state, emit)
    case 'response.function_call_arguments.done':
      return onArgumentsDone(data, state, emit)
    default:
      return decodeStructure(type, data, state, emit)
  }
}

/** The events that say where the answer and its items begin and end. */
function decodeStructure(type: string, data: JsonObject, state: DecodeState, emit: Emit): void {
  switch (type) {
    case 'response.created':
    case 'response.in_progress':
    case 'response.queued':
      return nameResponse(data['response'], state, emit)
    case 'response.output_item.added':
      return onItemAdded(data, state, emit)
    case 'response.content_part.done':
      return onContentDone(data, state, emit)
    case 'response.output_item.done':
      return onItemDone(data, state, emit)
    case 'response.completed':
    case 'response.incomplete':
    case 'response.failed':
    case 'response.cancelled':
    case 'response.done':
      return endResponse(data['response'], type.slice('response.'.length), state, emit)
    case 'error':
      return fail(data, state, emit)
    case 'response':
      return decodeDocument(data, state, emit)
    default:
      // Progress of hosted tools, rate limits, keep-alives and what is yet to be invented; an error in a foreign envelope counts.
      if (isErrorDocument(data)) return fail(data, state, emit)
      if (type === '')
        return isResponse(data) ? decodeDocument(data, state, emit) : emit.malformed(JSON.stringify(data))
  }
}

/** A whole response, or an error, where a stream was asked for: its items take the way of a stream's. */
export function decodeDocument(document: unknown, state: DecodeState, emit: Emit): void {
  if (state.isOver) return
  if (!isJsonObject(document)) return emit.malformed(JSON.stringify(document))
  // A gateway may wrap a response into its last event.
  const response = isJsonObject(document['response']) ? document['response'] : document
  if (isResponse(response)) return endResponse(response, undefined, state, emit)
  return isErrorDocument(document) ? fail(document, state, emit) : emit.malformed(JSON.stringify(document))
}

/**
 * The stream closed. Only a terminal event proves an answer complete, and it has been read by then; `[DONE]` alone proves
 * nothing. What is open stays as it is: the id of a text that was cut must not come back with less than all of it.
 */
export function end(_state: DecodeState, _emit: Emit): void {}

/** What is not an object is a sentinel or broken. `[DONE]` is not OpenAI's here, but OpenRouter sends it (recorded). */
function decodeUnstructured(frame: Frame, state: DecodeState, emit: Emit): void {
  if (frame.event === 'error') return fail(frame.data ?? frame.text, state, emit)
  if (frame.text.trim() === '[DONE]') return
  if (frame.data !== undefined || frame.text.trim() !== '') {
    emit.malformed(frame.text === '' ? JSON.stringify(frame.data) : frame.text)
  }
}

function onTextDelta(data: JsonObject, kind: TextKind, part: Json | undefined, state: DecodeState, emit: Emit): void {
  const delta = data['delta']
  if (typeof delta !== 'string') return unreadable(data, emit)
  const item = itemOf(data, kind === 'message' ? 'message' : 'reasoning', state)
  giveText(item, kind, typeof part === 'number' ? part : item.part, delta, state, emit)
}

/** A delta without its text: null and nothing at all are an empty one. */
function unreadable(data: JsonObject, emit: Emit): void {
  if ((data['delta'] ?? null) !== null) emit.malformed(JSON.stringify(data))
}

function onTextDone(
  data: JsonObject,
  kind: TextKind,
  part: Json | undefined,
  text: Json | undefined,
  state: DecodeState,
  emit: Emit,
): void {
  if (typeof text !== 'string') return
  const item = itemOf(data, kind === 'message' ? 'message' : 'reasoning', state)
  completeText(item, kind, typeof part === 'number' ? part : item.part, text, undefined, state, emit)
}

/** The call ends with its item: that may still say what has to come back with it. */
function onArgumentsDone(data: JsonObject, state: DecodeState, emit: Emit): void {
  const item = itemOf(data, 'function_call', state)
  if (item.isEnded) return
  if (!item.isStarted && data['name'] !== undefined) beginItem(item, { name: data['name'] }, state, emit)
  if (!item.hasArguments) giveArguments(item, argumentsOf(data), state, emit)
}

function onItemAdded(data: JsonObject, state: DecodeState, emit: Emit): void {
  const wire = data['item']
  if (!isJsonObject(wire) || typeof wire['type'] !== 'string') return emit.malformed(JSON.stringify(data))
  const item = addItem(wire['type'], state)
  remember(item, data, wire, state)
  beginItem(item, wire, state, emit)
}

function onContentDone(data: JsonObject, state: DecodeState, emit: Emit): void {
  const part = data['part']
  if (!isJsonObject(part)) return
  const item = itemOf(data, part['type'] === 'reasoning_text' ? 'reasoning' : 'message', state)
  const index = data['content_index']
  if (!item.isEnded) completeContent(item, typeof index === 'number' ? index : item.part, part, state, emit)
}

function onItemDone(data: JsonObject, state: DecodeState, emit: Emit): void {
  const wire = data['item']
  if (!isJsonObject(wire) || typeof wire['type'] !== 'string') return emit.malformed(JSON.stringify(data))
  const item = findItem(data, wire, wire['type'], state) ?? addItem(wire['type'], state)
  remember(item, data, wire, state)
  endItem(item, wire, state, emit)
}

function remember(item: IncomingItem, data: JsonObject, wire: JsonObject, state: DecodeState): void {
  const { output_index: index } = data
  const { id } = wire
  if (typeof index === 'number') state.byIndex.set(index, item)
  if (typeof id === 'string' && id !== '') state.byId.set(id, item)
}

/** The item that an event is about. One that was never announced begins here. */
function itemOf(data: JsonObject, type: string, state: DecodeState): IncomingItem {
  const found = findItem(data, undefined, type, state)
  if (found !== undefined) return found
  const item = addItem(type, state)
  const { item_id: id } = data
  if (typeof id === 'string' && id !== '') item.id = id
  remember(item, data, { id: item.id }, state)
  return item
}

/** By index, because ids change on Copilot (recorded) and may be missing; by id where nothing is counted; else the latest. */
function findItem(
  data: JsonObject,
  wire: JsonObject | undefined,
  type: string,
  state: DecodeState,
): IncomingItem | undefined {
  const { output_index: index, item_id: itemId } = data
  if (typeof index === 'number') return ofType(state.byIndex.get(index), type)
  const id = wire?.['id'] ?? itemId
  if (typeof id === 'string' && id !== '') {
    const known = ofType(state.byId.get(id), type)
    if (known !== undefined) return known
  }
  const latest = state.latest.get(type)
  return latest?.isEnded === false ? latest : undefined
}

/** Where one index stands for items of two types, the later one is another item. */
function ofType(item: IncomingItem | undefined, type: string): IncomingItem | undefined {
  return item?.type === type ? item : undefined
}

function isResponse(data: JsonObject): boolean {
  return Array.isArray(data['output']) || data['object'] === 'response'
}
