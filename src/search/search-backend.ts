import type { FailureDescription } from '../vocabulary/failure.ts'
import type { SafeSearch, SearchDateRange, SearchImage, SearchResult, SearchType } from '../vocabulary/search.ts'

/** A query that has been checked, with its defaults. */
export interface SearchQuestion {
  readonly query: string
  readonly type: SearchType
  readonly maxResults: number
  readonly dateRange: SearchDateRange | undefined
  /** Lower case, `gb` for the United Kingdom. */
  readonly region: string | undefined
  /** Lower case: `en`, `pt-br`. */
  readonly language: string | undefined
  readonly safeSearch: SafeSearch | undefined
  /** Host names in lower case. */
  readonly includeDomains: readonly string[]
  readonly excludeDomains: readonly string[]
}

/** What a request is written with beside the question. */
export interface SearchAccess {
  /** Without a trailing slash. */
  readonly baseUrl: string
  /** Empty when the backend needs none. */
  readonly key: string
  /** Google's engine. */
  readonly engineId: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** Options of a query that a backend may be unable to honour. */
export type SearchOption = 'dateRange' | 'region' | 'language' | 'safeSearch'

/** One request in the words of a backend. */
export interface SearchRequest {
  /** May hold a key in its query: never shown. */
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  /** Present: it is posted. */
  readonly body?: string | undefined
  /** The query is longer than the backend takes and was cut. */
  readonly shortened?: boolean | undefined
  /** What was asked for and cannot be said to this backend. */
  readonly ignored?: readonly SearchOption[] | undefined
}

/** A result as a backend gave it: plain texts, addresses of any kind. */
export interface FoundResult extends Omit<SearchResult, 'title' | 'url' | 'snippet' | 'image'> {
  readonly title: string | undefined
  readonly url: string | undefined
  readonly snippet?: string | undefined
  readonly image?: { readonly [K in keyof SearchImage]?: SearchImage[K] | undefined } | undefined
}

/** What an answer with a good status holds: results, or what it really is. */
export type DecodedSearch =
  | { readonly results: readonly FoundResult[]; readonly usd?: number | undefined }
  | { readonly failure: FailureDescription }

/**
 * A search service: how it is asked and how its answers read. It knows no host but its own, and no clock, key place or network. Adding
 * one is a file like this, its row in `backend-table.ts`, and its fixtures.
 */
export interface SearchBackend {
  /** Pure. */
  encode(question: SearchQuestion, access: SearchAccess): SearchRequest
  /** `body`: parsed when it is JSON, else the text. Never throws, whatever it is given. */
  decode(answer: { readonly status: number; readonly body: unknown }, question: SearchQuestion): DecodedSearch
}
