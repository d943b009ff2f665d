import type { FinishReason } from '../../vocabulary/finish-reason.ts'
import type { Frame } from '../../vocabulary/wire.ts'
import type { Emit } from '../protocol.ts'
import { flush } from './chat-state.ts'
import type { ChatState } from './chat-state.ts'
import { hasSources, sourcesOf } from './citations.ts'
import { decodeDelta } from './decode-delta.ts'
import { meaningOf } from './finish-reasons.ts'
import { endToolCalls } from './tool-calls.ts'
import { readChunkCost, readUsage } from './usage.ts'
import { asList, asObject, asText } from './wire-types.ts'
import type { ChatChoice, ChatChunk, WireObject } from './wire-types.ts'

/** Reads one event of the stream. */
export function decodeChat(frame: Frame, state: ChatState, emit: Emit): void {
  if (state.isClosed) return
  const { data } = frame
  if (typeof data === 'object' && data !== null && frame.event !== 'error') {
    if (!Array.isArray(data)) decodeChunk(data, state, emit)
    // Google's chat endpoint wraps its errors in a list.
    else for (const item of data) decodeItem(item, state, emit)
  } else if (data === undefined ? frame.text.trim() === '[DONE]' : data === '[DONE]') {
    endWithMarker(state, emit)
  } else if (frame.event === 'error') {
    fail(data ?? frame.text, state, emit)
  } else if (data === undefined && frame.text.trim() !== '') {
    emit.malformed(frame.text)
  }
}

/** Reads a whole answer that came as one document. */
export function decodeChatDocument(document: unknown, state: ChatState, emit: Emit): void {
  const items = Array.isArray(document) ? document : [document]
  for (const item of items) decodeItem(item, state, emit)
  if (state.isClosed) return
  if (state.finished === undefined) {
    const choice = asList(asObject(items[0])?.['choices']).map(asObject).find(isFirstChoice)
    if (choice === undefined) {
      emit.malformed(JSON.stringify(document) ?? '')
      return
    }
    if (choice['finish_reason'] !== '') warnUnfinished(emit)
    finish('other', choice['finish_reason'] === '' ? '' : undefined, state, emit)
  }
  close(state, emit)
}

/** The stream closed. Only a finish reason or `[DONE]` proves an answer complete, and both have been read by then. */
export function endChat(state: ChatState, emit: Emit): void {
  if (!state.isClosed && state.finished !== undefined) flush(state, emit)
}

function decodeItem(item: unknown, state: ChatState, emit: Emit): void {
  const chunk = asObject(item)
  if (chunk !== undefined && !state.isClosed) decodeChunk(chunk, state, emit)
}

function decodeChunk(chunk: ChatChunk, state: ChatState, emit: Emit): void {
  const { choices } = chunk
  if (reportsError(chunk)) {
    fail(chunk, state, emit)
    return
  }
  if (chunk.x_groq?.error !== undefined && isError(chunk.x_groq.error)) {
    fail({ error: chunk.x_groq.error }, state, emit)
    return
  }
  if (!state.isNamed) name(chunk, state, emit)
  if (Array.isArray(choices)) {
    const isFirstChunk = state.kind === 'none'
    for (const choice of choices as unknown[]) {
      if (isFirstChoice(choice)) decodeChoice(choice, chunk, isFirstChunk, state, emit)
      if (state.isClosed) return
    }
  }
  if (chunk.usage !== undefined && chunk.usage !== null) readUsage(chunk.usage, chunk, state, emit)
  else if (chunk.x_groq !== undefined) readUsage(asObject(chunk.x_groq)?.['usage'], chunk, state, emit)
  if (chunk.cost !== undefined) readChunkCost(chunk, emit)
}

/** Only one answer is asked for. Copilot gives its parts as choices without an index, which belong together. */
function isFirstChoice(choice: unknown): choice is WireObject {
  if (typeof choice !== 'object' || choice === null) return false
  const { index } = choice as ChatChoice
  return index === 0 || index === undefined || index === null
}

function decodeChoice(choice: ChatChoice, chunk: ChatChunk, isFirstChunk: boolean, state: ChatState, emit: Emit): void {
  if (isError(choice.error)) {
    fail({ error: choice.error }, state, emit)
    return
  }
  const { delta, message, finish_reason: reason } = choice
  const kindBefore = state.kind
  if (typeof delta === 'object' && delta !== null) decodeDelta(delta, state, emit)
  // A message is the whole answer: in a document, or once more in a stream that gives it by deltas as well.
  if (typeof message === 'object' && message !== null && isFirstChunk && state.kind === kindBefore)
    decodeDelta(message, state, emit)
  if (choice.content_filter_results !== undefined) noteFilter(choice.content_filter_results, state, emit)
  if (choice.usage !== undefined) readUsage(choice.usage, chunk, state, emit)
  if (hasSources(chunk)) state.sources = sourcesOf(chunk) ?? state.sources
  if (typeof reason === 'string' && reason !== '') finishWith(reason, state, emit)
}

function name(chunk: ChatChunk, state: ChatState, emit: Emit): void {
  const model = asText(chunk.model)
  const id = asText(chunk.id)
  if (id !== '') state.responseId = id
  if (model === '' && id === '') return
  emit.served(model === '' ? undefined : model, id === '' ? undefined : id)
  state.isNamed = model !== '' && id !== ''
}

/** Azure: the content filter broke down, and the answer was given without it. */
function noteFilter(results: unknown, state: ChatState, emit: Emit): void {
  if (state.isFilterFailureKnown || !isError(asObject(results)?.['error'])) return
  state.isFilterFailureKnown = true
  emit.warn('content-filter-failed', 'The content filter of the provider failed; the answer was not filtered.')
}

function finishWith(rawReason: string, state: ChatState, emit: Emit): void {
  const meaning = meaningOf(rawReason)
  // A prompt that fills the window alone is answered with this and nothing else.
  const isOverflow = rawReason === 'model_context_window_exceeded' && state.kind === 'none'
  if (meaning !== 'failed' && !isOverflow) {
    finish(meaning, rawReason, state, emit)
    return
  }
  const message = `The provider ended the answer with the finish reason "${rawReason}".`
  fail({ error: { code: rawReason, type: 'finish_reason', message } }, state, emit)
}

/** Hosts repeat the reason, and some say a vaguer one later: that does not replace a telling one. */
function finish(reason: FinishReason, rawReason: string | undefined, state: ChatState, emit: Emit): void {
  endToolCalls(state, emit)
  flush(state, emit)
  if (state.finished !== undefined && weight(reason) < weight(state.finished)) return
  const isRefusal = state.hasRefused && (reason === 'stop' || reason === 'other')
  state.finished = isRefusal ? 'content-filter' : reason
  emit.finish(state.finished, rawReason)
}

function weight(reason: FinishReason): number {
  if (reason === 'other') return 0
  return reason === 'stop' ? 1 : 2
}

function endWithMarker(state: ChatState, emit: Emit): void {
  if (state.finished === undefined) {
    warnUnfinished(emit)
    finish('other', undefined, state, emit)
  }
  close(state, emit)
}

function close(state: ChatState, emit: Emit): void {
  flush(state, emit)
  state.isClosed = true
  emit.close()
}

function warnUnfinished(emit: Emit): void {
  emit.warn('missing-finish-reason', 'The provider ended the answer without a finish reason.')
}

function fail(body: unknown, state: ChatState, emit: Emit): void {
  if (state.finished !== undefined) {
    emit.warn(
      'late-error',
      `After the answer was complete the provider reported an error: ${JSON.stringify(body).slice(0, 200)}`,
    )
    close(state, emit)
    return
  }
  state.isClosed = true
  emit.fail({ body })
}

/** Whether a chunk is an error: OpenAI's envelope, or one of those that have no `choices` beside them. */
function reportsError(chunk: ChatChunk): boolean {
  if (chunk.error !== undefined && isError(chunk.error)) return true
  if (chunk.base_resp !== undefined) {
    const { status_code: status } = asObject(chunk.base_resp) ?? {}
    if (typeof status === 'number' && status !== 0) return true
  }
  if (Array.isArray(chunk.choices)) return false
  if (chunk.object === 'error' || chunk.type === 'error') return true
  return isError(chunk.detail) || isError(chunk.errors) || asText(chunk.message) !== '' || asText(chunk.msg) !== ''
}

function isError(value: unknown): boolean {
  if (typeof value === 'string') return value !== ''
  return typeof value === 'object' && value !== null && Object.keys(value).length > 0
}
