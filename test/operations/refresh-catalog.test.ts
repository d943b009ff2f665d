import { describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import { loadCatalogData } from '../../src/catalog/load-rows.ts'
import { createCatalog } from '../../src/catalog/catalog.ts'
import { manualRuntime } from '../manual-runtime.ts'

const model = (input: number) => ({ limit: { context: 77, output: 7 }, cost: { input, output: input } })
const builtIn = createCatalog(await loadCatalogData())

/** A map that is large enough, with one price changed. */
function map(input: number): string {
  const filler = Object.fromEntries(Array.from({ length: 400 }, (_, at) => [`m${at}`, model(1)]))
  return JSON.stringify({ openai: { models: { 'gpt-5.4': model(input) } }, filler: { models: filler } })
}

function routerWith(answer: () => Promise<Response> | Response, config = {}) {
  const asked: string[] = []
  const fetch: typeof globalThis.fetch = async (input) => {
    asked.push(input instanceof Request ? input.url : String(input))
    return answer()
  }
  const runtime = manualRuntime({ fetch })
  const router = createRouter({ providers: { openai: { apiKey: 'key-of-openai' } }, runtime, ...config })
  const price = async () =>
    (await router.models()).find((info) => info.provider === 'openai' && info.model === 'gpt-5.4')?.price
  return { router, runtime, asked, price }
}

const old = builtIn.exact('openai', 'gpt-5.4')?.price

describe('refreshing the catalogue', () => {
  it('asks models.dev, only when it is told to, and takes its prices', async () => {
    const { router, asked, price } = routerWith(() => new Response(map(42)))
    expect(await price()).toEqual(old)
    expect(asked).toEqual([])
    expect(await router.refreshCatalog()).toEqual({ refreshed: true, models: 401, leftOut: 0 })
    expect(asked).toEqual(['https://models.dev/api.json'])
    expect(await price()).toEqual({ inputUsdPerMillion: 42, outputUsdPerMillion: 42 })
  })

  it('is for one router, and can be done again', async () => {
    let input = 42
    const first = routerWith(() => new Response(map(input)))
    const second = routerWith(() => new Response(map(1)))
    await first.router.refreshCatalog()
    input = 43
    await first.router.refreshCatalog()
    expect((await first.price())?.inputUsdPerMillion).toBe(43)
    expect(await second.price()).toEqual(old)
  })

  it('leaves to the configuration what it says', async () => {
    const { router, price } = routerWith(() => new Response(map(42)), {
      models: { 'openai/gpt-5.4': { price: { inputUsdPerMillion: 5 } } },
    })
    await router.refreshCatalog()
    expect(await price()).toMatchObject({ inputUsdPerMillion: 5, outputUsdPerMillion: 42 })
  })

  it.each<[string, () => Promise<Response> | Response, string]>([
    ['a map that is too small', () => new Response(JSON.stringify({ a: { models: { m: model(1) } } })), 'half'],
    ['no JSON', () => new Response('<html>'), 'not JSON'],
    ['no map', () => new Response('[]'), 'not a map'],
    ['an error', () => new Response('no', { status: 503 }), 'status 503'],
    [
      'a redirect',
      () => new Response('', { status: 302, headers: { location: 'https://evil.example/' } }),
      'status 302',
    ],
    ['no network', () => Promise.reject(new TypeError('fetch failed')), 'cannot be reached'],
    [
      'a flood',
      () =>
        new Response(new ReadableStream<Uint8Array>({ pull: (stream) => stream.enqueue(new Uint8Array(1024 * 1024)) })),
      'longer than',
    ],
  ])('keeps the old one after %s, and says so', async (_name, answer, reason) => {
    const { router, price, asked } = routerWith(answer)
    const outcome = await router.refreshCatalog()
    expect(outcome.refreshed).toBe(false)
    expect(outcome.reason).toContain(reason)
    expect(await price()).toEqual(old)
    expect(asked).toHaveLength(1)
  })

  it('waits 30 seconds at most, ends with its signal, and with the router', async () => {
    const silent = routerWith(() => new Promise<Response>(() => undefined))
    await silent.router.models()
    const waiting = silent.router.refreshCatalog()
    await silent.runtime.advance(30_000)
    expect(await waiting).toMatchObject({ refreshed: false, reason: 'no answer within 30 seconds' })

    const aborted = silent.router.refreshCatalog({ signal: AbortSignal.abort() })
    expect(await aborted).toMatchObject({ refreshed: false, reason: 'the request was aborted' })

    const closing = silent.router.refreshCatalog()
    await silent.runtime.advance(1)
    await silent.router.close()
    expect(await closing).toMatchObject({ refreshed: false, reason: 'the request was aborted' })
  })

  it.each([
    [{ url: 'http://models.example/api.json' }, 'https'],
    [{ url: 'https://169.254.169.254/latest' }, 'never asked'],
    [{ url: 'https://user:word@models.example/' }, 'name or password'],
    [{ url: 'models' }, 'not an address'],
    [{ uri: 'https://models.example/' }, 'did you mean `url`'],
  ])('refuses %j', async (options, problem) => {
    const { router, asked } = routerWith(() => new Response('{}'))
    const failure = router.refreshCatalog(options as { url: string })
    await expect(failure).rejects.toMatchObject({
      code: 'configuration',
      message: expect.stringContaining(problem) as unknown,
    })
    expect(asked).toEqual([])
  })

  it('may ask a mirror, on loopback also without TLS', async () => {
    const { router, asked } = routerWith(() => new Response(map(1)))
    await router.refreshCatalog({ url: 'http://localhost:8000/api.json' })
    expect(asked).toEqual(['http://localhost:8000/api.json'])
  })
})
