import { beforeAll, describe, expect, it } from 'vitest'

import type { DrillCode, Notice } from '../../src/index.ts'
import { loadLazyChunks, routerOf } from '../router-of.ts'

const hello = { say: ['Hello'] }

const codes: readonly DrillCode[] = [
  'rate-limit',
  'quota',
  'overloaded',
  'server',
  'network',
  'timeout',
  'empty-response',
  'stream-truncated',
  'malformed-stream',
  'authentication',
  'permission',
  'model-not-found',
  'context-overflow',
  'request-too-large',
  'unsupported',
]

beforeAll(async () => {
  await loadLazyChunks()
  await import('../../src/attempt/drill.ts')
})

describe('a drill', () => {
  it.each(codes)(
    'R139 makes a target fail with %s, and the next one answers; nothing reaches the drilled one',
    async (code) => {
      const notices: Notice[] = []
      const { router, runtime, hosts } = routerOf(
        { a: [hello], b: [hello] },
        { routing: { drill: [{ target: 'a/m', code }] }, onNotice: (notice) => void notices.push(notice) },
      )
      const outcome = router.complete({ messages: 'hi' }).settled()
      await runtime.advance(60_000)
      expect(await outcome).toMatchObject({ ok: true, result: { text: 'Hello', served: { provider: 'b' } } })
      expect(hosts()).toEqual(['b'])
      const settled = await outcome
      const { attempts } = settled.ok ? settled.result : settled.error
      expect(attempts[0]).toMatchObject({ drill: true, failure: { code, rule: expect.any(String) as string } })
      expect(attempts[0]?.usage).toMatchObject({ inputTokens: 0, outputTokens: 0 })
      expect(attempts.at(-1)).not.toHaveProperty('drill')
      expect(notices).toContainEqual(expect.objectContaining({ type: 'drill', target: { provider: 'a', model: 'm' } }))
    },
  )

  it.each(['content-filter', 'invalid-request', 'invalid-output'] as const)(
    'R139 ends the call with %s, as the real one would',
    async (code) => {
      const { router, hosts } = routerOf({ a: [hello], b: [hello] }, { routing: { drill: [{ target: 'a/m', code }] } })
      expect(await router.complete({ messages: 'hi' }).settled()).toMatchObject({ ok: false, error: { code } })
      expect(hosts()).toEqual([])
    },
  )

  it('R139 leaves the health of its target alone: once it is over the target serves', async () => {
    const { router, runtime, hosts } = routerOf(
      { a: [hello], b: [hello] },
      { routing: { drill: [{ target: 'a/m', code: 'authentication' }] } },
    )
    await router.complete({ messages: 'hi' })
    // Another chain, on which no fallback is kept.
    router.configure({
      providers: {
        a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: 'key-of-a' },
        b: { protocol: 'openai-chat', baseUrl: 'https://b.example/v1', apiKey: 'key-of-b' },
      },
      routes: { default: ['a/m', 'b/other'] },
    })
    await runtime.advance(1)
    expect(await router.complete({ messages: 'hi' })).toMatchObject({ served: { provider: 'a' } })
    expect(hosts()).toEqual(['b', 'a'])
  })

  it('R139 shows that a call ends with its attempts, however many targets are left', async () => {
    const drill = ['a', 'b', 'c', 'd'].map((name) => ({ target: `${name}/m`, code: 'permission' }) as const)
    const { router } = routerOf(
      { a: [hello], b: [hello], c: [hello], d: [hello] },
      { routing: { drill, maxAttempts: 2 } },
    )
    const outcome = await router.complete({ messages: 'hi' }).settled()
    expect(outcome).toMatchObject({ ok: false, error: { code: 'exhausted' } })
    expect((outcome.ok ? outcome.result : outcome.error).attempts).toHaveLength(2)
  })

  it('is refused for a target or a code that does not exist', () => {
    const { router } = routerOf({ a: [hello] })
    const configure = (drill: object): void =>
      router.configure({ routing: { drill: [drill as { target: 'a/m'; code: DrillCode }] } })
    expect(() => configure({ target: 'nobody/m', code: 'server' })).toThrow(/nobody/)
    expect(() => configure({ target: 'openai/m', code: 'aborted' })).toThrow(/routing\.drill/)
  })
})
