import pRetry from 'p-retry'
import type { Answered, AskedTarget, FailedAttempt } from './attempt-once.ts'
import { callError, type CallState } from './call-state.ts'
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

  async function attempt(): Promise<Answered> {
    const outcome = retriesMade === 0 ? first : await again('retry', waitedMs)
    if (outcome.type === 'failed') throw new AttemptFailed(outcome)
    return outcome
  }

  async function shouldRetry({ error }: { readonly error: Error }): Promise<boolean> {
    if (!(error instanceof AttemptFailed) || state.failures >= maxAttempts) return false
    const decision = decideRetry({
      failure: error.failure.verdict,
      wait: error.failure.hint,
      now: router.runtime.now(),
      retriesMade,
      maxRetries,
      otherTargetsLeft: asked.otherTargetsLeft,
      deadlineAt: state.deadline?.at,
      random: router.runtime.random(),
      bucketAllows: router.retryBuckets.allows(asked.provider.id),
      onContentFilter: rules.onContentFilter,
    })
    if (decision.type !== 'retry') return false
    router.retryBuckets.take(asked.provider.id)
    retriesMade++
    waitedMs = decision.waitMs
    await wait(decision.waitMs, router.runtime, state.signal)
    return true
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
