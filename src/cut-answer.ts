import type { AnswerAssembly } from './adapters/answer-assembly.ts'
import { callError, textOf, type CallState } from './call-state.ts'
import { decideRecovery, type Recovery } from './routing/commit-level.ts'
import { RouterError } from './vocabulary/router-error.ts'

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
      state.continuation = { type: 'restart', discard: state.nextIndex }
      state.nextIndex = assembly.nextIndex
      break
  }
  return recovery
}

function resumeLater(state: CallState, assembly: AnswerAssembly): void {
  const first = state.nextIndex
  assembly.suspend()
  // Nobody was given the tool calls, or the call would end here: they come again with the rest.
  const kept = assembly.parts.filter((part) => part.type !== 'tool-call')
  state.log.retract((index) => index >= first && assembly.isToolCall(index))
  state.kept.push(...kept)
  state.keptText += textOf(kept)
  state.nextIndex = assembly.nextIndex
  state.continuation = { type: 'resume' }
}

/** The error of a call that was aborted, or whose time is up. */
export function abortedError(state: CallState, assembly?: AnswerAssembly): RouterError {
  const { signal, deadline } = state
  const isLate = deadline !== undefined && signal.reason === deadline
  const error = isLate
    ? new RouterError('timeout', `The call took longer than ${deadline.totalMs} ms (timeouts.totalMs).`)
    : new RouterError('aborted', 'The call was aborted.', { cause: signal.reason })
  return callError(state, error, assembly)
}
