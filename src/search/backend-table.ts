import type { SearchBackendId, SearchType } from '../vocabulary/search.ts'
import type { SearchBackend } from './search-backend.ts'
import type { SearchVariable } from './search-variables.ts'

/** What is known of a backend before it is loaded. Sources: the provider facts of 2026-11. */
export interface SearchBackendRow {
  readonly id: SearchBackendId
  readonly types: readonly SearchType[]
  /** Where its key is looked for, in order; empty: it needs none. */
  readonly keyVariables: readonly SearchVariable[]
  /** Absent: it must be configured, here. */
  readonly baseUrl?: string
  readonly baseUrlVariable?: SearchVariable
  /** Where the id of its engine is looked for; absent: it has none. */
  readonly engineVariable?: SearchVariable
  /** List price of one search, in USD; absent: not known, or reported by the backend. */
  readonly usdPerQuery?: number
  load(): Promise<SearchBackend>
}

/** All backends, in the order in which they are asked when nothing else is said; the keyless one last. */
export const backendTable: readonly SearchBackendRow[] = [
  {
    id: 'tavily',
    types: ['web', 'news'],
    keyVariables: ['TAVILY_API_KEY'],
    baseUrl: 'https://api.tavily.com',
    load: async () => (await import('./backends/tavily.ts')).tavily,
  },
  {
    id: 'exa',
    types: ['web', 'news'],
    keyVariables: ['EXA_API_KEY'],
    baseUrl: 'https://api.exa.ai',
    load: async () => (await import('./backends/exa.ts')).exa,
  },
  {
    id: 'brave',
    types: ['web', 'news', 'images'],
    keyVariables: ['BRAVE_API_KEY', 'BRAVE_SEARCH_API_KEY'],
    baseUrl: 'https://api.search.brave.com/res/v1',
    load: async () => (await import('./backends/brave.ts')).brave,
  },
  {
    id: 'serpapi',
    types: ['web', 'news', 'images'],
    keyVariables: ['SERPAPI_API_KEY', 'SERPAPI_KEY'],
    baseUrl: 'https://serpapi.com',
    load: async () => (await import('./backends/serpapi.ts')).serpapi,
  },
  {
    id: 'google',
    types: ['web', 'images'],
    keyVariables: ['GOOGLE_API_KEY'],
    engineVariable: 'GOOGLE_CSE_ID',
    baseUrl: 'https://www.googleapis.com/customsearch/v1',
    // 5 USD per 1000 queries after 100 free ones a day, priced as if those were used up.
    usdPerQuery: 0.005,
    load: async () => (await import('./backends/google.ts')).google,
  },
  {
    id: 'searxng',
    types: ['web', 'news', 'images'],
    keyVariables: [],
    baseUrlVariable: 'SEARXNG_BASE_URL',
    usdPerQuery: 0,
    load: async () => (await import('./backends/searxng.ts')).searxng,
  },
  {
    id: 'duckduckgo',
    types: ['web'],
    keyVariables: [],
    baseUrl: 'https://html.duckduckgo.com/html',
    usdPerQuery: 0,
    load: async () => (await import('./backends/duckduckgo.ts')).duckduckgo,
  },
]
