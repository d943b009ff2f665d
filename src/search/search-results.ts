import type { SearchImage, SearchResult } from '../vocabulary/search.ts'
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
