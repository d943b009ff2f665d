import { beforeAll, describe, expect, it } from 'vitest'

import type { Notice, RouterConfig, ShadowConfig } from '../../src/index.ts'
import { loadLazyChunks, routerOf } from '../router-of.ts'
import type { Step } from '../scripted-chat.ts'

const price = { inputUsdPerMillion: 1_000_000, outputUsdPerMillion: 0 }

/** A router that copies calls at `a` to `b`, and what it tells. */
function shadowed(
  shadow: Partial<ShadowConfig>,
  steps: Readonly<Record<string, readonly Step[]>>,
  config: RouterConfig = {},
) {
  const notices: Notice[] = []
  const scripted = routerOf(steps, {
    routes: { default: ['a/m'] },
    routing: { shadow: { targets: ['b/m'], sample: 1, ...shadow } },
    onNotice: (notice) => void notices.push(notice),
    ...config,
  })
  const copies = async (): Promise<readonly Notice[]> => {
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve))
    return notices.filter(({ type }) => type === 'shadow')
  }
  return { ...scripted, notices, copies }
}

const answers = { a: [{ say: ['of a'] }], b: [{ say: ['of b'] }] }

beforeAll(async () => {
  await loadLazyChunks()
  await import('../../src/call/shadow-calls.ts')
})

describe('shadow calls', () => {
  it('R146 copy a call once its answer is there, and tell both sides with their costs apart', async () => {
    const { router, hosts, copies } = shadowed({}, answers, { models: { 'a/m': { price }, 'b/m': { price } } })
    const result = await router.complete({ messages: 'hi', tags: { user: 'u1' } })
    expect(result).toMatchObject({ text: 'of a', attempts: [{ target: { provider: 'a' } }] })
    expect(hosts()).toEqual(['a'])
    const [notice] = await copies()
    expect(notice).toMatchObject({
      tags: { user: 'u1' },
      shadow: {
        original: { text: 'of a', target: { provider: 'a' }, cost: { usd: 7 } },
        copy: { text: 'of b', target: { provider: 'b' }, cost: { usd: 7 } },
      },
    })
    expect(result.cost.usd).toBe(7)
    expect(result.attempts).toHaveLength(1)
  })

  it('R146 never alter the result or the health of real calls, whatever becomes of them', async () => {
    const { router, copies } = shadowed({}, { ...answers, b: [{ status: 401 }, { say: ['of b'] }] })
    expect(await router.complete({ messages: 'hi' })).toMatchObject({ text: 'of a', warnings: [] })
    expect((await copies())[0]?.shadow?.copy).toMatchObject({ error: 'authentication' })
    expect(await router.complete({ messages: 'hi', model: ['b/m', 'a/m'] })).toMatchObject({ text: 'of b' })
  })

  it('R146 are off by default, when chance does not pick the call, and when nobody listens', async () => {
    const off = shadowed({}, answers, { routing: {} })
    await off.router.complete({ messages: 'hi' })
    const unlucky = shadowed({ sample: 0.5 }, answers)
    await unlucky.router.complete({ messages: 'hi' })
    const unheard = shadowed({}, answers, { onNotice: undefined })
    await unheard.router.complete({ messages: 'hi' })
    for (const { copies, hosts } of [off, unlucky, unheard]) {
      expect(await copies()).toEqual([])
      expect(hosts()).toEqual(['a'])
    }
  })

  it('R146 have a budget of their own: calls and USD of a day', async () => {
    const calls = shadowed({ maxCallsPerDay: 1 }, answers)
    const usd = shadowed({ maxUsdPerDay: 10 }, answers, { models: { 'b/m': { price } } })
    const unknown = shadowed({ maxUsdPerDay: 10 }, answers)
    for (const { router, copies } of [calls, usd, unknown]) {
      for (let call = 0; call < 3; call++) {
        await router.complete({ messages: 'hi' })
        await copies()
      }
    }
    expect(await calls.copies()).toHaveLength(1)
    expect(await usd.copies()).toHaveLength(2)
    expect(await unknown.copies()).toHaveLength(0)
    await calls.runtime.advance(24 * 3_600_000)
    await calls.router.complete({ messages: 'hi' })
    expect(await calls.copies()).toHaveLength(2)
  })

  it('R154 go only where the call and its route may go, and never with the keys of its user', async () => {
    const bound = shadowed({}, answers, { routes: { default: { targets: ['a/m'], constraints: { vendors: ['a'] } } } })
    await bound.router.complete({ messages: 'hi' })
    expect((await bound.copies())[0]?.shadow?.copy).toMatchObject({ error: 'no-target' })
    expect(bound.hosts()).toEqual(['a'])
    const own = shadowed({}, answers)
    await own.router.complete({ messages: 'hi', apiKeys: { a: 'key-of-the-user' } })
    expect(await own.copies()).toEqual([])
  })
})
