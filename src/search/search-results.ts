import type { SearchBackendId, SearchImage, SearchResult } from '../vocabulary/search.ts'
import type { FoundResult, SearchQuestion } from './search-backend.ts'

/** No title or name is longer, and no snippet, in UTF-16 units. */
const longestTitle = 500
const longestSnippet = 2_000
/** Addresses that are longer are no addresses of pages. */
const longestAddress = 4_000

/**
 * What a backend found in the form that is given out: plain texts without line breaks, http(s) addresses, domains as they were asked for,
 * no more than were asked for. What has no usable address is left out.
 */
export function cleanResults(
  found: readonly FoundResult[],
  { type, maxResults, includeDomains, excludeDomains }: SearchQuestion,
): readonly SearchResult[] {
  const results: SearchResult[] = []
  for (const one of found) {
    if (results.length === maxResults) break
    const result = cleanResult(one)
    if (result === undefined || (type === 'images' && result.image === undefined)) continue
    const { hostname } = new URL(result.url)
    if (includeDomains.length > 0 && !includeDomains.some((domain) => isBelow(hostname, domain))) continue
    if (excludeDomains.some((domain) => isBelow(hostname, domain))) continue
    results.push(result)
  }
  return results
}

function cleanResult(found: FoundResult): SearchResult | undefined {
  const image = cleanImage(found.image)
  const url = address(found.url)
  if (url === undefined) return undefined
  const { hostname } = new URL(url)
  const { publishedAt, age, score } = found
  return {
    title: line(found.title, longestTitle) || hostname,
    url,
    snippet: line(found.snippet, longestSnippet),
    ...(publishedAt === undefined ? {} : { publishedAt }),
    ...(age === undefined ? {} : { age }),
    source: line(found.source, longestTitle) || hostname,
    ...(score === undefined ? {} : { score }),
    ...(image === undefined ? {} : { image }),
  }
}

function cleanImage(found: FoundResult['image']): SearchImage | undefined {
  const url = address(found?.url)
  if (found === undefined || url === undefined) return undefined
  const thumbnailUrl = address(found.thumbnailUrl)
  return {
    url,
    ...(thumbnailUrl === undefined ? {} : { thumbnailUrl }),
    ...(found.width === undefined ? {} : { width: found.width }),
    ...(found.height === undefined ? {} : { height: found.height }),
  }
}

/** http and https only: others do something when they are followed. */
function address(given: string | undefined): string | undefined {
  if (given === undefined || given.length > longestAddress || !URL.canParse(given)) return undefined
  const { protocol, href } = new URL(given)
  return protocol === 'https:' || protocol === 'http:' ? href : undefined
}

/** Words on one line, without control characters and the marks that turn the direction of what follows. */
function line(given: string | undefined, longest: number): string {
  const text = (given ?? '').slice(0, longest * 4).replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\s]+/gu, ' ')
  return (text.length > longest ? `${text.slice(0, longest - 1)}…` : text).trim().toWellFormed()
}

function isBelow(hostname: string, domain: string): boolean {
  return hostname === domain || hostname.endsWith(`.${domain}`)
}

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
  return `${host}${port === '' ? '' : `:${port}`}${pathname.replace(/\/+$/, '')}${query === '' ? '' : `?${query}`}`
}
