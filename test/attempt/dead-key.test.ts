import { beforeAll, describe, expect, it } from 'vitest'

import { loadLazyChunks, routerOf, type ScriptedRouter } from '../router-of.ts'

const hello = { say: ['Hello'] }

beforeAll(loadLazyChunks)

/** `b` has refused its key. */
async function withDeadKey(scripted: ScriptedRouter): Promise<ScriptedRouter> {
  await scripted.router.complete({ messages: 'hi', model: ['b/m', 'c/m'] })
  scripted.requests.length = 0
  return scripted
}

describe('a target whose only key was rejected', () => {
  const script = { a: [{ status: 429, headers: { 'retry-after': '10' } }, hello], b: [{ status: 401 }], c: [hello] }
  const config = { routes: { default: ['a/m', 'b/m'] } } as const

  it('is nobody to move on to: the last target that is left is waited for', async () => {
    const { router, runtime, hosts } = await withDeadKey(routerOf(script, config))
    const call = router.complete({ messages: 'hi' }).settled()
    for (let second = 0; second < 12; second++) await runtime.advance(1_000)
    expect(await call).toMatchObject({ ok: true, result: { served: { provider: 'a' } } })
    expect(hosts()).toEqual(['a', 'a'])
  })

  it('is skipped in a plan as the call will skip it, also under a new configuration with the same key', async () => {
    const { router } = await withDeadKey(routerOf(script, config))
    const same = (key: string) => ({
      providers: {
        a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: 'key-of-a' },
        b: { protocol: 'openai-chat', baseUrl: 'https://b.example/v1', apiKey: key },
      } as const,
      routes: { default: ['b/m', 'a/m'] } as const,
    })
    router.configure(same('key-of-b'))
    const dead = await router.plan({ messages: 'hi' })
    expect(dead.targets.map(({ target }) => target.provider)).toEqual(['a'])
    expect(dead.skipped).toMatchObject([{ target: { provider: 'b' }, reason: 'cooldown' }])
    router.configure(same('another-key'))
    const replaced = await router.plan({ messages: 'hi' })
    expect(replaced.targets.map(({ target }) => target.provider)).toEqual(['b', 'a'])
  })

  it('is asked again when a function may give another key', async () => {
    let key = 'key-of-b'
    const b = { protocol: 'openai-chat', baseUrl: 'https://b.example/v1', apiKey: () => key } as const
    const { router, hosts } = routerOf(
      { a: [hello], b: [{ status: 401 }, hello] },
      { providers: { b }, routes: { default: ['b/m', 'a/m'] } },
    )
    await router.complete({ messages: 'hi' })
    await router.complete({ messages: 'hi', model: ['b/m', 'a/m'] })
    key = 'a-new-key-of-b'
    expect((await router.complete({ messages: 'hi', model: ['b/m', 'a/m'] })).served.provider).toBe('b')
    expect(hosts()).toEqual(['b', 'a', 'a', 'b'])
  })
})
