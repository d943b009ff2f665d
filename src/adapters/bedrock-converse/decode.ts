import type { Json, JsonObject } from '../../vocabulary/message.ts'
import type { Frame } from '../../vocabulary/wire.ts'
import { errorPrefix, exceptionPrefix } from '../aws-event-stream.ts'
import { isJsonObject } from '../plain-json.ts'
import type { Emit } from '../protocol.ts'
import { listOf } from './content-blocks.ts'
import { endBlock, flushCitations, onBlockStart, onDelta, readBlock } from './decode-blocks.ts'
import type { DecodeState } from './decode-state.ts'
import { statusOfException } from '../aws-exceptions.ts'
import { meaningOf } from './finish-reasons.ts'
import { readUsage } from './usage.ts'

/** Events that are nothing without an object. */
const readEvents: ReadonlySet<string> = new Set([
  'contentBlockDelta',
  'contentBlockStart',
  'contentBlockStop',
  'messageStop',
])

/** Theirs to ours, an event at a time. `messageStop` is the terminal marker; `metadata` with the counts normally follows it. */
export function decode(frame: Frame, state: DecodeState, emit: Emit): void {
  if (state.isOver) return
  const { event, data } = frame
  if (event.startsWith(exceptionPrefix)) return fail(event.slice(exceptionPrefix.length), data, state, emit)
  if (event.startsWith(errorPrefix)) return fail(event.slice(errorPrefix.length), data, state, emit)
  if (event === 'metadata') return onMetadata(isJsonObject(data) ? data : {}, state, emit)
  if (state.isFinished) return
  if (!isJsonObject(data)) {
    if (readEvents.has(event)) emit.malformed(frame.text === '' ? (JSON.stringify(data) ?? '') : frame.text)
    return
  }
  switch (event) {
    case 'contentBlockDelta':
      return onDelta(indexOf(data, state), data['delta'], data, state, emit)
    case 'contentBlockStart':
      return onBlockStart(indexOf(data, state), data['start'], state, emit)
    case 'contentBlockStop':
      return endBlock(indexOf(data, state), state, emit)
    case 'messageStop':
      return finish(data['stopReason'], state, emit)
    default:
      // `messageStart` says nothing; events that are yet to be invented do not hurt.
      return
  }
}

/** A whole answer of `/converse`, or an error: its blocks take the way of a stream's. */
export function decodeDocument(document: unknown, state: DecodeState, emit: Emit): void {
  if (state.isOver) return
  const output = isJsonObject(document) ? document['output'] : undefined
  const message = isJsonObject(output) ? output['message'] : undefined
  if (!isJsonObject(document)) return emit.malformed(JSON.stringify(document) ?? '')
  if (!isJsonObject(message)) {
    return document['message'] === undefined && document['Message'] === undefined
      ? emit.malformed(JSON.stringify(document))
      : fail('', document, state, emit)
  }
  for (const [index, block] of listOf(message['content']).entries()) {
    if (isJsonObject(block)) readBlock(index, block, state, emit)
    else emit.malformed(JSON.stringify(block))
    endBlock(index, state, emit)
  }
  onMetadata(document, state, emit)
  finish(document['stopReason'], state, emit)
}

/** The stream closed. Only `messageStop` proves an answer complete. The consumer is given what belongs to the text that came. */
export function end(state: DecodeState, emit: Emit): void {
  if (!state.isOver && !state.isFinished) flushCitations(state, emit)
}

/** The counts, and what a guardrail or a prompt router has to say. They may come before the terminal marker too (recorded). */
function onMetadata(metadata: JsonObject, state: DecodeState, emit: Emit): void {
  if (readUsage(metadata['usage'], emit)) state.hasUsage = true
  const { serviceTier } = metadata
  emit.servedAs(isJsonObject(serviceTier) ? serviceTier['type'] : undefined)
  const trace = isJsonObject(metadata['trace']) ? metadata['trace'] : {}
  const { guardrail, promptRouter } = trace
  const action = isJsonObject(guardrail) ? guardrail['actionReason'] : undefined
  if (typeof action === 'string' && /block/i.test(action)) emit.warn('refusal', action)
  const invoked = isJsonObject(promptRouter) ? promptRouter['invokedModelId'] : undefined
  // `arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0`
  if (typeof invoked === 'string' && invoked !== '') emit.served(invoked.slice(invoked.lastIndexOf('/') + 1))
  if (state.isFinished) close(state, emit)
}

/** The answer is complete. */
function finish(stopReason: Json | undefined, state: DecodeState, emit: Emit): void {
  flushCitations(state, emit)
  for (const index of state.blocks.keys()) endBlock(index, state, emit)
  const word = typeof stopReason === 'string' && stopReason !== '' ? stopReason : undefined
  const meaning = meaningOf(word)
  if (meaning === 'degenerate') {
    const message = `The model broke off (${word}).`
    // Nothing usable has come, so this is a failure like any other of the provider's.
    if (!state.hasContent) return fail(word ?? '', { message }, state, emit)
    emit.warn('degenerate-answer', message)
  }
  if (word === undefined) emit.warn('missing-finish-reason', 'The answer ended without saying why.')
  state.isFinished = true
  emit.finish(meaning === 'degenerate' ? 'other' : meaning, word)
  if (state.hasUsage) close(state, emit)
}

function close(state: DecodeState, emit: Emit): void {
  state.isOver = true
  emit.close()
}

/** The body is what an HTTP error has: `describeFailure` reads both. */
function fail(name: string, data: unknown, state: DecodeState, emit: Emit): void {
  // Once the answer is complete, what goes wrong behind it changes nothing.
  if (state.isFinished) return
  state.isOver = true
  flushCitations(state, emit)
  const body = isJsonObject(data) ? data : {}
  const status = statusOfException(name)
  emit.fail({
    ...(status === undefined ? {} : { status }),
    body: name === '' ? body : { ...body, __type: name },
  })
}

function indexOf(data: JsonObject, state: DecodeState): number {
  const index = data['contentBlockIndex']
  if (typeof index === 'number') state.lastIndex = index
  return state.lastIndex
}
