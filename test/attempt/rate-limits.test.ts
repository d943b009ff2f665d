import { beforeAll, describe, expect, it } from 'vitest'
import type { CompletionRequest, CompletionResult, RouterConfig, Settled } from '../../src/index.ts'
import { createRouter } from '../../src/index.ts'
import { loadLazyChunks, routerOf, type ScriptedRouter } from '../router-of.ts'
import { chatEnd, textChunk } from '../scripted-chat.ts'

beforeAll(async () => {
  await loadLazyChunks()
  await routerOf({ a: [{ say: ['Hello'] }] }, limited({ rpm: 1 })).router.complete({ messages: 'hi' })
})

const hello = { say: ['Hello'] } as const

/** A provider of the script with limits. */
function limited(limits: object, name = 'a'): RouterConfig {
  return {
    providers: { [name]: { protocol: 'openai-chat', baseUrl: `https://${name}.example/v1`, apiKey: 'k', limits } },
  }
}

function start(
  { router }: ScriptedRouter,
  request: Omit<CompletionRequest, 'messages' | 'model'> = {},
): { outcome: Settled<CompletionResult> | undefined } {
  const seen: { outcome: Settled<CompletionResult> | undefined } = { outcome: undefined }
  void router
    .complete({ messages: 'hi', ...request })
    .settled()
    .then((settled) => (seen.outcome = settled))
  return seen
}

async function ask(set: ScriptedRouter, request: Omit<CompletionRequest, 'messages' | 'model'> = {}): Promise<string> {
  const seen = start(set, request)
  await set.runtime.advance(10)
  if (seen.outcome === undefined) return 'waits'
  return seen.outcome.ok ? seen.outcome.result.served.provider : seen.outcome.error.code
}

describe('R142 limits of a provider', () => {
  it('rpm: a target that has had its requests is passed over, with the time at which it returns', async () => {
    const set = routerOf({ a: [hello], b: [hello] }, limited({ rpm: 2 }))
    const startedAt = set.runtime.now()
    expect([await ask(set), await ask(set), await ask(set)]).toEqual(['a', 'a', 'b'])
    const { skipped } = await set.router.plan({ messages: 'hi' })
    expect(skipped).toEqual([
      {
        target: { provider: 'a', model: 'm' },
        reason: 'limit',
        message: '`a/m` is at its limit (2 requests a minute).',
        until: startedAt + 60_000,
      },
    ])
    await set.runtime.advance(60_000)
    expect(await ask(set)).toBe('a')
  })

  it('rpm: the last target is waited for, and no minute ever has more requests than that', async () => {
    const set = routerOf({ a: [hello] }, limited({ rpm: 3 }))
    const calls = Array.from({ length: 5 }, () => start(set))
    await set.runtime.advance(59_000)
    expect(set.hosts()).toHaveLength(3)
    await set.runtime.advance(2_000)
    expect(calls.map(({ outcome }) => outcome?.ok)).toEqual([true, true, true, true, true])
    const waits = calls.map(({ outcome }) => (outcome?.ok === true ? outcome.result.attempts[0]?.waitedMs : -1))
    expect(waits).toEqual([0, 0, 0, 60_000, 60_000])
  })

  it('rpm: nobody waits longer than the wait rules allow, or than the time of the call', async () => {
    const set = routerOf({ a: [hello] }, limited({ rpm: 1 }))
    expect(await ask(set)).toBe('a')
    const late = start(set, { timeouts: { totalMs: 5_000 } })
    await set.runtime.advance(10)
    expect(late.outcome).toMatchObject({
      ok: false,
      error: { code: 'exhausted', retryAfterMs: expect.closeTo(60_000, -2) },
    })
  })

  it('tpm: the estimate is reserved, and what was really used is what counts', async () => {
    const usage = { input: 10, output: 890 }
    const set = routerOf({ a: [{ say: ['Hello'], usage }], b: [hello] }, limited({ tpm: 1_000 }))
    expect(await ask(set)).toBe('a')
    // 100 tokens are left; the question is about 10.
    expect(await ask(set, { maxOutputTokens: 500 })).toBe('b')
    expect(await ask(set)).toBe('a')
    expect(await ask(set)).toBe('b')
  })

  it('tpm: a request that was refused gives its tokens back', async () => {
    const set = routerOf({ a: [{ status: 400 }, hello], b: [hello] }, limited({ tpm: 1_000 }))
    expect(await ask(set, { maxOutputTokens: 900 })).toBe('invalid-request')
    expect(await ask(set, { maxOutputTokens: 900 })).toBe('a')
  })

  it('maxConcurrent: one more goes to the next target, or waits on the last for a place', async () => {
    const open = { raw: [textChunk('Hel')], open: true } as const
    const set = routerOf({ a: [open, hello], b: [hello] }, limited({ maxConcurrent: 1 }))
    const first = set.router.complete({ messages: 'hi' })
    void first.settled()
    await set.runtime.advance(10)
    expect(await ask(set)).toBe('b')
    const alone = set.router.complete({ messages: 'hi', model: 'a/m' }).settled()
    await set.runtime.advance(1_000)
    expect(set.hosts()).toEqual(['a', 'b'])
    first.abort()
    await set.runtime.advance(10)
    const outcome = await alone
    expect(outcome.ok && outcome.result.attempts[0]?.waitedMs).toBe(1_000)
  })

  it('are counted for each key: the second key takes what the first may not', async () => {
    const set = routerOf(
      { a: [hello], b: [hello] },
      {
        providers: {
          a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: ['one', 'two'], limits: { rpm: 1 } },
        },
      },
    )
    expect([await ask(set), await ask(set), await ask(set)]).toEqual(['a', 'a', 'b'])
    expect(set.requests.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer one',
      'Bearer two',
      'Bearer key-of-b',
    ])
  })

  it('a place is given back however the request ends', async () => {
    const set = routerOf(
      { a: [{ network: 'ECONNRESET' }, { cut: ['x'] }, { status: 500 }, { status: 401 }, hello], b: [hello] },
      { ...limited({ maxConcurrent: 1 }), routing: { maxRetries: 0, retryPrimaryAfterSeconds: 0 } },
    )
    for (let call = 0; call < 4; call++) {
      start(set)
      await set.runtime.advance(2_000)
    }
    expect(set.hosts().filter((host) => host === 'a')).toHaveLength(4)
    expect((await set.router.plan({ messages: 'hi' })).skipped.map(({ reason }) => reason)).not.toContain('limit')
  })

  it.each([{ rpm: 0 }, { tpm: 1.5 }, { maxConcurrent: -1 }, { rmp: 5 }])('%j is refused', (limits) => {
    expect(() => createRouter(limited(limits))).toThrow(/limits/)
  })
})

describe('limits that headers tell', () => {
  const few = (remaining: string, reset = '30s'): { raw: readonly string[]; headers: Record<string, string> } => ({
    raw: [textChunk('Hello'), chatEnd()],
    headers: {
      'x-ratelimit-limit-requests': '100',
      'x-ratelimit-remaining-requests': remaining,
      'x-ratelimit-reset-requests': reset,
    },
  })

  it('a target that is known to be empty is not asked until it is whole again', async () => {
    const set = routerOf({ a: [few('0'), hello], b: [hello] })
    expect([await ask(set), await ask(set)]).toEqual(['a', 'b'])
    expect((await set.router.plan({ messages: 'hi' })).skipped[0]).toMatchObject({
      reason: 'limit',
      message: '`a/m` is at its limit (0 left, says x-ratelimit-remaining-requests).',
    })
    await set.runtime.advance(30_000)
    expect(await ask(set)).toBe('a')
  })

  it('what is left is counted down by requests that are under way together', async () => {
    const set = routerOf({ a: [few('2'), { silent: true }], b: [hello] })
    expect(await ask(set)).toBe('a')
    expect([await ask(set), await ask(set), await ask(set)]).toEqual(['waits', 'waits', 'b'])
  })

  it('a later answer that tells of more lifts it', async () => {
    const set = routerOf({ a: [few('1'), few('90'), hello], b: [hello] })
    expect([await ask(set), await ask(set), await ask(set), await ask(set)]).toEqual(['a', 'a', 'a', 'a'])
  })

  it('the last target is waited for', async () => {
    const set = routerOf({ a: [few('0', '20s'), hello] })
    expect(await ask(set)).toBe('a')
    const next = start(set)
    await set.runtime.advance(19_000)
    expect(set.hosts()).toHaveLength(1)
    await set.runtime.advance(1_100)
    expect(next.outcome?.ok).toBe(true)
  })

  it('tokens: a question that fits is asked, one that does not goes to the next target', async () => {
    const tokens = {
      raw: [textChunk('Hello'), chatEnd()],
      headers: { 'anthropic-ratelimit-tokens-limit': '30000', 'anthropic-ratelimit-tokens-remaining': '100' },
    }
    const set = routerOf({ a: [tokens, hello], b: [hello] })
    expect(await ask(set)).toBe('a')
    expect(await ask(set, { maxOutputTokens: 500 })).toBe('b')
    expect(await ask(set)).toBe('a')
  })

  it('a refusal is told by its wait hint alone: what comes back after two seconds is asked then', async () => {
    const refused = { status: 429, headers: { 'retry-after': '2', ...few('0', '6m0s').headers } }
    const set = routerOf({ a: [refused, hello], b: [hello] })
    const call = start(set)
    await set.runtime.advance(2_500)
    expect(call.outcome?.ok === true && call.outcome.result.served.provider).toBe('a')
  })
})
