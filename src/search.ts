import { completeRuntime } from './complete-runtime.ts'
import { createCredentialChooser } from './state/choose-credential.ts'
import { parseSearchConfiguration } from './configuration/parse-search.ts'
import { lazySpending } from './state/lazy-spending.ts'
import { notifier } from './state/notifier.ts'
import { createHealth } from './routing/health.ts'
import { createRetryBuckets } from './routing/retry-bucket.ts'
import { runSearch } from './search-call/run-search.ts'
import { createSearchState } from './search-call/search-state.ts'
import { searchVariables } from './search/search-variables.ts'
import type { SearchClient, SearchClientConfig } from './vocabulary/search.ts'

export type * from './vocabulary/search.ts'

/**
 * Web search without a router, for those who want nothing else: the same backends, order, retries and errors as `router.search()`. Keys
 * come from the usual environment variables, read now and never again; without any, DuckDuckGo is asked.
 *
 * Throws a `RouterError` `configuration` that lists everything that is wrong with the configuration.
 *
 * @example
 * const { results } = await createSearch().search({ query: 'why is the sky blue' })
 */
export function createSearch(config?: SearchClientConfig): SearchClient {
  const checked = parseSearchConfiguration(config)
  const runtime = completeRuntime(checked.runtime ?? {})
  const environment = new Map<string, string | undefined>(searchVariables.map((name) => [name, runtime.readEnv(name)]))
  const health = createHealth(runtime)
  const notify = notifier(checked.onNotice, runtime)
  const state = createSearchState({
    config: checked.search,
    option: [],
    readEnv: (name) => environment.get(name),
    shared: {
      runtime,
      notify,
      running: new Set(),
      health,
      retryBuckets: createRetryBuckets(runtime),
      credentials: createCredentialChooser(health),
      spending: lazySpending(
        { budget: { spend: [], spendStore: undefined }, routes: {} },
        { runtime, notify },
        { book: undefined },
      ),
    },
  })
  return { search: (query) => runSearch(state, query) }
}
