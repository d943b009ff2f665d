import { publicationOf } from '../publication-time.ts'
import { members, number, objects, text } from '../read-field.ts'
import type { DecodedSearch, FoundResult, SearchBackend, SearchOption } from '../search-backend.ts'

/** Countries that `country` knows, by their two letters. Source: Tavily's reference page of POST /search, 2026. */
const countries: ReadonlySet<string> = new Set(
  'ad ae af al am ao ar at au az ba bb bd be bf bg bh bi bj bn bo br bs bt bw by bz ca cf cg ch cl cm cn co cr cu cv cy cz de dj dk do dz ec ee eg er es et fi fj fr ga gb ge gh gm gn gq gr gt hn hr ht hu id ie il in iq ir is it jm jo jp ke kg kh km kp kr kw kz lb li lk lr ls lt lu lv ly ma mc md me mg mk ml mm mn mr mt mu mv mw mx my mz na ne ng ni nl no np nz om pa pe pg ph pk pl pt py qa ro rs ru rw sa sd se sg si sk sn so ss sv sy td tg th tj tm tn tr tt tw tz ua ug us uy uz ve vn ye za zm zw'.split(
    ' ',
  ),
)

/** Names that differ from those of CLDR. */
const ownNames: Readonly<Record<string, string>> = { cg: 'congo', cz: 'czech republic', mm: 'myanmar', tr: 'turkey' }

function countryName(region: string): string | undefined {
  if (!countries.has(region)) return undefined
  const name = ownNames[region] ?? new Intl.DisplayNames(['en'], { type: 'region' }).of(region.toUpperCase())
  return name?.toLowerCase().replace('&', 'and')
}

/** The most that one search gives. */
const mostResults = 20

/** Tavily (https://docs.tavily.com, SDK 0.7.13 of 2026): basic depth, one credit a search. */
export const tavily: SearchBackend = {
  encode(question, { baseUrl, key }) {
    const { query, type, maxResults, dateRange, region, language, safeSearch, includeDomains, excludeDomains } =
      question
    // Countries are known to the topic `general` only.
    const country = region === undefined || type !== 'web' ? undefined : countryName(region)
    const ignored: SearchOption[] = []
    if (region !== undefined && country === undefined) ignored.push('region')
    if (language !== undefined) ignored.push('language')
    if (safeSearch !== undefined) ignored.push('safeSearch')
    return {
      url: `${baseUrl}/search`,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({
        query,
        topic: type === 'news' ? 'news' : 'general',
        search_depth: 'basic',
        max_results: Math.min(maxResults, mostResults),
        time_range: dateRange,
        country,
        include_domains: includeDomains.length === 0 ? undefined : includeDomains,
        exclude_domains: excludeDomains.length === 0 ? undefined : excludeDomains,
      }),
      ignored,
    }
  },
  decode({ body }): DecodedSearch {
    const found = objects(members(body)['results'])
    if (found === undefined) return { failure: { message: 'The answer holds no list of results.' } }
    return {
      results: found.map((result): FoundResult => ({
        title: text(result['title']),
        url: text(result['url']),
        snippet: text(result['content']),
        score: number(result['score']),
        ...publicationOf(result['published_date']),
      })),
    }
  },
}
