import pRetry from 'p-retry'
import type { RouterError } from '../vocabulary/router-error.ts'

/** An attempt that failed, whatever was asked. */
interface Failed {
  readonly type: 'failed'
  readonly error: RouterError
}

/** Carries a failed attempt through p-retry, which passes on errors only. */
class AttemptFailed<Failure extends Failed> extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(failure.error.message)
    this.failure = failure
  }
}

/**
 * Goes on after a first attempt that has failed: again, as often as `shouldRetry` says so after having waited, or no more. Same-target
 * retries are p-retry's and nobody else's; the first attempt counts as its first. What `again` throws is thrown.
 */
export async function retryAttempts<Failure extends Failed, Success extends { readonly type: 'answered' }>(
  first: Failure,
  again: () => Promise<Success | Failure>,
  options: { readonly maxRetries: number; shouldRetry(failure: Failure): Promise<boolean> },
): Promise<Success | Failure> {
  let isFirst = true

  async function attempt(): Promise<Success> {
    const outcome = isFirst ? first : await again()
    isFirst = false
    if (outcome.type === 'failed') throw new AttemptFailed(outcome)
    return outcome
  }

  try {
    // The waiting is ours: p-retry's own timer does not know the injected clock.
    return await pRetry(attempt, {
      retries: options.maxRetries,
      minTimeout: 0,
      factor: 1,
      shouldRetry: ({ error }) => error instanceof AttemptFailed && options.shouldRetry(error.failure as Failure),
    })
  } catch (thrown) {
    if (!(thrown instanceof AttemptFailed)) throw thrown
    return thrown.failure as Failure
  }
}
