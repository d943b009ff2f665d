import { beforeAll, describe, expect, it } from 'vitest'
import type { CompletionResult, Settled } from '../../src/index.ts'
import { loadLazyChunks, routerOf, type ScriptedRouter } from '../router-of.ts'

// What a first call loads takes real time, in which the clock of `play` would go on.
beforeAll(async () => {
  await loadLazyChunks()
  await play(routerOf({ a: [silent], b: [{ status: 500 }], c: [hello] }), 9_000)
})

const hello = { say: ['Hello'] } as const
const silent = { silent: true } as const

/** Plays a call until it has ended, in steps small enough to see in which order things happen. */
async function play(
  { router, runtime }: ScriptedRouter,
  totalMs: number,
): Promise<{ readonly outcome: Settled<CompletionResult>; readonly tookMs: number }> {
  const startedAt = runtime.now()
  let outcome: Settled<CompletionResult> | undefined
  void router
    .complete({ messages: 'hi', timeouts: { totalMs } })
    .settled()
    .then((settled) => (outcome = settled))
  for (let step = 0; step < 400 && outcome === undefined; step++) await runtime.advance(100)
  if (outcome === undefined) throw new Error('the call did not end')
  return { outcome, tookMs: runtime.now() - startedAt }
}

describe('the time of a call', () => {
  it('is shared: a silent target has its part, and those behind it are asked in time', async () => {
    const set = routerOf({ a: [silent], b: [silent], c: [hello] })
    const { outcome, tookMs } = await play(set, 9_000)
    expect(outcome.ok && outcome.result.served.provider).toBe('c')
    expect(outcome.ok && outcome.result.attempts.map(({ firstTokenLimitMs }) => firstTokenLimitMs)).toEqual([
      3_000, 3_000, 120_000,
    ])
    expect(tookMs).toBeLessThan(6_300)
  })

  it('all that is left is for the last, and what the first did not use is for those behind it', async () => {
    const set = routerOf({ a: [{ status: 401 }], b: [silent], c: [silent] })
    const { outcome, tookMs } = await play(set, 8_000)
    expect(outcome.ok).toBe(false)
    expect(set.hosts()).toEqual(['a', 'b', 'c'])
    expect(!outcome.ok && outcome.error.attempts?.map(({ durationMs }) => durationMs)).toEqual([0, 4_000, 4_000])
    expect(!outcome.ok && outcome.error.code).toBe('timeout')
    expect(tookMs).toBe(8_000)
  })

  it('bounds a silence in the middle as well, and the rest comes from the next target', async () => {
    const set = routerOf({ a: [{ cut: ['Hel'], how: 'silence' }], b: [hello] })
    const { outcome } = await play(set, 10_000)
    expect(outcome.ok && [outcome.result.text, outcome.result.served.provider]).toEqual(['Hello', 'b'])
  })

  it('of a caller in a hurry is no fault of the target: it does not rest, and the route does not turn away', async () => {
    const set = routerOf({ a: [silent, silent, silent, silent, hello], b: [hello] })
    for (let call = 0; call < 4; call++) {
      const { outcome } = await play(set, 2_000)
      expect(outcome.ok && outcome.result.attempts[0]?.failure).toMatchObject({
        code: 'timeout',
        rule: 'local-share',
        scope: 'request',
      })
    }
    const { outcome } = await play(set, 2_000)
    expect(outcome.ok && outcome.result.served.provider).toBe('a')
  })

  it('no retry begins that would take from the next target', async () => {
    const set = routerOf({ a: [{ status: 429, headers: { 'retry-after': '4' } }, hello], b: [hello] })
    const { outcome } = await play(set, 6_000)
    expect(outcome.ok && outcome.result.attempts.map(({ target }) => target.provider)).toEqual(['a', 'b'])
  })
})

describe('attempts of a call', () => {
  it('are shared: in a full outage a fourth target is asked, and each had as many tries as there was room for', async () => {
    const down = [{ status: 500 }] as const
    const set = routerOf({ a: down, b: down, c: down, d: [hello] })
    const { outcome } = await play(set, 60_000)
    expect(outcome.ok && outcome.result.served.provider).toBe('d')
    expect(set.hosts()).toEqual(['a', 'a', 'b', 'b', 'c', 'd'])
  })

  it('are one for each target of a chain as long as the cap', async () => {
    const down = [{ status: 500 }] as const
    const set = routerOf({ a: down, b: down, c: down, d: down, e: down, f: [hello] })
    const { outcome } = await play(set, 60_000)
    expect(outcome.ok && outcome.result.served.provider).toBe('f')
    expect(set.hosts()).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })

  it('a retry gives way when other calls have found out meanwhile that the target is away', async () => {
    const set = routerOf({ a: [{ status: 500 }], b: [hello] })
    const calls = Array.from({ length: 20 }, () => set.router.complete({ messages: 'hi' }))
    const settled = Promise.all(calls.map((call) => call.settled()))
    await set.runtime.advance(2_000)
    expect((await settled).every((outcome) => outcome.ok && outcome.result.served.provider === 'b')).toBe(true)
    // Twenty were under way before anybody knew; none of them asked again.
    expect(set.hosts().filter((host) => host === 'a')).toHaveLength(20)
  })
})
