import { describe, expect, it } from 'vitest'

import type { Notice, Router, RouterConfig, RouterError, SpendLimit } from '../../src/index.ts'
import { routerOf } from '../router-of.ts'
import { chatEnd, type Step, textChunk } from '../scripted-chat.ts'

/** An answer whose cost is a hundredth of a USD for each 100 tokens of output; input is free. */
const answer = (output: number): Step => ({ say: ['Hello'], usage: { input: 1, output } })
const price = { inputUsdPerMillion: 0, outputUsdPerMillion: 100 }
/** At most 0.1 USD a call. */
const model = { maxOutputTokens: 1_000, price }

/** A router whose targets all have that price, under limits. */
function limited(
  script: Readonly<Record<string, readonly Step[]>>,
  spend: readonly SpendLimit[],
  config: RouterConfig = {},
) {
  const notices: Notice[] = []
  const priced = Object.keys(script).map((name) => [`${name}/m`, model])
  const models = { ...Object.fromEntries(priced), 'a/dear': { maxOutputTokens: 1_000_000, price } }
  const scripted = routerOf(script, {
    models,
    ...config,
    budget: { spend, ...config.budget },
    onNotice: (notice) => notices.push(notice),
  })
  const ask = async (more: object = {}): Promise<number | RouterError> => {
    const settled = await scripted.router.complete({ messages: 'Hi', ...more }).settled()
    return settled.ok ? (settled.result.cost.usd ?? -1) : settled.error
  }
  return { ...scripted, ask, budgetNotices: () => notices.filter(({ type }) => type === 'budget') }
}

describe('limits on spending', () => {
  it('R138 stops the call before it is sent that might exceed one, and says how it stands', async () => {
    const { ask, hosts, budgetNotices } = limited({ a: [answer(500)] }, [{ usd: 0.18, per: 'day' }])
    expect(await ask()).toBeCloseTo(0.05, 10)
    expect(await ask()).toBeCloseTo(0.05, 10)
    const error = await ask({ tags: { team: 'x' } })
    expect(error).toMatchObject({ code: 'budget', attempts: [], retryAfterMs: 86_400_000 - 1_000_000 })
    expect((error as RouterError).message).toBe(
      'No target may be asked under the limits on spending. a/m: `a/m` may cost 0.1 USD; the limit of 0.18 USD per day has 0.08 left (0.1 spent, 0 reserved). It begins anew at 1970-01-02T00:00:00.000Z.',
    )
    expect(hosts()).toEqual(['a', 'a'])
    await ask({ tags: { team: 'x' } })
    expect(budgetNotices()).toMatchObject([{ target: { provider: 'a', model: 'm' }, tags: { team: 'x' } }])
    // A request that can cost less has room.
    expect(await ask({ maxOutputTokens: 800 })).toBeCloseTo(0.05, 10)
  })

  it('R138 tells when a soft one is reached, and goes on', async () => {
    const { ask, budgetNotices } = limited({ a: [answer(500)] }, [
      { usd: 0.1, per: 'month', hard: false, alertAt: 0.5 },
    ])
    for (let calls = 0; calls < 4; calls++) expect(await ask()).toBeCloseTo(0.05, 10)
    expect(budgetNotices()).toEqual([
      {
        type: 'budget',
        at: 1_000_000,
        target: { provider: 'a', model: 'm' },
        tags: undefined,
        message:
          '0.05 USD were spent: 50 % of the limit of 0.1 USD per month are reached. It begins anew at 1970-02-01T00:00:00.000Z.',
        spend: {
          limit: '0.1 USD per month',
          usd: 0.1,
          spentUsd: 0.05,
          reservedUsd: 0,
          share: 0.5,
          resetsAt: Date.UTC(1970, 1),
        },
      },
    ])
  })

  it('leaves the rest of the chain to serve: what is cheaper, or free', async () => {
    const { ask, hosts, router } = limited({ a: [answer(900)], b: [answer(100)] }, [{ usd: 0.15, per: 'day' }], {
      models: { 'a/m': model, 'b/m': { ...model, maxOutputTokens: 100 } },
    })
    expect(await ask()).toBeCloseTo(0.09, 10)
    const { attempts, skipped, served, fallbackOccurred } = await router.complete({ messages: 'Hi' })
    expect(served.provider).toBe('b')
    expect(attempts.map(({ target }) => target.provider)).toEqual(['b'])
    expect(skipped).toMatchObject([{ target: { provider: 'a' }, reason: 'budget' }])
    expect(fallbackOccurred).toBe(true)
    expect(hosts()).toEqual(['a', 'b'])
    const plan = await router.plan({ messages: 'Hi' })
    expect(plan.targets.map(({ target }) => target.provider)).toEqual(['b'])
    expect(plan.skipped).toMatchObject([
      { reason: 'budget', message: expect.stringContaining('0.15 USD per day') as unknown },
    ])
  })

  it('R138 a price that is not known is refused under a hard limit, and passes a soft one', async () => {
    for (const [hard, code] of [
      [true, 'budget'],
      [false, undefined],
    ] as const) {
      const { ask, hosts } = limited({ a: [answer(10)] }, [{ usd: 1_000, per: 'month', hard }], { models: {} })
      expect(await ask()).toEqual(hard ? (expect.objectContaining({ code }) as unknown) : -1)
      expect(hosts()).toHaveLength(hard ? 0 : 1)
    }
  })

  it('never lets calls that run at the same time exceed a hard limit together', async () => {
    const { router, hosts } = limited({ a: [answer(1_000)] }, [{ usd: 0.35, per: 'run' }])
    const calls = await Promise.all(Array.from({ length: 8 }, () => router.complete({ messages: 'Hi' }).settled()))
    expect(calls.filter(({ ok }) => ok)).toHaveLength(3)
    expect(hosts()).toHaveLength(3)
    expect(calls.flatMap((call) => (call.ok ? [] : [call.error.code]))).toEqual(Array(5).fill('budget'))
  })

  it.each([
    ['was refused', { a: [{ status: 400 }] }, 0],
    ['broke off', { a: [{ cut: ['one '.repeat(700)] }] }, 700],
    ['broke off, and what another target said', { a: [{ cut: ['one '.repeat(300)] }], b: [answer(200)] }, 500],
    ['went on after the limit cut it', { a: [{ raw: cutByLimit(400) }, answer(300)] }, 700],
  ] as const)(
    'D4.21 counts an answer that %s',
    async (_, script: Readonly<Record<string, readonly Step[]>>, tokens) => {
      const { router } = limited(script, [{ usd: 10, per: 'run' }], { routing: { maxRetries: 0 } })
      const settled = await router.complete({ messages: 'Hi' }).settled()
      const attempts = settled.ok ? settled.result.attempts : settled.error.attempts
      const costs = attempts.reduce((sum, { cost }) => sum + (cost?.usd ?? 0), 0)
      // What was not reported is estimated.
      expect(costs).toBeGreaterThanOrEqual((tokens / 10_000) * 0.9)
      await expectSpent(router, costs)
    },
  )

  it('D4.21 counts what an aborted call has brought', async () => {
    const { router } = limited({ a: [{ cut: ['one '.repeat(700)], how: 'silence' }] }, [{ usd: 10, per: 'run' }])
    const completion = router.complete({ messages: 'Hi' })
    for await (const text of completion.textStream) if (text !== '') break
    completion.abort()
    const settled = await completion.settled()
    const [attempt] = settled.ok ? [] : settled.error.attempts
    expect(attempt).toMatchObject({ outcome: 'aborted', cost: { source: 'computed' } })
    await expectSpent(router, attempt?.cost?.usd ?? 0)
  })

  it('R138 `maxCostUsd` holds for a whole call: what follows a first attempt has the rest', async () => {
    const script = { a: [{ cut: ['one '.repeat(600)] }, answer(100)], b: [answer(100)] }
    const { router, hosts } = limited(script, [], { routing: { maxRetries: 0 } })
    const request = { messages: 'Hi', constraints: { maxCostUsd: 0.15 } }
    const settled = await router.complete(request).settled()
    expect(settled).toMatchObject({
      ok: false,
      error: { code: 'exhausted', attempts: [{ failure: { code: 'stream-truncated' } }] },
    })
    expect(settled.ok ? '' : settled.error.message).toContain('b/m (skipped: budget)')
    expect(hosts()).toEqual(['a'])
    expect(await router.complete(request)).toMatchObject({ text: 'Hello' })
    const [estimate] = (await router.estimateCost({ messages: 'Hi' })).targets
    const highUsd = estimate?.cost?.highUsd ?? expect.fail('no estimate')
    const refused = async (maxCostUsd: number) =>
      (await router.plan({ messages: 'Hi', constraints: { maxCostUsd } })).skipped
    expect(await refused(highUsd)).toEqual([])
    expect(await refused(highUsd - 1e-6)).toMatchObject([{ reason: 'price' }, { reason: 'price' }])
  })

  it('R138 asks for no rest of an answer that would cost more than is left, and gives what has come', async () => {
    const { router, hosts } = limited({ a: [{ raw: cutByLimit(900) }, answer(100)] }, [{ usd: 0.15, per: 'call' }])
    const result = await router.complete({ messages: 'Hi' })
    expect(result).toMatchObject({ text: 'one ', finishReason: 'length', guidance: { code: 'recovery-failed' } })
    expect(result.skipped).toMatchObject([
      { reason: 'budget', message: expect.stringContaining('0.15 USD per call') as unknown },
    ])
    expect(hosts()).toEqual(['a'])
  })

  it('counts sessions and tags apart', async () => {
    const { ask } = limited({ a: [answer(1_000)] }, [
      { usd: 0.15, per: 'run', session: true },
      { usd: 0.25, per: 'day', tag: 'user' },
    ])
    expect(await ask({ session: 's1', tags: { user: 'ann' } })).toBeCloseTo(0.1, 10)
    expect(await ask({ session: 's1' })).toMatchObject({ message: expect.stringContaining('session "s1"') as unknown })
    expect(await ask({ session: 's2', tags: { user: 'ann' } })).toBeCloseTo(0.1, 10)
    expect(await ask({ session: 's3', tags: { user: 'ann' } })).toMatchObject({
      message: expect.stringContaining('tag user="ann"') as unknown,
    })
    expect(await ask({ session: 's3', tags: { user: 'bob' } })).toBeCloseTo(0.1, 10)
    expect(await ask()).toBeCloseTo(0.1, 10)
  })

  it('counts nothing for what runs on this machine or a subscription covers', async () => {
    const { ask, hosts } = limited({ localhost: [answer(900)] }, [{ usd: 0, per: 'month' }], {
      models: {},
      providers: { localhost: { protocol: 'openai-chat', baseUrl: 'http://localhost:9/v1' } },
    })
    await ask()
    expect(hosts()).toEqual(['localhost'])
  })

  it('keeps its counts when the router is configured anew', async () => {
    const { router, ask } = limited({ a: [answer(1_000)] }, [{ usd: 0.15, per: 'day' }])
    expect(await ask()).toBeCloseTo(0.1, 10)
    router.configure({
      providers: { a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: 'k' } },
      routes: { default: ['a/m'] },
      models: { 'a/m': model },
      budget: { spend: [{ usd: 0.19, per: 'day' }] },
    })
    expect(await ask()).toMatchObject({ message: expect.stringContaining('0.19 USD per day has 0.09 left') as unknown })
  })

  it.each([
    [{ per: 'day' }, '`budget.spend[0].usd`: expected a number from 0'],
    [{ usd: 1, per: 'week' }, "`budget.spend[0].per`: expected 'call', 'run', 'day', 'month', or { hours }"],
    [{ usd: 1, per: { hours: 0.5 } }, '`budget.spend[0].per`: expected'],
    [{ usd: 1, per: 'day', alertAt: 80 }, '`budget.spend[0].alertAt`: expected a share above 0 and up to 1'],
    [{ usd: 1, per: 'day', tag: {} }, '`budget.spend[0].tag`: expected the name of a tag'],
    [
      { usd: 1, per: 'day', provider: 'opnai' },
      '`budget.spend[0].provider`: there is no such provider or search backend; did you mean `openai`?',
    ],
    [{ usd: 1, per: 'day', soft: 0.8 }, '`budget.spend[0].soft`: unknown option'],
  ])('refuses %o', (limit, hint) => {
    expect(() => limited({ a: [] }, [limit as SpendLimit])).toThrow(
      expect.objectContaining({ hints: [expect.stringContaining(hint) as unknown] }) as Error,
    )
  })
})

/** What was spent in a router's life under its only limit of 10 USD, read from what it refuses. */
async function expectSpent(router: Router, usd: number): Promise<void> {
  const { skipped } = await router.plan({ messages: 'Hi', model: 'a/dear' })
  expect(skipped[0]?.message).toContain(`(${Number(usd.toFixed(6))} spent, 0 reserved)`)
}

/** An answer of one word that the output limit cut, after so many tokens. */
function cutByLimit(output: number): readonly string[] {
  return [textChunk('one '), chatEnd({ input: 1, output }, 'length')]
}
