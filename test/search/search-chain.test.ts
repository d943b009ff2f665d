import { beforeAll, describe, expect, it } from 'vitest'

import { RouterError } from '../../src/vocabulary/router-error.ts'
import { scriptedSearch, settle, type ScriptedSearch } from './scripted-search.ts'

const minute = 60_000
const found = { found: ['a', 'b'] }
const limited = { status: 429, body: { error: 'Too many requests' } }

const ids = ({ asked }: Pick<ScriptedSearch, 'asked'>): readonly string[] => asked.map(([id]) => id)

/** The error of a search that must fail. */
async function failureOf(search: ScriptedSearch, running: Promise<unknown>, ms = 0): Promise<RouterError> {
  const result = await settle(search, running, ms)
  if (result.status === 'fulfilled' || !RouterError.is(result.reason)) throw new Error('it did not fail as it should')
  return result.reason
}

beforeAll(async () => {
  // Loads what failures load, so that a standing clock need not wait for the file system.
  const search = scriptedSearch({ duckduckgo: [{ status: 400 }], tavily: [{ status: 503 }, found] })
  await failureOf(search, search.search({ query: 'x', backend: 'duckduckgo' }))
  await settle(search, search.search({ query: 'x', backend: 'tavily' }), 2_000)
})

describe('a chain of search backends', () => {
  it('R99 tries the last backend again: 503, 503, found, with one and two seconds and some chance between them', async () => {
    const search = scriptedSearch(
      { tavily: [{ status: 503 }, { status: 503 }, found] },
      { duckDuckGo: false },
      {
        TAVILY_API_KEY: 'tvly-0123456789abcdef',
      },
    )
    const result = await settle(search, search.search({ query: 'sky' }), 10_000)
    if (result.status === 'rejected') throw result.reason as Error
    const { attempts, results, backend, cost } = result.value
    expect(backend).toBe('tavily')
    expect(results.map(({ title }) => title)).toEqual(['a', 'b'])
    expect(attempts.map(({ kind, outcome, failure }) => [kind, outcome, failure?.code])).toEqual([
      ['first', 'failed', 'server'],
      ['retry', 'failed', 'server'],
      ['retry', 'success', undefined],
    ])
    expect(search.asked.map(([, at]) => at)).toEqual([0, 1_250, 1_250 + 2_250])
    expect(attempts.map(({ waitedMs }) => waitedMs)).toEqual([0, 1_250, 2_250])
    expect(cost.usd).toBeUndefined()
  })

  it('R99 gives up the last backend after three tries, and one that refuses for good after one', async () => {
    const env = { TAVILY_API_KEY: 'tvly-0123456789abcdef' }
    for (const [step, tries] of [
      [{ status: 503 }, 3],
      [{ network: 'ECONNRESET' }, 3],
      [{ network: 'EAI_AGAIN' }, 3],
      [limited, 3],
      [{ status: 504 }, 3],
      [{ status: 401 }, 1],
      [{ status: 400 }, 1],
      [{ status: 402 }, 1],
      [{ status: 403 }, 1],
    ] as const) {
      const search = scriptedSearch({ tavily: [step] }, { duckDuckGo: false }, env)
      const error = await failureOf(search, search.search({ query: 'sky' }), 10_000)
      expect(ids(search), JSON.stringify(step)).toHaveLength(tries)
      expect(error.attempts).toHaveLength(tries)
    }
  })

  it('R99 does not wait beside a backend that is left', async () => {
    const search = scriptedSearch({
      tavily: [limited],
      exa: [{ status: 503 }],
      brave: [{ network: 'ETIMEDOUT' }],
      serpapi: [found],
    })
    const result = await settle(search, search.search({ query: 'sky' }))
    if (result.status === 'rejected') throw result.reason as Error
    expect(search.asked).toEqual([
      ['tavily', 0],
      ['exa', 0],
      ['brave', 0],
      ['serpapi', 0],
    ])
    expect(result.value.fallbackOccurred).toBe(true)
    expect(result.value.attempts.map(({ kind }) => kind)).toEqual(['first', 'fallback', 'fallback', 'fallback'])
  })

  it('R100 passes over a backend without the type that is asked for, before any request', async () => {
    const search = scriptedSearch({ brave: [found], serpapi: [found] }, { primary: 'tavily' })
    const images = await search.search({ query: 'sky', type: 'images' })
    expect(ids(search)).toEqual(['brave'])
    expect(images.skipped.map(({ target, reason }) => [target.provider, reason])).toEqual([
      ['tavily', 'unsupported'],
      ['exa', 'unsupported'],
      ['duckduckgo', 'unsupported'],
    ])
    expect(images.fallbackOccurred).toBe(false)
  })

  it('R100 tells that DuckDuckGo alone has pages only', async () => {
    const search = scriptedSearch({}, {}, {})
    for (const query of [
      { query: 'sky', type: 'news' },
      { query: 'sky', type: 'images', backend: 'duckduckgo' },
    ] as const) {
      const error = await failureOf(search, search.search(query))
      expect(error.code).toBe('unsupported')
      expect(error.message).toContain(`\`duckduckgo\` has no search for ${query.type}`)
      expect(error.target).toEqual({ provider: 'duckduckgo', model: query.type })
    }
    expect(search.asked).toEqual([])
  })

  it('R106 asks all backends with a key in order, and DuckDuckGo only when all others have failed', async () => {
    const refused = { status: 400 }
    const script = {
      tavily: [refused],
      exa: [refused],
      brave: [refused],
      serpapi: [refused],
      google: [refused],
      searxng: [refused],
      duckduckgo: [found],
    }
    const search = scriptedSearch(script)
    const { backend, cost } = await search.search({ query: 'sky' })
    expect(ids(search)).toEqual(['tavily', 'exa', 'brave', 'serpapi', 'google', 'searxng', 'duckduckgo'])
    expect(backend).toBe('duckduckgo')
    expect(cost).toEqual({ usd: 0, source: 'none', reason: 'The search is free.' })
    const named = scriptedSearch(script, { order: ['duckduckgo', 'searxng', 'brave'] })
    await named.search({ query: 'sky' })
    expect(ids(named)).toEqual(['searxng', 'brave', 'tavily', 'exa', 'serpapi', 'google', 'duckduckgo'])
  })

  it('R106 leaves DuckDuckGo out where it is switched off, and asks it alone where nothing else is there', async () => {
    const off = scriptedSearch({ brave: [{ status: 400 }] }, { duckDuckGo: false }, { BRAVE_SEARCH_API_KEY: 'b' })
    expect((await failureOf(off, off.search({ query: 'sky' }))).code).toBe('invalid-request')
    expect(ids(off)).toEqual(['brave'])
    const alone = scriptedSearch({ duckduckgo: [found] }, {}, {})
    expect((await alone.search({ query: 'sky' })).backend).toBe('duckduckgo')
  })

  it('R107 asks primary and fallback first, whatever the order says', async () => {
    const refused = [{ status: 400 }]
    const search = scriptedSearch(
      { tavily: refused, exa: refused, brave: refused, serpapi: refused, google: refused, searxng: [found] },
      { primary: 'google', fallback: 'exa', order: ['brave', 'google'] },
    )
    await search.search({ query: 'sky' })
    expect(ids(search)).toEqual(['google', 'exa', 'brave', 'tavily', 'serpapi', 'searxng'])
  })

  it('never falls back from a backend that the query names', async () => {
    const search = scriptedSearch({ exa: [{ status: 402 }] })
    const error = await failureOf(search, search.search({ query: 'sky', backend: 'exa' }))
    expect(error.code).toBe('quota')
    expect(ids(search)).toEqual(['exa'])
  })

  it('names everyone who was asked or passed over when all fail, each with its code', async () => {
    const search = scriptedSearch(
      { tavily: [{ status: 401 }], brave: [{ status: 432 }], duckduckgo: [{ text: '', status: 202 }] },
      { backends: { exa: {} } },
      { TAVILY_API_KEY: 'tvly-0123456789abcdef', BRAVE_API_KEY: 'b-0123456789' },
    )
    const error = await failureOf(search, search.search({ query: 'sky' }), 10_000)
    expect(error.code).toBe('exhausted')
    for (const part of [
      'tavily/web (authentication)',
      'brave/web (quota)',
      'duckduckgo/web (rate-limit)',
      'exa/web (skipped: missing-credential)',
    ])
      expect(error.message).toContain(part)
    expect(error.attempts.map(({ target }) => target.provider)).toEqual([
      'tavily',
      'brave',
      'duckduckgo',
      'duckduckgo',
      'duckduckgo',
    ])
    expect(error.cause).toBeInstanceOf(RouterError)
    expect(error.hints.join(' ')).toContain('TAVILY_API_KEY')
  })
})

describe('the rest of a search backend', () => {
  it('R108 is two minutes after a rate limit, and is told with its end', async () => {
    const search = scriptedSearch({ tavily: [limited, found], duckduckgo: [found] }, {}, { TAVILY_API_KEY: 'tvly-0' })
    await settle(search, search.search({ query: 'sky' }))
    await search.runtime.advance(2 * minute - 1)
    const { skipped } = await search.search({ query: 'sky' })
    expect(skipped).toMatchObject([{ target: { provider: 'tavily' }, reason: 'cooldown' }])
    expect(skipped[0]?.until).toBe(search.runtime.now() + 1)
    expect(skipped[0]?.message).toMatch(/rest/)
    await search.runtime.advance(1)
    expect((await search.search({ query: 'sky' })).backend).toBe('tavily')
    expect(ids(search)).toEqual(['tavily', 'duckduckgo', 'duckduckgo', 'tavily'])
  })

  it('R108 is fifteen minutes after a quota, as long as said by Retry-After, and the same each time', async () => {
    for (const [step, ms] of [
      [{ status: 432 }, 15 * minute],
      [{ status: 429, headers: { 'retry-after': '30' } }, 30_000],
      [{ status: 429, headers: { 'retry-after': '600' } }, 600_000],
      [limited, 2 * minute],
    ] as const) {
      const search = scriptedSearch({ tavily: [step], duckduckgo: [found] }, {}, { TAVILY_API_KEY: 'tvly-0' })
      for (let round = 0; round < 3; round++) {
        await settle(search, search.search({ query: 'sky' }))
        await search.runtime.advance(ms - 1)
        expect((await search.search({ query: 'sky' })).skipped, JSON.stringify(step)).toHaveLength(1)
        await search.runtime.advance(1)
      }
      expect(ids(search).filter((id) => id === 'tavily')).toHaveLength(3)
    }
  })

  it('R108 follows failures that come again and again, and ends with a success', async () => {
    const search = scriptedSearch(
      { tavily: [{ status: 500 }, { status: 500 }, { status: 500 }, found], duckduckgo: [found] },
      {},
      { TAVILY_API_KEY: 'tvly-0' },
    )
    for (let round = 0; round < 4; round++) await settle(search, search.search({ query: 'sky' }))
    expect(ids(search).filter((id) => id === 'tavily')).toHaveLength(3)
    await search.runtime.advance(minute)
    expect((await search.search({ query: 'sky' })).backend).toBe('tavily')
    expect((await search.search({ query: 'sky' })).skipped).toEqual([])
  })

  it('R108 does not lock the last ones out: when all rest, all are asked', async () => {
    const search = scriptedSearch(
      { tavily: [limited, found], exa: [{ status: 402 }], duckduckgo: [{ text: '', status: 202 }] },
      {},
      { TAVILY_API_KEY: 'tvly-0', EXA_API_KEY: 'e-0' },
    )
    expect((await failureOf(search, search.search({ query: 'sky' }), 10_000)).retryAfterMs).toBeUndefined()
    expect((await search.search({ query: 'sky' })).backend).toBe('tavily')
  })

  it('R108 of a rejected key ends with another key, and does not lock out who is alone', async () => {
    let key = 'rejected-key-0123'
    const config = { backends: { tavily: { apiKey: () => key } } }
    const search = scriptedSearch({ tavily: [{ status: 401 }, found], duckduckgo: [found] }, config, {})
    await settle(search, search.search({ query: 'sky' }))
    expect((await search.search({ query: 'sky' })).skipped).toMatchObject([{ reason: 'cooldown' }])
    key = 'another-key-4567'
    expect((await search.search({ query: 'sky' })).backend).toBe('tavily')
    expect(ids(search)).toEqual(['tavily', 'duckduckgo', 'duckduckgo', 'tavily'])
    const alone = scriptedSearch(
      { tavily: [{ status: 401 }, found] },
      { duckDuckGo: false },
      { TAVILY_API_KEY: 'tvly-0' },
    )
    expect((await failureOf(alone, alone.search({ query: 'sky' }))).code).toBe('authentication')
    expect((await alone.search({ query: 'sky' })).backend).toBe('tavily')
  })

  it('is of the key for limits, so that it holds for every type of results', async () => {
    const search = scriptedSearch(
      { brave: [limited], serpapi: [found] },
      {},
      { BRAVE_API_KEY: 'b-0', SERPAPI_KEY: 's-0' },
    )
    await settle(search, search.search({ query: 'sky' }))
    expect((await search.search({ query: 'sky', type: 'news' })).backend).toBe('serpapi')
    expect(ids(search)).toEqual(['brave', 'serpapi', 'serpapi'])
  })

  it("is not the request's: what a backend does not understand moves on and lets nothing rest", async () => {
    const search = scriptedSearch({ tavily: [{ status: 422 }], duckduckgo: [found] }, {}, { TAVILY_API_KEY: 'tvly-0' })
    await settle(search, search.search({ query: 'sky' }))
    await search.search({ query: 'sky' })
    expect(ids(search)).toEqual(['tavily', 'duckduckgo', 'tavily', 'duckduckgo'])
  })

  it('rotates over several keys before it moves on', async () => {
    const search = scriptedSearch(
      { tavily: [limited, found], duckduckgo: [found] },
      { backends: { tavily: { apiKey: ['first-key-0123', 'second-key-4567'] } } },
      {},
    )
    await settle(search, search.search({ query: 'sky' }))
    expect((await search.search({ query: 'sky' })).backend).toBe('tavily')
    expect(search.requests.map(({ init }) => new Headers(init.headers).get('authorization'))).toEqual([
      'Bearer first-key-0123',
      null,
      'Bearer second-key-4567',
    ])
  })
})
