/** An attempt that failed, whatever was asked. */
interface Failed {
  readonly type: 'failed'
}

/** Carries a failed attempt through p-retry, which passes on errors only. */
class AttemptFailed<Failure extends Failed> extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super('The attempt failed.')
    this.failure = failure
  }
}

/**
 * Goes on after a first attempt that has failed: again, as often as `shouldRetry` says so after having waited, or no more. Same-target
 * retries are p-retry's and nobody else's: it is loaded with the first of them. What `again` throws is thrown.
 */
export async function retryAttempts<Failure extends Failed, Success extends { readonly type: 'answered' }>(
  first: Failure,
  again: () => Promise<Success | Failure>,
  options: { readonly maxRetries: number; shouldRetry(failure: Failure): Promise<boolean> },
): Promise<Success | Failure> {
  if (options.maxRetries === 0 || !(await options.shouldRetry(first))) return first
  const { default: pRetry } = await import('p-retry')

  async function attempt(): Promise<Success> {
    const outcome = await again()
    if (outcome.type === 'failed') throw new AttemptFailed(outcome)
    return outcome
  }

  try {
    // The waiting is ours: p-retry's own timer does not know the injected clock.
    return await pRetry(attempt, {
      retries: options.maxRetries - 1,
      minTimeout: 0,
      factor: 1,
      shouldRetry: ({ error }) => error instanceof AttemptFailed && options.shouldRetry(error.failure as Failure),
    })
  } catch (thrown) {
    if (!(thrown instanceof AttemptFailed)) throw thrown
    return thrown.failure as Failure
  }
}
