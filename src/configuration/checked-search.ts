import type { SearchBackendConfig, SearchConfig } from '../vocabulary/search.ts'
import { hiddenKeys } from './hidden-key.ts'
import { frozenCopy } from './plain-data.ts'

/** The option `search` with its defaults in place; keys are functions, so that printing it shows none. */
export interface CheckedSearch extends Pick<SearchConfig, 'order' | 'primary' | 'fallback'> {
  readonly backends: Readonly<Record<string, SearchBackendConfig>>
  readonly duckDuckGo: boolean
  readonly timeoutMs: number
}

/** Fills it in; the only place for these defaults. */
export function fillSearch({
  backends = {},
  order,
  primary,
  fallback,
  duckDuckGo,
  timeoutMs,
}: SearchConfig = {}): CheckedSearch {
  const hidden = Object.entries(backends).flatMap(([id, { apiKey, ...others }]) => [
    [id, apiKey === undefined ? others : { ...others, apiKey: hiddenKeys(apiKey) }] as const,
  ])
  return frozenCopy({
    order,
    primary,
    fallback,
    backends: Object.fromEntries(hidden),
    duckDuckGo: duckDuckGo ?? true,
    timeoutMs: timeoutMs ?? 20_000,
  })
}
