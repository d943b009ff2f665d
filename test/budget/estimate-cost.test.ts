import { describe, expect, it } from 'vitest'

import { estimateTargetCost, withRelativeCosts, type EstimateInput } from '../../src/budget/estimate-cost.ts'
import type { ModelInfo } from '../../src/vocabulary/model.ts'

const now = Date.parse('2026-11-20T02:00:00Z')
const model: ModelInfo = {
  provider: 'p',
  model: 'm',
  asOf: '2026-11-10',
  price: { inputUsdPerMillion: 3, outputUsdPerMillion: 15 },
  priceFactors: { batch: 0.5 },
}
const input: EstimateInput = {
  target: { provider: 'p', model: 'm' },
  model,
  billing: 'pay-per-token',
  inputTokens: 10_000,
  expectedOutputTokens: undefined,
  outputLimit: 8_000,
  service: undefined,
  cacheTtl: undefined,
  requestsPerDay: undefined,
  now,
}
const estimate = (change: Partial<EstimateInput> = {}) => estimateTargetCost({ ...input, ...change })

describe('the estimate of what a request costs', () => {
  it('R132 R152 goes from the least that is likely to the output limit, with the day of its prices', () => {
    const { cost, ...rest } = estimate()
    expect(rest).toEqual({
      target: input.target,
      inputTokens: 10_000,
      outputTokens: { low: 1, expected: 500, high: 8_000 },
      confidence: 'low',
      pricesAsOf: '2026-11-10',
    })
    // 9 000 * 3 + 1 * 15; 10 000 * 3 + 500 * 15; 13 500 * 3 + 8 000 * 15.
    expect(cost?.lowUsd).toBeCloseTo(0.027015, 10)
    expect(cost?.expectedUsd).toBeCloseTo(0.0375, 10)
    expect(cost?.highUsd).toBeCloseTo(0.1605, 10)
  })

  it('takes what the caller expects, and trusts it more', () => {
    const { cost, confidence, outputTokens } = estimate({ expectedOutputTokens: 1_000 })
    expect([confidence, outputTokens]).toEqual(['medium', { low: 1_000, expected: 1_000, high: 8_000 }])
    expect(cost?.expectedUsd).toBeCloseTo(0.045, 10)
    expect(cost?.lowUsd).toBeCloseTo(0.042, 10)
  })

  it('expects no more than the limit, and has no end where nothing limits the output', () => {
    expect(estimate({ outputLimit: 100 }).outputTokens).toEqual({ low: 1, expected: 100, high: 100 })
    expect(estimate({ outputLimit: 100, expectedOutputTokens: 300 }).outputTokens.high).toBe(300)
    const unlimited = estimate({ outputLimit: undefined })
    expect(unlimited.outputTokens).toEqual({ low: 1, expected: 500 })
    expect(unlimited.cost).not.toHaveProperty('highUsd')
  })

  it('is unknown without a price, never 0', () => {
    const unknown = estimate({ model: undefined, requestsPerDay: 10 })
    expect(unknown).toEqual({
      target: input.target,
      inputTokens: 10_000,
      outputTokens: { low: 1, expected: 500, high: 8_000 },
      confidence: 'none',
      reason: 'No price is known for this model.',
    })
  })

  it.each(['local', 'subscription'] as const)('is 0 for %s, and says why', (billing) => {
    const { cost, confidence, reason } = estimate({ billing })
    expect([cost, confidence]).toEqual([{ lowUsd: 0, expectedUsd: 0, highUsd: 0 }, 'high'])
    expect(reason).toMatch(/nothing is charged/)
  })

  it('trusts old prices less', () => {
    const old = { ...model, asOf: '2026-07-02' }
    expect(estimate({ model: old, expectedOutputTokens: 5 }).confidence).toBe('low')
    expect(estimate({ model: { ...model, asOf: undefined }, expectedOutputTokens: 5 }).confidence).toBe('low')
  })

  it('has the price of a batch where it is known', () => {
    expect(estimate({ service: 'batch' }).cost?.expectedUsd).toBeCloseTo(0.01875, 10)
    expect(estimate({ service: 'flex' })).toMatchObject({ confidence: 'none' })
  })

  it('spans the hours where the price hangs on them', () => {
    const peakHours = { weekdayHoursUtc: [[1, 4]] as const, offPeakFactor: 0.5 }
    const at = (hour: string) =>
      estimate({ model: { ...model, peakHours }, now: Date.parse(`2026-11-20T${hour}Z`) }).cost
    expect(at('02:00')?.expectedUsd).toBeCloseTo(0.0375, 10)
    expect(at('05:00')?.expectedUsd).toBeCloseTo(0.01875, 10)
    for (const hour of ['02:00', '05:00']) {
      expect(at(hour)?.lowUsd).toBeCloseTo(0.0135075, 10)
      expect(at(hour)?.highUsd).toBeCloseTo(0.1605, 10)
    }
  })

  it('R151 multiplies by the requests of a day, and compares', () => {
    const daily = estimate({ requestsPerDay: 10_000, expectedOutputTokens: 500 })
    expect(daily.perDay?.expectedUsd).toBeCloseTo(375, 6)
    expect(daily.perDay?.highUsd).toBeCloseTo(1605, 6)
    const cheap = estimate({ model: { ...model, price: { inputUsdPerMillion: 0.3, outputUsdPerMillion: 1.5 } } })
    const [[free, first], [tenth, unknown]] = withRelativeCosts([
      [estimate({ billing: 'local' }), estimate()],
      [cheap, estimate({ model: undefined })],
    ]) as [[unknown, unknown], [unknown, unknown]]
    expect([free, first]).toMatchObject([{ relative: 0 }, { relative: 1 }])
    expect((tenth as { relative: number }).relative).toBeCloseTo(0.1, 10)
    expect(unknown).not.toHaveProperty('relative')
  })
})
