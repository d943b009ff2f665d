import { beforeAll, describe, expect, it } from 'vitest'
import type { CompletionRequest } from '../../src/index.ts'
import { firstTokenLimitMs } from '../../src/routing/first-token-limit.ts'
import { createFirstTokenTimes } from '../../src/routing/first-token-times.ts'
import { loadLazyChunks, routerOf } from '../router-of.ts'
import { scriptedChat } from '../scripted-chat.ts'

beforeAll(loadLazyChunks)

function limit(slowMs: number | undefined, changes: Partial<Parameters<typeof firstTokenLimitMs>[0]> = {}): number {
  return firstTokenLimitMs({
    configuredMs: undefined,
    inputTokens: 1_000,
    otherTargetsLeft: true,
    isReasoning: false,
    isLocal: false,
    slowMs,
    ...changes,
  })
}

describe('the limit on the first token', () => {
  it('adapts inside of its range: never below the base for the input, never above what the last target has', () => {
    expect([undefined, 500, 3_000, 5_000, 20_000, 90_000].map((slowMs) => limit(slowMs))).toEqual([
      12_100, 12_100, 12_100, 20_100, 80_100, 120_000,
    ])
    expect(limit(5_000, { inputTokens: 100_000 })).toBe(30_000)
  })

  it('is tighter than 120 s for a model that thinks and was always fast, never for the last target or a local one', () => {
    expect(limit(6_000, { isReasoning: true })).toBe(24_100)
    expect(limit(undefined, { isReasoning: true })).toBe(120_000)
    expect(limit(6_000, { otherTargetsLeft: false })).toBe(120_000)
    expect(limit(6_000, { isLocal: true })).toBe(120_000)
    expect(limit(6_000, { configuredMs: 800 })).toBe(800)
  })

  it('is learnt from five answers on; a slow one counts at once and is forgotten slowly', () => {
    const times = createFirstTokenTimes()
    for (let answer = 0; answer < 4; answer++) times.record('a/m ', 1_000, 0)
    expect(times.slowMs('a/m ')).toBeUndefined()
    times.record('a/m ', 9_000, 0)
    expect(times.slowMs('a/m ')).toBe(9_000)
    times.record('a/m ', 1_000, 0)
    expect(times.slowMs('a/m ')).toBe(8_200)
    expect(times.slowMs('a/m high')).toBeUndefined()
  })

  it('leaves out what the length of the input explains', () => {
    const times = createFirstTokenTimes()
    for (let answer = 0; answer < 5; answer++) times.record('a/m ', 11_000, 100_000)
    expect(times.slowMs('a/m ')).toBe(1_000)
  })

  it('remembers no more than a thousand models', () => {
    const times = createFirstTokenTimes()
    for (let answer = 0; answer < 5; answer++) times.record('first', 1, 0)
    for (let model = 0; model < 1_000; model++) times.record(`m${model}`, 1, 0)
    expect(times.slowMs('first')).toBeUndefined()
  })

  it('is kept per model and effort, and the value used is in the attempt', async () => {
    const { fetch } = scriptedChat({ a: [{ say: ['Hello'] }], b: [{ say: ['Hello'] }] })
    const { router, runtime } = routerOf(
      { a: [{ say: ['Hello'] }], b: [{ say: ['Hello'] }] },
      {
        runtime: {
          // Each answer takes five seconds to begin.
          fetch: async (input, init) => {
            await new Promise<void>((resolve) => void runtime.setTimer(5_000, resolve))
            return fetch(input, init)
          },
        },
      },
    )
    const used = async (extra: Pick<CompletionRequest, 'reasoningEffort'> = {}): Promise<number | undefined> => {
      const settled = router.complete({ messages: 'hi', ...extra }).settled()
      await runtime.advance(6_000)
      const outcome = await settled
      return outcome.ok ? outcome.result.attempts[0]?.firstTokenLimitMs : undefined
    }
    const limits: (number | undefined)[] = []
    for (let call = 0; call < 6; call++) limits.push(await used())
    expect(limits).toEqual([12_100, 12_100, 12_100, 12_100, 12_100, expect.closeTo(20_100, -3)])
    expect(await used({ reasoningEffort: 'high' })).toBe(120_000)
  })
})
