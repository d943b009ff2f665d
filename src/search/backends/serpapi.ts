import type { SearchDateRange, SearchType } from '../../vocabulary/search.ts'
import { publicationOf } from '../publication-time.ts'
import { members, number, objects, text } from '../read-field.ts'
import type { DecodedSearch, FoundResult, SearchBackend } from '../search-backend.ts'
import { addressOf, searchTerms } from '../search-terms.ts'

const longestQuery = 2_000
const ages: Readonly<Record<SearchDateRange, string>> = { day: 'd', week: 'w', month: 'm', year: 'y' }
const lists: Readonly<Record<SearchType, string>> = {
  web: 'organic_results',
  news: 'news_results',
  images: 'images_results',
}

/** SerpApi (https://serpapi.com, 2026) over Google. It takes its key in the address only. */
export const serpapi: SearchBackend = {
  encode(question, { baseUrl, key }) {
    const { query, type, dateRange, region, language, safeSearch } = question
    return {
      url: addressOf(`${baseUrl}/search.json`, {
        engine: type === 'images' ? 'google_images' : 'google',
        tbm: type === 'news' ? 'nws' : undefined,
        q: searchTerms(question, longestQuery),
        tbs: dateRange === undefined ? undefined : `qdr:${ages[dateRange]}`,
        gl: region === 'gb' ? 'uk' : region,
        hl: language,
        safe: safeSearch === undefined ? undefined : safeSearch === 'off' ? 'off' : 'active',
        api_key: key,
      }),
      headers: { accept: 'application/json' },
      shortened: query.length > longestQuery,
    }
  },
  decode({ body }, { type }): DecodedSearch {
    const answer = members(body)
    const found = objects(answer[lists[type]])
    if (found !== undefined) return { results: found.map((result) => resultFrom(result, type)) }
    const problem = text(answer['error'])
    const isSuccess = members(answer['search_metadata'])['status'] === 'Success'
    // No result is a success with words in `error`.
    if (isSuccess && (problem === undefined || /any results|no results/i.test(problem))) return { results: [] }
    return { failure: { message: problem ?? 'The answer holds no list of results.' } }
  },
}

function resultFrom(result: Readonly<Record<string, unknown>>, type: SearchType): FoundResult {
  const thumbnailUrl = text(result['thumbnail'])
  const image =
    type === 'images'
      ? {
          url: text(result['original']),
          thumbnailUrl,
          width: number(result['original_width']),
          height: number(result['original_height']),
        }
      : thumbnailUrl === undefined
        ? undefined
        : { url: thumbnailUrl, thumbnailUrl }
  return {
    title: text(result['title']),
    url: text(result['link']),
    snippet: text(result['snippet']),
    // A word in Google's own tab for news, an object in the engine for news.
    source: text(result['source']) ?? text(members(result['source'])['name']),
    image,
    ...publicationOf(result['date']),
  }
}
