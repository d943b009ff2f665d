import { beforeAll, describe, expect, it } from 'vitest'

import { memoryStateStore, type StateStore } from '../../src/index.ts'
import { loadLazyChunks, routerOf } from '../router-of.ts'

const hello = { say: ['Hello'] }
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
}

beforeAll(async () => {
  await loadLazyChunks()
  await import('../../src/state/stored-memory.ts')
})

describe('a state store', () => {
  it('keeps health beyond a router: another one with the same store knows who rests', async () => {
    const stateStore = memoryStateStore()
    const first = routerOf(
      { a: [{ status: 429, headers: { 'retry-after': '3000' } }], b: [hello] },
      { routing: { stateStore } },
    )
    await first.router.complete({ messages: 'hi' })
    await first.router.close()
    const second = routerOf({ a: [hello], b: [hello] }, { routing: { stateStore } })
    expect(await second.router.complete({ messages: 'hi' })).toMatchObject({ served: { provider: 'b' } })
    const other = {
      a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: 'another-key-of-a' },
    } as const
    const third = routerOf({ a: [hello], b: [hello] }, { providers: other, routing: { stateStore } })
    expect(await third.router.complete({ messages: 'hi' })).toMatchObject({ served: { provider: 'a' } })
    expect(JSON.stringify(await stateStore.get())).not.toContain('key-of-a')
  })

  it('keeps what is counted of limits, over configure and over routers', async () => {
    const stateStore = memoryStateStore()
    const limited = {
      a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: 'key-of-a', limits: { rpm: 1 } },
    } as const
    const config = { providers: limited, routing: { stateStore } }
    const first = routerOf({ a: [hello], b: [hello] }, config)
    await first.router.complete({ messages: 'hi' })
    await settle()
    const second = routerOf({ a: [hello], b: [hello] }, config)
    expect(await second.router.complete({ messages: 'hi' })).toMatchObject({ served: { provider: 'b' } })
    expect(() => second.router.configure({ routing: { stateStore: memoryStateStore() } })).toThrow(/stateStore/)
  })

  it('joins what two routers know that write to it', async () => {
    const stateStore = memoryStateStore()
    const refused = { status: 403 }
    const one = routerOf({ a: [refused], c: [hello] }, { routing: { stateStore } })
    const two = routerOf({ b: [refused], c: [hello] }, { routing: { stateStore } })
    // Both have read before either writes.
    await Promise.all([one.router.plan({ messages: 'hi' }), two.router.plan({ messages: 'hi' })])
    await one.router.complete({ messages: 'hi' })
    await two.router.complete({ messages: 'hi' })
    await settle()
    const text = JSON.stringify(await stateStore.get())
    expect(text).toMatch(/model-key[^\]]*\\"a\\"/)
    expect(text).toMatch(/model-key[^\]]*\\"b\\"/)
  })

  it.each<[string, StateStore]>([
    ['fails', { get: () => Promise.reject(new Error('away')), set: () => Promise.reject(new Error('away')) }],
    [
      'holds what nobody can read',
      { get: () => ({ version: 1, state: { health: [[1], ['x', { y: 2 }]], limits: 7 } }), set: () => undefined },
    ],
  ])('changes no call when it %s', async (_what, stateStore) => {
    const { router } = routerOf({ a: [{ status: 500 }, hello], b: [hello] }, { routing: { stateStore, maxRetries: 0 } })
    expect(await router.complete({ messages: 'hi' })).toMatchObject({ served: { provider: 'b' } })
    await settle()
  })

  it('is refused without its functions', () => {
    const stateStore = { get: () => undefined } as unknown
    expect(() => routerOf({ a: [hello] }, { routing: { stateStore: stateStore as StateStore } })).toThrow(
      /`get` and `set`/,
    )
  })
})
