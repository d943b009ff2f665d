import { beforeAll, describe, expect, it } from 'vitest'
import type { CompletionResult, Notice, RouterConfig, Settled } from '../../src/index.ts'
import { crowdedHost, type CrowdedHost } from './crowded-host.ts'
import { loadLazyChunks, routerOf, type ScriptedRouter } from '../router-of.ts'

beforeAll(async () => {
  await loadLazyChunks()
  await Promise.all([
    import('../../src/routing/rate-limits.ts'),
    import('../../src/attempt/pass-limits.ts'),
    import('../../src/call/plan-request.ts'),
    routerOf({ a: [] }).router.plan({ messages: 'hi' }),
  ])
})

interface Started extends ScriptedRouter {
  readonly notices: readonly Notice[]
  /** Starts a call and gives it a moment. */
  ask(): Promise<{ outcome: Settled<CompletionResult> | undefined }>
  start(): { outcome: Settled<CompletionResult> | undefined }
}

/** A router over a crowded host, the names its targets; retries are off where they would hide what is asked first. */
function startedWith(host: CrowdedHost, names: readonly string[], config: RouterConfig = {}): Started {
  const notices: Notice[] = []
  const set = routerOf(Object.fromEntries(names.map((name) => [name, []])), {
    routing: { maxRetries: 0 },
    onNotice: (notice) => void notices.push(notice),
    ...config,
    runtime: { fetch: host.fetch },
  })
  const start: Started['start'] = () => {
    const seen: ReturnType<Started['start']> = { outcome: undefined }
    void set.router
      .complete({ messages: 'hi' })
      .settled()
      .then((settled) => (seen.outcome = settled))
    return seen
  }
  return {
    ...set,
    notices,
    start,
    async ask() {
      const seen = start()
      await set.runtime.advance(10)
      return seen
    },
  }
}

describe('a provider that says that too many requests run at one time', () => {
  it('is sent half as many from then on; more go to the next target, and nothing rests', async () => {
    const host = crowdedHost({ a: 4 })
    const set = startedWith(host, ['a', 'b'])
    for (let call = 0; call < 5; call++) await set.ask()
    // The fifth was refused while five ran: two are left.
    expect(host.asked).toEqual(['a', 'a', 'a', 'a', 'a!', 'b'])
    await set.ask()
    expect(host.asked.at(-1)).toBe('b')
    expect(set.notices.map(({ type }) => type)).not.toContain('cooldown')
    expect(set.notices.find(({ type }) => type === 'concurrency')).toMatchObject({
      message: '`a` (key `apiKey`) refused a request because too many ran: 2 requests at one time from here on.',
    })
    for (let call = 0; call < 3; call++) host.finish('a')
    await set.runtime.advance(10)
    // Three answers have made it three. One runs: two more go there, at once and without stickiness to the second target.
    for (let call = 0; call < 3; call++) await set.ask()
    expect(host.asked.slice(-3)).toEqual(['a', 'a', 'b'])
  })

  it('is sent one more after as many answers as the limit, never above the configured limit', async () => {
    const host = crowdedHost({ a: 1 })
    const limits = { maxConcurrent: 2 }
    const a = { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: 'k', limits } as const
    const set = startedWith(host, ['a', 'b'], { providers: { a }, routing: { maxRetries: 0 } })
    await set.ask()
    await set.ask()
    expect(host.asked).toEqual(['a', 'a!', 'b'])
    await set.ask()
    expect(host.asked.at(-1)).toBe('b')
    // One answer at a limit of one: two may run, and are refused again.
    host.finish('a')
    await set.runtime.advance(10)
    await set.ask()
    await set.ask()
    expect(host.asked.slice(-3)).toEqual(['a', 'a!', 'b'])
    expect(host.peak('a')).toBe(2)
    const wide = crowdedHost({ a: 100 })
    const other = startedWith(wide, ['a', 'b'], { providers: { a } })
    for (let call = 0; call < 6; call++) await other.ask()
    expect(wide.peak('a')).toBe(2)
  })

  it('is waited for on the last target, a place at a time', async () => {
    const host = crowdedHost({ a: 2 })
    const set = startedWith(host, ['a'], { routing: { maxRetries: 1 } })
    const calls = [set.start(), set.start(), set.start(), set.start()]
    await set.runtime.advance(2_000)
    expect(host.running('a')).toBe(2)
    const refused = host.asked.filter((name) => name === 'a!').length
    for (let step = 0; step < 6; step++) {
      host.finish('a')
      await set.runtime.advance(1_000)
    }
    expect(calls.map(({ outcome }) => outcome?.ok)).toEqual([true, true, true, true])
    // After the first refusals nobody was sent in vain.
    expect(refused).toBe(2)
    expect(host.asked.filter((name) => name === 'a!')).toHaveLength(2)
  })

  it('counts requests that were refused together as one refusal', async () => {
    const host = crowdedHost({ a: 8 })
    const set = startedWith(host, ['a', 'b'])
    for (let call = 0; call < 12; call++) set.start()
    await set.runtime.advance(10)
    expect(host.asked.filter((name) => name === 'a!')).toHaveLength(4)
    expect(set.notices.filter(({ type }) => type === 'concurrency')).toHaveLength(1)
    const before = host.running('a')
    expect(before).toBe(8)
    for (let call = 0; call < 8; call++) host.finish('a')
    await set.runtime.advance(10)
    for (let call = 0; call < 8; call++) await set.ask()
    expect(host.running('a')).toBeGreaterThanOrEqual(4)
    expect(host.asked.filter((name) => name === 'a!')).toHaveLength(4)
  })

  it('is asked as before after five quiet minutes', async () => {
    const host = crowdedHost({ a: 1 })
    const set = startedWith(host, ['a', 'b'])
    await set.ask()
    await set.ask()
    host.finish('a')
    await set.runtime.advance(300_000)
    await set.ask()
    await set.ask()
    expect(host.asked.slice(-3)).toEqual(['a', 'a!', 'b'])
  })

  it('is believed about the time only where nothing else of ours runs there', async () => {
    const others = crowdedHost({ a: 0 }, { 'retry-after': '30' })
    const set = startedWith(others, ['a', 'b'])
    await set.ask()
    await set.ask()
    expect(others.asked).toEqual(['a!', 'b', 'b'])
    expect((await set.router.plan({ messages: 'hi' })).skipped).toMatchObject([
      { target: { provider: 'a' }, reason: 'limit', until: expect.closeTo(1_030_000, -3) },
    ])
    await set.runtime.advance(30_000)
    await set.ask()
    expect(others.asked.at(-2)).toBe('a!')
    const ours = crowdedHost({ a: 1 }, { 'retry-after': '30' })
    const busy = startedWith(ours, ['a', 'b'])
    await busy.ask()
    await busy.ask()
    ours.finish('a')
    await busy.runtime.advance(10)
    await busy.ask()
    expect(ours.asked).toEqual(['a', 'a!', 'b', 'a'])
  })

  it('concerns the key alone: another key is asked at once, and later calls are shared between them', async () => {
    const a = { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: ['one', 'two'] } as const
    const host = crowdedHost({ a: 2 })
    const keys: (string | null)[] = []
    const fetch: typeof globalThis.fetch = async (input, init) => {
      keys.push(new Headers(init?.headers).get('authorization'))
      return host.fetch(input, init)
    }
    const set = startedWith({ ...host, fetch }, ['a', 'b'], { providers: { a }, routing: { maxRetries: 1 } })
    for (let call = 0; call < 3; call++) await set.ask()
    expect(keys.slice(0, 4)).toEqual(['Bearer one', 'Bearer one', 'Bearer one', 'Bearer two'])
  })
})

describe('maxConcurrent with several keys', () => {
  it('takes the place that the second key has, before the next target', async () => {
    const limits = { maxConcurrent: 1 }
    const a = { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: ['one', 'two'], limits } as const
    const host = crowdedHost({})
    const set = startedWith(host, ['a', 'b'], { providers: { a } })
    for (let call = 0; call < 3; call++) await set.ask()
    expect(host.asked).toEqual(['a', 'a', 'b'])
  })
})

describe('plan() of targets that are full', () => {
  const a = { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: 'k' } as const

  it('passes over who has no place at one time, and takes none itself', async () => {
    const host = crowdedHost({})
    const set = startedWith(host, ['a', 'b'], { providers: { a: { ...a, limits: { maxConcurrent: 1 } } } })
    for (let times = 0; times < 3; times++) expect((await set.router.plan({ messages: 'hi' })).skipped).toEqual([])
    await set.ask()
    const plan = await set.router.plan({ messages: 'hi' })
    expect(plan.skipped).toEqual([
      {
        target: { provider: 'a', model: 'm' },
        reason: 'limit',
        message: '`a/m` is at its limit (1 requests at one time).',
        until: undefined,
      },
    ])
    expect(plan.targets.map(({ target }) => target.provider)).toEqual(['b'])
    host.finish('a')
    await set.runtime.advance(10)
    expect((await set.router.plan({ messages: 'hi' })).targets).toHaveLength(2)
  })

  it('says the same of a limit that refusals have taught, alone or with others down', async () => {
    const host = crowdedHost({ a: 1 })
    const set = startedWith(host, ['a', 'b', 'c'])
    await set.ask()
    await set.ask()
    const down = [{ provider: 'b' }]
    const plan = await set.router.plan({ messages: 'hi' }, { down })
    expect(plan.skipped.map(({ target, reason, message }) => [target.provider, reason, message])).toEqual([
      ['a', 'limit', '`a/m` is at its limit (1 requests at one time, as refusals have taught).'],
      ['b', 'down', '`b/m` is supposed to be down.'],
    ])
    expect(await set.router.plan({ messages: 'hi' }, { down })).toEqual(plan)
    expect(host.asked).toHaveLength(3)
  })

  it('a lone target that is full is skipped too, though a call waits for it', async () => {
    const host = crowdedHost({})
    const set = startedWith(host, ['a'], { providers: { a: { ...a, limits: { maxConcurrent: 1 } } } })
    await set.ask()
    expect(await set.router.plan({ messages: 'hi' })).toMatchObject({ targets: [], skipped: [{ reason: 'limit' }] })
    const waiting = await set.ask()
    host.finish('a')
    await set.runtime.advance(10)
    host.finish('a')
    await set.runtime.advance(10)
    expect(waiting.outcome?.ok).toBe(true)
  })
})
