import type { SearchBackendId, SearchConfig, SearchType } from '../vocabulary/search.ts'
import { backendTable, type SearchBackendRow } from './backend-table.ts'

/** What decides the order beside the query. */
export interface SearchOrder extends Pick<SearchConfig, 'order' | 'primary' | 'fallback'> {
  /** Whether DuckDuckGo may be asked without being named by the query. */
  readonly duckDuckGo: boolean
  /** Whether a backend is configured or found in the environment. */
  isKnown(id: SearchBackendId): boolean
}

/** Who is asked, in order, and who lacks what is asked for. */
export interface SearchPlan {
  readonly backends: readonly SearchBackendRow[]
  /** Backends of the chain without this type of results. */
  readonly unable: readonly SearchBackendRow[]
}

/**
 * The chain of a search: the one backend that the query names, else primary, fallback, `order`, and the others in the order of the table;
 * DuckDuckGo last, wherever it is named.
 */
export function planSearch(type: SearchType, backend: SearchBackendId | undefined, order: SearchOrder): SearchPlan {
  const chain = backend === undefined ? chainOf(order) : [backend]
  const rows = chain.flatMap((id) => backendTable.filter((row) => row.id === id))
  return {
    backends: rows.filter((row) => row.types.includes(type)),
    unable: rows.filter((row) => !row.types.includes(type)),
  }
}

function chainOf(rules: SearchOrder): readonly SearchBackendId[] {
  const { primary, fallback, order = [], duckDuckGo } = rules
  const first = [primary, fallback, ...order].filter((id) => id !== undefined)
  const found = backendTable.map(({ id }) => id).filter((id) => rules.isKnown(id))
  const chain = new Set([...first, ...found])
  chain.delete('duckduckgo')
  return [...chain, ...(duckDuckGo ? (['duckduckgo'] as const) : [])]
}
