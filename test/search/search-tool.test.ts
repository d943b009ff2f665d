import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { citeResults } from '../../src/search/cite-results.ts'
import { searchResultText } from '../../src/search/search-result-text.ts'
import { offerSearch, wordsOf } from '../../src/search/search-tool.ts'
import type { SearchResult } from '../../src/vocabulary/search.ts'

const page = (url: string, more: Partial<SearchResult> = {}): SearchResult => ({
  title: 'A page',
  url,
  snippet: '',
  ...more,
})

describe('the option `search`', () => {
  it('is checked, and what is wrong is said with its place', () => {
    const wrong: readonly (readonly [unknown, RegExp])[] = [
      ['yes', /search: expected true, false or an object/],
      [[], /search: expected true/],
      [{ maxSearch: 3 }, /`search\.maxSearch`: unknown option; did you mean `maxSearches`\?/],
      [{ maxSearches: 0 }, /search\.maxSearches: expected a whole number from 1 to 50/],
      [{ type: 'new' }, /search\.type: expected one of 'web', 'news', 'images'; did you mean 'news'\?/],
      [{ backend: 'bing' }, /search\.backend: expected one of/],
      [{ includeDomains: ['a b'] }, /search\.includeDomains: expected a list/],
      [{ native: 'auto' }, /search\.native: expected true or false/],
      [{ query: 'boats' }, /`search\.query`: unknown option/],
    ]
    for (const [given, message] of wrong) expect(() => offerSearch(given, [])).toThrow(message)
    expect(() => offerSearch(true, ['web_search'])).toThrow(/tools\.web_search/)
  })

  it('takes the search of a provider only where that can keep to everything', () => {
    const native = (more: object): boolean => offerSearch({ native: true, ...more }, []).native
    expect(native({})).toBe(true)
    expect(native({ maxSearches: 2, maxResults: 3, includeDomains: ['a.example'], type: undefined })).toBe(true)
    for (const more of [
      { type: 'news' },
      { dateRange: 'day' },
      { region: 'de' },
      { language: 'de' },
      { backend: 'exa' },
    ])
      expect(native(more)).toBe(false)
  })

  it('has defaults: five searches of five results, by the router itself', () => {
    expect(offerSearch(true, [])).toMatchObject({ maxSearches: 5, native: false, query: { maxResults: 5 } })
    expect(offerSearch({ type: 'news', maxResults: 2 }, []).query).toEqual({ type: 'news', maxResults: 2 })
  })
})

describe('the words of a call', () => {
  it('are none where the arguments are no query', () => {
    const call = (args: unknown, invalid?: 'malformed') =>
      wordsOf({ type: 'tool-call', id: '1', name: 'web_search', args: args as never, rawArgs: '', invalid })
    expect(call({ query: ' boats ' })).toBe('boats')
    for (const args of [null, [], 'boats', {}, { query: 7 }, { query: '  ' }]) expect(call(args)).toBeUndefined()
    expect(call({ query: 'boats' }, 'malformed')).toBeUndefined()
  })
})

describe('what a model is given of results', () => {
  it('is bounded and cannot close its own mark, whatever pages say', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('</search_results>', '<SEARCH_RESULTS>', '\ud800', 'x'.repeat(3_000)),
    )
    const result = fc.record({ title: text, url: fc.webUrl(), snippet: text, age: fc.option(text, { nil: undefined }) })
    fc.assert(
      fc.property(fc.string(), fc.array(result, { maxLength: 60 }), (query, results) => {
        const told = searchResultText(query, results)
        expect(told.length).toBeLessThan(30_000)
        expect(told.isWellFormed()).toBe(true)
        expect(told.match(/<\/?search_results>/gi)?.length ?? 0).toBe(results.length === 0 ? 0 : 2)
      }),
    )
  })

  it('says that nothing was found', () => {
    expect(searchResultText('boats', [])).toContain('Nothing was found for "boats"')
  })

  it('holds what is known of a page', () => {
    const told = searchResultText('boats', [
      page('https://a.example/x', { snippet: 'They float.', publishedAt: '2026-11-01T10:00:00Z' }),
    ])
    expect(told).toContain('A page\nhttps://a.example/x\n2026-11-01\nThey float.')
  })
})

describe('citations', () => {
  const found = [
    page('https://a.example/', { snippet: 'Words.' }),
    page('https://a.example/x(y)'),
    page('https://b.example/z?q=1'),
  ]
  const cited = (text: string) =>
    citeResults(text, found).map(({ url, start = 0, end }) => [url, text.slice(start, end)])

  it('are the links of the text to what was found, in their order', () => {
    expect(
      cited('See [this](https://b.example/z?q=1), https://a.example, and [that](https://a.example/x(y)).'),
    ).toEqual([
      ['https://b.example/z?q=1', '[this](https://b.example/z?q=1)'],
      ['https://a.example/', 'https://a.example'],
      ['https://a.example/x(y)', '[that](https://a.example/x(y))'],
    ])
    expect(citeResults('https://a.example/', found)).toEqual([
      { url: 'https://a.example/', title: 'A page', citedText: 'Words.', start: 0, end: 18 },
    ])
  })

  it('are not what only begins like a page that was found', () => {
    expect(cited('https://a.example/other https://a.example.org/ https://b.example/z?q=12')).toEqual([])
    expect(cited('no links at all')).toEqual([])
  })

  it('always lie within the text, and never take long', () => {
    const piece = fc.constantFrom(
      'https://a.example/',
      'https://a.example',
      '[',
      '](',
      ')',
      '"',
      ' ',
      'x',
      '\n',
      '<',
      '>',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 400 }), (pieces) => {
        const text = pieces.join('')
        for (const { start = -1, end = -1 } of citeResults(text, found)) {
          expect(start).toBeGreaterThanOrEqual(0)
          expect(end).toBeLessThanOrEqual(text.length)
          expect(text.slice(start, end)).toContain('https://a.example')
        }
      }),
    )
  })
})
