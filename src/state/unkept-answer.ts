import type { AnswerAssembly } from '../adapters/answer-assembly.ts'
import type { CallState } from './call-state.ts'

/**
 * Another attempt takes the place of an answer. Of those that nobody was given the fullest is kept, for the error of a call that gets no
 * whole one; who was told to forget one finds in the error what they hold.
 */
export function dropUnkept(state: CallState): void {
  const { unkept, log } = state
  const isGiven = unkept !== undefined && log.wasGiven(unkept.visibleAt, ['restartable'])
  state.dropped = isGiven ? undefined : fuller(unkept, state.dropped)
  state.unkept = undefined
}

/** What was said last. Where nobody was given anything, the fullest that came. */
export function lastAnswer({ kept, unkept, dropped }: CallState): AnswerAssembly | undefined {
  return kept.length > 0 ? unkept : fuller(unkept, dropped)
}

function fuller(one: AnswerAssembly | undefined, other: AnswerAssembly | undefined): AnswerAssembly | undefined {
  return (other?.visibleText ?? '').length > (one?.visibleText ?? '').length ? other : (one ?? other)
}
