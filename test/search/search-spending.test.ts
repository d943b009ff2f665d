import { describe, expect, it } from 'vitest'

import { createRouter, type SpendLimit } from '../../src/index.ts'
import type { RouterError } from '../../src/index.ts'
import { everyKey, scriptedSearch } from './scripted-search.ts'

const found = { found: ['a'] }

/** A router whose searches cost 0.008 USD at Tavily, and nothing at DuckDuckGo. */
function limited(spend: readonly SpendLimit[]) {
  const { runtime } = scriptedSearch(
    { tavily: [found], duckduckgo: [found] },
    {},
    { TAVILY_API_KEY: everyKey['TAVILY_API_KEY'] ?? '' },
  )
  const router = createRouter({ runtime, budget: { spend }, search: { backends: { tavily: { usdPerQuery: 0.008 } } } })
  return { router }
}

describe('searches under limits on spending', () => {
  it('R138 D4.21 are counted, and give way to a backend that costs nothing', async () => {
    const { router } = limited([{ usd: 0.02, per: 'day' }])
    const backends = []
    for (let count = 0; count < 3; count++) backends.push((await router.search({ query: 'sky' })).backend)
    expect(backends).toEqual(['tavily', 'tavily', 'duckduckgo'])
    const { skipped } = await router.search({ query: 'sky' })
    expect(skipped).toMatchObject([
      { target: { provider: 'tavily' }, reason: 'budget', message: expect.stringContaining('0.016 spent') as unknown },
    ])
    const error = (await router
      .search({ query: 'sky', backend: 'tavily' })
      .catch((thrown: unknown) => thrown)) as RouterError
    expect(error).toMatchObject({
      code: 'budget',
      message: expect.stringContaining('0.02 USD per day has 0.004 left') as unknown,
    })
  })

  it('R138 are picked by tag, session and backend', async () => {
    const { router } = limited([
      { usd: 0.008, per: 'day', tag: { team: 'a' } },
      { usd: 0, per: 'day', session: 's' },
    ])
    const search = async (more: object) => (await router.search({ query: 'sky', ...more })).backend
    expect(await search({ tags: { team: 'a' } })).toBe('tavily')
    expect(await search({ tags: { team: 'a' } })).toBe('duckduckgo')
    expect(await search({ session: 's' })).toBe('duckduckgo')
    expect(await search({ tags: { team: 'b' }, session: 't' })).toBe('tavily')
    expect(await limited([{ usd: 0, per: 'day', provider: 'tavily' }]).router.search({ query: 'sky' })).toMatchObject({
      backend: 'duckduckgo',
    })
    await expect(search({ tags: { team: 5 } })).rejects.toThrow('tags: expected an object of texts')
  })

  it('never exceed a limit together', async () => {
    const { router } = limited([{ usd: 0.02, per: 'run' }])
    const all = await Promise.all(Array.from({ length: 5 }, () => router.search({ query: 'sky' })))
    expect(all.map(({ backend }) => backend).toSorted()).toEqual([
      'duckduckgo',
      'duckduckgo',
      'duckduckgo',
      'tavily',
      'tavily',
    ])
  })
})
