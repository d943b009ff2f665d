import type { AnsweredSearch } from './ask-backend.ts'
import type { FailedSearch } from './fail-search.ts'
import { retryAttempts } from '../attempt/retry-attempts.ts'
import { decideRetry } from '../routing/retry-policy.ts'
import type { SearchWalk } from './run-search.ts'
import type { ResolvedBackend } from './search-state.ts'
import { wait } from '../transport/wait.ts'

/** Three tries, and 1 s, then 2 s between them, up to half a second more by chance. */
const maxRetries = 2
const backoff = { firstMs: 1_000, jitterMs: 500 } as const

/** Goes on with the last backend after its first try has failed. Loaded when that happens. */
export function retryBackend(
  { state, signal }: Pick<SearchWalk, 'state' | 'signal'>,
  backend: ResolvedBackend,
  first: FailedSearch,
  again: (waitedMs: number) => Promise<AnsweredSearch | FailedSearch>,
): Promise<AnsweredSearch | FailedSearch> {
  const { runtime, retryBuckets } = state
  let retriesMade = 0
  let waitedMs = 0
  return retryAttempts<FailedSearch, AnsweredSearch>(first, () => again(waitedMs), {
    maxRetries,
    async shouldRetry({ verdict, hint }) {
      const decision = decideRetry({
        failure: verdict,
        wait: hint,
        now: runtime.now(),
        retriesMade,
        maxRetries,
        otherTargetsLeft: false,
        deadlineAt: undefined,
        random: runtime.random(),
        bucketAllows: retryBuckets.allows(backend.id),
        backoff,
      })
      if (decision.type !== 'retry') return false
      retryBuckets.take(backend.id)
      retriesMade++
      waitedMs = decision.waitMs
      await wait(decision.waitMs, runtime, signal)
      return true
    },
  })
}
