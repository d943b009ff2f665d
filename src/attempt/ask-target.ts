import { attemptOnce, type Answered, type AskedTarget, type AttemptPlan, type FailedAttempt } from './attempt-once.ts'
import type { CallState } from '../state/call-state.ts'
import { loadAfterFailure } from './load-after-failure.ts'
import { mergeConstraints } from '../routing/merge-constraints.ts'

/**
 * Asks one target until it has answered, or has failed for good. Throws the `RouterError` that ends the call.
 * Whatever follows a failure is loaded with the first one.
 */
export async function askTarget(state: CallState, asked: AskedTarget): Promise<Answered | FailedAttempt> {
  const { router, rules, prepared, resumption } = state
  const { kind, waitedMs, target, provider } = asked
  const regions = mergeConstraints(rules.constraints, prepared.given.constraints)?.regions
  const plan: AttemptPlan = {
    kind: resumption === undefined || kind === 'continuation' ? kind : 'resume',
    waitedMs,
    resume: resumption,
    adjustment: router.learnt.of(target, provider, regions),
  }
  const attempt = (next: AttemptPlan): Promise<Answered | FailedAttempt> => attemptOnce(state, asked, next)
  const outcome = await attempt(plan)
  if (outcome.type === 'answered') return outcome
  const { askAgain } = await loadAfterFailure()
  return askAgain(state, asked, { failed: outcome, plan, regions, attempt })
}
