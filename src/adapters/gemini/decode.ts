import type { FinishReason } from '../../vocabulary/finish-reason.ts'
import type { FileData, Json, JsonObject } from '../../vocabulary/message.ts'
import type { Frame } from '../../vocabulary/wire.ts'
import { isJsonList, isJsonObject } from '../plain-json.ts'
import type { Emit } from '../protocol.ts'
import { finishWord, meaningOf } from './finish-reasons.ts'
import { endGrounding, isGrounded, readGrounding, startGrounding, type Grounding } from './grounding.ts'
import { endOpenCall, readFunctionCall, startToolCalls, type ToolCalls } from './tool-calls.ts'
import { readUsage, unknownTokens, type TokenCounts } from './usage.ts'

/** What decoding has to remember of one answer. */
export interface DecodeState {
  /** The part that the assembly has open. */
  openPart: 'text' | 'reasoning' | undefined
  /** Something other than thoughts has come. */
  hasContent: boolean
  readonly toolCalls: ToolCalls
  readonly tokens: TokenCounts
  grounding: Grounding | undefined
  responseId: string | undefined
  /** The last part was code that the provider runs, whose result has not come. */
  awaitsResult: boolean
  /** A finish reason that came while a result was awaited: it is the answer's end only if nothing follows (recorded). */
  heldReason: string | undefined
  /** A finish reason was told. More content may follow all the same. */
  isFinished: boolean
  /** An error came: nothing after it counts. */
  isOver: boolean
}

/** The state at the beginning of an answer. */
export function start(): DecodeState {
  return {
    openPart: undefined,
    hasContent: false,
    toolCalls: startToolCalls(),
    tokens: unknownTokens(),
    grounding: undefined,
    responseId: undefined,
    awaitsResult: false,
    heldReason: undefined,
    isFinished: false,
    isOver: false,
  }
}

/** Theirs to ours, a chunk at a time. Events have no names; a list (the form without `alt=sse`) holds chunks too. */
export function decode(frame: Frame, state: DecodeState, emit: Emit): void {
  if (state.isOver) return
  const data = frame.data
  if (isJsonObject(data)) return frame.event === 'error' ? fail(data, state, emit) : readChunk(data, state, emit)
  if (isJsonList(data)) return readList(data, state, emit)
  // An event without data says nothing: proxies keep connections alive with them.
  if (data === undefined && frame.text.trim() === '') return
  // Not Google's, but proxies that translate send it.
  if (frame.text.trim() !== '[DONE]') return emit.malformed(frame.text === '' ? JSON.stringify(data) : frame.text)
  end(state, emit)
  if (state.isFinished) emit.close()
}

/**
 * A whole answer, a list of chunks, or an error, where a stream was asked for. A list ends where the server stopped writing it,
 * so like a stream it needs a finish reason; an answer in one piece is complete without.
 */
export function decodeDocument(document: unknown, state: DecodeState, emit: Emit): void {
  if (state.isOver) return
  if (isJsonList(document)) {
    readList(document, state, emit)
    return end(state, emit)
  }
  const answer = isJsonObject(document) ? unwrap(document) : undefined
  if (answer === undefined || !(isAnswer(answer) || isErrorDocument(answer))) {
    return emit.malformed(JSON.stringify(document) ?? '')
  }
  readChunk(answer, state, emit)
  end(state, emit)
  if (state.isOver || state.isFinished) return
  emit.warn('missing-finish-reason', 'The answer ended without saying why.')
  finish('other', undefined, state, emit)
}

/** The stream closed. Only a finish reason proves the answer complete; all but a held one have been told by then. */
export function end(state: DecodeState, emit: Emit): void {
  if (state.heldReason !== undefined && !state.isOver) finish('stop', state.heldReason, state, emit)
}

function readList(list: readonly Json[], state: DecodeState, emit: Emit): void {
  for (const chunk of list) {
    if (state.isOver) return
    if (isJsonObject(chunk)) readChunk(chunk, state, emit)
    else emit.malformed(JSON.stringify(chunk))
  }
}

/** Code Assist wraps every chunk: `{ response, traceId }`. */
function unwrap(chunk: JsonObject): JsonObject {
  const { response } = chunk
  return isJsonObject(response) && chunk['candidates'] === undefined ? response : chunk
}

function isAnswer({ candidates, promptFeedback, usageMetadata }: JsonObject): boolean {
  return candidates !== undefined || promptFeedback !== undefined || usageMetadata !== undefined
}

/** Google's envelope, or one of a gateway in front of it. */
function isErrorDocument(chunk: JsonObject): boolean {
  if ((chunk['error'] ?? null) !== null) return true
  return (typeof chunk['message'] === 'string' || (chunk['detail'] ?? null) !== null) && !isAnswer(chunk)
}

function readChunk(wrapped: JsonObject, state: DecodeState, emit: Emit): void {
  const chunk = unwrap(wrapped)
  if (isErrorDocument(chunk)) return fail(chunk, state, emit)
  const { candidates, modelVersion, responseId } = chunk
  if (typeof responseId === 'string' && responseId !== '') state.responseId ??= responseId
  emit.served(typeof modelVersion === 'string' && modelVersion !== '' ? modelVersion : undefined, state.responseId)
  readUsage(chunk['usageMetadata'], state.tokens, emit)
  if (!isJsonList(candidates) || candidates.length === 0)
    return readPromptFeedback(chunk['promptFeedback'], state, emit)
  for (let position = 0; position < candidates.length; position += 1) {
    const candidate = candidates[position]
    if (!isJsonObject(candidate)) emit.malformed(JSON.stringify(candidate))
    // More than one answer was not asked for; the first is the answer.
    else if ((candidate['index'] ?? position) === 0) readCandidate(candidate, state, emit)
  }
}

/** The prompt was blocked: there is no answer. The reasons have the names of finish reasons, so the raw word says which it is. */
function readPromptFeedback(feedback: Json | undefined, state: DecodeState, emit: Emit): void {
  if (!isJsonObject(feedback)) return
  const word = finishWord(feedback['blockReason'])
  if (word === undefined) return
  warnOf('refusal', feedback['blockReasonMessage'], emit)
  finish('content-filter', `BLOCKED:${word}`, state, emit)
}

function readCandidate(candidate: JsonObject, state: DecodeState, emit: Emit): void {
  const { content } = candidate
  const parts = isJsonObject(content) ? content['parts'] : undefined
  if (isJsonList(parts)) {
    for (const part of parts) {
      if (isJsonObject(part)) readPart(part, state, emit)
      else emit.malformed(JSON.stringify(part))
    }
  }
  if (isGrounded(candidate)) {
    state.grounding ??= startGrounding()
    readGrounding(candidate, state.grounding, emit)
  }
  const word = finishWord(candidate['finishReason'])
  if (word !== undefined) readFinishReason(word, candidate['finishMessage'], state, emit)
}

/** The hot path: allocates nothing for text but what `emit` makes. */
function readPart(part: JsonObject, state: DecodeState, emit: Emit): void {
  const { text, thoughtSignature } = part
  const signature = typeof thoughtSignature === 'string' && thoughtSignature !== '' ? thoughtSignature : undefined
  // A part that holds nothing but a signature is an empty text that lost its member on the way.
  const kind = typeof text === 'string' ? 'text' : kindOf(part)
  if (kind === 'text' || kind === undefined) {
    const piece = typeof text === 'string' ? text : ''
    if (part['thought'] === true) readThought(piece, signature, state, emit)
    else readText(piece, signature, state, emit)
    return
  }
  const { functionCall, inlineData, fileData } = part
  state.openPart = undefined
  state.hasContent ||= part['thought'] !== true
  state.awaitsResult = kind === 'executableCode'
  state.heldReason = undefined
  if (isJsonObject(functionCall)) {
    return readFunctionCall(functionCall, signature, state.responseId, state.toolCalls, emit)
  }
  // What a model drew while it thought is not its answer.
  if (part['thought'] === true) return keepNative(kind, part, signature, emit)
  if (isJsonObject(inlineData) && typeof inlineData['data'] === 'string') {
    return emitFile(inlineData, { type: 'base64', base64: inlineData['data'] }, signature, emit)
  }
  if (isJsonObject(fileData) && typeof fileData['fileUri'] === 'string') {
    return emitFile(fileData, { type: 'url', url: fileData['fileUri'] }, signature, emit)
  }
  keepNative(kind, part, signature, emit)
}

/** Members that say something about a part and hold nothing of it. */
const marks: ReadonlySet<string> = new Set(['thought', 'thoughtSignature', 'partMetadata'])

/** What a part holds, by the wire's name for it. */
function kindOf(part: JsonObject): string | undefined {
  for (const member of Object.keys(part)) if (!marks.has(member) && (part[member] ?? null) !== null) return member
  return undefined
}

function readThought(text: string, signature: string | undefined, state: DecodeState, emit: Emit): void {
  if (text !== '') {
    state.openPart = 'reasoning'
    state.heldReason = undefined
    emit.reasoning(text)
  }
  if (signature === undefined) return
  if (state.openPart !== 'reasoning') emit.endPart()
  state.openPart = 'reasoning'
  emit.replay({ thoughtSignature: signature })
}

/**
 * Chunks of text are pieces of one part: the signature that streams bring on a last, empty piece is the whole text's, as the same
 * answer in one document shows (recorded). Where no text is open it belongs to a part of its own, and is kept as that.
 */
function readText(text: string, signature: string | undefined, state: DecodeState, emit: Emit): void {
  if (text !== '') {
    state.openPart = 'text'
    state.hasContent = true
    state.awaitsResult = false
    state.heldReason = undefined
    emit.text(text)
  }
  if (signature === undefined) return
  if (state.openPart === 'text') return emit.textReplay({ thoughtSignature: signature })
  if (!state.hasContent) return
  state.openPart = undefined
  keepNative('text', { text }, signature, emit)
}

function emitFile(file: JsonObject, data: FileData, signature: string | undefined, emit: Emit): void {
  const { mimeType } = file
  emit.file({
    type: 'file',
    mediaType: typeof mimeType === 'string' && mimeType !== '' ? mimeType : 'application/octet-stream',
    data,
    ...(signature === undefined ? {} : { replay: { thoughtSignature: signature } }),
  })
}

/** Hosted tools and their results, and parts that are yet to be invented. */
function keepNative(kind: string, part: JsonObject, signature: string | undefined, emit: Emit): void {
  const { thoughtSignature: _signature, ...data } = part
  emit.native({
    type: 'native',
    kind,
    data,
    ...(signature === undefined ? {} : { replay: { thoughtSignature: signature } }),
  })
}

function readFinishReason(word: string, message: Json | undefined, state: DecodeState, emit: Emit): void {
  const meaning = meaningOf(word)
  if (meaning === 'degenerate') {
    const words = typeof message === 'string' && message !== '' ? message : `The model broke off (${word}).`
    // Nothing usable has come, so this is a failure like any other of the provider's.
    if (!state.hasContent) return fail({ error: { status: word, message: words } }, state, emit)
    emit.warn('degenerate-answer', words)
    return finish('other', word, state, emit)
  }
  // To `STOP` the message only says that functions were called.
  if (meaning !== 'stop') warnOf(meaning === 'content-filter' ? 'refusal' : 'finish-message', message, emit)
  else if (state.awaitsResult) {
    state.heldReason = word
    return
  } else endOpenCall(state.toolCalls, emit)
  finish(meaning, word, state, emit)
}

function finish(reason: FinishReason, word: string | undefined, state: DecodeState, emit: Emit): void {
  state.isFinished = true
  state.heldReason = undefined
  // Sources alone do not make an answer out of nothing.
  if (state.grounding !== undefined && state.hasContent) {
    state.openPart = undefined
    endGrounding(state.grounding, emit)
  }
  emit.finish(reason, word)
}

function warnOf(code: string, message: Json | undefined, emit: Emit): void {
  if (typeof message === 'string' && message !== '') emit.warn(code, message)
}

/** Once the answer is complete, what goes wrong with the connection behind it changes nothing. */
function fail(body: JsonObject, state: DecodeState, emit: Emit): void {
  if (state.isFinished) return
  state.isOver = true
  emit.fail({ body })
}
