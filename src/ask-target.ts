import pRetry from 'p-retry'
import { attemptOnce, type Answered, type AskedTarget, type FailedAttempt } from './attempt-once.ts'
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
 * Asks one target until it has answered, or has failed for good. Same-target retries are p-retry's and nobody else's.
 * Throws the `RouterError` that ends the call.
 */
export async function askTarget(state: CallState, asked: AskedTarget): Promise<Answered | FailedAttempt> {
  const { router, rules } = state
  const { maxRetries, maxAttempts } = router.config.routing
  let kind = asked.kind
  let waitedMs = asked.waitedMs
  let retriesMade = 0
  try {
    return await pRetry(() => answerOf(state, asked, kind, waitedMs), {
      retries: maxRetries,
      // The waiting is ours: p-retry's own timer does not know the injected clock.
      minTimeout: 0,
      factor: 1,
      async shouldRetry({ error }) {
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
        kind = 'retry'
        waitedMs = decision.waitMs
        await wait(decision.waitMs, router.runtime, state.signal)
        return true
      },
    })
  } catch (thrown) {
    if (!(thrown instanceof AttemptFailed)) throw thrown
    const { verdict, error, assembly } = thrown.failure
    const stops = verdict.action === 'stop' && !(verdict.code === 'content-filter' && rules.onContentFilter === 'next')
    if (stops) throw callError(state, error, assembly)
    return thrown.failure
  }
}

/** One attempt; where a target refuses the way of resuming, a second one asks the question afresh. */
async function answerOf(state: CallState, asked: AskedTarget, kind: AttemptKind, waitedMs: number): Promise<Answered> {
  const given = state.keptText === '' ? undefined : state.keptText
  const outcome = await attemptOnce(state, asked, { kind: given === undefined ? kind : 'resume', waitedMs, given })
  if (outcome.type === 'answered') return outcome
  const isRefusal = outcome.verdict.code === 'invalid-request' || outcome.verdict.code === 'unsupported'
  if (given === undefined || !isRefusal) throw new AttemptFailed(outcome)
  const afresh = await attemptOnce(state, asked, { kind: 'repair', waitedMs: 0, given: undefined })
  if (afresh.type === 'answered') return afresh
  throw new AttemptFailed(afresh)
}
