import type { SearchDateRange, SearchType } from '../../vocabulary/search.ts'
import { htmlText } from '../html-text.ts'
import { publicationOf } from '../publication-time.ts'
import { members, number, objects, text } from '../read-field.ts'
import type { DecodedSearch, FoundResult, SearchBackend, SearchOption } from '../search-backend.ts'
import { addressOf, searchTerms } from '../search-terms.ts'

/** The most that one search gives. */
const mostResults: Readonly<Record<SearchType, number>> = { web: 20, news: 50, images: 200 }
const longestQuery = 400
const freshness: Readonly<Record<SearchDateRange, string>> = { day: 'pd', week: 'pw', month: 'pm', year: 'py' }

/** Countries and languages that it takes. Source: brave/brave-search-mcp-server, src/tools/web/params.ts, 2025-07. */
const countries: ReadonlySet<string> = new Set(
  'ar au at be br ca cl dk fi fr de hk in id it jp kr my mx nl nz no cn pl pt ph ru sa za es se ch tw tr gb us'.split(
    ' ',
  ),
)
const languages: ReadonlySet<string> = new Set(
  (
    'ar eu bn bg ca zh-hans zh-hant hr cs da nl en en-gb et fi fr gl de gu he hi hu is it jp kn ko lv lt ms ml mr nb pl ' +
    'pt-br pt-pt pa ro ru sr sk sl es sv ta te th tr uk vi'
  ).split(' '),
)
/** Its own words for some. */
const ownLanguages: Readonly<Record<string, string>> = {
  ja: 'jp',
  no: 'nb',
  pt: 'pt-pt',
  zh: 'zh-hans',
  'zh-cn': 'zh-hans',
  'zh-tw': 'zh-hant',
  'zh-hk': 'zh-hant',
}

function languageWord(language: string): string | undefined {
  const base = language.split('-')[0] ?? ''
  const words = [language, ownLanguages[language], base, ownLanguages[base]]
  return words.find((word) => word !== undefined && languages.has(word))
}

/** Brave Search (https://api.search.brave.com, 2026): an endpoint for each type. */
export const brave: SearchBackend = {
  encode(question, { baseUrl, key }) {
    const { query, type, maxResults, dateRange, region, safeSearch } = question
    const country = region !== undefined && countries.has(region) ? region.toUpperCase() : undefined
    const language = question.language === undefined ? undefined : languageWord(question.language)
    const ignored: SearchOption[] = []
    if (region !== undefined && country === undefined) ignored.push('region')
    if (question.language !== undefined && language === undefined) ignored.push('language')
    if (dateRange !== undefined && type === 'images') ignored.push('dateRange')
    return {
      url: addressOf(`${baseUrl}/${type}/search`, {
        q: searchTerms(question, longestQuery),
        count: Math.min(maxResults, mostResults[type]),
        country,
        search_lang: language,
        // Pictures have no `moderate`: what is stricter is nearer to what was asked.
        safesearch: type === 'images' && safeSearch === 'moderate' ? 'strict' : safeSearch,
        freshness: dateRange === undefined || type === 'images' ? undefined : freshness[dateRange],
        text_decorations: type === 'web' ? 'false' : undefined,
      }),
      headers: { 'x-subscription-token': key, accept: 'application/json' },
      shortened: query.length > longestQuery,
      ignored,
    }
  },
  decode({ body }, { type }): DecodedSearch {
    const answer = members(body)
    // Without a result the member `web` is absent.
    const isAnswer = answer['type'] !== undefined || answer['query'] !== undefined
    const found = objects(type === 'web' ? members(answer['web'])['results'] : answer['results'])
    if (found === undefined && !isAnswer) return { failure: { message: 'The answer holds no list of results.' } }
    return { results: (found ?? []).map((result) => (type === 'images' ? imageFrom(result) : pageFrom(result))) }
  },
}

type Members = Readonly<Record<string, unknown>>

function pageFrom(result: Members): FoundResult {
  const thumbnail = text(members(result['thumbnail'])['src'])
  return {
    title: plain(result['title']),
    url: text(result['url']),
    snippet: plain(result['description']),
    source: text(members(result['profile'])['name']) ?? text(members(result['meta_url'])['hostname']),
    image: thumbnail === undefined ? undefined : { url: thumbnail, thumbnailUrl: thumbnail },
    ...publicationOf(result['page_age'], result['age']),
  }
}

function imageFrom(result: Members): FoundResult {
  const properties = members(result['properties'])
  return {
    title: plain(result['title']),
    url: text(result['url']),
    source: text(result['source']),
    image: {
      url: text(properties['url']),
      thumbnailUrl: text(members(result['thumbnail'])['src']),
      width: number(properties['width']),
      height: number(properties['height']),
    },
  }
}

/** Its texts hold `<strong>` and entities. */
function plain(value: unknown): string | undefined {
  const html = text(value)
  return html === undefined ? undefined : htmlText(html)
}
