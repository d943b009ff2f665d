import { attemptOnce, type Answered, type AskedTarget, type FailedAttempt } from './attempt-once.ts'
import type { CallState } from './call-state.ts'
import type { AttemptKind } from './vocabulary/completion-result.ts'
import type { RouterErrorCode } from './vocabulary/router-error.ts'

/** Answers that tell that the target cannot go on with an answer of another: it says so, or nothing. */
const refusals: ReadonlySet<RouterErrorCode> = new Set<RouterErrorCode>([
  'invalid-request',
  'unsupported',
  'empty-response',
])

/**
 * Asks one target until it has answered, or has failed for good. Throws the `RouterError` that ends the call.
 * Whatever follows a failure is loaded with the first one.
 */
export async function askTarget(state: CallState, asked: AskedTarget): Promise<Answered | FailedAttempt> {
  let canResume = true

  /** One attempt; where the target refuses the way of resuming, a second one asks the question afresh, and so do all later ones. */
  async function attempt(kind: AttemptKind, waitedMs: number): Promise<Answered | FailedAttempt> {
    const resume = canResume ? state.resumption : undefined
    const outcome = await attemptOnce(state, asked, { kind: resume === undefined ? kind : 'resume', waitedMs, resume })
    if (outcome.type === 'answered' || resume === undefined || !refusals.has(outcome.verdict.code)) return outcome
    canResume = false
    return attemptOnce(state, asked, { kind: 'repair', waitedMs: 0, resume: undefined })
  }

  const outcome = await attempt(asked.kind, asked.waitedMs)
  if (outcome.type === 'answered') return outcome
  const { retryTarget } = await import('./retry-target.ts')
  return retryTarget(state, asked, outcome, attempt)
}
