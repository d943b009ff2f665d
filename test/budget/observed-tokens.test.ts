import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { createObservedTokens } from '../../src/budget/observed-tokens.ts'

describe('what the counts of a target teach', () => {
  it('is nothing before the first, and nothing of other targets', () => {
    const observed = createObservedTokens()
    observed.observe('a/m', 1_000, 1_300)
    expect(observed.correct('b/m', 1_000)).toBe(1_000)
    expect(observed.correct('a/m', 1_000)).toBeGreaterThan(1_150)
  })

  it.each([0.8, 1.3, 1.6])('is a tokenizer that cuts %d times as often', (times) => {
    const observed = createObservedTokens()
    for (const estimate of [400, 900, 1_500, 2_500, 4_000, 6_000])
      observed.observe('a/m', estimate, Math.round(estimate * times))
    for (const estimate of [500, 3_000, 40_000])
      expect(Math.abs(observed.correct('a/m', estimate) / (estimate * times) - 1)).toBeLessThan(0.05)
  })

  it('is a prompt that the host adds', () => {
    const observed = createObservedTokens()
    for (const estimate of [20, 16, 300, 45, 900]) observed.observe('a/m', estimate, estimate + 1_560)
    for (const estimate of [20, 400])
      expect(Math.abs(observed.correct('a/m', estimate) / (estimate + 1_560) - 1)).toBeLessThan(0.08)
    expect(observed.correct('a/m', 20_000)).toBeLessThan(26_000)
  })

  it('follows a change of the tokenizer', () => {
    const observed = createObservedTokens()
    for (let call = 0; call < 30; call += 1) observed.observe('a/m', 2_000, 2_000)
    for (let call = 0; call < 15; call += 1) observed.observe('a/m', 2_000, 2_700)
    expect(observed.correct('a/m', 2_000)).toBeGreaterThan(2_550)
  })

  it('is not that a prompt was cut, or that much was added', () => {
    const observed = createObservedTokens()
    observed.observe('a/m', 10_000, 4_000)
    observed.observe('a/m', 100, 90_000)
    observed.observe('a/m', 0, 100)
    expect(observed.correct('a/m', 10_000)).toBe(10_000)
  })

  it('stays within bounds whatever was counted', () => {
    const count = fc.record({
      estimate: fc.integer({ min: -5, max: 2_000_000 }),
      counted: fc.integer({ min: 0, max: 9_000_000 }),
    })
    fc.assert(
      fc.property(fc.array(count, { maxLength: 40 }), fc.integer({ min: 1, max: 2_000_000 }), (counts, asked) => {
        const observed = createObservedTokens()
        for (const { estimate, counted } of counts) observed.observe('a/m', estimate, counted)
        const corrected = observed.correct('a/m', asked)
        expect(corrected).toBeGreaterThanOrEqual(Math.max(1, Math.floor(asked * 0.5 - 500)))
        expect(corrected).toBeLessThanOrEqual(asked * 2 + 8_000)
      }),
    )
  })

  it('forgets the oldest targets first', () => {
    const observed = createObservedTokens()
    for (let target = 0; target <= 1_000; target += 1) observed.observe(`a/${target}`, 1_000, 1_300)
    expect(observed.correct('a/0', 1_000)).toBe(1_000)
    expect(observed.correct('a/1000', 1_000)).toBeGreaterThan(1_100)
  })
})
