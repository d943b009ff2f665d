import { publicationOf } from '../publication-time.ts'
import { members, number, objects, text } from '../read-field.ts'
import type { DecodedSearch, FoundResult, SearchBackend } from '../search-backend.ts'
import type { SearchDateRange } from '../../vocabulary/search.ts'

const day = 24 * 3_600_000
const ranges: Readonly<Record<SearchDateRange, number>> = { day, week: 7 * day, month: 30 * day, year: 365 * day }

/** The most that one search gives. */
const mostResults = 100
/** Of what is quoted from each page. */
const snippetCharacters = 400

/** Exa (https://docs.exa.ai, OpenAPI of 2026-04, SDK 2.23.0 of 2026). It reports what each search cost. */
export const exa: SearchBackend = {
  encode(question, { baseUrl, key, now }) {
    const { query, type, maxResults, dateRange, region, language, safeSearch, includeDomains, excludeDomains } =
      question
    return {
      url: `${baseUrl}/search`,
      headers: { 'x-api-key': key, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({
        query,
        type: 'auto',
        numResults: Math.min(maxResults, mostResults),
        category: type === 'news' ? 'news' : undefined,
        startPublishedDate: dateRange === undefined ? undefined : new Date(now - ranges[dateRange]).toISOString(),
        userLocation: region?.toUpperCase(),
        moderation: safeSearch === undefined ? undefined : safeSearch !== 'off',
        includeDomains: includeDomains.length === 0 ? undefined : includeDomains,
        excludeDomains: excludeDomains.length === 0 ? undefined : excludeDomains,
        // Newer versions ignore these at the top level.
        contents: { highlights: { highlightsPerUrl: 1, maxCharacters: snippetCharacters } },
      }),
      ignored: language === undefined ? [] : ['language'],
    }
  },
  decode({ body }): DecodedSearch {
    const found = objects(members(body)['results'])
    if (found === undefined) return { failure: { message: 'The answer holds no list of results.' } }
    return {
      results: found.map((result): FoundResult => {
        const image = text(result['image'])
        const words =
          text(joined(result['highlights'])) ??
          text(result['summary']) ??
          text(result['text'])?.slice(0, snippetCharacters)
        return {
          title: text(result['title']),
          url: text(result['url']),
          snippet: words,
          score: number(result['score']),
          image: image === undefined ? undefined : { url: image },
          ...publicationOf(result['publishedDate']),
        }
      }),
      usd: number(members(members(body)['costDollars'])['total']),
    }
  },
}

function joined(highlights: unknown): string {
  return Array.isArray(highlights) ? highlights.filter((words) => typeof words === 'string').join(' … ') : ''
}
