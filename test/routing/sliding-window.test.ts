import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  correctSpent,
  fitsAt,
  forgetSpent,
  type SlidingWindow,
  spend,
  windowMs,
} from '../../src/routing/sliding-window.ts'

const requests = fc.array(fc.record({ pauseMs: fc.nat(40_000), amount: fc.integer({ min: 1, max: 12 }) }), {
  maxLength: 40,
})

describe('a minute of spending', () => {
  it('never holds more than its limit, wherever the minute begins', () => {
    fc.assert(
      fc.property(requests, fc.integer({ min: 1, max: 20 }), (asked, limit) => {
        const window: SlidingWindow = { spent: [], sum: 0 }
        const made: { at: number; amount: number }[] = []
        let now = 0
        for (const { pauseMs, amount } of asked) {
          now += pauseMs
          // Whoever is told a time and waits for it may spend then.
          now = fitsAt(window, amount, limit, now) ?? now
          expect(fitsAt(window, amount, limit, now)).toBeUndefined()
          spend(window, Math.min(amount, limit), now)
          made.push({ at: now, amount: Math.min(amount, limit) })
        }
        for (const { at } of made) {
          const inMinute = made.filter((other) => other.at >= at && other.at < at + windowMs)
          expect(inMinute.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThanOrEqual(limit)
        }
      }),
    )
  })

  it('tells the first moment at which there is room', () => {
    const window: SlidingWindow = { spent: [], sum: 0 }
    spend(window, 1, 0)
    spend(window, 1, 10_000)
    expect(fitsAt(window, 1, 2, 20_000)).toBe(60_000)
    expect(fitsAt(window, 2, 2, 20_000)).toBe(70_000)
    expect(fitsAt(window, 1, 3, 20_000)).toBeUndefined()
  })

  it('is corrected once the true amount is known, and holds nothing that no longer counts', () => {
    const window: SlidingWindow = { spent: [], sum: 0 }
    const first = spend(window, 100, 0)
    correctSpent(window, first, 30)
    expect(window.sum).toBe(30)
    forgetSpent(window, 60_000)
    expect(window).toEqual({ spent: [], sum: 0 })
    correctSpent(window, first, 100)
    expect(window.sum).toBe(0)
  })
})
