import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { chargeOf, computeCost } from '../../src/budget/compute-cost.ts'
import { estimateTargetCost, highestCost, type EstimateInput } from '../../src/budget/estimate-cost.ts'
import { outputBudget } from '../../src/budget/output-budget.ts'
import { clampedLimit, resolveOutputLimit } from '../../src/budget/output-limit.ts'
import type { ModelInfo, ModelPrice, PricedService } from '../../src/vocabulary/model.ts'
import type { BillingClass } from '../../src/vocabulary/usage.ts'

const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined })
const usd = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 80, noNaN: true }))
const price: fc.Arbitrary<ModelPrice> = fc.record({
  inputUsdPerMillion: maybe(usd),
  outputUsdPerMillion: maybe(usd),
  cacheReadUsdPerMillion: maybe(usd),
  cacheWriteUsdPerMillion: maybe(usd),
  cacheWrite1hUsdPerMillion: maybe(usd),
})
const service = fc.constantFrom<PricedService>('batch', 'flex', 'priority')
const tokens = fc.oneof(fc.constant(0), fc.nat(2_000), fc.nat(1_000_000))
const model: fc.Arbitrary<ModelInfo> = fc.record({
  provider: fc.constant('p'),
  model: fc.constant('m'),
  price: maybe(price),
  priceTiers: maybe(
    fc.array(
      fc.tuple(price, fc.nat(300_000)).map(([of, aboveInputTokens]) => ({ ...of, aboveInputTokens })),
      { maxLength: 2 },
    ),
  ),
  priceFactors: maybe(fc.constantFrom({}, { batch: 0.5 }, { batch: 0.5, priority: 2 })),
  priceChanges: maybe(
    fc.array(
      price.map((of) => ({ from: '2026-12-01', price: of })),
      { maxLength: 1 },
    ),
  ),
  peakHours: maybe(
    fc.record({
      weekdayHoursUtc: fc.constant([[8, 18]] as const),
      offPeakFactor: fc.constantFrom(0.5, 1.5),
    }),
  ),
})
const billing = fc.constantFrom<BillingClass>('pay-per-token', 'free-tier', 'subscription', 'local', 'routes-to-many')
const now = fc
  .date({ min: new Date('2026-11-20T00:00:00Z'), max: new Date('2026-12-10T00:00:00Z'), noInvalidDate: true })
  .map(Number)
const estimateInput: fc.Arbitrary<EstimateInput> = fc.record({
  target: fc.constant({ provider: 'p', model: 'm' }),
  model: maybe(model),
  billing,
  inputTokens: tokens,
  expectedOutputTokens: maybe(tokens),
  outputLimit: maybe(tokens),
  service: maybe(service),
  cacheTtl: maybe(fc.constantFrom('5m' as const, '1h' as const)),
  requestsPerDay: fc.constant(undefined),
  now,
})

/** The dearest of everything that the request may become, each costed in full. */
function dearest(input: EstimateInput, high: number): number {
  const { inputTokens, expectedOutputTokens, outputLimit, cacheTtl, now: at } = input
  const cost = (factor: number, outputTokens: number, when: number | undefined, writes = false): number => {
    const all = Math.round(inputTokens * factor)
    const cacheWrites = writes ? { cacheWriteTokens: all, cacheWrite1hTokens: cacheTtl === '1h' ? all : 0 } : {}
    const circumstances = { at: when, serviceTier: input.service }
    return (
      computeCost({ inputTokens: all, outputTokens, ...cacheWrites }, input.model, input.billing, circumstances).usd ??
      0
    )
  }
  const days = input.model?.peakHours === undefined ? [] : [0, 1, 2, 3, 4, 5, 6]
  const sundays = days.map((day) => at + day * 86_400_000).filter((time) => new Date(time).getUTCDay() === 0)
  const times = input.model?.peakHours === undefined ? [at] : [at, ...sundays, undefined]
  return Math.max(
    cost(1, expectedOutputTokens ?? Math.min(500, outputLimit ?? 500), at),
    ...times.map((time) => cost(1.35, high, time)),
    cacheTtl === undefined || input.model?.price?.cacheWriteUsdPerMillion === undefined
      ? 0
      : cost(1.35, high, undefined, true),
  )
}

describe('what a limit on money is held against', () => {
  it('is the highest cost of the estimate, whatever the prices and the hour', () => {
    fc.assert(
      fc.property(estimateInput, maybe(fc.constant(0)), (input, unpriced) => {
        const { cost, outputTokens, reason } = estimateTargetCost(input)
        if (cost?.highUsd !== undefined && reason === undefined)
          expect(cost.highUsd).toBe(dearest(input, outputTokens.high ?? Number.NaN))
        expect(highestCost(input, unpriced)).toBe(cost === undefined ? unpriced : cost.highUsd)
      }),
      { numRuns: 2_000 },
    )
  })

  it('counts the output limit of a request as it would be sent', () => {
    const bounds = fc.record({ inputTokens: tokens, learntCap: maybe(fc.integer({ min: 1, max: 50_000 })) })
    const cap = maybe(fc.integer({ min: 1, max: 50_000 }))
    const own = fc.record({ maxOutputTokens: cap, contextWindow: cap })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60_000 }), bounds, maybe(own), (requested, given, limits) => {
        const input = { ...given, model: limits === undefined ? undefined : { provider: 'p', model: 'm', ...limits } }
        const { maxOutputTokens } = resolveOutputLimit({
          ...input,
          requested,
          budget: outputBudget({ maxContinuations: 3 }, {}),
          purpose: 'chat',
          provider: 'p',
          protocol: 'openai-chat',
          modelId: 'm',
          protocolRequiresLimit: false,
          lastMessageIsToolResult: false,
          offersTools: false,
          reasoningEffort: undefined,
          isEscalated: false,
        })
        expect(clampedLimit(requested, input)).toBe(maxOutputTokens)
      }),
    )
  })

  it('is summed as the cost of an attempt is', () => {
    const usage = fc.record({
      inputTokens: tokens,
      outputTokens: tokens,
      cachedTokens: maybe(tokens),
      cacheWriteTokens: maybe(tokens),
      cacheWrite1hTokens: maybe(tokens),
    })
    const circumstances = fc.record({
      at: maybe(now),
      serviceTier: maybe(fc.constantFrom('auto', 'flex', 'batch', 'x')),
    })
    fc.assert(
      fc.property(usage, maybe(model), billing, circumstances, (used, of, billed, when) => {
        const charge = chargeOf(used, of, billed, when)
        const { usd: cost, source } = computeCost(used, of, billed, when)
        expect(charge).toBe(cost !== undefined && source === 'none' ? 'nothing' : cost)
      }),
      { numRuns: 2_000 },
    )
  })
})
