import { describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import { manualRuntime } from '../manual-runtime.ts'

const price = {
  inputUsdPerMillion: 3,
  outputUsdPerMillion: 15,
  cacheReadUsdPerMillion: 0.3,
  cacheWriteUsdPerMillion: 3.75,
}
const times = (gap: number) =>
  Object.fromEntries(Object.entries(price).map(([name, usd]) => [name, gap * usd])) as typeof price
const provider = (name: string) =>
  ({
    protocol: 'anthropic-messages',
    baseUrl: `https://${name}.example`,
    apiKey: 'k',
    tiers: { balanced: 'm' },
  }) as const

/** Two providers with a cache each, the second so many times as dear; `a` is down as long as it is said to be. */
function twoEqual(gap = 1) {
  const asked: string[] = []
  const state = { isDown: false, caches: true }
  const runtime = manualRuntime({
    fetch: (input) => {
      const name = new URL(input as string).hostname.split('.')[0] ?? ''
      asked.push(name)
      if (name === 'a' && state.isDown)
        return Promise.resolve(Response.json({ error: { message: 'Down' } }, { status: 503 }))
      const cached = state.caches ? { cache_read_input_tokens: 30_000, cache_creation_input_tokens: 1_000 } : {}
      return Promise.resolve(
        Response.json({
          type: 'message',
          role: 'assistant',
          content: [{ type: 'text', text: 'Hello' }],
          stop_reason: 'end_turn',
          usage: { input_tokens: 10, output_tokens: 5, ...cached },
        }),
      )
    },
  })
  const router = createRouter({
    providers: { a: provider('a'), b: provider('b') },
    routes: { written: ['a/m', 'b/m'] },
    routing: { maxRetries: 0 },
    models: { 'a/m': { price, tier: 'balanced' }, 'b/m': { price: times(gap), tier: 'balanced' } },
    runtime,
  })
  return { router, runtime, asked, state }
}

describe('a session after a failover', () => {
  it('stays where it is warm, in a chain that the router chose', async () => {
    const { router, runtime, asked, state } = twoEqual()
    const ask = (session?: string) => router.complete({ messages: 'Hi', tier: 'balanced', session })
    state.isDown = true
    await ask('s1')
    state.isDown = false
    await runtime.advance(200_000)
    await ask('s1')
    await ask('s2')
    await ask()
    expect(asked).toEqual(['a', 'b', 'b', 'a', 'a'])
  })

  it('returns when the cache has forgotten it, or where answers tell of none', async () => {
    for (const { caches, pauseMs } of [
      { caches: true, pauseMs: 400_000 },
      { caches: false, pauseMs: 200_000 },
    ]) {
      const { router, runtime, asked, state } = twoEqual()
      state.caches = caches
      const ask = () => router.complete({ messages: 'Hi', tier: 'balanced', session: 's1' })
      state.isDown = true
      await ask()
      state.isDown = false
      await runtime.advance(pauseMs)
      await ask()
      expect(asked).toEqual(['a', 'b', 'a'])
    }
  })

  it('returns at once to a target that is so much cheaper that writing it all anew pays', async () => {
    const { router, runtime, asked, state } = twoEqual(20)
    const ask = () => router.complete({ messages: 'Hi', tier: 'balanced', session: 's1' })
    await ask()
    state.isDown = true
    await ask()
    state.isDown = false
    await runtime.advance(200_000)
    await ask()
    expect(asked).toEqual(['a', 'a', 'b', 'a'])
  })

  it('returns as its route says in an order that the caller wrote', async () => {
    const { router, runtime, asked, state } = twoEqual()
    const ask = () => router.complete({ messages: 'Hi', model: 'written', session: 's1' })
    state.isDown = true
    await ask()
    state.isDown = false
    await runtime.advance(200_000)
    await ask()
    expect(asked).toEqual(['a', 'b', 'a'])
  })
})
