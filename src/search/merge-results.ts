import type { SearchBackendId, SearchResult } from '../vocabulary/search.ts'
import type { SearchQuestion } from './search-backend.ts'

/** Results of one backend. */
export interface BackendResults {
  readonly backend: SearchBackendId
  readonly results: readonly SearchResult[]
}

/** Keeps the first places from outweighing that several backends agree. Source: Cormack et al., reciprocal rank fusion, 2009. */
const rankOffset = 60

/**
 * Results of several backends as one list: one for each page or picture, ranked by the sum of 1 / (60 + place) over the backends that found it. The
 * first backend's words are kept; what it did not know is taken from the others.
 */
export function mergeResults(
  lists: readonly BackendResults[],
  { type, maxResults }: Pick<SearchQuestion, 'type' | 'maxResults'>,
): readonly SearchResult[] {
  const merged = new Map<string, { result: SearchResult; weight: number; backends: SearchBackendId[] }>()
  for (const { backend, results } of lists) {
    for (const [place, result] of results.entries()) {
      const page = samePage(type === 'images' ? (result.image?.url ?? result.url) : result.url)
      const weight = 1 / (rankOffset + place + 1)
      const known = merged.get(page)
      if (known === undefined) {
        merged.set(page, { result, weight, backends: [backend] })
      } else if (!known.backends.includes(backend)) {
        known.weight += weight
        known.backends.push(backend)
        known.result = { ...result, ...known.result, snippet: known.result.snippet || result.snippet }
      }
    }
  }
  return [...merged.values()]
    .toSorted((one, other) => other.weight - one.weight)
    .slice(0, maxResults)
    .map(({ result, backends }) => ({ ...result, backends }))
}

/** Parameters that say where a visitor came from, not what is shown. */
const trackingParameter = /^(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ref_src|srsltid|yclid)$/i

/** What two addresses of one page have in common: neither scheme, `www.`, fragment, tracking, order of parameters nor a last slash. */
export function samePage(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url)
  const parameters = [...searchParams]
    .filter(([name]) => !trackingParameter.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  const query = new URLSearchParams(parameters).toString()
  const host = hostname.replace(/^www\./, '')
  return `${host}${port === '' ? '' : `:${port}`}${withoutLastSlashes(pathname)}${query === '' ? '' : `?${query}`}`
}

/** A loop, because an expression for it takes time that grows with the square of the slashes. */
function withoutLastSlashes(path: string): string {
  let end = path.length
  while (path[end - 1] === '/') end--
  return path.slice(0, end)
}
