/** What consumers of a call were given so far. */
export interface Given {
  /** Something visible: text, a file, or a part only its provider understands. Reasoning and an open tool call do not count. */
  readonly visible: boolean
  /** A complete tool call. */
  readonly toolCall: boolean
  /** One of those who were given something visible cannot be asked to forget it. */
  readonly appendOnly: boolean
}

/**
 * What may follow a failure: `restart` the answer (parts that were given are taken back, an open tool call is dropped), `resume`
 * it where it was cut, or `end` the call.
 */
export type Recovery = 'restart' | 'resume' | 'end'

/**
 * How the answer may go on after an attempt failed. Counted is what was given, not what arrived: text that nobody saw is asked
 * for again. A complete tool call may have been run already, so after it nothing is asked again.
 */
export function decideRecovery(given: Given): Recovery {
  if (given.toolCall) return 'end'
  return given.visible && given.appendOnly ? 'resume' : 'restart'
}
