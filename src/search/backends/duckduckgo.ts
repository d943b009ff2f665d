import type { SafeSearch, SearchDateRange } from '../../vocabulary/search.ts'
import { publicationOf } from '../publication-time.ts'
import { readHtml } from '../read-html.ts'
import type { DecodedSearch, FoundResult, SearchBackend } from '../search-backend.ts'
import { formOf, searchTerms } from '../search-terms.ts'

/** Longer queries are refused. */
const longestQuery = 499
const ages: Readonly<Record<SearchDateRange, string>> = { day: 'd', week: 'w', month: 'm', year: 'y' }
const levels: Readonly<Record<SafeSearch, number>> = { off: -2, moderate: -1, strict: 1 }
/** Its words for countries whose language goes without saying. */
const regions: Readonly<Record<string, string>> = {
  us: 'us-en',
  gb: 'uk-en',
  de: 'de-de',
  fr: 'fr-fr',
  es: 'es-es',
  it: 'it-it',
  jp: 'jp-jp',
  br: 'br-pt',
}

/** Its words for languages that are not those of the standard. */
const ownLanguages: Readonly<Record<string, string>> = { ja: 'jp', ko: 'kr' }

/** What a browser says; a page for anything else is the challenge. */
const browserHeaders = {
  'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
  referer: 'https://html.duckduckgo.com/',
  'sec-fetch-mode': 'navigate',
} as const

function regionWord(region: string | undefined, language: string | undefined): string {
  if (region === undefined) return 'wt-wt'
  const usual = regions[region]
  const base = language?.split('-')[0]
  if (base === undefined || base === usual?.split('-')[1]) return usual ?? `${region}-en`
  return `${region === 'gb' ? 'uk' : region}-${ownLanguages[base] ?? base}`
}

/** DuckDuckGo's page for browsers without scripts (SearXNG's engine of 2026). Unofficial: nothing about it is promised. */
export const duckduckgo: SearchBackend = {
  encode(question, { baseUrl }) {
    const { query, dateRange, region, language, safeSearch } = question
    return {
      url: `${baseUrl}/`,
      headers: {
        ...browserHeaders,
        'content-type': 'application/x-www-form-urlencoded',
        'accept-language':
          language === undefined || language.startsWith('en') ? 'en-US,en;q=0.5' : `${language},en;q=0.5`,
      },
      body: formOf({
        // A word that begins with `!` sends the search elsewhere.
        q: searchTerms({ ...question, query: query.replace(/(^|\s)!+(?=\S)/g, '$1') }, longestQuery),
        b: '',
        kl: regionWord(region, language),
        df: dateRange === undefined ? undefined : ages[dateRange],
        kp: safeSearch === undefined ? undefined : levels[safeSearch],
      }),
      shortened: query.length > longestQuery,
      ignored: language !== undefined && region === undefined ? ['language'] : [],
    }
  },
  decode({ status, body }): DecodedSearch {
    const page = readPage(typeof body === 'string' ? body : '')
    if (page.results.length > 0) return { results: page.results }
    if (page.isChallenge || status === 202) {
      return {
        failure: {
          code: 'challenge',
          message: 'It shows a page that asks whether a person is searching, instead of results.',
        },
      }
    }
    if (page.saysNothingFound) return { results: [] }
    return { failure: { message: 'The page holds neither results nor a word that there are none.' } }
  },
}

interface Page {
  readonly results: readonly FoundResult[]
  readonly isChallenge: boolean
  readonly saysNothingFound: boolean
}

type Field = 'title' | 'snippet' | 'source' | 'extras'

/** A result while it is read. */
interface OpenResult {
  /** How many `div` were open around it. */
  readonly depth: number
  href: string | undefined
  readonly texts: Record<Field, string>
}

function readPage(html: string): Page {
  const results: FoundResult[] = []
  let isChallenge = false
  let saysNothingFound = false
  let depth = 0
  let open: OpenResult | undefined
  /** What the text that comes belongs to, and the tag that ends it. */
  let field: { readonly name: Field; readonly tag: string } | undefined

  const finish = (): void => {
    const found = open === undefined ? undefined : resultFrom(open)
    if (found !== undefined) results.push(found)
    open = undefined
    field = undefined
  }
  readHtml(html, {
    open(tag, attribute) {
      const classes = (attribute('class') ?? '').split(/\s+/)
      if (isChallengeMark(attribute, classes)) isChallenge = true
      if (classes.includes('no-results')) saysNothingFound = true
      if (tag === 'div') {
        if (classes.includes('web-result') || classes.includes('result--ad')) {
          finish()
          if (!classes.includes('result--ad')) open = newResult(depth)
        }
        depth++
      }
      if (open === undefined) return
      const name = fieldOf(classes)
      if (name === undefined) return
      field = { name, tag }
      if (name === 'title') open.href = attribute('href')
    },
    close(tag) {
      if (field?.tag === tag) field = undefined
      if (tag !== 'div') return
      depth = Math.max(0, depth - 1)
      if (open?.depth === depth) finish()
    },
    text(text) {
      if (open === undefined) {
        if (/\bno\s{1,3}results\b/i.test(text)) saysNothingFound = true
      } else if (field !== undefined) {
        open.texts[field.name] += text
      } else {
        open.texts.extras += ` ${text.trim()}`
      }
    },
  })
  finish()
  return { results, isChallenge, saysNothingFound }
}

function newResult(depth: number): OpenResult {
  return { depth, href: undefined, texts: { title: '', snippet: '', source: '', extras: '' } }
}

function isChallengeMark(attribute: (name: string) => string | undefined, classes: readonly string[]): boolean {
  return (
    attribute('id') === 'challenge-form' ||
    classes.some((name) => name.startsWith('anomaly-modal')) ||
    attribute('action')?.includes('/anomaly.js') === true
  )
}

function fieldOf(classes: readonly string[]): Field | undefined {
  if (classes.includes('result__a')) return 'title'
  if (classes.includes('result__snippet')) return 'snippet'
  return classes.includes('result__url') ? 'source' : undefined
}

function resultFrom({ href, texts }: OpenResult): FoundResult | undefined {
  const url = href === undefined ? undefined : realAddress(href)
  if (url === undefined) return undefined
  const dates = texts.extras.split(/\s+/).filter((word) => /^\d{4}-\d{2}-\d{2}/.test(word))
  return {
    title: texts.title,
    url,
    snippet: texts.snippet,
    source: shownHost(texts.source),
    ...publicationOf(...dates),
  }
}

/** The address shows as `example.com/path` or `example.com › path`. */
function shownHost(shown: string): string | undefined {
  return /^[^\s/›]+/.exec(shown.trim())?.[0]
}

/** Addresses lead over `/l/?uddg=`; those of advertisements over `/y.js`. */
function realAddress(href: string): string | undefined {
  const address = href.startsWith('//') ? `https:${href}` : href
  if (!URL.canParse(address)) return undefined
  const { hostname, pathname, searchParams } = new URL(address)
  if (hostname !== 'duckduckgo.com' && !hostname.endsWith('.duckduckgo.com')) return address
  if (pathname === '/y.js') return undefined
  return searchParams.get('uddg') ?? (pathname === '/l/' ? undefined : address)
}
