import { beforeAll, describe, expect, it } from 'vitest'

import { memoryStateStore, type CompletionResult, type RouterConfig, type StateStore } from '../../src/index.ts'
import { manualRuntime, type ManualRuntime } from '../manual-runtime.ts'
import { loadLazyChunks, routerOf, type ScriptedRouter } from '../router-of.ts'
import { chatEnd, textChunk, type Step } from '../scripted-chat.ts'

beforeAll(async () => {
  await loadLazyChunks()
  await Promise.all([import('../../src/state/stored-memory.ts'), import('../../src/attempt/pass-limits.ts')])
  await routerOf({ a: [] }).router.plan({ messages: 'hi' })
})

const hello = { say: ['Hello'] }

/** An answer after which this much is left until the reset. */
const left = (remaining: string, reset = '10m0s'): Step => ({
  raw: [textChunk('Hello'), chatEnd()],
  headers: {
    'x-ratelimit-limit-requests': '100',
    'x-ratelimit-remaining-requests': remaining,
    'x-ratelimit-reset-requests': reset,
  },
})

/** Routers of several processes: one clock, one store, scripts of their own. */
function processes(stateStore: StateStore = memoryStateStore()): {
  readonly clock: ManualRuntime
  readonly start: (script: Parameters<typeof routerOf>[0], config?: RouterConfig) => ScriptedRouter
} {
  const clock = manualRuntime()
  return {
    clock,
    start: (script, config = {}) =>
      routerOf(script, {
        ...config,
        routing: { maxRetries: 0, ...config.routing, stateStore },
        runtime: { now: () => clock.now(), setTimer: (ms, fire) => clock.setTimer(ms, fire) },
      }),
  }
}

async function ask({ router }: ScriptedRouter, clock: ManualRuntime): Promise<string> {
  const outcome = router.complete({ messages: 'hi' }).settled()
  await clock.advance(300)
  const settled = await outcome
  return settled.ok ? settled.result.served.provider : settled.error.code
}

describe('what a provider told of its limits', () => {
  it('survives the router: the next one plans and calls without what is empty until its reset', async () => {
    const { clock, start } = processes()
    expect(await ask(start({ a: [left('0')], b: [hello] }), clock)).toBe('a')
    const next = start({ a: [hello], b: [hello] })
    const plan = await next.router.plan({ messages: 'hi' })
    expect(plan.skipped).toMatchObject([
      { target: { provider: 'a' }, reason: 'limit', until: expect.closeTo(1_600_000, -4) },
    ])
    expect(await ask(next, clock)).toBe('b')
    await clock.advance(600_000)
    expect(await ask(next, clock)).toBe('a')
  })

  it('reaches a router that runs already, five seconds later at most', async () => {
    const { clock, start } = processes()
    const one = start({ a: [left('0'), hello], b: [hello] })
    const two = start({ a: [hello], b: [hello] })
    expect(await ask(two, clock)).toBe('a')
    expect(await ask(one, clock)).toBe('a')
    await clock.advance(5_000)
    expect(await ask(two, clock)).toBe('b')
  })

  it('is the newer word of two, whoever writes last', async () => {
    const { clock, start } = processes()
    const one = start({ a: [left('0', '20s'), left('90'), hello], b: [hello] })
    const two = start({ a: [hello], b: [hello] })
    await ask(one, clock)
    await clock.advance(5_000)
    expect(await ask(two, clock)).toBe('b')
    await clock.advance(20_000)
    expect(await ask(one, clock)).toBe('a')
    await clock.advance(5_000)
    expect([await ask(two, clock), await ask(one, clock)]).toEqual(['a', 'a'])
  })

  it('includes how many requests may run at one time', async () => {
    const { clock, start } = processes()
    const crowded = { status: 429, message: 'Too many concurrent requests.' }
    expect(await ask(start({ a: [crowded], b: [hello] }), clock)).toBe('b')
    const next = start({ a: [{ raw: [textChunk('Hel')], open: true }, hello], b: [hello] })
    const running = next.router.complete({ messages: 'hi' })
    void running.settled()
    await clock.advance(300)
    expect(await ask(next, clock)).toBe('b')
    running.abort()
  })
})

describe('the minute of a key', () => {
  const a = { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: 'k' } as const

  it('is shared: routers together make no more requests than the limit, and none is counted twice', async () => {
    const { clock, start } = processes()
    const config = { providers: { a: { ...a, limits: { rpm: 6 } } } }
    const routers = [1, 2, 3].map(() => start({ a: [hello], b: [hello] }, config))
    const served: string[] = []
    for (let round = 0; round < 3; round++) {
      for (const router of routers) served.push(await ask(router, clock))
      await clock.advance(5_000)
    }
    expect(served).toEqual(['a', 'a', 'a', 'a', 'a', 'a', 'b', 'b', 'b'])
    const heir = start({ a: [hello], b: [hello] }, config)
    expect(await ask(heir, clock)).toBe('b')
    await clock.advance(60_000)
    expect(await ask(heir, clock)).toBe('a')
  })

  it('counts tokens as they were used, not as they were estimated', async () => {
    const { clock, start } = processes()
    const config = { providers: { a: { ...a, limits: { tpm: 1_000 } } } }
    const one = start({ a: [{ ...hello, usage: { input: 10, output: 995 } }], b: [hello] }, config)
    await ask(one, clock)
    expect(await ask(start({ a: [hello], b: [hello] }, config), clock)).toBe('b')
  })
})

describe('a rejected key', () => {
  it('is known to other routers with the same key, for a day', async () => {
    const { clock, start } = processes()
    expect(await ask(start({ a: [{ status: 401 }], b: [hello] }), clock)).toBe('b')
    const next = start({ a: [hello], b: [hello] })
    expect([await ask(next, clock), next.hosts()]).toEqual(['b', ['b']])
    const other = { a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: 'another' } } as const
    expect(await ask(start({ a: [hello], b: [hello] }, { providers: other }), clock)).toBe('a')
    await clock.advance(24 * 3_600_000)
    expect(await ask(start({ a: [hello], b: [hello] }), clock)).toBe('a')
  })
})

describe('a store', () => {
  it('loses nothing of routers that write at the same time', async () => {
    const inner = memoryStateStore()
    let step = 0
    // Each operation takes another number of turns, so that they pass each other.
    const turns = async (): Promise<void> => {
      for (let turn = (step++ * 7) % 5; turn >= 0; turn--) await new Promise((resolve) => setImmediate(resolve))
    }
    const slow: StateStore = {
      async get() {
        await turns()
        return inner.get()
      },
      async set(state, expected) {
        await turns()
        return inner.set(state, expected)
      },
    }
    const { clock, start } = processes(slow)
    const names = ['a', 'b', 'c', 'd', 'e']
    const routers = names.map((name) => start({ [name]: [left('0')], z: [hello] }))
    const calls = routers.map(async ({ router }) => router.complete({ messages: 'hi' }).settled())
    await clock.advance(300)
    await Promise.all(calls)
    await clock.advance(300)
    const heir = start({ a: [], b: [], c: [], d: [], e: [], z: [hello] })
    const { skipped } = await heir.router.plan({ messages: 'hi' })
    expect(skipped.map(({ target, reason }) => [target.provider, reason])).toEqual(names.map((name) => [name, 'limit']))
  })

  it('holds nothing of what is over', async () => {
    const stateStore = memoryStateStore()
    const { clock, start } = processes(stateStore)
    const busy = start({ a: [left('0', '30s'), hello], b: [{ status: 503 }, hello], c: [hello] })
    for (let call = 0; call < 30; call++) await ask(busy, clock)
    const before = JSON.stringify(await stateStore.get()).length
    await clock.advance(3_600_000)
    await ask(busy, clock)
    const after = JSON.stringify(await stateStore.get())
    expect(after.length).toBeLessThan(before)
    expect(JSON.parse(after)).toMatchObject({ state: { health: [], limits: { learnt: [], concurrency: [] } } })
  })

  it('that never answers delays a call by a quarter of a second, and no more than once', async () => {
    const never = new Promise<never>(() => undefined)
    const { clock, start } = processes({ get: () => never, set: () => never })
    const set = start({ a: [hello] })
    const seen: CompletionResult[] = []
    const call = async (): Promise<void> => void seen.push(await set.router.complete({ messages: 'hi' }))
    void call()
    await clock.advance(249)
    expect(seen).toHaveLength(0)
    await clock.advance(1)
    expect(seen).toHaveLength(1)
    await clock.advance(60_000)
    void call()
    await clock.advance(0)
    expect(seen).toHaveLength(2)
    expect(clock.pendingTimers).toBe(0)
  })
})
