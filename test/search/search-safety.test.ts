import { inspect } from 'node:util'

import { beforeAll, describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import { createSearch } from '../../src/search.ts'
import { backendTable } from '../../src/search/backend-table.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'
import { everyKey, scriptedSearch, settle, type SearchStep } from './scripted-search.ts'

const found = { found: ['a'] }
const keys = Object.entries(everyKey).flatMap(([name, key]) => (name.endsWith('KEY') ? [key] : []))
const withKeys = backendTable.filter(({ keyVariables }) => keyVariables.length > 0)

/** Everything that could be printed of a value. */
function printed(value: unknown): string {
  const whole = inspect(value, { depth: 20, showHidden: true })
  const json = JSON.stringify(value) ?? ''
  return value instanceof Error ? `${whole} ${json} ${value.stack} ${String(value.cause)}` : `${whole} ${json}`
}

beforeAll(async () => {
  const search = scriptedSearch({ duckduckgo: [{ status: 500 }] }, {}, {})
  await settle(search, search.search({ query: 'x' }), 10_000)
})

describe('keys of search backends', () => {
  it.each(withKeys)(
    'R104 R105 never show in anything that is told of $id, whatever it repeats',
    async ({ id, keyVariables }) => {
      const key = everyKey[keyVariables[0] ?? ''] ?? ''
      expect(key.length).toBeGreaterThan(10)
      const echo = `${key} at https://x.example/?api_key=${key}&key=${key} in ${btoa(key)}`
      const steps: readonly SearchStep[] = [
        { status: 401, body: { error: echo, detail: { error: echo } }, headers: { 'x-request-id': key } },
        { status: 400, body: { error: { code: key, message: echo, detail: echo } } },
        { network: echo },
        { text: `<html><title>${echo}</title>`, status: 400 },
        { text: echo },
        { status: 302, headers: { location: `https://elsewhere.example/?key=${key}` } },
      ]
      for (const step of steps) {
        const notices: unknown[] = []
        const search = scriptedSearch({ [id]: [step] }, { onNotice: (notice) => void notices.push(notice) })
        const result = await settle(search, search.search({ query: 'sky', backend: id }), 10_000)
        if (result.status === 'fulfilled') throw new Error('it should have failed')
        expect(RouterError.is(result.reason)).toBe(true)
        expect(printed([result.reason, notices]), JSON.stringify(step)).not.toContain(key)
      }
    },
  )

  it('never show in what a backend finds', async () => {
    const { TAVILY_API_KEY: key = '' } = everyKey
    const body = { results: [{ title: `t ${key}`, url: `https://a.example/?k=${key}`, content: key }] }
    const search = scriptedSearch({ tavily: [{ text: JSON.stringify(body) }] })
    const response = await search.search({ query: 'sky' })
    expect(response.results).toHaveLength(1)
    expect(printed(response)).not.toContain(key)
  })

  it('are sent to their own backend and to nobody else', async () => {
    const search = scriptedSearch(Object.fromEntries(backendTable.map(({ id }) => [id, [{ status: 400 }]])))
    await settle(search, search.search({ query: 'sky' }), 10_000)
    const hosts = keys.map((key) => {
      const sent = search.requests.filter(({ url, init }) => printed([url, init.headers, init.body]).includes(key))
      return [...new Set(sent.map(({ url }) => new URL(url).hostname))]
    })
    expect(hosts.map((each) => each.length)).toEqual(keys.map(() => 1))
    expect(new Set(hosts.flat()).size).toBe(keys.length)
  })

  it('are asked of a function once a request, and one that gives none is passed over', async () => {
    let asked = 0
    const apiKey = (): string => (asked++, 'key-of-a-function')
    const search = scriptedSearch({ tavily: [found] }, { backends: { tavily: { apiKey } } }, {})
    await search.search({ query: 'sky' })
    expect(asked).toBe(1)
    const spared = scriptedSearch({ tavily: [found] }, { backends: { exa: { apiKey } } })
    await spared.search({ query: 'sky' })
    expect(asked).toBe(1)
    const none = scriptedSearch({ duckduckgo: [found] }, { backends: { exa: { apiKey: () => '' } } }, {})
    const { skipped, backend } = await none.search({ query: 'sky' })
    expect([backend, skipped.map(({ reason }) => reason)]).toEqual(['duckduckgo', ['missing-credential']])
  })
})

describe('answers that are not what they should be', () => {
  it('a redirect is refused and not followed', async () => {
    const search = scriptedSearch({
      tavily: [{ status: 302, headers: { location: 'https://x.example' } }],
      exa: [found],
    })
    const { attempts } = await search.search({ query: 'sky' })
    expect(attempts.map(({ failure }) => failure?.code)).toEqual(['unsupported', undefined])
    expect(search.requests).toHaveLength(2)
    expect(search.requests.map(({ init }) => init.redirect)).toEqual(['manual', 'manual'])
  })

  it('five megabytes are given up, and the next backend is asked', async () => {
    const search = scriptedSearch({ tavily: [{ text: `{"results":[${'1,'.repeat(2_600_000)}1]}` }], exa: [found] })
    const { attempts, backend } = await search.search({ query: 'sky' })
    expect(attempts[0]?.failure?.code).toBe('malformed-stream')
    expect(backend).toBe('exa')
  })

  it('silence ends after the limit, and the next backend is asked', async () => {
    for (const [limit, ms] of [
      [undefined, 20_000],
      [3_000, 3_000],
    ] as const) {
      const search = scriptedSearch({ tavily: [{ silent: true }], exa: [found] })
      const result = await settle(search, search.search({ query: 'sky', timeoutMs: limit }), ms)
      if (result.status === 'rejected') throw result.reason as Error
      expect(result.value.attempts[0]).toMatchObject({ durationMs: ms, failure: { code: 'timeout' } })
      expect(search.asked).toEqual([
        ['tavily', 0],
        ['exa', ms],
      ])
      expect(search.runtime.pendingTimers).toBe(0)
    }
  })

  it('silence of the last backend ends the search: nobody asks it to be silent again', async () => {
    const env = { TAVILY_API_KEY: 'tvly-0123456789abcdef' }
    const search = scriptedSearch({ tavily: [{ silent: true }] }, { duckDuckGo: false }, env)
    const result = await settle(search, search.search({ query: 'sky' }), 20_000)
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'timeout' } })
    expect(search.asked).toEqual([['tavily', 0]])
  })

  it('something else than JSON is no empty list', async () => {
    for (const text of ['', 'null', '[]', '{}', '<html></html>', '{"results":1}']) {
      for (const id of ['tavily', 'exa', 'brave', 'serpapi', 'google', 'searxng'] as const) {
        const search = scriptedSearch({ [id]: [{ text }], duckduckgo: [found] }, { order: [id] })
        const result = await settle(search, search.search({ query: 'sky', backend: id }), 10_000)
        expect(result.status, `${id}: ${text}`).toBe('rejected')
      }
    }
  })
})

describe('a search that is given up', () => {
  it('ends at once: before it began, while it is asked, while it waits', async () => {
    const before = scriptedSearch({ tavily: [found] })
    const aborted = await settle(before, before.search({ query: 'sky', signal: AbortSignal.abort('why') }))
    expect(aborted).toMatchObject({ status: 'rejected', reason: { code: 'aborted', cause: 'why' } })
    expect(before.requests).toHaveLength(0)
    for (const step of [{ silent: true }, { status: 503 }] as const) {
      const controller = new AbortController()
      const search = scriptedSearch({ duckduckgo: [step] }, {}, {})
      const running = search.search({ query: 'sky', signal: controller.signal })
      const settled = settle(search, running)
      while (search.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
      await new Promise((resolve) => setTimeout(resolve, 10))
      controller.abort('enough')
      expect(await settled).toMatchObject({ status: 'rejected', reason: { code: 'aborted', name: 'AbortError' } })
      expect(search.requests).toHaveLength(1)
      expect(search.runtime.pendingTimers).toBe(0)
    }
  })

  it('ends when its router is closed', async () => {
    const { runtime } = scriptedSearch({ duckduckgo: [{ silent: true }] }, {}, {})
    const router = createRouter({ runtime })
    const running = Promise.allSettled([router.search({ query: 'sky' })])
    await new Promise((resolve) => setTimeout(resolve, 300))
    await router.close()
    expect(await running).toMatchObject([{ status: 'rejected', reason: { code: 'aborted' } }])
  })
})

describe('addresses of search backends', () => {
  const at = (baseUrl: string, allowPrivateHosts?: boolean): unknown => {
    try {
      return createSearch({ backends: { searxng: { baseUrl, allowPrivateHosts } } })
    } catch (error) {
      return RouterError.is(error, 'configuration') ? error.message : error
    }
  }

  it('inside of a private network need to be meant, in every notation', () => {
    for (const host of [
      'localhost',
      '127.0.0.1',
      '2130706433',
      '0x7f.1',
      '10.1.2.3',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '100.64.0.1',
      '0.0.0.0',
      '[::1]',
      '[::]',
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[64:ff9b::10.0.0.1]',
      '[2002:c0a8:101::]',
      '[fd00::1]',
      'searx',
      'searx.local',
      'searx.internal',
      'a.localhost',
    ]) {
      for (const scheme of ['http', 'https']) {
        expect(at(`${scheme}://${host}:8080`), host).toMatch(/allowPrivateHosts: true/)
        expect(at(`${scheme}://${host}:8080`, true), host).toBeTypeOf('object')
      }
    }
  })

  it('on the internet need https, and metadata services are never asked', () => {
    expect(at('http://searx.example')).toMatch(/use https/)
    expect(at('http://searx.example', true)).toMatch(/use https/)
    expect(at('http://172.32.0.1')).toMatch(/use https/)
    expect(at('https://searx.example')).toBeTypeOf('object')
    expect(at('https://8.8.8.8')).toBeTypeOf('object')
    for (const host of ['169.254.169.254', '[fe80::1]', 'metadata.google.internal'])
      expect(at(`http://${host}`, true), host).toMatch(/never called/)
    expect(at('https://name:word@searx.example')).toMatch(/user name or password/)
  })

  it('are told of with their place: when a search is made without a router, and by the first search of one', async () => {
    const router = createRouter({ search: { backends: { searxng: { baseUrl: 'http://10.0.0.1' } } } })
    await expect(router.search({ query: 'sky' })).rejects.toThrow(
      /`search\.backends\.searxng\.baseUrl` cannot be used: 10\.0\.0\.1 .*`search\.backends\.searxng\.allowPrivateHosts: true`/,
    )
    expect(at('http://10.0.0.1')).toMatch(/^`backends\.searxng\.baseUrl` cannot be used/)
  })

  it('of the environment that cannot be used are told, and the others are asked', async () => {
    const notices: string[] = []
    const search = scriptedSearch(
      { duckduckgo: [found] },
      { onNotice: ({ type, message }) => void notices.push(`${type}: ${message}`) },
      { SEARXNG_BASE_URL: 'http://localhost:8080' },
    )
    expect((await search.search({ query: 'sky' })).backend).toBe('duckduckgo')
    expect(notices).toEqual([expect.stringMatching(/^unusable-search-backend: SEARXNG_BASE_URL .*allowPrivateHosts/)])
  })

  it('are completed and joined as they should be', async () => {
    const search = scriptedSearch(
      { searxng: [found] },
      { backends: { searxng: { baseUrl: 'searx.example/search/' } } },
      {},
    )
    await search.search({ query: 'sky' })
    expect(search.requests[0]?.url).toBe('https://searx.example/search')
  })
})
