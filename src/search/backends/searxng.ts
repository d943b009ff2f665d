import type { SafeSearch, SearchType } from '../../vocabulary/search.ts'
import { publicationOf } from '../publication-time.ts'
import { members, number, objects, text } from '../read-field.ts'
import type { DecodedSearch, FoundResult, SearchBackend } from '../search-backend.ts'
import { formOf, searchTerms } from '../search-terms.ts'

const longestQuery = 2_000
const categories: Readonly<Record<SearchType, string>> = { web: 'general', news: 'news', images: 'images' }
const levels: Readonly<Record<SafeSearch, number>> = { off: 0, moderate: 1, strict: 2 }

/** A language alone, or with the region that was asked for; one that names its own region stays as it is. */
function languageWord(language: string | undefined, region: string | undefined): string | undefined {
  if (language === undefined) return undefined
  const [base = '', own] = language.split('-')
  const place = own ?? region
  return place === undefined ? base : `${base}-${place.toUpperCase()}`
}

/** SearXNG (https://docs.searxng.org, 2026), an instance of one's own: `json` must be among its `search.formats`. */
export const searxng: SearchBackend = {
  encode(question, { baseUrl }) {
    const { query, type, dateRange, region, language, safeSearch } = question
    return {
      url: `${baseUrl}/search`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: formOf({
        q: searchTerms(question, longestQuery),
        format: 'json',
        categories: categories[type],
        language: languageWord(language, region),
        time_range: dateRange,
        safesearch: safeSearch === undefined ? undefined : levels[safeSearch],
      }),
      shortened: query.length > longestQuery,
      ignored: region !== undefined && language === undefined ? ['region'] : [],
    }
  },
  decode({ body }, { type }): DecodedSearch {
    const answer = members(body)
    const found = objects(answer['results'])
    if (found === undefined) return { failure: { message: 'The answer holds no list of results.' } }
    const unresponsive = unresponsiveEngines(answer['unresponsive_engines'])
    // Nothing found and nobody who answered: that is not the same as nothing to be found.
    if (found.length === 0 && unresponsive.length > 0) {
      return {
        failure: { code: 'unresponsive_engines', message: `None of its engines answered: ${unresponsive.join(', ')}.` },
      }
    }
    return { results: found.map((result) => resultFrom(result, type)) }
  },
}

function resultFrom(result: Readonly<Record<string, unknown>>, type: SearchType): FoundResult {
  const thumbnailUrl = text(result['thumbnail_src']) ?? text(result['thumbnail'])
  const [, width, height] = /^(\d{1,6})\s*[x×]\s*(\d{1,6})/.exec(text(result['resolution']) ?? '') ?? []
  const url = text(result['img_src']) ?? (type === 'images' ? undefined : thumbnailUrl)
  return {
    title: text(result['title']),
    url: text(result['url']),
    snippet: text(result['content']),
    source: text(result['source']),
    score: number(result['score']),
    image:
      url === undefined
        ? undefined
        : {
            url,
            thumbnailUrl,
            width: width === undefined ? undefined : Number(width),
            height: height === undefined ? undefined : Number(height),
          },
    ...publicationOf(result['publishedDate'], result['pubdate']),
  }
}

/** `[[name, reason]]`; some versions give names alone. */
function unresponsiveEngines(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return []
  return (value as readonly unknown[]).slice(0, 20).flatMap((engine) => {
    if (!Array.isArray(engine)) return typeof engine === 'string' ? [engine] : []
    const [name, reason] = (engine as readonly unknown[]).map((word) => text(word))
    return name === undefined ? [] : [reason === undefined ? name : `${name} (${reason})`]
  })
}
