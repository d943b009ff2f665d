import { beforeAll, describe, expect, it } from 'vitest'

import { createRouter, RouterError, type RouterConfig } from '../../src/index.ts'
import { manualRuntime } from '../manual-runtime.ts'
import { loadLazyChunks, routerOf } from '../router-of.ts'
import { scriptedChat } from '../scripted-chat.ts'

const hello = { say: ['Hello'] }
const providerAt = (name: string, apiKey = `key-of-${name}`) =>
  ({ protocol: 'openai-chat', baseUrl: `https://${name}.example/v1`, apiKey }) as const

function configOf(chain: readonly string[]): RouterConfig {
  return {
    providers: Object.fromEntries(chain.map((name) => [name, providerAt(name)])),
    routes: { default: chain.map((name) => `${name}/m` as const) },
  }
}

beforeAll(loadLazyChunks)

describe('configure', () => {
  it('R124 serves the next call by the new configuration, the one that runs by the old', async () => {
    const { router, requests, runtime } = routerOf({ a: [{ status: 500 }, { status: 500 }], b: [hello], c: [hello] })
    const running = router.complete({ messages: 'hi' }).settled()
    while (requests.length < 1) await new Promise((resolve) => setImmediate(resolve))
    router.configure(configOf(['c']))
    await runtime.advance(60_000)
    expect(await running).toMatchObject({ ok: true, result: { served: { provider: 'b' } } })
    expect(await router.complete({ messages: 'hi' })).toMatchObject({ served: { provider: 'c' } })
  })

  it('R124 keeps health, stickiness and what is switched off', async () => {
    const { router, hosts } = routerOf({ a: [{ status: 401 }, hello], b: [hello], c: [hello] })
    await router.complete({ messages: 'hi' })
    router.disable({ provider: 'b' }, { reason: 'maintenance' })
    router.configure(configOf(['a', 'b', 'c']))
    const sticky = await router.complete({ messages: 'hi' })
    expect(sticky.skipped).toMatchObject([
      { target: { provider: 'b' }, reason: 'disabled' },
      { target: { provider: 'a' }, reason: 'cooldown' },
    ])
    expect(hosts()).toEqual(['a', 'b', 'c'])
    // Another chain is not stuck, but the key of its first target is still known to be rejected.
    router.configure(configOf(['a', 'c']))
    const resting = await router.complete({ messages: 'hi' })
    expect(resting.skipped).toMatchObject([{ target: { provider: 'a' }, reason: 'cooldown' }])
    expect(hosts()).toEqual(['a', 'b', 'c', 'c'])
  })

  it('R124 throws for a configuration that cannot be used, and leaves the old one', async () => {
    const { router } = routerOf({ a: [hello] })
    expect(() => router.configure({ routes: { default: ['nobody/m'] } })).toThrow(RouterError)
    expect(() => router.configure({ providers: { x: { protocol: 'openai-chat' } } })).toThrow(/baseUrl/)
    expect(await router.complete({ messages: 'hi' })).toMatchObject({ served: { provider: 'a' } })
    expect(router.providers().map(({ id }) => id)).toEqual(['a'])
  })

  it('keeps its runtime and its listener, and refuses another runtime', async () => {
    const { fetch } = scriptedChat({ a: [hello] })
    const runtime = manualRuntime({ fetch })
    const heard: string[] = []
    const config = { ...configOf(['a']), runtime, onNotice: ({ type }: { type: string }) => void heard.push(type) }
    const router = createRouter(config)
    router.configure({ ...configOf(['a']), routes: { default: ['openai/gpt-5.4', 'a/m'] } })
    await router.complete({ messages: 'hi' })
    expect(heard).toContain('skipped-target')
    expect(() => router.configure(config)).not.toThrow()
    expect(() => router.configure({ ...configOf(['a']), runtime: manualRuntime({ fetch }) })).toThrow(/runtime/)
  })
})

describe('providers of a running router', () => {
  it('R224 are added, listed, made the default, and removed with their keys', async () => {
    const { fetch, requests } = scriptedChat({ a: [hello], b: [hello] })
    const router = createRouter({ ...configOf(['a']), runtime: manualRuntime({ fetch }) })
    router.addProvider('b', providerAt('b', 'key-of-b-00000000'))
    expect(router.providers().map(({ id, hasCredential }) => [id, hasCredential])).toEqual([
      ['a', true],
      ['b', true],
    ])
    router.setDefault('b/m')
    expect(await router.complete({ messages: 'hi' })).toMatchObject({ served: { provider: 'b' } })
    expect(() => router.removeProvider('b')).toThrow(/routes\.default/)
    router.setDefault(['a/m'])
    router.removeProvider('b')
    expect(router.providers().map(({ id }) => id)).toEqual(['a'])
    const asked = requests.length
    expect((await router.complete({ messages: 'hi', model: 'b/m' }).settled()).ok).toBe(false)
    expect(requests).toHaveLength(asked)
  })

  it('R224 that are built in are unknown once they are removed, whatever the environment holds', async () => {
    const { fetch, requests } = scriptedChat({ api: [hello], a: [hello] })
    const runtime = manualRuntime({ fetch, env: { OPENAI_API_KEY: 'sk-of-the-environment' } })
    const router = createRouter({ ...configOf(['a']), runtime })
    router.removeProvider('openai')
    const outcome = await router.complete({ messages: 'hi', model: 'openai/gpt-5.4' }).settled()
    expect(outcome).toMatchObject({ ok: false })
    expect(requests).toEqual([])
    router.addProvider('openai', {})
    expect(await router.plan({ messages: 'hi', model: 'openai/gpt-5.4' })).toMatchObject({
      targets: [{ target: { provider: 'openai' } }],
    })
    expect(() => router.removeProvider('opena')).toThrow(/did you mean `openai`/)
  })

  it('can be added to a router that found its own', async () => {
    const { fetch } = scriptedChat({ a: [hello] })
    const runtime = manualRuntime({ fetch, env: { OPENAI_API_KEY: 'sk-of-the-environment' } })
    const router = createRouter({ runtime })
    router.addProvider('a', providerAt('a'))
    expect(router.providers().map(({ id }) => id)).toEqual(expect.arrayContaining(['openai', 'openrouter', 'a']))
    expect((await router.plan({ messages: 'hi' })).requested).toEqual({ provider: 'openrouter', model: 'free' })
    expect(await router.complete({ messages: 'hi', model: 'a/m' })).toMatchObject({ text: 'Hello' })
  })
})
