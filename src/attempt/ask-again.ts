import type { Answered, AskedTarget, AttemptPlan, FailedAttempt } from './attempt-once.ts'
import type { CallState, Resumption } from '../state/call-state.ts'
import { repairFor, type RepairProposal } from '../repair/repairs.ts'
import { retryTarget } from './retry-target.ts'
import type { AttemptKind } from '../vocabulary/completion-result.ts'
import type { RouterErrorCode } from '../vocabulary/router-error.ts'

/** Answers that tell that the target cannot go on with an answer of another: it says so, or nothing. */
const refusals: ReadonlySet<RouterErrorCode> = new Set<RouterErrorCode>([
  'invalid-request',
  'unsupported',
  'empty-response',
])

/** The first attempt at a target, which has failed. */
interface FirstFailure {
  readonly failed: FailedAttempt
  readonly plan: AttemptPlan
  /** The regions that the request is bound to. */
  readonly regions: readonly string[] | undefined
  /** Makes another one. */
  readonly attempt: (plan: AttemptPlan) => Promise<Answered | FailedAttempt>
}

/** Goes on with a target: with what heals a refusal, and again, as the policies allow. Throws the `RouterError` that ends the call. */
export async function askAgain(
  state: CallState,
  asked: AskedTarget,
  { failed, plan, regions, attempt }: FirstFailure,
): Promise<Answered | FailedAttempt> {
  const { learnt, config } = state.router
  const repaired = new Set<string>()
  let { adjustment } = plan
  let canResume = true

  const ask = (
    kind: AttemptKind,
    waitedMs: number,
    resume: Resumption | undefined,
  ): Promise<Answered | FailedAttempt> => attempt({ kind, waitedMs, resume, adjustment })

  /** What the target refuses for a reason that has a remedy is asked once more with it, each remedy once. */
  async function withRepairs(
    first: Answered | FailedAttempt,
    resume: Resumption | undefined,
  ): Promise<Answered | FailedAttempt> {
    let outcome = first
    const worked: RepairProposal[] = []
    while (outcome.type === 'failed' && state.failures < config.routing.maxAttempts) {
      const repair = await repairFor({ state, asked, failed: outcome, adjustment }, repaired)
      if (repair === undefined) break
      repaired.add(repair.name)
      if ('error' in repair) return { ...outcome, error: repair.error }
      worked.push(repair)
      adjustment = { ...adjustment, ...repair.adjustment }
      outcome = await ask('repair', 0, resume)
    }
    if (outcome.type === 'failed') return outcome
    for (const { adjustment: lesson, rememberMs } of worked) {
      if (rememberMs !== undefined) learnt.remember(asked.target, asked.provider, lesson, rememberMs, regions)
    }
    return outcome
  }

  /** Where the target refuses the way of resuming, it is asked the question afresh, then and all later times. */
  async function settled(
    first: Answered | FailedAttempt,
    resume: Resumption | undefined,
  ): Promise<Answered | FailedAttempt> {
    const outcome = await withRepairs(first, resume)
    if (outcome.type === 'answered' || resume === undefined || !refusals.has(outcome.verdict.code)) return outcome
    if (state.failures >= config.routing.maxAttempts) return outcome
    canResume = false
    return withRepairs(await ask('repair', 0, undefined), undefined)
  }

  const outcome = await settled(failed, plan.resume)
  if (outcome.type === 'answered') return outcome
  return retryTarget(state, asked, outcome, async (kind, waitedMs) => {
    const resume = canResume ? state.resumption : undefined
    return settled(
      await ask(resume === undefined || kind === 'continuation' ? kind : 'resume', waitedMs, resume),
      resume,
    )
  })
}
