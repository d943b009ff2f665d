import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  afterAnswer,
  afterRefusal,
  isForgotten,
  type LearntConcurrency,
  newerConcurrency,
  quietMs,
} from '../../src/routing/learnt-concurrency.ts'

const learnt: fc.Arbitrary<LearntConcurrency> = fc.record({
  most: fc.integer({ min: 1, max: 20 }),
  served: fc.nat(20),
  loweredAt: fc.nat(20),
  notBefore: fc.nat(50),
})

/** Answers until one more may run. */
function answersToGrow(known: LearntConcurrency): number {
  let after = known
  for (let answers = 1; ; answers++) {
    after = afterAnswer(after)
    if (after.most > known.most) return answers
  }
}

describe('what refusals teach of requests at one time', () => {
  it('is half of what ran, at least one', () => {
    const halves = [1, 2, 3, 9, 64].map(
      (running) => afterRefusal(undefined, { startedAt: 0, running, wait: undefined }, 5).most,
    )
    expect(halves).toEqual([1, 1, 1, 4, 32])
  })

  it('grows by one after as many answers as may run', () => {
    for (const most of [1, 2, 7]) {
      expect(answersToGrow({ most, served: 0, loweredAt: 0, notBefore: 0 })).toBe(most)
    }
  })

  it('halves once for requests that were sent before it was halved', () => {
    const known = { most: 8, served: 3, loweredAt: 100, notBefore: 0 }
    expect(afterRefusal(known, { startedAt: 100, running: 8, wait: undefined }, 110)).toEqual(known)
    expect(afterRefusal(known, { startedAt: 101, running: 8, wait: undefined }, 110).most).toBe(4)
  })

  it('believes a named time no longer than it remembers the refusal, and only where nothing else ran', () => {
    const alone = { startedAt: 0, running: 1 }
    expect(afterRefusal(undefined, { ...alone, wait: { retryAfterMs: 2_000 } }, 10).notBefore).toBe(2_010)
    expect(afterRefusal(undefined, { ...alone, wait: { resetsAt: 1e12 } }, 10).notBefore).toBe(10 + quietMs)
    expect(afterRefusal(undefined, { startedAt: 0, running: 2, wait: { retryAfterMs: 2_000 } }, 10).notBefore).toBe(0)
  })

  it('is forgotten after a quiet time', () => {
    const known = afterRefusal(undefined, { startedAt: 0, running: 4, wait: undefined }, 1_000)
    expect(isForgotten(known, 1_000 + quietMs - 1)).toBe(false)
    expect(isForgotten(known, 1_000 + quietMs)).toBe(true)
  })

  it('stays between one and what was refused, whatever happens', () => {
    const steps = fc.array(fc.oneof(fc.constant('answer' as const), fc.integer({ min: 1, max: 50 })), { maxLength: 60 })
    fc.assert(
      fc.property(steps, (happened) => {
        let known: LearntConcurrency | undefined
        for (const [now, step] of happened.entries()) {
          const before = known?.most ?? Infinity
          if (step !== 'answer') {
            known = afterRefusal(known, { startedAt: now, running: step, wait: undefined }, now)
            expect(known.most).toBeLessThanOrEqual(Math.max(1, Math.min(before, step) / 2))
          } else if (known !== undefined) {
            known = afterAnswer(known)
            expect(known.most - before).toBeLessThanOrEqual(1)
          }
          expect(known?.most ?? 1).toBeGreaterThanOrEqual(1)
        }
      }),
    )
  })

  it('is joined in any order, and with itself to the same', () => {
    fc.assert(
      fc.property(learnt, learnt, (one, other) => {
        expect(newerConcurrency(one, other)).toEqual(newerConcurrency(other, one))
        expect(newerConcurrency(one, one)).toEqual(one)
        expect(newerConcurrency(undefined, one)).toEqual(one)
      }),
    )
  })
})
