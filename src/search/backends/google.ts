import type { SearchDateRange } from '../../vocabulary/search.ts'
import { members, number, objects, text } from '../read-field.ts'
import { publicationOf } from '../publication-time.ts'
import type { DecodedSearch, FoundResult, SearchBackend } from '../search-backend.ts'
import { addressOf, searchTerms } from '../search-terms.ts'

/** The most that one search gives. */
const mostResults = 10
const longestQuery = 2_000
const ages: Readonly<Record<SearchDateRange, string>> = { day: 'd1', week: 'w1', month: 'm1', year: 'y1' }
/** Where the day of a page is in its tags. */
const dateTags = ['article:published_time', 'og:published_time', 'date', 'datepublished'] as const

/** `lang_de`; only Chinese is told apart by region. */
function languageRule(language: string): string {
  if (language === 'zh-tw' || language === 'zh-hk' || language === 'zh-hant') return 'lang_zh-TW'
  const base = language.split('-')[0] ?? ''
  return base === 'zh' ? 'lang_zh-CN' : `lang_${base}`
}

/** Google's Programmable Search JSON API: closed to new customers, it ends for all on 2027-01-01 (its overview page, 2026). */
export const google: SearchBackend = {
  encode(question, { baseUrl, key, engineId }) {
    const { query, type, maxResults, dateRange, region, language, safeSearch } = question
    return {
      url: addressOf(baseUrl, {
        key,
        cx: engineId,
        q: searchTerms(question, longestQuery),
        num: Math.min(maxResults, mostResults),
        searchType: type === 'images' ? 'image' : undefined,
        dateRestrict: dateRange === undefined ? undefined : ages[dateRange],
        lr: language === undefined ? undefined : languageRule(language),
        gl: region === 'gb' ? 'uk' : region,
        safe: safeSearch === undefined ? undefined : safeSearch === 'off' ? 'off' : 'active',
      }),
      headers: { accept: 'application/json' },
      shortened: query.length > longestQuery,
    }
  },
  decode({ body }, { type }): DecodedSearch {
    const answer = members(body)
    const found = objects(answer['items'])
    if (found !== undefined)
      return { results: found.map((item) => (type === 'images' ? imageFrom(item) : pageFrom(item))) }
    // Nothing found: there is no list.
    const isAnswer = answer['kind'] !== undefined || answer['searchInformation'] !== undefined
    return isAnswer ? { results: [] } : { failure: { message: 'The answer holds no list of results.' } }
  },
}

type Members = Readonly<Record<string, unknown>>

function pageFrom(item: Members): FoundResult {
  const pagemap = members(item['pagemap'])
  const tags = objects(pagemap['metatags'])?.[0] ?? {}
  const thumbnail = text(objects(pagemap['cse_thumbnail'])?.[0]?.['src'])
  return {
    title: text(item['title']),
    url: text(item['link']),
    snippet: text(item['snippet']),
    source: text(item['displayLink']),
    image: thumbnail === undefined ? undefined : { url: thumbnail, thumbnailUrl: thumbnail },
    ...publicationOf(...dateTags.map((tag) => tags[tag])),
  }
}

function imageFrom(item: Members): FoundResult {
  const image = members(item['image'])
  return {
    title: text(item['title']),
    url: text(image['contextLink']),
    snippet: text(item['snippet']),
    source: text(item['displayLink']),
    image: {
      url: text(item['link']),
      thumbnailUrl: text(image['thumbnailLink']),
      width: number(image['width']),
      height: number(image['height']),
    },
  }
}
