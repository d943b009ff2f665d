import type { FinishReason } from '../../vocabulary/finish-reason.ts'
import type { Citation } from '../../vocabulary/message.ts'
import type { Emit } from '../protocol.ts'
import { citationsOf } from './citations.ts'
import { audioOf } from './made-files.ts'
import { noReasoning, replayToken } from './reasoning.ts'
import type { IncomingReasoning } from './reasoning.ts'
import type { IncomingToolCall } from './tool-calls.ts'

/** What decoding one answer has to remember. */
export interface ChatState {
  /** What the last delta was a piece of. */
  kind: 'none' | 'reasoning' | 'text' | 'tool-call'
  /** Text or a tool call has come. */
  hasVisibleOutput: boolean
  hasRefused: boolean
  finished: FinishReason | undefined
  /** Nothing that still comes counts. */
  isClosed: boolean
  isNamed: boolean
  responseId: string
  readonly calls: IncomingToolCall[]
  reasoning: IncomingReasoning
  /** Citations that wait for their text. */
  citations: Citation[]
  /** Citations are known, so that a list of sources adds nothing. */
  hasAnnotations: boolean
  /** The latest list of sources of the whole answer. */
  sources: unknown
  readonly audio: string[]
  isFilterFailureKnown: boolean
}

/** The state of a new answer. */
export function startChat(): ChatState {
  return {
    kind: 'none',
    hasVisibleOutput: false,
    hasRefused: false,
    finished: undefined,
    isClosed: false,
    isNamed: false,
    responseId: '',
    calls: [],
    reasoning: noReasoning(),
    citations: [],
    hasAnnotations: false,
    sources: undefined,
    audio: [],
    isFilterFailureKnown: false,
  }
}

/** More visible text. */
export function giveText(text: string, state: ChatState, emit: Emit): void {
  if (text === '') return
  if (state.kind !== 'text') enter('text', state, emit)
  state.hasVisibleOutput = true
  emit.text(text)
}

/** More reasoning. */
export function giveReasoning(text: string, state: ChatState, emit: Emit): void {
  if (state.kind !== 'reasoning') enter('reasoning', state, emit)
  emit.reasoning(text)
}

/** Another kind of part begins: the open one gets its replay token first. */
export function enter(kind: ChatState['kind'], state: ChatState, emit: Emit): void {
  if (state.kind === kind) return
  if (state.kind === 'text') flushCitations(state, emit)
  // Reasoning that has just been noted belongs to the part that begins now.
  if (kind !== 'reasoning') {
    flushReplay(state, emit)
    state.reasoning = noReasoning()
  }
  state.kind = kind
}

function flushReplay(state: ChatState, emit: Emit): void {
  if (!state.reasoning.isPending) return
  state.reasoning.isPending = false
  const token = replayToken(state.reasoning)
  if (token !== undefined) emit.replay(token)
}

function flushCitations(state: ChatState, emit: Emit): void {
  for (const citation of state.citations) emit.citation(citation)
  state.citations = []
}

/** Gives what waits for the end of the answer. Harmless when it happens again. */
export function flush(state: ChatState, emit: Emit): void {
  flushReplay(state, emit)
  if (state.sources !== undefined && !state.hasAnnotations) {
    state.citations.push(...citationsOf(state.sources))
    // Every chunk lists them, also those behind a finish reason that is said twice.
    state.hasAnnotations = true
  }
  state.sources = undefined
  if (state.citations.length > 0) flushCitations(state, emit)
  if (state.audio.length === 0) return
  const audio = audioOf(state.audio)
  state.audio.length = 0
  if (audio !== undefined) emit.file(audio)
}
