import type { FinishReason } from '../../vocabulary/finish-reason.ts'
import type { Citation, Json, JsonObject } from '../../vocabulary/message.ts'
import type { Frame } from '../../vocabulary/wire.ts'
import { isJsonObject } from '../plain-json.ts'
import type { Emit } from '../protocol.ts'
import { listOf, mergeDelta, nativePart, readCitation, wholeInput, type OpenBlock } from './content-blocks.ts'
import { readUsage, unknownTokens, type TokenCounts } from './usage.ts'

const finishReasons: ReadonlyMap<string, FinishReason> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool-calls'],
  ['refusal', 'content-filter'],
  // Z.AI's word, on its Anthropic surface too.
  ['sensitive', 'content-filter'],
])

/** What decoding has to remember of one answer. */
export interface DecodeState {
  /** Open blocks by the wire's index. Blocks may be open beside each other (llama.cpp ends its thinking last). */
  readonly blocks: Map<number, OpenBlock>
  /** Index of the last block that began; stands in where a server leaves indices out. */
  lastIndex: number
  /** Index of the block whose text or reasoning the assembly has open; -1: none. */
  openIndex: number
  toolCalls: number
  responseId: string | undefined
  readonly tokens: TokenCounts
  stopReason: string | undefined
  /** The terminal marker or an error came: nothing after it counts. */
  isOver: boolean
}

/** The state at the beginning of an answer. */
export function start(): DecodeState {
  return {
    blocks: new Map(),
    lastIndex: -1,
    openIndex: -1,
    toolCalls: 0,
    responseId: undefined,
    tokens: unknownTokens(),
    stopReason: undefined,
    isOver: false,
  }
}

/** Theirs to ours, an event at a time. The type is read from the data: some servers leave the event's name out. */
export function decode(frame: Frame, state: DecodeState, emit: Emit): void {
  if (state.isOver) return
  const data = frame.data
  if (frame.event === 'error') return fail(data === undefined ? frame.text : data, state, emit)
  if (!isJsonObject(data)) return decodeUnstructured(frame, state, emit)
  switch (data['type'] ?? frame.event) {
    case 'content_block_delta':
      return onDelta(data, state, emit)
    case 'content_block_start':
      return onBlockStart(data, state, emit)
    case 'content_block_stop':
      return endBlock(indexOf(data, state), state, emit)
    case 'message_start':
      return onMessageStart(data['message'], state, emit)
    case 'message_delta':
      return onMessageDelta(data['delta'], data['usage'], state, emit)
    case 'message_stop':
      return finish(state, emit)
    case 'ping':
      // Anthropic was seen to say why the answer ended and then to send pings only (tombii/better-ccflare#307, 2026-07).
      if (state.stopReason !== undefined) finish(state, emit)
      return
    case 'error':
      return fail(data, state, emit)
    case 'message':
      return decodeDocument(data, state, emit)
    case '':
      return isErrorDocument(data) ? fail(data, state, emit) : emit.malformed(JSON.stringify(data))
    default:
      // Events that are yet to be invented do not hurt; an error in a foreign envelope does.
      if (isErrorDocument(data)) fail(data, state, emit)
  }
}

/** A whole message, or an error, where a stream was asked for: its blocks take the way of a stream's. */
export function decodeDocument(document: unknown, state: DecodeState, emit: Emit): void {
  if (state.isOver) return
  if (!isJsonObject(document)) return emit.malformed(JSON.stringify(document))
  const content = document['content']
  if (document['type'] !== 'message' && !Array.isArray(content)) {
    return isErrorDocument(document) ? fail(document, state, emit) : emit.malformed(JSON.stringify(document))
  }
  onMessageStart(document, state, emit)
  if (typeof content === 'string') emit.text(content)
  for (const [index, block] of listOf(content).entries()) {
    startBlock(index, block, state, emit)
    endBlock(index, state, emit)
  }
  onMessageDelta(document, undefined, state, emit)
  finish(state, emit)
}

/**
 * The stream closed. Without `message_stop` the answer is not proven complete, even when its stop reason came: every stream that
 * was recorded has it (86 of Anthropic and Vertex, 10 of llama.cpp), so its absence means a cut. The consumer is given what
 * belongs to the text that came.
 */
export function end(state: DecodeState, emit: Emit): void {
  if (!state.isOver) flushCitations(state, emit)
}

/** What is not an object is a sentinel or broken. `[DONE]` is not Anthropic's, but proxies that translate send it. */
function decodeUnstructured(frame: Frame, state: DecodeState, emit: Emit): void {
  // An event without data says nothing: proxies keep connections alive with them.
  if (frame.data === undefined && frame.text.trim() === '') return
  if (frame.text.trim() !== '[DONE]') return emit.malformed(frame.text === '' ? JSON.stringify(frame.data) : frame.text)
  if (state.stopReason !== undefined) finish(state, emit)
}

function onMessageStart(message: Json | undefined, state: DecodeState, emit: Emit): void {
  if (!isJsonObject(message)) return
  const { id, model } = message
  state.responseId = typeof id === 'string' && id !== '' ? id : undefined
  emit.served(typeof model === 'string' && model !== '' ? model : undefined, state.responseId)
  readUsage(message['usage'], state.tokens, emit)
}

function onMessageDelta(delta: Json | undefined, usage: Json | undefined, state: DecodeState, emit: Emit): void {
  readUsage(usage, state.tokens, emit)
  if (!isJsonObject(delta)) return
  const { stop_reason: stopReason, stop_details: details } = delta
  if (typeof stopReason === 'string' && stopReason !== '') state.stopReason = stopReason
  if (stopReason !== 'refusal' || !isJsonObject(details)) return
  const { category, explanation } = details
  if (typeof explanation !== 'string' || explanation === '') return
  emit.warn('refusal', typeof category === 'string' ? `${explanation} (${category})` : explanation)
}

function onBlockStart(data: JsonObject, state: DecodeState, emit: Emit): void {
  const index = typeof data['index'] === 'number' ? data['index'] : state.lastIndex + 1
  startBlock(index, data['content_block'], state, emit)
}

function startBlock(index: number, block: Json | undefined, state: DecodeState, emit: Emit): void {
  // A server that ends no blocks begins the next one instead.
  if (state.blocks.has(index)) endBlock(index, state, emit)
  state.lastIndex = index
  if (!isJsonObject(block) || typeof block['type'] !== 'string') return emit.malformed(JSON.stringify(block ?? null))
  closeOpenPart(state, emit)
  switch (block['type']) {
    case 'text':
      return startText(index, block, state, emit)
    case 'thinking':
      state.blocks.set(index, { type: 'thinking', isSplit: false })
      state.openIndex = index
      if (typeof block['thinking'] === 'string') emit.reasoning(block['thinking'])
      return onSignature(index, block['signature'], state, emit)
    case 'redacted_thinking':
      if (typeof block['data'] !== 'string') return emit.malformed(JSON.stringify(block))
      state.blocks.set(index, { type: 'whole' })
      emit.replay({ redactedData: block['data'] })
      return emit.endPart()
    case 'tool_use':
      return startToolCall(index, block, state, emit)
    default:
      // Hosted tools and their results, compaction, fallback, and block types that are yet to be invented.
      state.blocks.set(index, { type: 'native', kind: block['type'], data: block, inputJson: '' })
  }
}

function startText(index: number, block: JsonObject, state: DecodeState, emit: Emit): void {
  const { text, citations } = block
  const open = { type: 'text' as const, hasText: false, citations: [] as Citation[] }
  state.blocks.set(index, open)
  state.openIndex = index
  if (typeof text === 'string' && text !== '') {
    open.hasText = true
    emit.text(text)
  }
  for (const citation of listOf(citations)) open.citations.push(...readCitation(citation))
}

function startToolCall(index: number, block: JsonObject, state: DecodeState, emit: Emit): void {
  const { id, name, input, caller } = block
  if (typeof name !== 'string' || name === '') return emit.malformed(JSON.stringify(block))
  const key = state.toolCalls++
  state.blocks.set(index, { type: 'tool-call', key, input, hasDelta: false })
  // An id is what a result is matched by, over turns: where a server gives none, the answer's own makes it unique.
  emit.toolCallStart(key, typeof id === 'string' && id !== '' ? id : `${state.responseId ?? 'call'}_${key}`, name)
  // A call made from inside hosted code says so, and must say so when it comes back.
  if (isJsonObject(caller) && caller['type'] !== 'direct') emit.toolCallReplay(key, { caller })
}

/** The hot path: allocates nothing but what `emit` makes. */
function onDelta(data: JsonObject, state: DecodeState, emit: Emit): void {
  const delta = data['delta']
  if (!isJsonObject(delta)) return emit.malformed(JSON.stringify(data))
  const index = indexOf(data, state)
  const block = state.blocks.get(index)
  if (block?.type === 'native') return mergeDelta(block, delta)
  switch (delta['type']) {
    case 'text_delta':
      if (typeof delta['text'] !== 'string') return unreadable(delta['text'], data, emit)
      if (state.openIndex !== index) reopen(index, state, emit)
      if (block?.type === 'text') block.hasText = true
      return emit.text(delta['text'])
    case 'thinking_delta':
      if (typeof delta['thinking'] !== 'string') return unreadable(delta['thinking'], data, emit)
      if (state.openIndex !== index) {
        reopen(index, state, emit)
        if (block?.type === 'thinking') block.isSplit = true
      }
      return emit.reasoning(delta['thinking'])
    case 'input_json_delta':
      if (delta['partial_json'] === '') return
      if (block?.type !== 'tool-call' || typeof delta['partial_json'] !== 'string')
        return unreadable(delta['partial_json'], data, emit)
      block.hasDelta = true
      return emit.toolCallDelta(block.key, delta['partial_json'])
    case 'signature_delta':
      return onSignature(index, delta['signature'], state, emit)
    case 'citations_delta':
      if (block?.type === 'text') block.citations.push(...readCitation(delta['citation']))
      return
    default:
      // A kind of delta that is yet to be invented, of a block that is known.
      return
  }
}

/** A delta without its text: null and nothing at all are an empty one, which compatible hosts send. */
function unreadable(text: Json | undefined, data: JsonObject, emit: Emit): void {
  if ((text ?? null) !== null) emit.malformed(JSON.stringify(data))
}

/** Blocks that are open beside each other take turns: each turn is a part of its own. */
function reopen(index: number, state: DecodeState, emit: Emit): void {
  closeOpenPart(state, emit)
  state.openIndex = index
}

function onSignature(index: number, signature: Json | undefined, state: DecodeState, emit: Emit): void {
  // llama.cpp and Fireworks sign with nothing; that is no token to keep.
  if (typeof signature !== 'string' || signature === '') return
  const block = state.blocks.get(index)
  // A signature covers the whole of a block; over a part of it it is worth nothing.
  const isSplit = block?.type === 'thinking' && block.isSplit
  if (state.openIndex === index && !isSplit) return emit.replay({ signature })
  emit.warn('dropped-replay', 'A signature came after its thinking had ended; this thinking will not be sent back.')
}

function endBlock(index: number, state: DecodeState, emit: Emit): void {
  const block = state.blocks.get(index)
  if (block === undefined) return
  if (state.openIndex === index) closeOpenPart(state, emit)
  state.blocks.delete(index)
  if (block.type === 'tool-call') emit.toolCallEnd(block.key, block.hasDelta ? undefined : wholeInput(block.input))
  else if (block.type === 'native') endNative(block, emit)
}

function endNative(block: OpenBlock & { readonly type: 'native' }, emit: Emit): void {
  const part = nativePart(block)
  if (part !== undefined) emit.native(part)
  else emit.warn('dropped-native', `A ${block.kind} block was cut in the middle of its input and is left out.`)
}

function closeOpenPart(state: DecodeState, emit: Emit): void {
  flushCitations(state, emit)
  emit.endPart()
  state.openIndex = -1
}

/** Citations come before the text that they support, and a part can only take them once it has begun. */
function flushCitations(state: DecodeState, emit: Emit): void {
  const block = state.blocks.get(state.openIndex)
  if (block?.type !== 'text' || !block.hasText) return
  for (const citation of block.citations) emit.citation(citation)
  block.citations.length = 0
}

/** The answer is complete; `pause_turn`, `compaction` and words that are not known are `other`. */
function finish(state: DecodeState, emit: Emit): void {
  state.isOver = true
  for (const index of state.blocks.keys()) endBlock(index, state, emit)
  if (state.stopReason === undefined) emit.warn('missing-finish-reason', 'The answer ended without saying why.')
  emit.finish(finishReasons.get(state.stopReason ?? '') ?? 'other', state.stopReason)
  emit.close()
}

function fail(body: unknown, state: DecodeState, emit: Emit): void {
  state.isOver = true
  flushCitations(state, emit)
  emit.fail({ body })
}

/** Anthropic's envelope, OpenAI's, a bare sentence, or MiniMax's status inside a 200. */
function isErrorDocument(data: JsonObject): boolean {
  if (data['type'] === 'error' || (data['error'] ?? null) !== null) return true
  const status = data['base_resp']
  if (isJsonObject(status)) return typeof status['status_code'] === 'number' && status['status_code'] !== 0
  return data['type'] === undefined && (typeof data['message'] === 'string' || (data['detail'] ?? null) !== null)
}

function indexOf(data: JsonObject, state: DecodeState): number {
  return typeof data['index'] === 'number' ? data['index'] : state.lastIndex
}
