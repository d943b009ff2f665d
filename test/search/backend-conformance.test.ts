import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { backendTable, type SearchBackendRow } from '../../src/search/backend-table.ts'
import { readSearchQuery } from '../../src/search/search-question.ts'
import type { SearchRequest } from '../../src/search/search-backend.ts'
import { cleanResults } from '../../src/search/search-results.ts'
import type { SearchBackendId, SearchQuery } from '../../src/vocabulary/search.ts'
import { bodyCheck, schemasExist } from '../adapters/body-check.ts'
import { searchFixtures } from './search-fixtures.ts'

const now = Date.UTC(2026, 10, 20)

async function encode(row: SearchBackendRow, ask: SearchQuery): Promise<SearchRequest> {
  return (await row.load()).encode(readSearchQuery(ask), {
    baseUrl: row.baseUrl ?? 'https://searx.example',
    key: row.keyVariables.length === 0 ? '' : `key-of-${row.id}`,
    engineId: row.engineVariable === undefined ? '' : 'engine-1',
    now,
  })
}

/** The rows of the requirements that say what a backend is. */
const requirement: Readonly<Record<SearchBackendId, string>> = {
  duckduckgo: 'R100',
  tavily: 'R101',
  exa: 'R102',
  brave: 'R103',
  serpapi: 'R104',
  google: 'R105',
  searxng: 'B10',
}

const options: readonly (keyof SearchQuery)[] = [
  'maxResults',
  'dateRange',
  'region',
  'language',
  'safeSearch',
  'includeDomains',
  'excludeDomains',
]

describe.each(backendTable)('the search backend $id', (row) => {
  const { id } = row
  const { headers, requests, answers } = searchFixtures(id)

  it(`${requirement[id]} ${id} is asked as its golden requests say, for every type and option`, async () => {
    for (const type of row.types) {
      const asked = requests.filter(({ ask }) => ask.type === type).flatMap(({ ask }) => Object.keys(ask))
      expect(asked, type).toEqual(expect.arrayContaining([...options]))
      expect(answers.filter((answer) => answer.type === type).length, type).toBeGreaterThan(0)
    }
    for (const golden of requests) {
      const request = await encode(row, golden.ask)
      const name = JSON.stringify(golden.ask)
      expect(request.url, name).toBe(golden.url)
      expect(request.headers, name).toEqual(golden.headers ?? headers)
      expect(typeof golden.body === 'string' ? request.body : JSON.parse(request.body ?? 'null'), name).toEqual(
        golden.body ?? null,
      )
      expect(request.ignored ?? [], name).toEqual(golden.ignored ?? [])
      expect(request.shortened ?? false, name).toBe(golden.shortened ?? false)
    }
  })

  it.each(answers)(`${id} reads $name`, async ({ type, status, body, results, usd, failure }) => {
    const question = readSearchQuery({ query: 'sky', type })
    const decoded = (await row.load()).decode({ status, body }, question)
    if (failure !== undefined) {
      expect(decoded).toEqual({ failure })
      return
    }
    expect('results' in decoded && cleanResults(decoded.results, question)).toEqual(results)
    expect('usd' in decoded ? decoded.usd : undefined).toBe(usd)
  })

  it('finds nothing with an empty list, and never throws, whatever it is answered', async () => {
    expect(answers.some(({ results }) => results?.length === 0)).toBe(true)
    const backend = await row.load()
    const pieces = answers.map(({ body }) => body)
    const mutated = fc.oneof(
      fc.jsonValue(),
      fc.string(),
      fc.record({ results: fc.jsonValue(), items: fc.jsonValue(), web: fc.jsonValue(), error: fc.jsonValue() }),
      fc.tuple(fc.constantFrom(...pieces), fc.jsonValue()).map(([piece, other]) => broken(piece, other)),
    )
    fc.assert(
      fc.property(mutated, fc.constantFrom(...row.types), fc.constantFrom(200, 202), (body, type, status) => {
        const question = readSearchQuery({ query: 'sky', type })
        const decoded = backend.decode({ status, body }, question)
        if ('failure' in decoded) return decoded.failure.message !== ''
        return cleanResults(decoded.results, question).every(
          ({ url, title }) => /^https?:/.test(url) && typeof title === 'string',
        )
      }),
      { numRuns: 200 },
    )
  })

  it('shows its key in the one place where it belongs', async () => {
    const request = await encode(row, { query: 'sky', type: row.types[0] })
    const key = row.keyVariables.length === 0 ? 'key-of-nobody' : `key-of-${id}`
    const inHeaders = Object.values(request.headers).filter((value) => value.includes(key)).length
    const inAddress = request.url.includes(key) ? 1 : 0
    expect(request.body ?? '').not.toContain(key)
    expect(inHeaders + inAddress).toBe(row.keyVariables.length === 0 ? 0 : 1)
  })
})

/** Puts something else into the first list of an answer, or cuts a page in the middle. */
function broken(piece: unknown, other: unknown): unknown {
  if (typeof piece === 'string') return piece.slice(0, Math.floor(piece.length / 2)) + JSON.stringify(other)
  const text = JSON.stringify(piece)
  return JSON.parse(text.replace(/"(title|url|link|image|properties|thumbnail|source)":/g, '"$1":[],"x":')) as unknown
}

describe.runIf(schemasExist)('the schemas of the backends (../shared/schemas)', () => {
  it.each([
    ['tavily', 'SearchRequest.strict'],
    ['exa', 'SearchRequest_.strict'],
  ] as const)('take every golden body of %s', (id, definition) => {
    const check = bodyCheck(id, definition)
    const bodies = searchFixtures(id).requests.map(({ body }) => body)
    expect(bodies.length).toBeGreaterThan(20)
    for (const body of bodies) expect(check(body), JSON.stringify(body)).toEqual([])
    expect(check({ query: 1 })).not.toEqual([])
  })

  it('take every golden query of brave for pages', () => {
    const check = bodyCheck('brave', 'WebSearchQuery')
    const queries = searchFixtures('brave')
      .requests.filter(({ ask }) => ask.type === 'web')
      .map(({ url }) => Object.fromEntries(new URL(url).searchParams))
    expect(queries.length).toBeGreaterThan(10)
    for (const { count, text_decorations: decorations, ...texts } of queries) {
      // What an address says in words are numbers and flags.
      expect(check({ ...texts, count: Number(count), text_decorations: decorations === 'true' })).toEqual([])
    }
  })

  it('take every country that can be said, and know no other', async () => {
    const check = bodyCheck('tavily', 'SearchRequest.strict')
    const [tavily, brave] = [backendTable[0], backendTable[2]]
    if (tavily === undefined || brave === undefined) throw new Error('the table has lost its rows')
    const letters = 'abcdefghijklmnopqrstuvwxyz'.split('')
    let said = 0
    for (const region of letters.flatMap((a) => letters.map((b) => a + b))) {
      const { body = '', ignored } = await encode(tavily, { query: 'x', region })
      expect(check(JSON.parse(body)), region).toEqual([])
      if (ignored?.includes('region') !== true) said++
      const { url } = await encode(brave, { query: 'x', region, language: region })
      const { country, search_lang: language } = Object.fromEntries(new URL(url).searchParams)
      expect(bodyCheck('brave', 'WebSearchQuery')({ q: 'x', country, search_lang: language }), region).toEqual([])
    }
    // 166 and the other word for the United Kingdom.
    expect(said).toBe(167)
  })
})
