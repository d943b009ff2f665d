import pRetry from 'p-retry'
import type { Answered, AskedTarget, FailedAttempt } from './attempt-once.ts'
import { callError, type CallState } from './call-state.ts'
import { restsAtOnce } from './routing/cooldown.ts'
import { decideRetry } from './routing/retry-policy.ts'
import { wait } from './transport/wait.ts'
import type { AttemptKind } from './vocabulary/completion-result.ts'

/** Carries a failed attempt through p-retry, which passes on errors only. */
class AttemptFailed extends Error {
  readonly failure: FailedAttempt
  constructor(failure: FailedAttempt) {
    super(failure.error.message)
    this.failure = failure
  }
}

/**
 * Goes on with a target whose first attempt has failed: again, as the policy allows, or no more. Same-target retries are
 * p-retry's and nobody else's; the first attempt counts as its first. Throws the `RouterError` that ends the call.
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

  async function attempt(): Promise<Answered> {
    const outcome = retriesMade === 0 ? first : await again('retry', waitedMs)
    if (outcome.type === 'failed') throw new AttemptFailed(outcome)
    return outcome
  }

  async function shouldRetry({ error }: { readonly error: Error }): Promise<boolean> {
    // A retry gives way where the targets behind this one need the attempts that are left.
    if (!(error instanceof AttemptFailed) || maxAttempts - state.failures <= asked.targetsLeft) return false
    const decision = decideRetry({
      failure: error.failure.verdict,
      wait: error.failure.hint,
      now: router.runtime.now(),
      retriesMade,
      maxRetries,
      otherTargetsLeft: asked.otherTargetsLeft,
      deadlineAt: asked.until ?? state.deadline?.at,
      random: router.runtime.random(),
      bucketAllows: router.retryBuckets.allows(asked.provider.id),
      onContentFilter: rules.onContentFilter,
    })
    const knownUntil = router.health.restingUntil(asked.credential.healthKey)?.until ?? 0
    if (decision.type !== 'retry' || isAway(knownUntil)) return false
    router.retryBuckets.take(asked.provider.id)
    retriesMade++
    waitedMs = decision.waitMs
    await wait(decision.waitMs, router.runtime, state.signal)
    return !isAway(knownUntil)
  }

  try {
    // The waiting is ours: p-retry's own timer does not know the injected clock.
    return await pRetry(attempt, { retries: maxRetries, minTimeout: 0, factor: 1, shouldRetry })
  } catch (thrown) {
    if (!(thrown instanceof AttemptFailed)) throw thrown
    const { verdict, error } = thrown.failure
    const stops = verdict.action === 'stop' && !(verdict.code === 'content-filter' && rules.onContentFilter === 'next')
    if (stops) throw callError(state, error)
    return thrown.failure
  }
}
