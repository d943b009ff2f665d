import { keepRecent } from '../vocabulary/keep-recent.ts'

/** Bounds retries of a provider under an outage, for all calls together. */
export interface RetryBuckets {
  /** Whether a retry at this provider is allowed now. Takes nothing. */
  allows(provider: string): boolean
  /** A retry is made. */
  take(provider: string): void
  /** A request succeeded: the provider earns a part of a retry. */
  recordSuccess(provider: string): void
}

/**
 * A calm provider has ten retries in hand. Each costs one; a success earns a fifth back, so in steady state at most every fifth
 * request is a retry; and time earns one in ten seconds, so that a provider that was left alone is calm again after 100 s.
 * In a full outage that is ten retries at once and then six a minute, however many calls fail.
 */
const capacity = 10
const perSuccess = 0.2
const msPerRetry = 10_000
/** Providers whose bucket is remembered; one that is full needs no memory. */
const mostBuckets = 1_000

/** Token buckets, one per provider. `now` is the clock in milliseconds. */
export function createRetryBuckets({ now }: { readonly now: () => number }): RetryBuckets {
  const buckets = new Map<string, { tokens: number; at: number }>()

  function tokensOf(provider: string): number {
    const bucket = buckets.get(provider)
    return bucket === undefined
      ? capacity
      : Math.min(capacity, bucket.tokens + Math.max(0, now() - bucket.at) / msPerRetry)
  }

  function set(provider: string, tokens: number): void {
    if (tokens >= capacity) buckets.delete(provider)
    else keepRecent(buckets, provider, { tokens, at: now() }, mostBuckets)
  }

  return {
    allows: (provider) => tokensOf(provider) >= 1,
    take(provider) {
      set(provider, Math.max(0, tokensOf(provider) - 1))
    },
    recordSuccess(provider) {
      if (buckets.has(provider)) set(provider, tokensOf(provider) + perSuccess)
    },
  }
}
