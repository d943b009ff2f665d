import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { publicationOf } from '../../src/search/publication-time.ts'
import { readSearchQuery } from '../../src/search/search-question.ts'
import { samePage } from '../../src/search/merge-results.ts'
import { cleanResults } from '../../src/search/search-results.ts'
import { scriptedSearch, settle } from './scripted-search.ts'

const clean = (found: Parameters<typeof cleanResults>[0], query: object = {}): ReturnType<typeof cleanResults> =>
  cleanResults(found, readSearchQuery({ query: 'sky', ...query }))

describe('results', () => {
  it('have plain texts on one line, an address that can be opened, and a source', () => {
    expect(
      clean([{ title: ' a\n\tb\u0000\u202e ', url: 'HTTPS://A.example/x y', snippet: `${'w'.repeat(3_000)}` }]),
    ).toEqual([{ title: 'a b', url: 'https://a.example/x%20y', snippet: `${'w'.repeat(1_999)}…`, source: 'a.example' }])
  })

  it('without an address of the web are left out', () => {
    const urls = ['javascript:alert(1)', 'data:text/html,x', 'ftp://a.example', '/relative', '', 'https://', undefined]
    expect(clean(urls.map((url) => ({ title: 't', url })))).toEqual([])
    expect(clean([{ title: 't', url: `https://a.example/${'x'.repeat(5_000)}` }])).toEqual([])
    const image = { url: 'javascript:alert(1)' }
    expect(clean([{ title: 't', url: 'https://a.example', image }])[0]).not.toHaveProperty('image')
  })

  it('are of the domains that were asked for, and no more than were asked for', () => {
    const found = ['a.example', 'www.a.example', 'nota.example', 'b.example', 'x.b.example'].map((host) => ({
      title: host,
      url: `https://${host}/`,
    }))
    const titles = (query: object): readonly string[] => clean(found, query).map(({ title }) => title)
    expect(titles({ includeDomains: ['a.example'] })).toEqual(['a.example', 'www.a.example'])
    expect(titles({ excludeDomains: ['b.example', '*.a.example'] })).toEqual(['nota.example'])
    expect(titles({ maxResults: 2 })).toEqual(['a.example', 'www.a.example'])
    expect(titles({ maxResults: 2, excludeDomains: ['a.example'] })).toEqual(['nota.example', 'b.example'])
  })

  it('have dates as ISO 8601 whatever the notation, and ages as they are', () => {
    for (const [given, expected] of [
      ['2026-11-18', { publishedAt: '2026-11-18T00:00:00.000Z' }],
      ['2026-11-18T10:00:00', { publishedAt: '2026-11-18T10:00:00.000Z' }],
      ['2026-11-18 10:00:00+02:00', { publishedAt: '2026-11-18T08:00:00.000Z' }],
      ['2026-11-18T10:00:00.0000000', { publishedAt: '2026-11-18T10:00:00.000Z' }],
      ['Tue, 17 Nov 2026 09:00:00 GMT', { publishedAt: '2026-11-17T09:00:00.000Z' }],
      ['Nov 18, 2026', { publishedAt: '2026-11-18T00:00:00.000Z' }],
      ['2 days ago', { age: '2 days ago' }],
      ['an hour ago', { age: 'an hour ago' }],
      ['2026-13-45', {}],
      ['soon', {}],
      [5, {}],
    ] as const)
      expect(publicationOf(given), String(given)).toEqual(expected)
    fc.assert(fc.property(fc.string(), (text) => typeof publicationOf(text) === 'object'))
  })
})

describe('one page under several addresses', () => {
  it('is one: scheme, www, fragment, last slash, tracking and the order of parameters do not count', () => {
    const same = [
      'https://example.com/a?x=1&y=2',
      'http://www.example.com/a/?y=2&x=1#part',
      'https://EXAMPLE.com/a?utm_source=z&x=1&fbclid=1&y=2',
    ]
    expect(new Set(same.map((url) => samePage(url))).size).toBe(1)
    const others = [
      'https://example.com/b?x=1&y=2',
      'https://example.com/a?x=1',
      'https://sub.example.com/a?x=1&y=2',
      'https://example.com:8443/a?x=1&y=2',
    ]
    expect(new Set([...same, ...others].map((url) => samePage(url))).size).toBe(5)
  })
})

describe('merged results', () => {
  const env = { TAVILY_API_KEY: 'tvly-0', EXA_API_KEY: 'exa-0' }

  it('hold each page once, those that several found first, and say who found them', async () => {
    const search = scriptedSearch({ tavily: [{ found: ['a', 'b'] }], exa: [{ found: ['b', 'c'] }] }, {}, env)
    const { results, backend, attempts, fallbackOccurred } = await search.search({ query: 'sky', merge: true })
    expect(results.map(({ title, backends }) => [title, backends])).toEqual([
      ['b', ['tavily', 'exa']],
      ['a', ['tavily']],
      ['c', ['exa']],
    ])
    expect([backend, fallbackOccurred]).toEqual(['tavily', false])
    expect(new Set(attempts.map(({ number }) => number))).toEqual(new Set([1, 2]))
    expect((await search.search({ query: 'sky', merge: true, maxResults: 1 })).results).toHaveLength(1)
  })

  it('R106 need one backend that answers, and ask DuckDuckGo only when there is none', async () => {
    const one = scriptedSearch({ tavily: [{ status: 503 }], exa: [{ found: ['a'] }] }, {}, env)
    const result = await settle(one, one.search({ query: 'sky', merge: true }))
    expect(result).toMatchObject({ status: 'fulfilled', value: { backend: 'exa', attempts: [{}, {}] } })
    const none = scriptedSearch(
      { tavily: [{ status: 401 }], exa: [{ status: 401 }], duckduckgo: [{ found: ['d'] }] },
      {},
      env,
    )
    expect(await none.search({ query: 'sky', merge: true })).toMatchObject({
      backend: 'duckduckgo',
      fallbackOccurred: true,
      results: [{ title: 'd' }],
    })
  })
})
