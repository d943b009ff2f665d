import { beforeAll, describe, expect, it } from 'vitest'
import type { CompletionResult, Notice, RouterConfig, Settled } from '../../src/index.ts'
import { loadLazyChunks, routerOf, type ScriptedRouter } from '../router-of.ts'
import type { Step } from '../scripted-chat.ts'

beforeAll(loadLazyChunks)

const hello: Step = { say: ['Hello'] }

async function settle({ router, runtime }: ScriptedRouter, request: object = {}): Promise<Settled<CompletionResult>> {
  let outcome: Settled<CompletionResult> | undefined
  void router
    .complete({ messages: 'hi', ...request })
    .settled()
    .then((settled) => (outcome = settled))
  for (let step = 0; step < 2_000 && outcome === undefined; step++) await runtime.advance(100)
  if (outcome === undefined) throw new Error('the call did not end')
  return outcome
}

/** Who was asked, and how the call ended. */
async function path(step: Step, config: RouterConfig = {}): Promise<string> {
  const set = routerOf({ a: [step], b: [hello] }, config)
  const outcome = await settle(set)
  return `${set.hosts().join(' ')}: ${outcome.ok ? outcome.result.served.provider : outcome.error.code}`
}

const openrouter: RouterConfig = {
  providers: { openrouter: { baseUrl: 'https://a.example/v1', apiKey: 'k' } },
  routes: { default: ['openrouter/x/y', 'b/m'] },
}

describe('what fails moves on', () => {
  it.each([500, 502, 503, 504, 529, 408, 409, 429])(
    'R48 R130 %i: asked once more, then the next target',
    async (status) => {
      expect(await path({ status })).toBe('a a b: b')
    },
  )

  it.each([
    ['D2.3 401', { status: 401 }],
    ['D2.3 402', { status: 402 }],
    ['D2.3 403', { status: 403 }],
    ['D2.3 404', { status: 404 }],
    ['D2.3 a used-up quota', { status: 429, code: 'insufficient_quota', message: 'You exceeded your current quota' }],
    ['B1 RESOURCE_EXHAUSTED with 402', { status: 402, code: 'RESOURCE_EXHAUSTED' }],
    ['D2.4 a long Retry-After', { status: 429, headers: { 'retry-after': '61' } }],
  ] as const)('%s: not asked again, the next target is', async (_what, step) => {
    expect(await path(step)).toBe('a b: b')
  })

  it.each([
    [
      'D2.1 a bad request, although it names the network',
      { status: 400, message: 'network: unknown field, timeout 429' },
    ],
    ['a bad request', { status: 422, message: 'messages: required' }],
  ] as const)('%s ends the call', async (_what, step) => {
    expect(await path(step)).toBe('a: invalid-request')
  })

  it.each(['ECONNRESET', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED'])(
    'B1 %s: one retry, then the next target',
    async (network) => {
      expect(await path({ network })).toBe('a a b: b')
    },
  )

  it.each([
    [
      'moderation 403',
      { status: 403, message: 'x requires moderation on OpenInference. Your input was flagged.' },
      'a b: b',
    ],
    ['a provider that returned an error, 400', { status: 400, message: 'Provider returned error' }, 'a a b: b'],
    ['no endpoint for images, 404', { status: 404, message: 'No endpoints found that support image input' }, 'a b: b'],
    [
      'no endpoint for tool_choice, 404',
      { status: 404, message: "No endpoints found that support the provided 'tool_choice' value" },
      'a b: b',
    ],
  ] as const)('C OpenRouter: %s', async (_what, step, expected) => {
    expect(await path(step, openrouter)).toBe(expected)
  })

  it('C ECONNRESET on the primary: one local retry succeeds, and the route stays', async () => {
    const set = routerOf({ a: [{ network: 'ECONNRESET' }, hello], b: [hello] })
    const outcome = await settle(set)
    expect(outcome.ok && [outcome.result.served.provider, outcome.result.fallbackOccurred]).toEqual(['a', false])
    await settle(set)
    expect(set.hosts()).toEqual(['a', 'a', 'a'])
  })

  it('C after a switch the next attempt waits for nothing, and the chain tells both steps', async () => {
    const outcome = await settle(routerOf({ a: [{ status: 429, headers: { 'retry-after': '40' } }], b: [hello] }))
    expect(outcome.ok && outcome.result.attempts).toMatchObject([
      { kind: 'first', outcome: 'failed', failure: { code: 'rate-limit', retryAfterMs: 40_000 } },
      { kind: 'fallback', outcome: 'success', waitedMs: 0 },
    ])
    expect(outcome.ok && outcome.result.fallbackOccurred).toBe(true)
  })

  it('C R51 R52 the configured cooldown is what keeps the fallback', async () => {
    const set = routerOf({ a: [{ status: 404 }, hello], b: [hello] }, { routing: { retryPrimaryAfterSeconds: 5 } })
    await settle(set)
    await set.runtime.advance(4_800)
    await settle(set)
    // The model itself rests for longer after a 404: whichever ends later governs.
    await set.runtime.advance(600_000)
    await settle(set)
    expect(set.hosts()).toEqual(['a', 'b', 'b', 'a'])
  })

  it('C an Ollama timeout is not answered by the identical request', async () => {
    const set = routerOf(
      { a: [{ silent: true }], b: [hello] },
      {
        providers: { ollama: { baseUrl: 'https://a.example', apiKey: 'k' } },
        routes: { default: ['ollama/llama3.2', 'b/m'] },
        routing: { timeouts: { firstTokenMs: 5_000 } },
      },
    )
    await settle(set)
    expect(set.hosts()).toEqual(['a', 'b'])
  })
})

describe('what an operator is told', () => {
  async function noticesOf(steps: readonly Step[], calls: number): Promise<readonly Notice[]> {
    const notices: Notice[] = []
    const set = routerOf(
      { a: steps, b: [hello] },
      { onNotice: (notice) => void notices.push(notice), routing: { retryPrimaryAfterSeconds: 0 } },
    )
    for (let call = 0; call < calls; call++) await settle(set)
    return notices
  }

  it('R147 of every answer that was empty', async () => {
    const notices = await noticesOf([{ say: [] }], 1)
    expect(notices.map(({ type }) => type)).toEqual(['empty-response', 'empty-response', 'failover'])
    expect(notices[0]).toMatchObject({ message: '`a/m` answered with nothing.', target: { provider: 'a', model: 'm' } })
  })

  it('R147 of how many answers of a target were empty', async () => {
    const notices = await noticesOf([hello, { say: [] }, { say: [] }, hello, { say: [] }], 4)
    const empty = notices.filter(({ type }) => type === 'empty-response')
    expect(empty.map((notice) => notice.empty)).toEqual([
      { answers: 1, attempts: 2 },
      { answers: 2, attempts: 3 },
      { answers: 3, attempts: 5 },
      { answers: 4, attempts: 6 },
    ])
  })

  it('D2.3 of a key that was rejected, once, and of whatever else begins to rest', async () => {
    const rejected = (await noticesOf([{ status: 401 }], 3)).filter(({ type }) => type === 'cooldown')
    expect(rejected.map(({ message }) => message)).toEqual([
      '`a/m` rests until its key is replaced, after authentication (scope key).',
    ])
    const busy = (await noticesOf([{ status: 503 }], 1)).filter(({ type }) => type === 'cooldown')
    expect(busy.map(({ message }) => message)).toEqual([
      expect.stringMatching(
        /^`a\/m` rests until 1970-01-01T00:16:\d\d\.\d{3}Z, after overloaded \(scope model-key\)\.$/,
      ),
    ])
  })
})
