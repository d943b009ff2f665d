import type { AnswerAssembly } from '../adapters/answer-assembly.ts'
import { continuationMessages } from '../budget/continuation.ts'
import { createTextSeam } from '../budget/text-seam.ts'
import { visibleText } from '../budget/visible-text.ts'
import { textOf } from '../state/assistant-parts.ts'
import type { CallState } from '../state/call-state.ts'
import { noteServed } from '../state/note-served.ts'
import { decideRecovery, type Recovery } from '../routing/commit-level.ts'
import type { AssistantMessage } from '../vocabulary/message.ts'

/**
 * What stays of an answer that was cut. Text that someone was given and cannot unsay is kept and will be gone on from; anything
 * else is forgotten with the next attempt. A complete tool call that was given may have been run: then nothing is asked again.
 */
export function keepWhatWasGiven(state: CallState, assembly: AnswerAssembly): Recovery {
  const { log } = state
  const isKept = state.kept.length > 0
  const recovery = decideRecovery({
    visible: isKept || log.wasGiven(assembly.visibleAt, ['text', 'append-only', 'restartable']),
    toolCall: log.wasGiven(assembly.toolCallDoneAt, ['append-only', 'restartable']),
    appendOnly: isKept || log.wasGiven(assembly.visibleAt, ['text', 'append-only']),
  })
  switch (recovery) {
    case 'end':
      break
    case 'resume':
      resumeLater(state, assembly)
      break
    case 'restart':
      restartLater(state, assembly)
      break
  }
  return recovery
}

/**
 * The answer is asked for again. What nobody has got of it yet nobody gets from this moment on: else somebody who cannot unsay would
 * have it, and then have it again.
 */
export function restartLater(state: CallState, assembly: AnswerAssembly): void {
  const discard = state.nextIndex
  state.continuation = { type: 'restart', discard, concerns: state.log.retract((index) => index >= discard) }
  state.nextIndex = assembly.nextIndex
}

/** The text of an answer stays, and its rest is asked for next. */
export function resumeLater(state: CallState, assembly: AnswerAssembly): void {
  const first = state.nextIndex
  assembly.suspend()
  // Nobody was given the tool calls, or the call would end here: they come again with the rest.
  const kept = assembly.parts.filter((part) => part.type !== 'tool-call')
  state.log.retract((index) => index >= first && assembly.isToolCall(index))
  if (kept.length > 0) noteServed(state, assembly)
  state.kept.push(...kept)
  const text = textOf(state.kept)
  // Nothing but files was given: they stay, and the question is asked again. Nothing new: it is gone on from as before.
  if (text !== '' && (kept.length > 0 || state.resumption === undefined))
    state.resumption = {
      text,
      messages: (asked) => continuationMessages(asked, visibleText(text)),
      openSeam: () => createTextSeam(text),
    }
  state.nextIndex = assembly.nextIndex
  state.continuation = { type: 'resume' }
}

/** An answer that its provider paused: what came goes back as it is, and the provider goes on. */
export function keepPaused(state: CallState, assembly: AnswerAssembly): void {
  noteServed(state, assembly)
  state.kept.push(...assembly.parts)
  const paused: AssistantMessage = { role: 'assistant', content: [...state.kept] }
  const text = textOf(state.kept)
  state.resumption = {
    text,
    messages: (asked) => [...asked, paused],
    openSeam: () => createTextSeam(text),
  }
  state.nextIndex = assembly.nextIndex
  state.continuation = { type: 'resume' }
}
