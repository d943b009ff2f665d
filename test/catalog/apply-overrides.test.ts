import { describe, expect, it } from 'vitest'

import { applyOverrides } from '../../src/catalog/apply-overrides.ts'
import type { ModelInfo } from '../../src/vocabulary/model.ts'

const info: ModelInfo = {
  provider: 'p',
  model: 'm',
  contextWindow: 100_000,
  capabilities: { vision: true, tools: true },
  efforts: { low: 'low', high: 'high' },
  price: { inputUsdPerMillion: 3, outputUsdPerMillion: 15, cacheReadUsdPerMillion: 0.3 },
  priceTiers: [{ aboveInputTokens: 1_000, inputUsdPerMillion: 6 }],
  asOf: '2026-11-10',
}

describe('overrides of a model', () => {
  it('replace what they name and leave the rest', () => {
    expect(applyOverrides(info, { contextWindow: 32_000, tier: 'fast' })).toEqual({
      ...info,
      contextWindow: 32_000,
      tier: 'fast',
    })
    expect(applyOverrides(info, undefined)).toBe(info)
  })

  it('say nothing with a member that is undefined', () => {
    expect(
      applyOverrides(info, { contextWindow: undefined, price: { cacheReadUsdPerMillion: undefined } }).contextWindow,
    ).toBe(100_000)
    expect(applyOverrides(info, { price: { cacheReadUsdPerMillion: undefined } }).price).toEqual(info.price)
  })

  it('merge capabilities and efforts member by member', () => {
    expect(applyOverrides(info, { capabilities: { vision: false, pdf: true } }).capabilities).toEqual({
      vision: false,
      tools: true,
      pdf: true,
    })
    expect(applyOverrides(info, { efforts: { high: null } }).efforts).toEqual({ low: 'low', high: null })
  })

  it('make a model known that the catalogue does not list', () => {
    expect(applyOverrides({ provider: 'own', model: 'x' }, { maxOutputTokens: 5 })).toEqual({
      provider: 'own',
      model: 'x',
      maxOutputTokens: 5,
    })
  })

  it('drop the prices that hang on an overridden one', () => {
    const cheaper = applyOverrides(info, { price: { inputUsdPerMillion: 1 } })
    expect(cheaper.price).toEqual({ inputUsdPerMillion: 1, outputUsdPerMillion: 15 })
    expect('priceTiers' in cheaper).toBe(false)
    expect('asOf' in cheaper).toBe(false)
  })

  it('add a price to the others, and keep tiers and a day that they give', () => {
    const added = applyOverrides(info, { price: { cacheWriteUsdPerMillion: 4 }, asOf: '2026-12-01' })
    expect(added.price).toEqual({ ...info.price, cacheWriteUsdPerMillion: 4 })
    expect(added.priceTiers).toBe(info.priceTiers)
    expect(added.asOf).toBe('2026-12-01')
    const tiers = [{ aboveInputTokens: 5, inputUsdPerMillion: 9 }]
    expect(applyOverrides(info, { price: { outputUsdPerMillion: 1 }, priceTiers: tiers }).priceTiers).toBe(tiers)
  })
})
