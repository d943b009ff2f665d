import type { Answered, AskedTarget, FailedAttempt } from './attempt-once.ts'
import { callError } from '../state/call-error.ts'
import type { CallState } from '../state/call-state.ts'
import { retryAttempts } from './retry-attempts.ts'
import { restsAtOnce } from '../routing/cooldown.ts'
import { decideRetry, type RetryQuestion } from '../routing/retry-policy.ts'
import { concernsKey } from '../routing/concerns-key.ts'
import { wait } from '../transport/wait.ts'
import type { AttemptKind } from '../vocabulary/completion-result.ts'
import type { ClassifiedFailure } from '../vocabulary/failure.ts'

/**
 * Goes on with a target whose first attempt has failed: again, as the policy allows, or no more. Throws the
 * `RouterError` that ends the call.
 */
export async function retryTarget(
  state: CallState,
  asked: AskedTarget,
  first: FailedAttempt,
  again: (kind: AttemptKind, waitedMs: number) => Promise<Answered | FailedAttempt>,
): Promise<Answered | FailedAttempt> {
  const { router, rules } = state
  const { maxRetries, maxAttempts } = router.config.routing
  let waitedMs = 0
  let retriesMade = 0

  /** Whether more than this call's own failure says that the target is away: then the next one is asked instead. */
  function isAway(knownUntil: number): boolean {
    const resting = router.health.restingUntil(asked.credential.healthKey)
    if (resting === undefined || !asked.otherTargetsLeft) return false
    return !restsAtOnce(resting.code) || resting.until > knownUntil
  }

  async function shouldRetry(failed: FailedAttempt): Promise<boolean> {
    // A retry gives way where the targets behind this one need the attempts that are left.
    if (maxAttempts - state.failures <= asked.targetsLeft()) return false
    // Nobody waits beside a healthy key.
    if (concernsKey(failed.verdict) && asked.otherKeyReady()) return false
    const question: RetryQuestion = {
      failure: failed.verdict,
      wait: failed.hint,
      now: router.runtime.now(),
      retriesMade,
      maxRetries,
      otherTargetsLeft: asked.otherTargetsLeft,
      deadlineAt: asked.until ?? state.deadline?.at,
      random: router.runtime.random(),
      bucketAllows: router.retryBuckets.allows(asked.provider.id),
      onContentFilter: rules.onContentFilter,
    }
    const decision = decideRetry(question)
    state.audit?.note('retry', question, decision)
    const knownUntil = router.health.restingUntil(asked.credential.healthKey)?.until ?? 0
    if (decision.type !== 'retry' || isAway(knownUntil)) return false
    router.retryBuckets.take(asked.provider.id)
    retriesMade++
    waitedMs = decision.waitMs
    await wait(decision.waitMs, router.runtime, state.signal)
    return !isAway(knownUntil)
  }

  const outcome = await retryAttempts<FailedAttempt, Answered>(first, () => again('retry', waitedMs), {
    maxRetries,
    shouldRetry,
  })
  if (outcome.type === 'answered') return outcome
  const { verdict } = outcome
  const stops = verdict.action === 'stop' && !(verdict.code === 'content-filter' && rules.onContentFilter === 'next')
  if (!stops) return outcome
  if (!isTakenBefore(state, verdict)) throw callError(state, outcome.error)
  // What cut the answer is what the call tells, should nobody else answer.
  state.firstFailure ??= first
  return outcome
}

/** A question that was being answered when the answer was cut is not at fault when it is refused later: others may take it. */
function isTakenBefore({ attempts }: CallState, { code }: ClassifiedFailure): boolean {
  return (
    code === 'invalid-request' &&
    attempts.some(({ firstTokenMs, failure }) => firstTokenMs !== undefined && failure !== undefined)
  )
}
