import { beforeAll, describe, expect, it } from 'vitest'
import { canonicalAnswer } from '../fault-wall/canonical-answer.ts'
import type { Message } from '../../src/index.ts'
import { callInFull, primaryAndFallback } from './scenario.ts'
import { errorOf, readText, resultOf, wallAndRouter, warmUp } from './wall-and-router.ts'

const both = ['openai-chat', 'anthropic-messages'] as const

beforeAll(warmUp)

describe.concurrent.each(both)('further faults before an answer over %s', (protocol) => {
  it('429-as-billing: the account is empty, so it is not asked again, by this call or the next', async () => {
    await using set = await primaryAndFallback(protocol, { primary: ['billing'] })
    const { result } = await callInFull(set.router, set.wall)
    expect(result.attempts.map(({ failure }) => failure?.code)).toEqual(['quota', undefined])
    await callInFull(set.router, set.wall)
    expect(set.wall.requests.map(({ target }) => target)).toEqual(['primary', 'fallback', 'fallback'])
  })

  it('retry-after 86400: nobody waits a day; the time is in the attempt, and in the error when nobody else is left', async () => {
    await using set = await primaryAndFallback(protocol, { primary: ['rate-limited?retry-after=86400'] })
    const { result, durationMs } = await callInFull(set.router, set.wall)
    expect(durationMs).toBeLessThan(2_000)
    expect(result.attempts[0]?.failure?.retryAfterMs).toBe(86_400_000)
    await using alone = await wallAndRouter(
      { primary: ['rate-limited?retry-after=86400'] },
      { protocols: { primary: protocol } },
    )
    const error = errorOf(await alone.router.complete({ messages: 'hi' }).settled())
    expect(error).toMatchObject({ code: 'rate-limit', retryAfterMs: 86_400_000 })
    expect(alone.wall.requests).toHaveLength(1)
  })

  it('retry-after HTTP-date: it is waited for', async () => {
    const date = new Date(Date.now() + 3_000).toUTCString()
    await using set = await primaryAndFallback(protocol, { primary: [`rate-limited?retry-after=${date}`, 'healthy'] })
    const { result } = await callInFull(set.router, set.wall)
    expect(result.served.provider).toBe('primary')
    const [first, second] = set.wall.requests
    const gapMs = (second?.at ?? 0) - (first?.at ?? 0)
    // Such a date has whole seconds, and the call began a moment after the test made it.
    expect(gapMs).toBeGreaterThan(1_500)
    expect(gapMs).toBeLessThan(3_500)
  })

  it.each(['-5', 'abc', ''])('retry-after %j: no hint, so the wait is the usual short one', async (value) => {
    await using set = await primaryAndFallback(protocol, { primary: [`rate-limited?retry-after=${value}`, 'healthy'] })
    const { result } = await callInFull(set.router, set.wall)
    expect(result.served.provider).toBe('primary')
    expect(result.attempts[0]?.failure?.retryAfterMs).toBeUndefined()
    expect(result.attempts[1]?.waitedMs).toBeLessThanOrEqual(500)
  })

  it('an error whose body never ends: its status counts, and the socket is closed', async () => {
    await using set = await primaryAndFallback(protocol, { primary: ['error-without-end'] }, { speed: 10 })
    const { result, durationMs } = await callInFull(set.router, set.wall)
    expect(result.attempts.map(({ failure }) => failure?.code)).toEqual(['overloaded', 'overloaded', undefined])
    expect(durationMs).toBeLessThan(15_000)
    expect(set.wall.of('primary').map(({ ended }) => ended?.by)).toEqual(['client', 'client'])
  })

  it('string abort reason during backoff: an abort, not a failure of the provider', async () => {
    await using set = await primaryAndFallback(protocol, { primary: ['rate-limited?retry-after=4', 'healthy'] })
    const controller = new AbortController()
    const call = set.router.complete({ messages: 'hi', signal: controller.signal }).settled()
    setTimeout(() => controller.abort('the user pressed stop'), 300)
    const error = errorOf(await call)
    expect(error).toMatchObject({ code: 'aborted', name: 'AbortError', cause: 'the user pressed stop' })
    expect(set.wall.clock.now()).toBeLessThan(2_000)
    expect(set.wall.requests).toHaveLength(1)
  })

  it('abort in the middle of an answer blames nobody: the next call begins with the same target', async () => {
    await using set = await primaryAndFallback(protocol, { primary: ['healthy'] })
    for (let call = 0; call < 5; call++) {
      const completion = set.router.complete({ messages: 'hi' })
      const reading = readText(completion)
      setTimeout(() => completion.abort('enough'), 100)
      const { text, error } = await reading
      expect(error).toMatchObject({ code: 'aborted', cause: 'enough', partial: { text } })
      expect(canonicalAnswer.startsWith(text) && text !== '').toBe(true)
    }
    const { result } = await callInFull(set.router, set.wall)
    expect([result.served.provider, result.attempts.length]).toEqual(['primary', 1])
  })

  it('deadline shorter than backoff: the wait that cannot end in time is not begun', async () => {
    const request = { messages: 'hi', timeouts: { totalMs: 2_500 } } as const
    await using set = await primaryAndFallback(protocol, { primary: ['rate-limited?retry-after=4', 'healthy'] })
    expect(resultOf(await set.router.complete(request).settled()).served.provider).toBe('fallback')
    await using alone = await wallAndRouter(
      { primary: ['rate-limited?retry-after=4'] },
      { protocols: { primary: protocol } },
    )
    expect(errorOf(await alone.router.complete(request).settled())).toMatchObject({
      code: 'rate-limit',
      retryAfterMs: 4_000,
    })
    expect(alone.wall.clock.now()).toBeLessThan(1_000)
  })

  it('two callers sharing an instance while one fails: each has its own outcome', async () => {
    const wordsOf = (body: unknown): string => JSON.stringify(body)
    await using set = await wallAndRouter(
      { primary: ({ body }) => (wordsOf(body).includes('break') ? 'cut-reset?after=10' : 'healthy') },
      { protocols: { primary: protocol }, config: { routing: { maxRetries: 0 } } },
    )
    const calls = Array.from({ length: 20 }, (_, index) =>
      set.router.complete({ messages: index % 2 === 0 ? 'go' : 'break' }).settled(),
    )
    for (const [index, outcome] of (await Promise.all(calls)).entries()) {
      if (index % 2 === 0)
        expect(resultOf(outcome)).toMatchObject({ text: canonicalAnswer, attempts: [{ outcome: 'success' }] })
      else expect(errorOf(outcome)).toMatchObject({ code: 'stream-truncated', attempts: [{ outcome: 'failed' }] })
    }
  })

  it('fallback with smaller window: it is passed over, and the larger one behind it is asked', async () => {
    const models = {
      'primary/m': { contextWindow: 200_000 },
      'small/m': { contextWindow: 8_192 },
      'large/m': { contextWindow: 200_000 },
    }
    await using set = await wallAndRouter(
      { primary: ['unavailable'], small: ['healthy'], large: ['healthy'] },
      { protocols: { primary: protocol }, config: { models } },
    )
    const result = await set.router.complete({ messages: 'a lighthouse '.repeat(8_000) })
    expect(result.served.provider).toBe('large')
    expect(result.skipped).toMatchObject([{ target: { provider: 'small' }, reason: 'context-window' }])
    expect(set.wall.of('small')).toEqual([])
  })

  it('fallback outside region: refusing is a success', async () => {
    const models = { 'primary/m': { region: 'eu' }, 'fallback/m': { region: 'us' } }
    await using set = await primaryAndFallback(protocol, { primary: ['unavailable'] }, { config: { models } })
    const error = errorOf(await set.router.complete({ messages: 'hi', constraints: { regions: ['eu'] } }).settled())
    expect(error).toMatchObject({
      code: 'exhausted',
      cause: { code: 'overloaded' },
      partial: { skipped: [{ reason: 'region' }] },
    })
    expect(set.wall.of('fallback')).toEqual([])
    expect(set.wall.of('primary').length).toBeGreaterThan(0)
  })

  it('signature-bearing history into another protocol: what only its issuer can read is left out', async () => {
    const replay = protocol === 'openai-chat' ? { reasoning_content: 'a secret thought' } : { signature: 'c2lnbmVk' }
    const history: readonly Message[] = [
      { role: 'user', content: 'What shines?' },
      {
        role: 'assistant',
        origin: { provider: 'primary', protocol, model: 'm' },
        content: [
          { type: 'reasoning', text: 'a secret thought', replay },
          { type: 'text', text: 'A lamp.' },
        ],
      },
      { role: 'user', content: 'And what rings?' },
    ]
    await using set = await primaryAndFallback(protocol, { primary: ['unavailable'], fallback: ['signature-refused'] })
    const { text, warnings } = await set.router.complete({ messages: history })
    expect(text).toBe(canonicalAnswer)
    expect(set.wall.of('fallback')).toHaveLength(1)
    expect(JSON.stringify(set.wall.of('fallback')[0]?.body)).not.toContain('secret')
    expect(warnings.some(({ code, target }) => code === 'dropped-replay' && target?.provider === 'fallback')).toBe(true)
  })
})

describe.concurrent('waits', () => {
  it('abort during a wait for the first target to wake: over at once, and nothing is sent', async () => {
    await using set = await wallAndRouter({ primary: ['overloaded'], fallback: ['overloaded'] })
    expect(errorOf(await set.router.complete({ messages: 'hi' }).settled()).code).toBe('exhausted')
    const sent = set.wall.requests.length
    const waiting = set.router.complete({ messages: 'hi' })
    const call = waiting.settled()
    await new Promise((resolve) => setTimeout(resolve, 200))
    const abortedAt = performance.now()
    waiting.abort('no longer wanted')
    expect(errorOf(await call)).toMatchObject({ code: 'aborted', cause: 'no longer wanted' })
    expect(performance.now() - abortedAt).toBeLessThan(50)
    expect(set.wall.requests).toHaveLength(sent)
  })

  it('all targets resting: the one that wakes first is waited for', async () => {
    await using set = await wallAndRouter(
      {
        primary: ({ at }) => (at < 3_000 ? 'overloaded' : 'healthy'),
        fallback: ({ at }) => (at < 3_000 ? 'overloaded' : 'healthy'),
      },
      { speed: 10 },
    )
    expect(errorOf(await set.router.complete({ messages: 'hi' }).settled()).code).toBe('exhausted')
    const { result } = await callInFull(set.router, set.wall)
    expect(result.attempts).toHaveLength(1)
    expect(result.attempts[0]?.waitedMs).toBeGreaterThan(2_000)
  })

  it('a loopback server that takes a key is a gateway: it is given as long as any other host', async () => {
    await using set = await wallAndRouter({ primary: ['healthy'], fallback: ['healthy'] }, { msPerToken: 0 })
    expect((await set.router.complete({ messages: 'hi' })).attempts[0]?.firstTokenLimitMs).toBe(12_100)
    const keyless = { protocol: 'openai-chat', baseUrl: set.wall.baseUrl('primary') } as const
    await using local = await wallAndRouter(
      { primary: ['healthy'], fallback: ['healthy'] },
      { msPerToken: 0, config: { providers: { primary: keyless } } },
    )
    expect((await local.router.complete({ messages: 'hi' })).attempts[0]?.firstTokenLimitMs).toBe(120_000)
  })
})
