import { readFileSync } from 'node:fs'

import type { FailureDescription } from '../../src/vocabulary/failure.ts'
import type { SearchOption } from '../../src/search/search-backend.ts'
import type { SearchBackendId, SearchQuery, SearchResult, SearchType } from '../../src/vocabulary/search.ts'

/** A query and the request that it becomes. */
export interface RequestFixture {
  readonly ask: SearchQuery
  readonly url: string
  /** Parsed where it is JSON. */
  readonly body?: unknown
  readonly ignored?: readonly SearchOption[]
  readonly shortened?: boolean
  /** Where they differ from those of the file. */
  readonly headers?: Readonly<Record<string, string>>
}

/** An answer and what it holds. */
export interface AnswerFixture {
  readonly name: string
  readonly type: SearchType
  readonly status: number
  readonly body: unknown
  readonly results?: readonly SearchResult[]
  readonly usd?: number
  readonly failure?: FailureDescription
}

/** What lies in the fixtures for one backend. */
export interface SearchFixtures {
  readonly headers: Readonly<Record<string, string>>
  readonly requests: readonly RequestFixture[]
  readonly answers: readonly AnswerFixture[]
}

/** Reads them. Throws when there are none. */
export function searchFixtures(id: SearchBackendId): SearchFixtures {
  const read = (file: string): unknown =>
    JSON.parse(readFileSync(new URL(`../fixtures/search/${id}.${file}.json`, import.meta.url), 'utf8'))
  const requests = read('requests') as Omit<SearchFixtures, 'answers'>
  return { ...requests, answers: read('answers') as readonly AnswerFixture[] }
}
