import { gzipSync } from 'node:zlib'

import { describe, expect, it } from 'vitest'

import { createCatalog } from '../../src/catalog/catalog.ts'
import { findModel } from '../../src/catalog/find-model.ts'
import { loadCatalog } from '../../src/catalog/load-catalog.ts'
import { loadCatalogData } from '../../src/catalog/load-rows.ts'

const catalog = createCatalog(await loadCatalogData())
const find = (provider: string, model: string) => findModel(catalog, provider, model)

describe('the catalogue', () => {
  it('gives all that is known of a model', () => {
    expect(find('anthropic', 'claude-sonnet-4-6')).toEqual({
      provider: 'anthropic',
      model: 'claude-sonnet-4-6',
      name: 'Claude Sonnet 4.6',
      contextWindow: 1_000_000,
      maxOutputTokens: 128_000,
      capabilities: { vision: true, pdf: true, audio: false, tools: true, 'structured-output': true, reasoning: true },
      tier: 'balanced',
      price: {
        inputUsdPerMillion: 3,
        outputUsdPerMillion: 15,
        cacheReadUsdPerMillion: 0.3,
        cacheWriteUsdPerMillion: 3.75,
      },
      priceFactors: { batch: 0.5 },
      asOf: '2026-11-10',
      efforts: { none: 'none', minimal: null, low: 'low', medium: 'medium', high: 'high', xhigh: null, max: 'max' },
      thinking: ['adaptive', 'budget'],
      thinkingBudget: { minTokens: 1024 },
      modalities: { input: ['text', 'image', 'pdf'], output: ['text'] },
      releasedOn: '2026-02-17',
      knowledgeCutoff: '2025-08-31',
      cacheMinTokens: 2048,
      cacheTtls: ['5m', '1h'],
    })
    expect(find('openai', 'gpt-5.4')).toMatchObject({
      maxInputTokens: 922_000,
      priceTiers: [
        { aboveInputTokens: 272_000, inputUsdPerMillion: 5, outputUsdPerMillion: 22.5, cacheReadUsdPerMillion: 0.5 },
      ],
    })
    expect(find('openai', 'gpt-5.5')?.sampling).toBe(false)
    expect(find('groq', 'qwen/qwen3.6-27b')?.efforts).toMatchObject({ none: 'none', low: null, high: 'default' })
  })

  it('R187 R188 has the prices of D1, not those of the brief', () => {
    expect(find('anthropic', 'claude-opus-4-5-20251101')?.price).toMatchObject({
      inputUsdPerMillion: 5,
      outputUsdPerMillion: 25,
    })
    expect(find('anthropic', 'claude-sonnet-4-5-20250929')?.price).toMatchObject({
      inputUsdPerMillion: 3,
      outputUsdPerMillion: 15,
    })
    expect(find('openai', 'gpt-5.4')?.price).toMatchObject({
      inputUsdPerMillion: 2.5,
      outputUsdPerMillion: 15,
      cacheReadUsdPerMillion: 0.25,
    })
  })

  it('knows every model of its providers, each once, and never a price or limit of a filler', () => {
    expect(catalog.providers).toHaveLength(37)
    const count = catalog.providers.reduce((sum, provider) => sum + catalog.models(provider).length, 0)
    expect(count).toBe(763 + 10)
    for (const provider of catalog.providers) {
      const models = catalog.models(provider)
      expect(new Set(models.map((model) => model.model)).size).toBe(models.length)
      for (const model of models) {
        const { inputUsdPerMillion, cacheReadUsdPerMillion, cacheWriteUsdPerMillion, ...price } = model.price ?? {}
        for (const value of [model.contextWindow ?? 1, model.maxInputTokens ?? 1, model.maxOutputTokens ?? 1])
          expect(value).toBeGreaterThan(0)
        for (const value of Object.values(price)) expect(value).toBeGreaterThanOrEqual(0)
        if (inputUsdPerMillion !== 0) expect([cacheReadUsdPerMillion, cacheWriteUsdPerMillion]).not.toContain(0)
        expect(model.asOf).toMatch(/^2026-\d\d-\d\d$/)
      }
    }
  })

  it('is small enough for its chunk, and loads as one', async () => {
    expect(gzipSync(JSON.stringify(await loadCatalogData()), { level: 9 }).byteLength).toBeLessThan(20_000)
    const loaded = await loadCatalog()
    expect(loaded.find('deepseek', 'deepseek-flash')?.maxOutputTokens).toBe(384_000)
  })

  it('finds a provider under its other names', () => {
    expect(find('anthropic-subscription', 'claude-opus-5')).toMatchObject({
      provider: 'anthropic-subscription',
      contextWindow: 1_000_000,
    })
  })
})

describe('finding a model', () => {
  it.each([
    ['openai', 'gpt-5.4-2026-03-05', 'gpt-5.4'],
    ['openai', 'o3-2025-04-16', 'o3'],
    ['anthropic', 'claude-sonnet-4-6-20260217', 'claude-sonnet-4-6'],
    ['anthropic', 'claude-haiku-4-5@20251001', 'claude-haiku-4-5'],
  ])('takes a dated snapshot for its model: %s %s', (provider, snapshot, model) => {
    expect(find(provider, snapshot)).toEqual({ ...find(provider, model), model: snapshot })
    expect(find(provider, snapshot)?.price).toBeDefined()
  })

  it('gives a snapshot its own row where it has one', () => {
    expect(find('openai', 'gpt-4o-2024-05-13')?.price?.inputUsdPerMillion).toBe(5)
    expect(find('openai', 'gpt-4o')?.price?.inputUsdPerMillion).toBe(2.5)
  })

  it.each([
    ['openai', ''],
    ['openai', 'gpt'],
    ['openai', 'gpt-4.10'],
    ['openai', 'gpt-5.4-preview'],
    ['openai', 'my-gpt-5.4'],
    ['openai', 'GPT-5.4'],
    ['openai', 'gpt-5.4-20269999'],
    ['openai', 'gpt-4-0613'],
    ['openai', 'gpt-9-2026-01-01'],
    ['openai', '-2026-01-01'],
    ['openai', 'constructor'],
    ['__proto__', 'constructor'],
    ['nobody', 'gpt-5.4'],
    ['anthropic', 'gpt-5.4'],
    ['groq', 'llama-3.3-8b-instant'],
    ['openrouter', 'claude-sonnet-4-6'],
    ['openrouter', 'anthropic/claude-nothing-1.0'],
    ['openrouter', 'openai/gpt-oss-120b'],
    ['openrouter', 'anthropic/claude-sonnet-4.6:constructor'],
    ['openrouter', 'qwen/qwen9:nitro'],
    ['openai', 'gpt-5.4:free'],
  ])('knows nothing of %s %j', (provider, model) => {
    expect(find(provider, model)).toBeUndefined()
  })
})

describe('finding a model of OpenRouter', () => {
  it('R211 finds its own ids and those of closed vendors', () => {
    expect(find('openrouter', 'z-ai/glm-5.3')?.price?.outputUsdPerMillion).toBe(1.4)
    const { priceFactors: _own, ...sonnet } = find('anthropic', 'claude-sonnet-4-6') ?? {}
    expect(find('openrouter', 'anthropic/claude-sonnet-4.6')).toEqual({
      ...sonnet,
      provider: 'openrouter',
      model: 'anthropic/claude-sonnet-4.6',
    })
    expect(find('openrouter', 'openai/gpt-5.4')?.priceTiers).toHaveLength(1)
    expect(find('openrouter', 'x-ai/grok-4.3')?.contextWindow).toBe(1_000_000)
  })

  it("may take the vendor's price, as other gateways may, for both list the same wherever both list a model", () => {
    const vendors: Record<string, string> = { anthropic: 'anthropic', openai: 'openai', 'x-ai': 'xai', xai: 'xai' }
    const pairs = ['openrouter', 'vercel-ai-gateway'].flatMap((gateway) =>
      catalog.models(gateway).flatMap((listed) => {
        const [vendor = '', id = ''] = listed.model.split('/')
        const own = find(vendors[vendor] ?? '', vendor === 'anthropic' ? id.replaceAll('.', '-') : id)
        return own === undefined ? [] : [[listed, own] as const]
      }),
    )
    expect(pairs.length).toBeGreaterThan(9)
    for (const [listed, own] of pairs)
      expect([listed.model, listed.price, listed.priceTiers]).toEqual([listed.model, own.price, own.priceTiers])
  })

  it('knows that a :free variant costs nothing, whatever else it knows', () => {
    const free = find('openrouter', 'openai/gpt-5.4:free')
    expect(free).toMatchObject({
      model: 'openai/gpt-5.4:free',
      contextWindow: 1_050_000,
      price: { inputUsdPerMillion: 0, outputUsdPerMillion: 0 },
    })
    expect(free?.priceTiers).toBeUndefined()
    expect(find('openrouter', 'meta-llama/llama-9:free')).toMatchObject({
      provider: 'openrouter',
      price: { inputUsdPerMillion: 0 },
    })
    expect(find('openrouter', 'cohere/north-mini-code:free')).toMatchObject({
      maxOutputTokens: 64_000,
      price: { outputUsdPerMillion: 0 },
    })
  })

  it('keeps the limits of a variant, and its price only where it is that of the model', () => {
    const model = find('openrouter', 'deepseek/deepseek-v4.1-flash')
    const nitro = find('openrouter', 'deepseek/deepseek-v4.1-flash:nitro')
    expect(nitro?.contextWindow).toBe(model?.contextWindow)
    expect([nitro?.price, nitro?.priceTiers]).toEqual([undefined, undefined])
    expect(find('openrouter', 'deepseek/deepseek-v4.1-flash:floor')?.price).toEqual(model?.price)
  })

  it('does not take a router that picks a paid model for a free one', () => {
    expect(find('openrouter', 'openrouter/auto')?.price).toBeUndefined()
    expect(find('openrouter', 'openrouter/free')?.price?.inputUsdPerMillion).toBe(0)
    expect(find('openrouter', 'openrouter/free')?.maxOutputTokens).toBeUndefined()
  })
})
