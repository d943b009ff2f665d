import type { Adjustment } from '../repair/adjustment.ts'
import { attemptOnce, type Answered, type AskedTarget, type FailedAttempt } from './attempt-once.ts'
import type { CallState, Resumption } from '../call/call-state.ts'
import { needOf } from '../call/candidates.ts'
import { loadAfterFailure } from './load-after-failure.ts'
import type { RepairProposal } from '../repair/repairs.ts'
import type { AttemptKind } from '../vocabulary/completion-result.ts'
import type { RouterErrorCode } from '../vocabulary/router-error.ts'

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
  const { learnt, config } = state.router
  const repaired = new Set<string>()
  const { regions } = needOf(state).constraints ?? {}
  let adjustment: Adjustment | undefined = learnt.of(asked.target, asked.provider, regions)
  let canResume = true

  /** One attempt; what the target refuses for a reason that has a remedy is asked once more with it, each remedy once. */
  async function attemptRepaired(
    kind: AttemptKind,
    waitedMs: number,
    resume: Resumption | undefined,
  ): Promise<Answered | FailedAttempt> {
    let outcome = await attemptOnce(state, asked, { kind, waitedMs, resume, adjustment })
    const worked: RepairProposal[] = []
    while (outcome.type === 'failed' && state.failures < config.routing.maxAttempts) {
      const { repairFor } = await loadAfterFailure()
      const repair = await repairFor({ state, asked, failed: outcome, adjustment }, repaired)
      if (repair === undefined) break
      repaired.add(repair.name)
      if ('error' in repair) return { ...outcome, error: repair.error }
      worked.push(repair)
      adjustment = { ...adjustment, ...repair.adjustment }
      outcome = await attemptOnce(state, asked, { kind: 'repair', waitedMs: 0, resume, adjustment })
    }
    if (outcome.type === 'failed') return outcome
    for (const { adjustment: lesson, rememberMs } of worked) {
      if (rememberMs !== undefined) learnt.remember(asked.target, asked.provider, lesson, rememberMs, regions)
    }
    return outcome
  }

  /** Where the target refuses the way of resuming, it is asked the question afresh, then and all later times. */
  async function attempt(kind: AttemptKind, waitedMs: number): Promise<Answered | FailedAttempt> {
    const resume = canResume ? state.resumption : undefined
    const outcome = await attemptRepaired(
      resume === undefined || kind === 'continuation' ? kind : 'resume',
      waitedMs,
      resume,
    )
    if (outcome.type === 'answered' || resume === undefined || !refusals.has(outcome.verdict.code)) return outcome
    canResume = false
    return attemptRepaired('repair', 0, undefined)
  }

  const outcome = await attempt(asked.kind, asked.waitedMs)
  if (outcome.type === 'answered') return outcome
  const { retryTarget } = await loadAfterFailure()
  return retryTarget(state, asked, outcome, attempt)
}
