import { describe, expect, it } from 'vitest'

import { createCatalog } from '../../src/catalog/catalog.ts'
import { catalogOf } from '../../src/catalog/find-model.ts'
import { readModelsDev } from '../../src/catalog/models-dev.ts'
import { loadCatalogData } from '../../src/catalog/load-rows.ts'
import { mapProblem, renewedRows } from '../../src/catalog/renewed-rows.ts'

const builtIn = createCatalog(await loadCatalogData())
const day = '2026-12-24'
const mapOf = (providers: unknown) => readModelsDev(providers, day) ?? expect.fail('no map')
const modelsOf = (facts: unknown, provider = 'google') => mapOf({ [provider]: { id: provider, models: { m: facts } } })

const whole = {
  id: 'm',
  name: 'M',
  attachment: true,
  reasoning: true,
  tool_call: true,
  structured_output: false,
  temperature: false,
  knowledge: '2026-01',
  release_date: '2026-05-06',
  last_updated: '2026-05-06',
  modalities: { input: ['text', 'image', 'smell'], output: ['text'] },
  open_weights: true,
  status: 'beta',
  limit: { context: 128_000, input: 100_000, output: 8192 },
  cost: {
    input: 1,
    output: 2,
    cache_read: 0.1,
    cache_write: 0,
    tiers: [{ tier: { type: 'context', size: 9 }, input: 3, output: 4 }],
  },
}

describe('a map in the format of models.dev', () => {
  it('R167 R168 R169 R170 is read member by member, under our name of the provider', () => {
    expect(modelsOf(whole).providers.get('gemini')?.get('m')).toEqual({
      provider: 'gemini',
      model: 'm',
      name: 'M',
      asOf: day,
      contextWindow: 128_000,
      maxInputTokens: 100_000,
      maxOutputTokens: 8192,
      releasedOn: '2026-05-06',
      knowledgeCutoff: '2026-01',
      openWeights: true,
      sampling: false,
      status: 'beta',
      modalities: { input: ['text', 'image'], output: ['text'] },
      capabilities: {
        vision: true,
        pdf: false,
        audio: false,
        tools: true,
        'structured-output': false,
        reasoning: true,
      },
      price: { inputUsdPerMillion: 1, outputUsdPerMillion: 2, cacheReadUsdPerMillion: 0.1 },
      priceTiers: [{ aboveInputTokens: 9, inputUsdPerMillion: 3, outputUsdPerMillion: 4 }],
    })
  })

  it('has the older spelling of a tier too', () => {
    const cost = { input: 1, output: 2, context_over_200k: { input: 3, output: 4 } }
    expect(
      modelsOf({ ...whole, cost })
        .providers.get('gemini')
        ?.get('m')?.priceTiers,
    ).toEqual([{ aboveInputTokens: 200_000, inputUsdPerMillion: 3, outputUsdPerMillion: 4 }])
  })

  it.each<[string, unknown]>([
    ['no object', 7],
    ['no limits', { ...whole, limit: undefined }],
    ['a price that is a text', { ...whole, cost: { input: '1', output: 2 } }],
    ['a price below 0', { ...whole, cost: { input: -1, output: 2 } }],
    ['half a price', { ...whole, cost: { input: 1 } }],
    ['a tier without a size', { ...whole, cost: { input: 1, output: 2, tiers: [{ input: 1, output: 2 }] } }],
    ['a price that is a list', { ...whole, cost: [] }],
  ])('leaves out an entry with %s, and keeps the others', (_name, bad) => {
    const map = mapOf({ google: { models: { bad, m: whole } }, broken: 'x' })
    expect([map.models, map.leftOut, [...(map.providers.get('gemini')?.keys() ?? [])]]).toEqual([1, 2, ['m']])
  })

  it.each([undefined, null, 'text', 5, []])('is none: %j', (json) => {
    expect(readModelsDev(json, day)).toBeUndefined()
  })

  it('knows no price where there is none, and never 0', () => {
    expect(
      modelsOf({ ...whole, cost: undefined })
        .providers.get('gemini')
        ?.get('m')?.price,
    ).toBeUndefined()
    expect(
      modelsOf({ ...whole, limit: { context: 0, output: 0 } })
        .providers.get('gemini')
        ?.get('m'),
    ).not.toHaveProperty('contextWindow')
  })

  it('E6 may not replace what is built in with less than half of it', () => {
    const many = (count: number) =>
      mapOf({ a: { models: Object.fromEntries(Array.from({ length: count }, (_, at) => [`m${at}`, whole])) } })
    expect(mapProblem(many(49), builtIn)).toContain('49 models')
    expect(mapProblem(many(386), builtIn)).toContain('fewer than 387')
    expect(mapProblem(many(387), builtIn)).toBeUndefined()
  })
})

describe('rows with a newer map over them', () => {
  const map = mapOf({
    google: { models: { 'gemini-4-argon': { ...whole, cost: { input: 9, output: 10 } }, new: whole } },
    anthropic: { models: { 'claude-sonnet-4-6': { limit: { context: 5 } } } },
    deepseek: { models: { 'deepseek-flash': { ...whole, cost: { input: 7, output: 8 } } } },
    elsewhere: { models: { m: whole } },
  })
  const catalog = catalogOf(renewedRows(builtIn, map))

  it('take prices whole, and end what was announced for the old ones', () => {
    const argon = catalog.find('gemini', 'gemini-4-argon')
    expect(argon?.price).toEqual({ inputUsdPerMillion: 9, outputUsdPerMillion: 10 })
    expect([argon?.priceChanges, argon?.priceTiers, argon?.asOf]).toEqual([undefined, undefined, day])
    expect(catalog.find('deepseek', 'deepseek-flash')?.peakHours).toBeUndefined()
    expect(argon?.priceFactors).toEqual({ batch: 0.5, flex: 0.5 })
  })

  it('keep what the map does not know', () => {
    const known = builtIn.exact('gemini', 'gemini-4-argon')
    expect(catalog.find('gemini', 'gemini-4-argon')).toMatchObject({
      efforts: known?.efforts,
      thinking: known?.thinking,
    })
    const sonnet = catalog.find('anthropic', 'claude-sonnet-4-6')
    expect(sonnet).toMatchObject({ contextWindow: 5, price: { inputUsdPerMillion: 3 }, asOf: '2026-11-10' })
    expect(catalog.find('anthropic', 'claude-opus-5')).toEqual(builtIn.exact('anthropic', 'claude-opus-5'))
  })

  it('list what either side knows, each once', () => {
    const ids = catalog.models('gemini').map(({ model }) => model)
    expect(ids).toHaveLength(builtIn.models('gemini').length + 1)
    expect(ids.at(-1)).toBe('new')
    expect(catalog.providers.at(-1)).toBe('elsewhere')
    expect(catalog.find('elsewhere', 'm')?.maxOutputTokens).toBe(8192)
  })
})
