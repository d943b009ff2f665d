import { beforeAll, describe, expect, it } from 'vitest'
import type { CompletionResult, RouterError } from '../src/index.ts'
import { loadLazyChunks, routerOf } from './router-of.ts'
import { chatEnd, textChunk } from './scripted-chat.ts'

/** How a call ended, without waiting for it. */
function watch(promise: Promise<{ ok: true; result: CompletionResult } | { ok: false; error: RouterError }>) {
  const seen: { outcome?: { ok: true; result: CompletionResult } | { ok: false; error: RouterError } } = {}
  void promise.then((outcome) => (seen.outcome = outcome))
  return {
    get code() {
      return seen.outcome === undefined ? 'running' : seen.outcome.ok ? 'answered' : seen.outcome.error.code
    },
    get outcome() {
      return seen.outcome
    },
  }
}

const hello = { say: ['Hello'] } as const

beforeAll(loadLazyChunks)

describe('the defaults of design.md, row by row', () => {
  it('maxRetries 1: the same target is asked twice, then the next', async () => {
    const { router, runtime, hosts } = routerOf({ a: [{ status: 500 }], b: [hello] })
    const call = watch(router.complete({ messages: 'hi' }).settled())
    await runtime.advance(1_000)
    expect(call.code).toBe('answered')
    expect(hosts()).toEqual(['a', 'a', 'b'])
  })

  it('maxAttempts 6: failures are counted over all targets, and a retry gives way to targets that were not asked yet', async () => {
    const failing = [{ status: 500 }] as const
    const { router, runtime, hosts } = routerOf({ a: failing, b: failing, c: failing, d: failing })
    const call = watch(router.complete({ messages: 'hi' }).settled())
    await runtime.advance(10_000)
    expect(call.code).toBe('exhausted')
    expect(hosts()).toEqual(['a', 'a', 'b', 'b', 'c', 'd'])
  })

  it('a hint of up to 5 s is waited for while another target is left', async () => {
    const { router, runtime, hosts } = routerOf({
      a: [{ status: 429, headers: { 'retry-after': '4' } }, hello],
      b: [hello],
    })
    const call = watch(router.complete({ messages: 'hi' }).settled())
    await runtime.advance(3_900)
    expect(hosts()).toEqual(['a'])
    await runtime.advance(600)
    expect([call.code, hosts()]).toEqual(['answered', ['a', 'a']])
  })

  it('a longer hint moves on at once beside another target', async () => {
    const { router, runtime, hosts } = routerOf({
      a: [{ status: 429, headers: { 'retry-after': '6' } }, hello],
      b: [hello],
    })
    const call = watch(router.complete({ messages: 'hi' }).settled())
    await runtime.advance(0)
    expect([call.code, hosts()]).toEqual(['answered', ['a', 'b']])
  })

  it('a hint of up to 60 s is waited for on the last target, and a longer one ends the call with the time to wait', async () => {
    const patient = routerOf({ a: [{ status: 429, headers: { 'retry-after': '50' } }, hello] })
    const waiting = watch(patient.router.complete({ messages: 'hi' }).settled())
    await patient.runtime.advance(49_000)
    expect(waiting.code).toBe('running')
    await patient.runtime.advance(8_000)
    expect(waiting.code).toBe('answered')

    const hopeless = routerOf({ a: [{ status: 429, headers: { 'retry-after': '86400' } }] })
    const outcome = await hopeless.router.complete({ messages: 'hi' }).settled()
    expect(outcome.ok ? undefined : [outcome.error.code, outcome.error.retryAfterMs]).toEqual([
      'rate-limit',
      86_400_000,
    ])
    expect(hopeless.hosts()).toEqual(['a'])
  })

  it('firstTokenMs 12 000 with another target left: a silent target is left, and not asked again', async () => {
    const { router, runtime, hosts } = routerOf({ a: [{ silent: true }], b: [hello] })
    const completion = router.complete({ messages: 'hi' })
    const call = watch(completion.settled())
    await runtime.advance(12_000)
    expect(hosts()).toEqual(['a'])
    await runtime.advance(200)
    expect(hosts()).toEqual(['a', 'b'])
    expect(call.outcome?.ok === true && call.outcome.result.attempts[0]?.firstTokenLimitMs).toBe(12_100)
  })

  it('firstTokenMs grows by 100 ms per 1 000 estimated input tokens', async () => {
    const { router, runtime } = routerOf({ a: [{ silent: true }], b: [hello] })
    const call = watch(router.complete({ messages: 'word '.repeat(20_000) }).settled())
    await runtime.advance(200_000)
    const limit = call.outcome?.ok === true ? (call.outcome.result.attempts[0]?.firstTokenLimitMs ?? 0) : 0
    expect(limit).toBeGreaterThan(13_500)
    expect(limit).toBeLessThan(16_000)
  })

  it('firstTokenMs 120 000 on the last target, with reasoning, and for a target on this machine', async () => {
    const limitOf = async (
      script: Parameters<typeof routerOf>[0],
      extra: object = {},
      config: object = {},
    ): Promise<unknown> => {
      const { router, runtime } = routerOf(script, config)
      const call = watch(router.complete({ messages: 'hi', ...extra }).settled())
      await runtime.advance(130_000)
      return call.outcome?.ok === true ? call.outcome.result.attempts[0]?.firstTokenLimitMs : undefined
    }
    expect(await limitOf({ a: [hello] })).toBe(120_000)
    expect(await limitOf({ a: [hello], b: [hello] })).toBe(12_100)
    expect(await limitOf({ a: [hello], b: [hello] }, { reasoningEffort: 'high' })).toBe(120_000)
    expect(await limitOf({ a: [hello], b: [hello] }, { reasoningEffort: 'none' })).toBe(12_100)
    const local = { providers: { a: { protocol: 'openai-chat', baseUrl: 'http://127.0.0.1:9/v1' } } } as const
    const { router, runtime } = routerOf({ b: [hello] }, { ...local, routes: { default: ['a/m', 'b/m'] } })
    const call = watch(router.complete({ messages: 'hi', timeouts: { totalMs: 1_000_000 } }).settled())
    await runtime.advance(130_000)
    expect(call.outcome?.ok === true && call.outcome.result.attempts[0]?.firstTokenLimitMs).toBe(120_000)
  })

  it('headersMs is firstTokenMs unless it is configured', async () => {
    const { router, runtime, hosts } = routerOf({ a: [{ silent: true }], b: [hello] })
    watch(router.complete({ messages: 'hi', timeouts: { headersMs: 3_000 } }).settled())
    await runtime.advance(3_100)
    expect(hosts()).toEqual(['a', 'b'])
  })

  it('idleMs 40 000: silence in the middle of an answer is a timeout', async () => {
    const { router, runtime, hosts } = routerOf({ a: [{ cut: ['Hel'], how: 'silence' }, hello] })
    const call = watch(router.complete({ messages: 'hi' }).settled())
    await runtime.advance(39_900)
    expect([call.code, hosts()]).toEqual(['running', ['a']])
    await runtime.advance(2_000)
    expect([call.code, hosts()]).toEqual(['answered', ['a', 'a']])
  })

  it('stallMs 300 000: keep-alives alone do not keep a call alive', async () => {
    const keepAlive: ReadableStream<Uint8Array>[] = []
    const { router, runtime } = routerOf(
      { b: [hello] },
      {
        providers: {
          a: {
            protocol: 'openai-chat',
            baseUrl: 'https://a.example/v1',
            apiKey: 'k',
            fetch: async (_url, init) => {
              const body = new ReadableStream<Uint8Array>({
                start(controller) {
                  controller.enqueue(
                    new TextEncoder().encode('data: {"choices":[{"index":0,"delta":{"content":"Hel"}}]}\n\n'),
                  )
                  const beat = (): void => {
                    if (init?.signal?.aborted === true) return
                    controller.enqueue(new TextEncoder().encode(': keep-alive\n\n'))
                    runtime.setTimer(10_000, beat)
                  }
                  beat()
                },
              })
              keepAlive.push(body)
              return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
            },
          },
        },
        routes: { default: ['a/m', 'b/m'] },
        routing: { maxRetries: 0 },
      },
    )
    const call = watch(router.complete({ messages: 'hi' }).settled())
    await runtime.advance(290_000)
    expect(call.code).toBe('running')
    await runtime.advance(30_000)
    expect(call.code).toBe('answered')
    expect(keepAlive).toHaveLength(1)
  })

  it('totalMs has no default; when it is given, it ends the call whatever goes on', async () => {
    const { router, runtime } = routerOf({ a: [{ silent: true }] })
    const call = watch(router.complete({ messages: 'hi', timeouts: { totalMs: 5_000 } }).settled())
    await runtime.advance(5_000)
    expect(call.code).toBe('timeout')
    const endless = watch(router.complete({ messages: 'hi', timeouts: { firstTokenMs: Infinity } }).settled())
    await runtime.advance(10_000_000)
    expect(endless.code).toBe('running')
  })

  it('R50 a blank retryPrimaryAfterSeconds is 60 s', async () => {
    const { router, runtime, hosts } = routerOf({ a: [{ status: 503 }, { status: 503 }, hello], b: [hello] })
    watch(router.complete({ messages: 'hi' }).settled())
    await runtime.advance(1_000)
    await runtime.advance(58_500)
    await router.complete({ messages: 'hi' })
    expect(hosts()).toEqual(['a', 'a', 'b', 'b'])
    await runtime.advance(1_500)
    await router.complete({ messages: 'hi' })
    expect(hosts()).toEqual(['a', 'a', 'b', 'b', 'a'])
  })

  it('resume after a cut is on: a consumer of text gets the whole answer', async () => {
    const { router, runtime } = routerOf({
      a: [{ cut: ['Once upon ', 'a time, '] }],
      b: [{ say: ['there was ', 'an end.'] }],
    })
    const texts: string[] = []
    const reading = (async () => {
      for await (const text of router.complete({ messages: 'hi' }).textStream) texts.push(text)
    })()
    await runtime.advance(10_000)
    await reading
    expect(texts.join('')).toBe('Once upon a time, there was an end.')
  })

  it('empty detection is on, and can be switched off', async () => {
    const on = routerOf({ a: [{ say: [] }], b: [hello] })
    const call = watch(on.router.complete({ messages: 'hi' }).settled())
    await on.runtime.advance(5_000)
    expect([call.code, on.hosts()]).toEqual(['answered', ['a', 'a', 'b']])
    const off = routerOf({ a: [{ say: [] }], b: [hello] }, { routing: { detectors: { empty: false } } })
    expect((await off.router.complete({ messages: 'hi' })).text).toBe('')
  })

  it('wrong-model detection is on: another model than the one asked for is a warning', async () => {
    const { router } = routerOf({ a: [{ say: ['Hi'], model: 'quite-another' }] })
    const { warnings, served } = await router.complete({ messages: 'hi' })
    expect(warnings.map(({ code }) => code)).toEqual(['wrong-model'])
    expect(served.wireModel).toBe('quite-another')
  })

  it('onContentFilter stop: a verdict on the content ends the call; next moves on', async () => {
    const verdict = { status: 400, code: 'content_policy_violation', message: 'Your request was rejected.' } as const
    const stop = routerOf({ a: [verdict], b: [hello] })
    const outcome = await stop.router.complete({ messages: 'hi' }).settled()
    expect([outcome.ok ? undefined : outcome.error.code, stop.hosts()]).toEqual(['content-filter', ['a']])
    const next = routerOf({ a: [verdict], b: [hello] }, { routing: { onContentFilter: 'next' } })
    expect((await next.router.complete({ messages: 'hi' })).text).toBe('Hello')
    const refusal = { raw: [textChunk('I cannot '), chatEnd(undefined, 'content_filter')] } as const
    const inside = routerOf({ a: [refusal], b: [hello] })
    expect(await inside.router.complete({ messages: 'hi' })).toMatchObject({
      finishReason: 'content-filter',
      text: 'I cannot ',
    })
    const movedOn = routerOf({ a: [refusal], b: [hello] }, { routing: { onContentFilter: 'next' } })
    expect((await movedOn.router.complete({ messages: 'hi' })).text).toBe('Hello')
  })

  it('purpose chat sends no output limit; agent sends an adaptive one', async () => {
    const { router, requests } = routerOf({ a: [hello] })
    await router.complete({ messages: 'hi' })
    await router.complete({ messages: 'hi', purpose: 'agent' })
    expect(requests.map(({ body }) => body['max_tokens'])).toEqual([undefined, 8_000])
  })

  it('an unknown region under a region rule and an unknown price under a limit are refused', async () => {
    const { router, requests } = routerOf({ a: [hello] })
    for (const constraints of [{ regions: ['eu'] }, { maxCostUsd: 0.1 }]) {
      const outcome = await router.complete({ messages: 'hi', constraints }).settled()
      expect(outcome.ok ? undefined : outcome.error.code).toBe('no-target')
    }
    expect(requests).toEqual([])
  })

  it('an unknown tier, window or capability is admitted, with a warning', async () => {
    const { router } = routerOf({ a: [hello] })
    const image = { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'iVBORw0KGgo=' } } as const
    const { warnings } = await router.complete({
      messages: [{ role: 'user', content: [{ type: 'text', text: 'What is it?' }, image] }],
      constraints: { minTier: 'balanced' },
    })
    expect(warnings.map(({ code }) => code).toSorted()).toEqual(['unknown-capability', 'unknown-tier'])
  })
})
