import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createMemorySpendStore } from '../../src/budget/memory-spend-store.ts'
import { createSpendBook, type Held, type SpendReader } from '../../src/budget/spend-book.ts'
import type { SpendLimit, SpendStore, SpendTotal } from '../../src/vocabulary/spend.ts'

const silent: SpendReader = { onAlert: () => undefined, onStoreFailure: (error) => expect.fail(String(error)) }

/** One step of many calls that run at the same time: one begins, one ends with a part of what it may cost, or time passes. */
const step = fc.oneof(
  fc.record({ begin: fc.double({ min: 0, max: 0.5, noNaN: true }), user: fc.constantFrom('ann', 'bob') }),
  fc.record({ end: fc.nat(20), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ passMs: fc.integer({ min: 1, max: 30 * 3_600_000 }) }),
)

const limits: readonly SpendLimit[] = [
  { usd: 1, per: 'day', alertAt: [] },
  { usd: 0.4, per: 'day', tag: 'user' },
  { usd: 3, per: 'run' },
  { usd: 2, per: 'month', hard: false },
]

describe('many calls at the same time', () => {
  it.each(['in memory', 'over a store that answers later'] as const)(
    'R138 never spend more than a hard limit, in any order of beginnings and ends: %s',
    async (where) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
          const clock = { now: Date.parse('2026-11-29T00:00:00Z') }
          const memory = createMemorySpendStore(() => clock.now)
          const store = where === 'in memory' ? undefined : answeringLater(memory)
          const book = createSpendBook({ now: () => clock.now, setTimer: () => ({ cancel: () => undefined }) })
          const running: { held: Held; most: number; keys: readonly string[] }[] = []
          /** What was spent or may yet be. */
          const committed = new Map<string, number>()
          const commit = (keys: readonly string[], usd: number): void => {
            for (const key of keys) {
              const now = (committed.get(key) ?? 0) + usd
              committed.set(key, now)
              expect(now, key).toBeLessThanOrEqual((key === 'run' ? 3 : key.includes(' ') ? 0.4 : 1) + 1e-6)
            }
          }
          let inFlight: Promise<unknown>[] = []
          for (const one of steps) {
            if ('passMs' in one) {
              await Promise.all(inFlight)
              inFlight = []
              clock.now += one.passMs
            } else if ('begin' in one) {
              const day = new Date(clock.now).toISOString().slice(0, 10)
              const subject = { provider: 'acme', model: 'm', tags: { user: one.user } }
              const asked = book.hold({ limits, store, subject, call: {}, mostUsd: one.begin }, silent)
              inFlight.push(
                Promise.resolve(asked).then((held) => {
                  if (held.type !== 'held') return
                  const keys = [day, `${day} ${one.user}`, 'run']
                  running.push({ most: one.begin, held, keys })
                  commit(keys, one.begin)
                }),
              )
            } else if (running.length > 0) {
              const [{ held, most, keys }] = running.splice(one.end % running.length, 1) as [(typeof running)[0]]
              inFlight.push(Promise.resolve(held.settle({ usd: most * one.share })))
              commit(keys, most * one.share - most)
            }
          }
          await Promise.all(inFlight)
          expect(steps.length).toBeGreaterThan(0)
        }),
        { numRuns: 150 },
      )
    },
  )

  it('refund exactly what was kept back: nothing of it stays, whatever the amounts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 }), async (amounts) => {
        const memory = createMemorySpendStore(() => 0)
        const book = createSpendBook({ now: () => 0, setTimer: () => ({ cancel: () => undefined }) })
        const order = {
          limits: [{ usd: 100, per: 'day' }] as const,
          store: memory,
          subject: { provider: 'a', model: 'm' },
          call: {},
        }
        const held = amounts.map(async (mostUsd) => book.hold({ ...order, mostUsd }, silent))
        const all = await Promise.all(held)
        expect(memory.total('day 1970-01-01').spentNanoUsd).toBe(0)
        await Promise.all(all.map(async (one) => (one.type === 'held' ? one.settle({ usd: 0 }) : undefined)))
        expect(memory.total('day 1970-01-01')).toEqual({ spentNanoUsd: 0, reservedNanoUsd: 0 } satisfies SpendTotal)
      }),
    )
  })
})

describe('the store in memory', () => {
  it('reserves everywhere or nowhere, and holds what it was told in any order', () => {
    const operation = fc.record({
      windows: fc.subarray(['a', 'b', 'c'], { minLength: 1 }),
      nanoUsd: fc.nat(40),
      spend: fc.nat(40),
    })
    fc.assert(
      fc.property(fc.array(operation), fc.func(fc.boolean()), (operations, endsNow) => {
        const store = createMemorySpendStore(() => 0)
        const model = new Map(['a', 'b', 'c'].map((key) => [key, { spentNanoUsd: 0, reservedNanoUsd: 0 }]))
        for (const { windows: keys, nanoUsd, spend } of operations) {
          const windows = keys.map((key) => ({ key, limitNanoUsd: 100 }))
          const has = (key: string) => model.get(key) ?? { spentNanoUsd: 0, reservedNanoUsd: 0 }
          const fits = keys.every((key) => has(key).spentNanoUsd + has(key).reservedNanoUsd + nanoUsd <= 100)
          expect(store.reserve(windows, nanoUsd).ok).toBe(fits)
          if (!fits) continue
          for (const key of keys) has(key).reservedNanoUsd += nanoUsd
          if (!endsNow(nanoUsd)) continue
          const used = Math.min(spend, nanoUsd)
          store.settle(windows, nanoUsd, used)
          for (const key of keys) {
            has(key).reservedNanoUsd -= nanoUsd
            has(key).spentNanoUsd += used
          }
        }
        for (const [key, total] of model) expect(store.total(key)).toEqual(total)
      }),
    )
  })

  it('forgets windows that are over, and keeps what is still to be settled', () => {
    const clock = { now: 0 }
    const store = createMemorySpendStore(() => clock.now)
    store.settle([{ key: 'over', endsAt: 10 }], 0, 5)
    store.reserve([{ key: 'running', endsAt: 10 }], 5)
    clock.now = 10
    for (let index = 0; index < 300; index++) store.settle([{ key: `later ${index}`, endsAt: 20 }], 0, 1)
    expect(store.total('over').spentNanoUsd).toBe(0)
    expect(store.total('running').reservedNanoUsd).toBe(5)
    expect(store.total('later 0').spentNanoUsd).toBe(1)
  })
})

/** A store shared by processes: each answer takes a while, and not always the same. */
function answeringLater(store: SpendStore): SpendStore {
  let turn = 0
  const later = async <T>(answer: () => T): Promise<T> => {
    const turns = (turn++ * 7) % 3
    for (let count = 0; count < turns; count++) await Promise.resolve()
    const given = answer()
    for (let count = 0; count < 2 - turns; count++) await Promise.resolve()
    return given
  }
  return {
    reserve: (windows, amount) => later(() => store.reserve(windows, amount)) as ReturnType<SpendStore['reserve']>,
    settle: (windows, reserved, spent) =>
      later(() => store.settle(windows, reserved, spent)) as ReturnType<SpendStore['settle']>,
  }
}
