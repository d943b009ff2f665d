import { attemptOnce, type Answered, type AskedTarget, type FailedAttempt } from './attempt-once.ts'
import type { CallState } from './call-state.ts'
import type { AttemptKind } from './vocabulary/completion-result.ts'

/**
 * Asks one target until it has answered, or has failed for good. Throws the `RouterError` that ends the call.
 * Whatever follows a failure is loaded with the first one.
 */
export async function askTarget(state: CallState, asked: AskedTarget): Promise<Answered | FailedAttempt> {
  const outcome = await attemptAnswer(state, asked, asked.kind, asked.waitedMs)
  if (outcome.type === 'answered') return outcome
  const { retryTarget } = await import('./retry-target.ts')
  return retryTarget(state, asked, outcome, (kind, waitedMs) => attemptAnswer(state, asked, kind, waitedMs))
}

/** One attempt; where a target refuses the way of resuming, a second one asks the question afresh. */
async function attemptAnswer(
  state: CallState,
  asked: AskedTarget,
  kind: AttemptKind,
  waitedMs: number,
): Promise<Answered | FailedAttempt> {
  const resume = state.resumption
  const outcome = await attemptOnce(state, asked, { kind: resume === undefined ? kind : 'resume', waitedMs, resume })
  if (outcome.type === 'answered' || resume === undefined) return outcome
  const isRefusal = outcome.verdict.code === 'invalid-request' || outcome.verdict.code === 'unsupported'
  return isRefusal ? attemptOnce(state, asked, { kind: 'repair', waitedMs: 0, resume: undefined }) : outcome
}
