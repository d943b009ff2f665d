import { describe, expect, it } from 'vitest'

import { computeCost } from '../../src/budget/compute-cost.ts'
import { resolveCost, sumCosts } from '../../src/budget/cost.ts'
import type { ModelInfo } from '../../src/vocabulary/model.ts'
import type { BillingClass, Usage } from '../../src/vocabulary/usage.ts'

const sonnet: ModelInfo = {
  provider: 'anthropic',
  model: 'claude-sonnet-4-6',
  asOf: '2026-11-10',
  price: { inputUsdPerMillion: 3, outputUsdPerMillion: 15, cacheReadUsdPerMillion: 0.3, cacheWriteUsdPerMillion: 3.75 },
}
const tiered: ModelInfo = {
  provider: 'openai',
  model: 'gpt-5.4',
  price: { inputUsdPerMillion: 2.5, outputUsdPerMillion: 15, cacheReadUsdPerMillion: 0.25 },
  priceTiers: [
    { aboveInputTokens: 500_000, inputUsdPerMillion: 10, outputUsdPerMillion: 30 },
    { aboveInputTokens: 272_000, inputUsdPerMillion: 5, outputUsdPerMillion: 22.5, cacheReadUsdPerMillion: 0.5 },
  ],
}
const priced = (price: ModelInfo['price']): ModelInfo => ({ provider: 'p', model: 'm', price })
const cost = (usage: Usage, model: ModelInfo | undefined, billing: BillingClass = 'pay-per-token') =>
  computeCost(usage, model, billing)

describe('the cost of an attempt', () => {
  it.each<[string, Usage, ModelInfo, number]>([
    [
      'R72 1 000 fresh and 100 000 cached tokens',
      { inputTokens: 101_000, outputTokens: 0, cachedTokens: 100_000 },
      sonnet,
      0.033,
    ],
    ['input and output', { inputTokens: 1_000_000, outputTokens: 1_000_000 }, sonnet, 18],
    ['output with reasoning inside', { inputTokens: 0, outputTokens: 2_000, reasoningTokens: 1_500 }, sonnet, 0.03],
    [
      'R72 a cache write of 5 minutes',
      { inputTokens: 11_000, outputTokens: 0, cacheWriteTokens: 10_000 },
      sonnet,
      0.0405,
    ],
    [
      'a cache write of one hour, at twice the input price',
      { inputTokens: 10_000, outputTokens: 0, cacheWriteTokens: 10_000, cacheWrite1hTokens: 10_000 },
      sonnet,
      0.06,
    ],
    [
      'both cache writes',
      { inputTokens: 10_000, outputTokens: 0, cacheWriteTokens: 10_000, cacheWrite1hTokens: 4_000 },
      sonnet,
      0.0465,
    ],
    [
      'a cache write of one hour that is counted only there',
      { inputTokens: 5_000, outputTokens: 0, cacheWrite1hTokens: 5_000 },
      sonnet,
      0.03,
    ],
    ['more cached than input tokens', { inputTokens: 100, outputTokens: 0, cachedTokens: 1_000 }, sonnet, 0.0003],
    ['a request at the border of a tier', { inputTokens: 272_000, outputTokens: 1_000 }, tiered, 0.695],
    ['a request above it, whole', { inputTokens: 272_001, outputTokens: 1_000 }, tiered, 1.382505],
    [
      'cached tokens count towards the tier',
      { inputTokens: 300_000, outputTokens: 0, cachedTokens: 200_000 },
      tiered,
      0.6,
    ],
    ['the highest tier that is reached', { inputTokens: 1_000_000, outputTokens: 0 }, tiered, 10],
    ['zero tokens', { inputTokens: 0, outputTokens: 0 }, sonnet, 0],
  ])('prices %s', (_name, usage, model, usd) => {
    const result = cost(usage, model)
    expect(result.usd).toBeCloseTo(usd, 10)
    expect(result).toMatchObject({ source: 'computed' })
    expect(result.incomplete).toBeUndefined()
    expect(result.reason).toBeUndefined()
  })

  it('uses the price of a one-hour write where there is one', () => {
    const model = priced({ inputUsdPerMillion: 1, outputUsdPerMillion: 1, cacheWrite1hUsdPerMillion: 7 })
    expect(cost({ inputTokens: 1_000_000, outputTokens: 0, cacheWrite1hTokens: 1_000_000 }, model).usd).toBe(7)
  })

  it('is zero without tokens, whatever the price', () => {
    const unused = { inputTokens: 0, outputTokens: 0 }
    expect(cost(unused, undefined)).toEqual({ usd: 0, source: 'none', reason: 'No tokens were used.' })
    expect(cost(unused, priced({ inputUsdPerMillion: 1 })).usd).toBe(0)
    expect(cost({ ...unused, cachedTokens: 5 }, undefined).usd).toBeUndefined()
  })

  it('says of which day the prices are', () => {
    expect(cost({ inputTokens: 1, outputTokens: 1 }, sonnet).pricesAsOf).toBe('2026-11-10')
  })

  it.each<[string, Usage, ModelInfo | undefined, RegExp]>([
    ['an unknown model', { inputTokens: 1, outputTokens: 1 }, undefined, /No price/],
    ['a model without a price', { inputTokens: 1, outputTokens: 1 }, { provider: 'p', model: 'm' }, /No price/],
    ['an unknown output price', { inputTokens: 1, outputTokens: 1 }, priced({ inputUsdPerMillion: 1 }), /output/],
    ['an unknown input price', { inputTokens: 1, outputTokens: 1 }, priced({ outputUsdPerMillion: 1 }), /input/],
    ['no usage', {}, sonnet, /No usage/],
  ])('leaves the cost open for %s', (_name, usage, model, reason) => {
    const result = cost(usage, model)
    expect(result.usd).toBeUndefined()
    expect(result.source).toBe('none')
    expect(result.reason).toMatch(reason)
  })

  it.each<[string, Usage, ModelInfo, number, RegExp]>([
    [
      'cache reads',
      { inputTokens: 2_000, outputTokens: 0, cachedTokens: 1_000 },
      priced({ inputUsdPerMillion: 1, outputUsdPerMillion: 1 }),
      0.001,
      /price of cache reads/,
    ],
    [
      'cache writes',
      { inputTokens: 2_000, outputTokens: 0, cacheWriteTokens: 1_000 },
      tiered,
      0.0025,
      /price of cache writes/,
    ],
    ['output tokens', { inputTokens: 1_000 }, sonnet, 0.003, /number of output tokens/],
    ['input tokens', { outputTokens: 1_000 }, sonnet, 0.015, /number of input tokens/],
  ])('marks the cost incomplete where it does not know %s', (_name, usage, model, usd, reason) => {
    const result = cost(usage, model)
    expect(result.usd).toBeCloseTo(usd, 10)
    expect(result).toMatchObject({ source: 'computed', incomplete: true })
    expect(result.reason).toMatch(reason)
  })

  it('does not miss the price of what was not used', () => {
    const model = priced({ inputUsdPerMillion: 1 })
    expect(cost({ inputTokens: 1_000_000, outputTokens: 0, cachedTokens: 0 }, model)).toEqual({
      usd: 1,
      source: 'computed',
    })
  })

  it.each<[BillingClass, RegExp]>([
    ['local', /locally/],
    ['subscription', /subscription/],
  ])('R4 charges nothing for a %s target and says why', (billing, reason) => {
    for (const model of [sonnet, undefined]) {
      const result = cost({ inputTokens: 1_000, outputTokens: 1_000 }, model, billing)
      expect(result).toMatchObject({ usd: 0, source: 'none' })
      expect(result.reason).toMatch(reason)
    }
  })

  it('charges nothing for a free model, and says so', () => {
    const free = priced({ inputUsdPerMillion: 0, outputUsdPerMillion: 0 })
    expect(cost({ inputTokens: 1_000, outputTokens: 10, cachedTokens: 500 }, free, 'routes-to-many')).toMatchObject({
      usd: 0,
      source: 'none',
      reason: 'The model is free.',
    })
  })

  it.each<BillingClass>(['pay-per-token', 'free-tier', 'routes-to-many'])(
    'prices a target that is billed as %s',
    (billing) => {
      expect(cost({ inputTokens: 1_000_000, outputTokens: 0 }, sonnet, billing).usd).toBe(3)
    },
  )
})

describe('a cost that the provider reports', () => {
  const computed = cost({ inputTokens: 1_000_000, outputTokens: 0 }, sonnet)

  it('wins over the computed one, zero included', () => {
    expect(resolveCost(2.5, computed)).toEqual({ usd: 2.5, source: 'reported' })
    expect(resolveCost(0, computed)).toEqual({ usd: 0, source: 'reported' })
  })

  it('is passed over when it is absent or no amount', () => {
    for (const reported of [undefined, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(resolveCost(reported, computed)).toBe(computed)
  })
})

describe('the cost of a call', () => {
  it('adds the attempts up and names the weakest source and the oldest prices', () => {
    const sum = sumCosts([
      { usd: 1, source: 'reported' },
      { usd: 0.5, source: 'computed', pricesAsOf: '2026-11-10' },
      undefined,
      { usd: 0.25, source: 'computed', pricesAsOf: '2026-09-30' },
    ])
    expect(sum).toEqual({ usd: 1.75, source: 'computed', pricesAsOf: '2026-09-30' })
  })

  it('is incomplete when one attempt is unknown or incomplete, and says why', () => {
    expect(
      sumCosts([
        { usd: 1, source: 'reported' },
        { source: 'none', reason: 'No price.' },
      ]),
    ).toEqual({ usd: 1, source: 'reported', incomplete: true, reason: 'No price.' })
    expect(
      sumCosts([
        { usd: 1, source: 'computed', incomplete: true, reason: 'A.' },
        { usd: 0, source: 'none', reason: 'B.' },
      ]),
    ).toEqual({ usd: 1, source: 'computed', incomplete: true, reason: 'A.' })
  })

  it('is absent when nothing is known', () => {
    expect(sumCosts([{ source: 'none', reason: 'No price.' }])).toEqual({
      source: 'none',
      incomplete: true,
      reason: 'No price.',
    })
    expect(
      sumCosts([
        { source: 'none', reason: 'No price.' },
        { source: 'none', reason: 'No price.' },
      ]),
    ).toEqual({ source: 'none', incomplete: true, reason: 'No price.' })
  })

  it('is absent when all that is known is that a refusal was free: an unknown price is no zero', () => {
    expect(
      sumCosts([
        { usd: 0, source: 'none', reason: 'No tokens were used.' },
        { source: 'none', reason: 'No price.' },
      ]),
    ).toEqual({ source: 'none', incomplete: true, reason: 'No price.' })
  })

  it('is zero with a reason when nothing was charged', () => {
    expect(sumCosts([{ usd: 0, source: 'none', reason: 'Local.' }])).toEqual({
      usd: 0,
      source: 'none',
      reason: 'Local.',
    })
    expect(sumCosts([undefined])).toMatchObject({ usd: 0, source: 'none' })
    expect(sumCosts([])).toMatchObject({ usd: 0, source: 'none' })
  })
})
