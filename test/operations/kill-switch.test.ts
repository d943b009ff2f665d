import { beforeAll, describe, expect, it } from 'vitest'

import { RouterError } from '../../src/index.ts'
import { loadLazyChunks, routerOf, type ScriptedRouter } from '../router-of.ts'

const hello = { say: ['Hello'] }

/** Waits until a provider has been asked. */
async function askedOnce({ requests }: ScriptedRouter, count = 1): Promise<void> {
  while (requests.length < count) await new Promise((resolve) => setImmediate(resolve))
}

beforeAll(loadLazyChunks)

describe('a target that is switched off', () => {
  it('R153 is not asked by the next call, and the refusal says why', async () => {
    const { router, hosts } = routerOf({ a: [hello], b: [hello] })
    router.disable({ provider: 'a' }, { reason: 'it answers in verse' })
    const { skipped, served } = await router.complete({ messages: 'hi' })
    expect(hosts()).toEqual(['b'])
    expect(served.provider).toBe('b')
    expect(skipped).toMatchObject([{ target: { provider: 'a' }, reason: 'disabled' }])
    expect(skipped[0]?.message).toContain('it answers in verse')
  })

  it('R153 is shown by providers() with its reason, without keys', () => {
    const { router } = routerOf({ a: [hello], b: [hello] })
    router.disable({ target: 'a/m' }, { reason: 'wrong answers', forMs: 60_000 })
    const [a, b] = router.providers()
    expect(a?.disabled).toEqual([{ what: { target: 'a/m' }, reason: 'wrong answers', until: 1_060_000 }])
    expect(b).not.toHaveProperty('disabled')
  })

  it('R153 is asked again after enable, and after its time', async () => {
    const { router, runtime, hosts } = routerOf({ a: [hello], b: [hello] })
    router.disable({ model: 'm' }, { reason: 'all of them' })
    router.enable({ model: 'm' })
    await router.complete({ messages: 'hi' })
    router.disable({ provider: 'a' }, { reason: 'a while', forMs: 1_000 })
    await router.complete({ messages: 'hi' })
    await runtime.advance(1_000)
    await router.complete({ messages: 'hi' })
    expect(hosts()).toEqual(['a', 'b', 'a'])
  })

  it('R153 is told of a key that is nowhere: what is not there would go on serving under another name', async () => {
    const { router, hosts } = routerOf({ a: [hello], b: [hello] }, { routes: { default: ['a/m', 'b/m'] } })
    const off = (key: string): void => router.disable({ key }, { reason: 'leaked' })
    expect(() => off('a/apiKey[1]')).toThrow('disable(): `key`: `a` has only apiKey.')
    expect(() => router.disable({ model: '' }, { reason: 'nothing' })).toThrow('expected one of')
    off('a/apiKey')
    await router.complete({ messages: 'hi' })
    expect(hosts()).toEqual(['b'])
    await expect(router.plan({ messages: 'hi' }, { down: [{ key: 'b/OTHER_KEY' }] })).rejects.toThrow('has only apiKey')
    // The key is gone with its configuration; what was switched off can be switched on all the same.
    router.configure({ providers: { a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1' } } })
    expect(() => router.enable({ key: 'a/apiKey' })).not.toThrow()
  })

  it('R153 is not asked again by a call that runs: the retry goes to the next target', async () => {
    const scripted = routerOf({ a: [{ status: 500 }, hello], b: [hello] })
    const running = scripted.router.complete({ messages: 'hi' }).settled()
    await askedOnce(scripted)
    scripted.router.disable({ provider: 'a' }, { reason: 'enough' })
    await scripted.runtime.advance(5_000)
    expect(await running).toMatchObject({ ok: true, result: { served: { provider: 'b' } } })
    expect(scripted.hosts()).toEqual(['a', 'b'])
  })

  it('R153 loses the attempts that run at it with abortInFlight; their calls go on at the next target', async () => {
    const scripted = routerOf({ a: [{ silent: true }], b: [hello] })
    const running = scripted.router.complete({ messages: 'hi' }).settled()
    await askedOnce(scripted)
    scripted.router.disable({ provider: 'a' }, { reason: 'a bad day', abortInFlight: true })
    const outcome = await running
    expect(outcome).toMatchObject({ ok: true, result: { text: 'Hello', served: { provider: 'b' } } })
    expect(scripted.requests[0]?.signal?.aborted).toBe(true)
    const { attempts } = outcome.ok ? outcome.result : outcome.error
    expect(attempts[0]).toMatchObject({ outcome: 'failed', failure: { rule: 'disabled', action: 'next' } })
    // Its health has not suffered.
    scripted.router.enable({ provider: 'a' })
    const plan = await scripted.router.plan({ messages: 'hi' })
    expect(plan.targets.map(({ target }) => target.provider)).toContain('a')
  })

  it('R153 lets attempts that run go on without abortInFlight', async () => {
    const scripted = routerOf({ a: [hello], b: [hello] })
    const running = scripted.router.complete({ messages: 'hi' }).settled()
    await askedOnce(scripted)
    scripted.router.disable({ provider: 'a' }, { reason: 'later' })
    expect(await running).toMatchObject({ ok: true, result: { served: { provider: 'a' } } })
  })

  it('keeps the call when it was the only one: the error says that it was switched off', async () => {
    const scripted = routerOf({ a: [{ silent: true }] })
    const running = scripted.router.complete({ messages: 'hi' }).settled()
    await askedOnce(scripted)
    scripted.router.disable({ provider: 'a' }, { reason: 'a bad day', abortInFlight: true })
    const outcome = await running
    expect(outcome.ok).toBe(false)
    if (outcome.ok) return
    expect(outcome.error.name).not.toBe('AbortError')
    expect(JSON.stringify(outcome.error)).toContain('a bad day')
  })

  it('R153 takes one key out of use, and the others go on', async () => {
    const keys = ['first-key-000000', 'second-key-000000']
    const { router, requests } = routerOf(
      { a: [hello] },
      { providers: { a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: keys } } },
    )
    router.disable({ key: 'a/apiKey[0]' }, { reason: 'leaked' })
    await router.complete({ messages: 'hi' })
    router.disable({ key: 'a/apiKey[1]' }, { reason: 'leaked too' })
    const outcome = await router.complete({ messages: 'hi' }).settled()
    expect(requests.map(({ headers }) => headers['authorization'])).toEqual([`Bearer ${keys[1]}`])
    expect(outcome.ok).toBe(false)
    if (!outcome.ok) expect(JSON.stringify(outcome.error)).toContain('leaked')
  })

  it.each([
    [{ provider: 'nobody' }, { reason: 'x' }, 'there is no provider `nobody`'],
    [{ provider: 'a' }, { reason: ' ' }, 'reason: expected'],
    [{ provider: 'a' }, { reason: 'x', forMs: -1 }, 'forMs: expected'],
    [{ provider: 'a' }, { reason: 'x', foMs: 1 }, 'forMs'],
  ] as const)('is refused when it cannot be read: %j %j', (what, options, words) => {
    const { router } = routerOf({ a: [hello] })
    const disable = (): void => router.disable(what, options)
    expect(disable).toThrow(RouterError)
    expect(disable).toThrow(words)
  })
})
