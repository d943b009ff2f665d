import { beforeAll, describe, expect, it } from 'vitest'
import { canonicalAnswer } from '../fault-wall/canonical-answer.ts'
import { callInFull, primaryAndFallback } from './scenario.ts'
import { errorOf, readText, resultOf, wallAndRouter, warmUp } from './wall-and-router.ts'
import { routerOf } from '../router-of.ts'

beforeAll(warmUp)

// What users of other routers reported, by the numbers of the list; those that a scenario repeats word for word are left out.
describe.concurrent('reports of users: chains, cooldowns and retries', () => {
  it('2 the first cause is shown, not the refusal of the way of resuming', async () => {
    const refusal = 'prefill-refused?strict'
    await using set = await primaryAndFallback('openai-chat', {
      primary: ['cut-end'],
      fallback: ({ number }) => (number === 3 ? refusal : 'unavailable'),
    })
    const { error } = await readText(set.router.complete({ messages: 'hi' }))
    expect(error).toMatchObject({ code: 'exhausted', cause: { code: 'stream-truncated' } })
    expect(String(error)).not.toContain('prefill')
    expect(set.wall.of('fallback').length).toBeGreaterThanOrEqual(2)
  })

  it('4 a cut in the middle finds the chain that was asked for by name, and every target of it', async () => {
    const names = ['a', 'b', 'c', 'd'] as const
    await using set = await wallAndRouter(
      { a: ['cut-end'], b: ['error-mid-answer?after=50'], c: ['cut-reset?after=55'], d: ['continues'] },
      { config: { routes: { 'deep-chain': names.map((name) => `${name}/m` as const) }, routing: { maxRetries: 0 } } },
    )
    const completion = set.router.complete({ model: 'deep-chain', messages: 'hi' })
    expect((await readText(completion)).text).toBe(canonicalAnswer)
    expect(set.wall.requests.map(({ target }) => target)).toEqual([...names])
  })

  it('11 a shorter rest never replaces a longer one', async () => {
    await using set = await wallAndRouter(
      { primary: ['rate-limited?retry-after=30', 'rate-limited?retry-after=1', 'healthy'], fallback: ['healthy'] },
      { speed: 10, config: { routing: { maxRetries: 0, retryPrimaryAfterSeconds: 0 } } },
    )
    const together = await Promise.all(['one', 'two'].map((messages) => set.router.complete({ messages }).settled()))
    for (const outcome of together) expect(resultOf(outcome).served.provider).toBe('fallback')
    await new Promise<void>((resolve) => set.wall.clock.after(5_000, resolve))
    await callInFull(set.router, set.wall)
    expect(set.wall.of('primary')).toHaveLength(2)
    await new Promise<void>((resolve) => set.wall.clock.after(28_000, resolve))
    expect((await callInFull(set.router, set.wall)).result.served.provider).toBe('primary')
  })

  it('12 the 429 of one model leaves the other models of its key alone', async () => {
    await using set = await wallAndRouter(
      { primary: ({ model }) => (model === 'busy' ? 'rate-limited?retry-after=60' : 'healthy'), fallback: ['healthy'] },
      { config: { routes: { default: ['primary/busy', 'primary/calm', 'fallback/m'] } } },
    )
    const { result } = await callInFull(set.router, set.wall)
    expect(result.served).toMatchObject({ provider: 'primary', model: 'calm' })
    expect(set.wall.of('fallback')).toEqual([])
  })

  it('13 a dead key is not tried again until it is another one', async () => {
    let key = 'dead'
    await using set = await wallAndRouter(
      {
        primary: ({ headers }) => (headers['authorization'] === 'Bearer alive' ? 'healthy' : 'unauthorised'),
        fallback: ['healthy'],
      },
      { speed: 50, config: { routing: { retryPrimaryAfterSeconds: 1 } } },
    )
    const request = { messages: 'hi', apiKeys: { primary: () => key } } as const
    for (let call = 0; call < 8; call++) {
      expect((await set.router.complete(request)).served.provider).toBe('fallback')
      await new Promise<void>((resolve) => set.wall.clock.after(10_000, resolve))
    }
    expect(set.wall.of('primary')).toHaveLength(1)
    key = 'alive'
    expect((await set.router.complete(request)).served.provider).toBe('primary')
  })

  it('14 a used-up plan is not asked three times', async () => {
    await using set = await primaryAndFallback('openai-chat', {
      primary: ['rate-limited?code=usage_limit_reached&retry-after=7200'],
    })
    const { result } = await callInFull(set.router, set.wall)
    expect(result.attempts.map(({ failure }) => failure?.code)).toEqual(['quota', undefined])
    expect(result.attempts[0]?.failure?.retryAfterMs).toBe(7_200_000)
  })

  it('15 retries do not multiply: what was sent is what was counted, and no more than the cap', async () => {
    await using set = await wallAndRouter(
      { a: ['server-error'], b: ['server-error'], c: ['server-error'], d: ['server-error'] },
      { config: { routing: { maxRetries: 2 } } },
    )
    const error = errorOf(await set.router.complete({ messages: 'hi' }).settled())
    expect(error.attempts).toHaveLength(6)
    expect(set.wall.requests.map(({ target }) => target)).toEqual(['a', 'a', 'a', 'b', 'c', 'd'])
  })

  it('16 the same words of quota: final at one host, for minutes at another, a loop at none', async () => {
    const quota = { status: 429, code: 'insufficient_quota', message: 'You exceeded your current quota.' } as const
    // Minutes go by: a clock in the test's hands, and no load on the machine that could change the outcome.
    const { router, runtime, hosts } = routerOf(
      { openai: [quota], elsewhere: [quota], fallback: [{ say: ['Hello'] }] },
      { routing: { retryPrimaryAfterSeconds: 0 } },
    )
    await router.complete({ messages: 'hi' })
    await router.complete({ messages: 'hi' })
    const asked = (): readonly number[] =>
      ['openai', 'elsewhere'].map((host) => hosts().filter((seen) => seen === host).length)
    expect(asked()).toEqual([1, 1])
    await runtime.advance(330_000)
    await router.complete({ messages: 'hi' })
    expect(asked()).toEqual([1, 2])
  })

  it('19 who answers under another name is told before its first token, and in the result', async () => {
    await using set = await primaryAndFallback('anthropic-messages', { primary: ['unavailable'] })
    const types: string[] = []
    const completion = set.router.complete({ messages: 'hi' })
    for await (const event of completion.events) types.push(event.type)
    expect(types.indexOf('route-changed')).toBeGreaterThan(-1)
    expect(types.indexOf('route-changed')).toBeLessThan(types.indexOf('text-delta'))
    const { requested, served, fallbackOccurred } = await completion
    expect([requested.provider, served.provider, fallbackOccurred]).toEqual(['primary', 'fallback', true])
  })
})
