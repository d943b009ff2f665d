import { describe, expect, it } from 'vitest'

import { createCatalog } from '../../src/catalog/catalog.ts'
import { findModel } from '../../src/catalog/find-model.ts'
import { loadCatalogData } from '../../src/catalog/load-rows.ts'

const catalog = createCatalog(await loadCatalogData())
const find = (provider: string, model: string) => findModel(catalog, provider, model)

type Figures = readonly [input: number, output: number, cacheRead?: number, cacheWrite?: number]

/** Requirement, provider, model, what the facts say in USD per million tokens (they win over the brief). */
const table: readonly (readonly [string, string, string, Figures])[] = [
  ['R184', 'anthropic', 'claude-sonnet-4-6', [3, 15, 0.3, 3.75]],
  ['R185', 'anthropic', 'claude-opus-4-6', [5, 25, 0.5, 6.25]],
  ['R186', 'anthropic', 'claude-haiku-4-5-20251001', [1, 5, 0.1, 1.25]],
  ['R187', 'anthropic', 'claude-sonnet-4-5-20250929', [3, 15, 0.3, 3.75]],
  ['R188', 'anthropic', 'claude-opus-4-5-20251101', [5, 25, 0.5, 6.25]],
  ['R189', 'anthropic', 'claude-opus-4-1-20250805', [15, 75, 1.5, 18.75]],
  ['R190', 'anthropic', 'claude-sonnet-4-20250514', [3, 15, 0.3, 3.75]],
  ['R191 (the id that exists)', 'anthropic', 'claude-opus-4-20250514', [15, 75, 1.5, 18.75]],
  ['R198', 'openai', 'gpt-5.4', [2.5, 15, 0.25]],
  ['R198', 'openai', 'gpt-5.4-mini', [0.75, 4.5, 0.075]],
  ['R198', 'openai', 'gpt-5.4-nano', [0.2, 1.25, 0.02]],
  ['R198', 'openai', 'gpt-5.2', [1.75, 14, 0.175]],
  ['R198', 'openai', 'gpt-4o', [2.5, 10, 1.25]],
  ['R203', 'gemini', 'gemini-2.5-flash', [0.3, 2.5, 0.03]],
  ['R203', 'gemini', 'gemini-2.5-pro', [1.25, 10, 0.125]],
  ['R204', 'deepseek', 'deepseek-chat', [0.14, 0.28, 0.0028]],
  ['R204', 'deepseek', 'deepseek-flash', [0.3, 1.2, 0.006]],
  ['R205', 'zai', 'glm-5', [1, 3.2, 0.2]],
  ['R205', 'zai', 'glm-5-turbo', [1.2, 4, 0.24]],
  ['R205', 'zai', 'glm-4.7', [0.6, 2.2, 0.11]],
  ['R206', 'xai', 'grok-4.3', [1.25, 2.5, 0.2]],
  ['R207', 'mistral', 'mistral-large-latest', [0.5, 1.5, 0.05]],
  ['R208', 'groq', 'llama-3.3-70b-versatile', [0.59, 0.79]],
  ['R208', 'groq', 'llama-3.1-8b-instant', [0.05, 0.08]],
]

describe('the price table', () => {
  it.each(table)('%s: %s %s', (_id, provider, model, [input, output, cacheRead, cacheWrite]) => {
    expect(find(provider, model)?.price).toEqual({
      inputUsdPerMillion: input,
      outputUsdPerMillion: output,
      ...(cacheRead === undefined ? {} : { cacheReadUsdPerMillion: cacheRead }),
      ...(cacheWrite === undefined ? {} : { cacheWriteUsdPerMillion: cacheWrite }),
    })
  })

  it.each([
    ['R191', 'anthropic', 'claude-opus-4-20250522'],
    ['R206', 'xai', 'grok-4'],
    ['R208', 'groq', 'llama-3.3-8b-instant'],
    ['D1', 'anthropic', 'claude-haiku-4-20250514'],
  ])('%s has no %s %s, which no listing shows', (_id, provider, model) => {
    expect(find(provider, model)?.price).toBeUndefined()
  })

  it.each([
    ['R184', 'anthropic', 'claude-sonnet-4-6', 'balanced'],
    ['R185', 'anthropic', 'claude-opus-4-6', 'flagship'],
    ['R186', 'anthropic', 'claude-haiku-4-5-20251001', 'fast'],
  ])('%s: %s %s is a %s model', (_id, provider, model, tier) => {
    expect(find(provider, model)?.tier).toBe(tier)
  })

  it('R182 R196 a batch costs half at Anthropic, OpenAI, Gemini, Bedrock and Groq, and an unknown part elsewhere', () => {
    const batch = (provider: string) => new Set(catalog.models(provider).map((model) => model.priceFactors?.batch))
    for (const provider of ['openai', 'groq', 'bedrock', 'gemini', 'anthropic']) {
      expect(batch(provider).has(0.5)).toBe(true)
      for (const model of catalog.models(provider))
        expect(model.priceFactors?.batch).toBe(model.price === undefined ? undefined : 0.5)
    }
    for (const provider of ['openrouter', 'deepseek', 'xai', 'mistral', 'azure-openai'])
      expect([...batch(provider)]).toEqual([undefined])
  })

  it('knows flex and priority at OpenAI', () => {
    expect(find('openai', 'gpt-5.4')?.priceFactors).toEqual({ batch: 0.5, flex: 0.5, priority: 2 })
    expect(find('openai', 'gpt-5.5')?.priceFactors).toEqual({ batch: 0.5, flex: 0.5, priority: 2.5 })
    expect(find('openai', 'gpt-5.5-2026-04-01')?.priceFactors?.priority).toBe(2.5)
  })

  it('R91 recommends local models', () => {
    const recommended = catalog.models('ollama').filter(({ recommendedFor }) => recommendedFor !== undefined)
    expect(recommended.map(({ model, recommendedFor }) => [model, recommendedFor])).toEqual([
      ['llama3.2', 'quick'],
      ['qwen2.5:14b', 'balanced'],
      ['deepseek-r1:14b', 'coding'],
    ])
    expect(find('ollama', 'llama3.2')?.tier).toBe('fast')
    expect(find('ollama', 'qwen2.5:14b')?.tier).toBe('balanced')
  })

  it('R93 knows the Gemini models, and that 2.0 is on its way out', () => {
    expect(find('gemini', 'gemini-2.5-pro')).toMatchObject({ tier: 'flagship', recommendedFor: 'most-capable' })
    expect(find('gemini', 'gemini-2.5-flash')).toMatchObject({ tier: 'fast', recommendedFor: 'fast' })
    expect(find('gemini', 'gemini-2.0-flash')).toMatchObject({ status: 'deprecated', replacedBy: 'gemini-3.8-flash' })
  })

  it('names what replaces a model that is gone, and a model that exists', () => {
    expect(find('anthropic', 'claude-3-5-sonnet-20241022')).toMatchObject({ status: 'retired', maxOutputTokens: 8192 })
    expect(find('anthropic', 'claude-sonnet-4-5')).toMatchObject({ status: 'deprecated', retiresOn: '2026-11-30' })
    const replaced = catalog.providers.flatMap((provider) =>
      catalog.models(provider).filter(({ replacedBy }) => replacedBy !== undefined),
    )
    expect(replaced.length).toBeGreaterThan(8)
    for (const { provider, replacedBy = '' } of replaced) {
      expect(find(provider, replacedBy)).toBeDefined()
      expect(find(provider, replacedBy)?.status).toBeUndefined()
    }
  })

  it('carries what caching needs', () => {
    expect(find('anthropic', 'claude-haiku-4-5')).toMatchObject({ cacheMinTokens: 4096, cacheTtls: ['5m', '1h'] })
    expect(find('bedrock', 'us.anthropic.claude-opus-5')).toMatchObject({
      cacheMinTokens: 512,
      cacheTtls: ['5m', '1h'],
    })
    expect(find('anthropic', 'claude-opus-5-5')?.cacheMinTokens).toBeUndefined()
    expect(find('gemini', 'gemini-2.5-flash')?.cacheMinTokens).toBe(2048)
    expect(find('openai', 'gpt-6-sol')).toMatchObject({ cacheMinTokens: 1024, cacheTtls: ['30m', '12h'] })
    expect(find('openai', 'gpt-5.4')?.cacheTtls).toBeUndefined()
  })

  it('does not take the price of a plan for that of the general endpoint', () => {
    expect(find('zai', 'glm-5.3-highspeed')?.price).toBeUndefined()
    expect(find('zai', 'glm-4.5-flash')?.price).toMatchObject({ inputUsdPerMillion: 0 })
    expect(find('azure-openai', 'model-router')?.price).toBeUndefined()
  })
})
