import type { Constraints, Secret } from './completion-request.ts'
import type { Attempt, SkippedTarget, Warning } from './completion-result.ts'
import type { Notice } from './notice.ts'
import type { Runtime } from './runtime.ts'
import type { Cost } from './usage.ts'

/** A search service. `duckduckgo` needs no key and is the last resort; all others are configured or found by their keys. */
export type SearchBackendId = 'tavily' | 'exa' | 'brave' | 'serpapi' | 'google' | 'searxng' | 'duckduckgo'

/** What is searched for. */
export type SearchType = 'web' | 'news' | 'images'

/** How fresh results must be. */
export type SearchDateRange = 'day' | 'week' | 'month' | 'year'

/** How much explicit content is kept out. */
export type SafeSearch = 'off' | 'moderate' | 'strict'

/** One search. Everything but `query` has a default; what a backend cannot do is a warning of the response. */
export interface SearchQuery {
  /** The words, as a person would type them. */
  readonly query: string
  /** Default `web`. A backend that does not have it is passed over. */
  readonly type?: SearchType | undefined
  /** 1 to 100. Default 10. Many backends give fewer: DuckDuckGo and Google 10, Tavily and Brave's web 20. */
  readonly maxResults?: number | undefined
  /** Default: any age. */
  readonly dateRange?: SearchDateRange | undefined
  /** Country whose results are wanted, ISO 3166 with two letters: `de`. Default: the backend's. */
  readonly region?: string | undefined
  /** Language of the results, ISO 639 with two letters, a region where it matters: `en`, `pt-BR`. Default: the backend's. */
  readonly language?: string | undefined
  /** Default: the backend's. */
  readonly safeSearch?: SafeSearch | undefined
  /** Only results of these hosts and what is below them: `arxiv.org`. */
  readonly includeDomains?: readonly string[] | undefined
  /** No results of these hosts and what is below them. */
  readonly excludeDomains?: readonly string[] | undefined
  /** Asks this backend and no other: it never falls back. */
  readonly backend?: SearchBackendId | undefined
  /**
   * Asks all usable backends at once, each once and each at its price, and merges what they find: one result for each page, those
   * that several found first. DuckDuckGo only when all others failed. Default false.
   */
  readonly merge?: boolean | undefined
  /** What backends may be asked; as for models, what is not known refuses. */
  readonly constraints?: Constraints | undefined
  /** What it is booked under, and which limits on spending count it: see those of a completion. Backends never see them. */
  readonly tags?: Readonly<Record<string, string>> | undefined
  readonly session?: string | undefined
  /** For each request to a backend, in milliseconds. Default: `search.timeoutMs`. */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** How the model may search while it answers. What it searches for are its own words; all else is said here. */
export interface CompletionSearch extends Omit<
  SearchQuery,
  'query' | 'maxResults' | 'merge' | 'constraints' | 'tags' | 'session' | 'timeoutMs' | 'signal'
> {
  /** How often it may search in one call, 1 to 50; after that it has to answer. Failed searches count. Default 5. */
  readonly maxSearches?: number | undefined
  /** Results of each search that the model is given, 1 to 100. Default 5. */
  readonly maxResults?: number | undefined
  /**
   * Uses the provider's own search where the target has one that can keep to what is said here (of filters, only the domains), and the
   * router's elsewhere. The provider then decides how it searches, tells only what it cites, and bills it beside the tokens. Default
   * false: the router's everywhere, so that a fallback goes on with what was found.
   */
  readonly native?: boolean | undefined
}

/** The picture of a result. */
export interface SearchImage {
  readonly url: string
  readonly thumbnailUrl?: string | undefined
  /** In pixels. */
  readonly width?: number | undefined
  /** In pixels. */
  readonly height?: number | undefined
}

/** One page, article or picture that was found. Texts are plain: no tags, no HTML entities. */
export interface SearchResult {
  readonly title: string
  /** The page; of a picture the page that shows it. Always http or https. */
  readonly url: string
  /** Words of the page around what was asked. May be empty. */
  readonly snippet: string
  /** ISO 8601, where the backend gives a date. */
  readonly publishedAt?: string | undefined
  /** How old it is in the backend's own words (`2 days ago`), where it gives no date. */
  readonly age?: string | undefined
  /** Who publishes it: the backend's word, else the host. */
  readonly source?: string | undefined
  /** The backend's own measure of relevance; not comparable between backends. */
  readonly score?: number | undefined
  /** What was found in an image search; elsewhere the picture of the page, where the backend gives one. */
  readonly image?: SearchImage | undefined
  /** Who found it; only where results were merged. */
  readonly backends?: readonly SearchBackendId[] | undefined
}

/** What a search gives. No result is a success with an empty list. */
export interface SearchResponse {
  readonly query: string
  readonly type: SearchType
  /** Who answered; of merged results the first of them in order. */
  readonly backend: SearchBackendId
  readonly results: readonly SearchResult[]
  /** Of all attempts together. A backend without a known price makes it `incomplete`, without `usd` when none is known. */
  readonly cost: Cost
  /** Every request that was made; `target` is backend and type, e.g. `tavily` and `web`. */
  readonly attempts: readonly Attempt[]
  /** Backends that were passed over, and why. */
  readonly skipped: readonly SkippedTarget[]
  readonly warnings: readonly Warning[]
  /** Another backend than the one that was asked first answered; never of merged results. */
  readonly fallbackOccurred: boolean
}

/** One backend. */
export interface SearchBackendConfig {
  /** One key, or several to rotate over. Default: the backend's usual environment variable. */
  readonly apiKey?: Secret | readonly Secret[] | undefined
  /** Where it is; SearXNG needs one (default: `SEARXNG_BASE_URL`). */
  readonly baseUrl?: string | undefined
  /** Allows `baseUrl` to be on this machine or a private network, by plain http as well. Default false. */
  readonly allowPrivateHosts?: boolean | undefined
  /** Id of Google's search engine (`cx`). Default: `GOOGLE_CSE_ID`. */
  readonly engineId?: string | undefined
  /** Extra headers, for example of a proxy in front of SearXNG. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Where it runs, for constraints on regions. */
  readonly region?: string | undefined
  /** What one search costs you, in USD. Default: what the backend reports, else its known list price. */
  readonly usdPerQuery?: number | undefined
  /** Default true. */
  readonly enabled?: boolean | undefined
}

/** Web search: which backends, in which order. */
export interface SearchConfig {
  /** Those that are named here, in `order`, or as `primary` or `fallback`, and those whose keys are in the environment, are used. */
  readonly backends?: Readonly<Partial<Record<SearchBackendId, SearchBackendConfig>>> | undefined
  /** Default tavily, exa, brave, serpapi, google, searxng. Those that are not named follow in this order. */
  readonly order?: readonly SearchBackendId[] | undefined
  /** Asked first, before `order`. */
  readonly primary?: Exclude<SearchBackendId, 'duckduckgo'> | undefined
  /** Asked next. */
  readonly fallback?: Exclude<SearchBackendId, 'duckduckgo'> | undefined
  /** Whether DuckDuckGo is asked when all others have failed; wherever it is named, it is the last. Default true. */
  readonly duckDuckGo?: boolean | undefined
  /** For each request to a backend, in milliseconds. Default 20 000. */
  readonly timeoutMs?: number | undefined
}

/** What `createSearch` takes: the same as the option `search` of a router, and what every router takes. */
export interface SearchClientConfig extends SearchConfig {
  readonly runtime?: Partial<Runtime> | undefined
  /** Called with everything an operator may want to see. What it throws is ignored. */
  readonly onNotice?: ((notice: Notice) => void) | undefined
}

/** Web search without a router. It remembers the health of its backends and holds nothing global. */
export interface SearchClient {
  /** Asks the backends in order until one has answered. Rejects with a `RouterError` that names each with what came of it. */
  search(query: SearchQuery): Promise<SearchResponse>
}
