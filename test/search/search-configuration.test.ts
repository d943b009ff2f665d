import { describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import { createSearch } from '../../src/search.ts'
import { searchVariables } from '../../src/search/search-variables.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'
import type { SearchQuery } from '../../src/vocabulary/search.ts'
import { everyKey, scriptedSearch, settle } from './scripted-search.ts'

const found = { found: ['a'] }

/** The error that a call throws. */
function thrownBy(call: () => unknown): RouterError {
  try {
    call()
  } catch (error) {
    if (RouterError.is(error)) return error
  }
  throw new Error('it should have thrown a RouterError')
}

describe('the configuration of search', () => {
  it('is checked when it is given, every option with its place, nothing of it repeated', () => {
    const wrong = {
      backends: { tavilly: {}, brave: { apiKy: 'x' }, exa: { apiKey: 5, usdPerQuery: -1, enabled: 'no' } },
      order: ['brave', 'gogle'],
      primary: 'duckduckgo',
      duckduckGo: true,
      timeoutMs: 0,
    }
    const hints = thrownBy(() => createSearch(wrong as never)).hints.join('\n')
    for (const part of [
      '`backends.tavilly`: unknown option; did you mean `tavily`?',
      '`backends.brave.apiKy`: unknown option; did you mean `apiKey`?',
      '`backends.exa.apiKey`: expected a key on one line',
      '`backends.exa.usdPerQuery`: expected a number from 0',
      '`backends.exa.enabled`: expected true or false',
      "`order[1]`: expected one of 'tavily', 'exa', 'brave', 'serpapi', 'google', 'searxng', 'duckduckgo'; did you mean 'google'?",
      "`primary`: expected one of 'tavily'",
      '`duckduckGo`: unknown option; did you mean `duckDuckGo`?',
      '`timeoutMs`: expected milliseconds above 0, or Infinity',
    ])
      expect(hints).toContain(part)
    const inRouter = thrownBy(() => createRouter({ search: wrong as never })).hints.join('\n')
    expect(inRouter).toContain('`search.backends.tavilly`: unknown option; did you mean `tavily`?')
    expect(thrownBy(() => createSearch({ runtime: { fetsh: fetch } } as never)).message).toContain('`runtime.fetsh`')
    expect(thrownBy(() => createSearch(5 as never)).code).toBe('configuration')
  })

  it('reads every variable once, when it is made', async () => {
    const read: string[] = []
    const { runtime } = scriptedSearch({ duckduckgo: [found] }, {}, {})
    const readEnv = (name: string): string | undefined => {
      read.push(name)
      return undefined
    }
    const search = createSearch({ runtime: { ...runtime, readEnv } })
    const whenMade = [...read]
    await search.search({ query: 'sky' })
    await search.search({ query: 'sky' })
    expect(read).toEqual(whenMade)
    expect(whenMade.toSorted()).toEqual([...searchVariables].toSorted())
    read.length = 0
    const router = createRouter({ runtime: { ...runtime, readEnv } })
    const byRouter = read.length
    await router.search({ query: 'sky' })
    expect(read.length).toBe(byRouter)
    expect(read).toEqual(expect.arrayContaining([...searchVariables]))
  })

  it('wins over the environment, and an empty key keeps it out', async () => {
    const search = scriptedSearch(
      { tavily: [found], duckduckgo: [found] },
      { backends: { tavily: { apiKey: 'own-key-0123' } } },
    )
    await search.search({ query: 'sky' })
    expect(new Headers(search.requests[0]?.init.headers).get('authorization')).toBe('Bearer own-key-0123')
    const out = scriptedSearch(
      { duckduckgo: [found] },
      { backends: { tavily: { apiKey: '' } } },
      { TAVILY_API_KEY: 'x-0123' },
    )
    expect(await out.search({ query: 'sky' })).toMatchObject({
      backend: 'duckduckgo',
      skipped: [{ target: { provider: 'tavily' }, reason: 'missing-credential' }],
    })
  })

  it('switches a backend off', async () => {
    const search = scriptedSearch(
      { exa: [found] },
      { backends: { tavily: { enabled: false }, duckduckgo: { enabled: false } } },
    )
    expect(await search.search({ query: 'sky' })).toMatchObject({ backend: 'exa', skipped: [{ reason: 'disabled' }] })
  })

  it('R105 needs the id of the engine for Google, and says where it is given', async () => {
    const search = scriptedSearch(
      {},
      { backends: { google: {} } },
      { GOOGLE_API_KEY: everyKey['GOOGLE_API_KEY'] ?? '' },
    )
    const result = await settle(search, search.search({ query: 'sky', backend: 'google' }))
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'configuration' } })
    expect(result.status === 'rejected' && String(result.reason)).toContain(
      '`google` needs the id of its search engine: set GOOGLE_CSE_ID, or give `backends.google.engineId`.',
    )
    const key = scriptedSearch({ duckduckgo: [found] }, {}, { GOOGLE_API_KEY: 'AIza0123456789' })
    expect((await key.search({ query: 'sky' })).skipped).toEqual([])
    const configured = scriptedSearch(
      { google: [found] },
      { backends: { google: { engineId: 'e' } } },
      { GOOGLE_API_KEY: 'k-0123' },
    )
    expect((await configured.search({ query: 'sky' })).backend).toBe('google')
  })

  it('names variable and option of a key that is missing', async () => {
    const search = scriptedSearch({}, {}, {})
    const result = await settle(search, search.search({ query: 'sky', backend: 'brave' }))
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'missing-credential' } })
    expect(result.status === 'rejected' && String(result.reason)).toContain(
      'set BRAVE_API_KEY or BRAVE_SEARCH_API_KEY, or give `backends.brave.apiKey`',
    )
  })

  it('adds headers, for example of a proxy in front of SearXNG', async () => {
    const headers = { Authorization: 'Basic bmFtZTp3b3Jk' }
    const search = scriptedSearch(
      { searxng: [found] },
      { backends: { searxng: { headers } } },
      { SEARXNG_BASE_URL: 'https://searx.example' },
    )
    await search.search({ query: 'sky' })
    expect(new Headers(search.requests[0]?.init.headers).get('authorization')).toBe('Basic bmFtZTp3b3Jk')
  })
})

describe('a query', () => {
  it('that cannot be used is refused with what to write instead, before any request', async () => {
    const search = scriptedSearch({})
    for (const [query, part] of [
      [undefined, 'search() takes one object'],
      [{}, 'query: expected the words to search for'],
      [{ query: '  ' }, 'query: expected the words'],
      [{ query: 'x', typ: 'web' }, '`typ`: unknown option; did you mean `type`?'],
      [{ query: 'x', type: 'video' }, "type: expected one of 'web', 'news', 'images'"],
      [{ query: 'x', backend: 'tavilly' }, "did you mean 'tavily'?"],
      [{ query: 'x', maxResults: 0 }, 'maxResults: expected a whole number from 1 to 100'],
      [{ query: 'x', dateRange: 'hour' }, "dateRange: expected one of 'day'"],
      [{ query: 'x', region: 'germany' }, "region: expected a country's two letters"],
      [{ query: 'x', language: 'english' }, "language: expected a language's letters"],
      [{ query: 'x', safeSearch: true }, "safeSearch: expected one of 'off'"],
      [
        { query: 'x', includeDomains: ['https://a.example/'] },
        'includeDomains: expected a list of at most 100 host names',
      ],
      [{ query: 'x', timeoutMs: -1 }, 'timeoutMs: expected a positive number'],
      [{ query: 'x', backend: 'exa', merge: true }, 'merge: one `backend` has nothing to merge with'],
    ] as const) {
      const result = await settle(search, search.search(query as unknown as SearchQuery))
      if (result.status === 'fulfilled') throw new Error(JSON.stringify(query))
      expect(RouterError.is(result.reason, 'invalid-request'), JSON.stringify(query)).toBe(true)
      expect((result.reason as RouterError).message).toContain(part)
    }
    expect(search.requests).toHaveLength(0)
  })

  it('R154 is bound to constraints like a call: what is not known refuses', async () => {
    const env = { TAVILY_API_KEY: 'tvly-0', GOOGLE_API_KEY: 'k-0123', GOOGLE_CSE_ID: 'e' }
    const script = { tavily: [found], google: [found], duckduckgo: [found], searxng: [found] }
    const first = async (constraints: NonNullable<SearchQuery['constraints']>, config = {}): Promise<unknown> => {
      const search = scriptedSearch(script, config, env)
      const result = await settle(search, search.search({ query: 'sky', constraints }))
      return result.status === 'fulfilled' ? result.value.backend : (result.reason as RouterError).code
    }
    expect(await first({ vendors: ['google'] })).toBe('google')
    expect(await first({ offline: true })).toBe('no-target')
    expect(await first({ regions: ['eu'] })).toBe('no-target')
    expect(await first({ regions: ['eu'] }, { backends: { tavily: { region: 'eu' } } })).toBe('tavily')
    expect(await first({ maxCostUsd: 0.01 })).toBe('google')
    expect(await first({ maxCostUsd: 0.001 })).toBe('duckduckgo')
    expect(await first({ maxCostUsd: 0.001 }, { backends: { tavily: { usdPerQuery: 0.001 } } })).toBe('tavily')
  })

  it('costs what the caller says, else what the backend reports, else the list price; unknown is not zero', async () => {
    const costOf = async (backend: SearchQuery['backend'], config = {}, body?: unknown): Promise<unknown> => {
      const step = body === undefined ? found : { text: JSON.stringify(body) }
      const search = scriptedSearch({ [backend ?? 'exa']: [step] }, config)
      return (await search.search({ query: 'sky', backend })).cost
    }
    const reported = { results: [], costDollars: { total: 0.007 } }
    expect(await costOf('exa', {}, reported)).toEqual({ usd: 0.007, source: 'reported' })
    expect(await costOf('exa', { backends: { exa: { usdPerQuery: 0.002 } } }, reported)).toEqual({
      usd: 0.002,
      source: 'computed',
    })
    expect(await costOf('google')).toEqual({ usd: 0.005, source: 'computed' })
    expect(await costOf('searxng')).toMatchObject({ usd: 0 })
    expect(await costOf('tavily')).toMatchObject({ source: 'none' })
    expect(await costOf('tavily')).not.toHaveProperty('usd')
  })

  it('tells what a backend could not be asked for', async () => {
    const search = scriptedSearch({ tavily: [found] })
    const { warnings } = await search.search({ query: 'sky', language: 'fr', safeSearch: 'strict' })
    expect(warnings.map(({ code, message }) => `${code}: ${message}`)).toEqual([
      'ignored-option: `tavily` cannot be asked for this language: `language` was left out.',
      'ignored-option: `tavily` cannot be asked for a level of safe search: `safeSearch` was left out.',
    ])
    const long = scriptedSearch({ duckduckgo: [found] }, {}, {})
    expect((await long.search({ query: 'sky '.repeat(200) })).warnings).toMatchObject([{ code: 'shortened-query' }])
  })
})
