import { beforeAll, describe, expect, it } from 'vitest'

import { computeCost, type Circumstances } from '../../src/budget/compute-cost.ts'
import { loadCatalog, type Catalog } from '../../src/catalog/load-catalog.ts'
import type { Usage } from '../../src/vocabulary/usage.ts'

let catalog: Catalog
beforeAll(async () => {
  catalog = await loadCatalog()
})

const million = 1_000_000
const utc = (text: string): number => Date.parse(`${text}Z`)

/** Family, provider, model, usage, USD worked out by hand, and when or how it was served. */
const table: readonly (readonly [string, string, string, Usage, number, Circumstances?])[] = [
  // 100 000 fresh * 3 + 800 000 read * 0.30 + 60 000 for 5 minutes * 3.75 + 40 000 for an hour * 6 + 20 000 out * 15.
  [
    'Anthropic, every kind of input',
    'anthropic',
    'claude-sonnet-4-6',
    {
      inputTokens: million,
      cachedTokens: 800_000,
      cacheWriteTokens: 100_000,
      cacheWrite1hTokens: 40_000,
      outputTokens: 20_000,
      reasoningTokens: 15_000,
    },
    0.3 + 0.24 + 0.225 + 0.24 + 0.3,
  ],
  ['Anthropic below a tier', 'anthropic', 'claude-haiku-5-5', { inputTokens: 100_000, outputTokens: 1_000 }, 0.0105],
  ['Anthropic above it', 'anthropic', 'claude-haiku-5-5', { inputTokens: 100_001, outputTokens: 1_000 }, 0.0525005],
  // 50 000 * 0.50 + 70 000 * 0.05 + 1 000 * 2.50: the cached ones count towards the tier.
  [
    'Anthropic above it with cached input',
    'anthropic',
    'claude-haiku-5-5',
    { inputTokens: 120_000, cachedTokens: 70_000, outputTokens: 1_000 },
    0.025 + 0.0035 + 0.0025,
  ],
  [
    'Anthropic in a batch (R182)',
    'anthropic',
    'claude-opus-4-6',
    { inputTokens: million, outputTokens: million },
    15,
    { serviceTier: 'batch' },
  ],
  [
    'OpenAI',
    'openai',
    'gpt-5.4',
    { inputTokens: 200_000, cachedTokens: 100_000, outputTokens: 10_000 },
    0.25 + 0.025 + 0.15,
  ],
  // 200 000 fresh * 5 + 100 000 cached * 0.50 + 10 000 * 22.50.
  [
    'OpenAI above a tier',
    'openai',
    'gpt-5.4',
    { inputTokens: 300_000, cachedTokens: 100_000, outputTokens: 10_000 },
    1 + 0.05 + 0.225,
  ],
  ['OpenAI flex', 'openai', 'gpt-5.4', { inputTokens: 200_000, outputTokens: 10_000 }, 0.325, { serviceTier: 'flex' }],
  [
    'OpenAI priority',
    'openai',
    'gpt-5.4',
    { inputTokens: 200_000, outputTokens: 10_000 },
    1.3,
    { serviceTier: 'priority' },
  ],
  [
    'OpenAI priority on 5.5',
    'openai',
    'gpt-5.5',
    { inputTokens: 100_000, outputTokens: 0 },
    1.25,
    { serviceTier: 'fast' },
  ],
  [
    'OpenAI batch (R196)',
    'openai',
    'gpt-4o',
    { inputTokens: million, outputTokens: 0 },
    1.25,
    { serviceTier: 'batch' },
  ],
  ['OpenAI as usual', 'openai', 'gpt-4o', { inputTokens: million, outputTokens: 0 }, 2.5, { serviceTier: 'default' }],
  // Writes are charged from 5.6 on.
  [
    'OpenAI cache writes',
    'openai',
    'gpt-6-sol',
    { inputTokens: 100_000, cacheWriteTokens: 100_000, outputTokens: 0 },
    0.25,
  ],
  [
    'Gemini with thoughts',
    'gemini',
    'gemini-2.5-pro',
    { inputTokens: 100_000, cachedTokens: 40_000, outputTokens: 8_000, reasoningTokens: 6_000 },
    0.075 + 0.005 + 0.08,
  ],
  ['Gemini above a tier', 'gemini', 'gemini-2.5-pro', { inputTokens: 200_001, outputTokens: 8_000 }, 0.5000025 + 0.12],
  [
    'Gemini flex',
    'gemini',
    'gemini-2.5-flash',
    { inputTokens: million, outputTokens: 0 },
    0.15,
    { serviceTier: 'FLEX' },
  ],
  [
    'Gemini before an announced price',
    'gemini',
    'gemini-4-argon',
    { inputTokens: million, outputTokens: million },
    12,
    { at: utc('2026-11-30T23:59:59') },
  ],
  [
    'Gemini from its day on',
    'gemini',
    'gemini-4-argon',
    { inputTokens: million, outputTokens: million },
    24,
    { at: utc('2026-12-01T00:00:00') },
  ],
  [
    'Bedrock in a geography',
    'bedrock',
    'us.anthropic.claude-sonnet-5-5',
    { inputTokens: million, outputTokens: 100_000 },
    2.2 + 1.1,
  ],
  [
    'Bedrock for an hour',
    'bedrock',
    'global.anthropic.claude-sonnet-5-5',
    { inputTokens: 100_000, cacheWriteTokens: 100_000, cacheWrite1hTokens: 100_000, outputTokens: 0 },
    0.4,
  ],
  ['Vertex', 'google-vertex', 'claude-opus-4-5@20251101', { inputTokens: 100_000, outputTokens: 10_000 }, 0.75],
  ['Azure', 'azure-openai', 'gpt-5.6-cyber', { inputTokens: 100_000, outputTokens: 10_000 }, 1.25 + 0.75],
  ['Foundry', 'azure-anthropic', 'claude-sonnet-5-5', { inputTokens: 100_000, outputTokens: 10_000 }, 0.3],
  [
    'DeepSeek at its peak',
    'deepseek',
    'deepseek-flash',
    { inputTokens: million, cachedTokens: 900_000, outputTokens: 100_000 },
    0.03 + 0.0054 + 0.12,
    { at: utc('2026-11-20T09:59:59') },
  ],
  [
    'DeepSeek after it',
    'deepseek',
    'deepseek-flash',
    { inputTokens: million, cachedTokens: 900_000, outputTokens: 100_000 },
    0.015 + 0.0027 + 0.06,
    { at: utc('2026-11-20T10:00:00') },
  ],
  [
    'DeepSeek on a Saturday',
    'deepseek',
    'deepseek-v4-pro',
    { inputTokens: million, outputTokens: 0 },
    0.66,
    { at: utc('2026-11-21T02:00:00') },
  ],
  [
    'xAI above a tier',
    'xai',
    'grok-4.7',
    { inputTokens: 250_000, cachedTokens: 50_000, outputTokens: 1_000 },
    0.8 + 0.05 + 0.012,
  ],
  [
    'Groq',
    'groq',
    'openai/gpt-oss-120b',
    { inputTokens: 100_000, cachedTokens: 50_000, outputTokens: 1_000 },
    0.0075 + 0.00375 + 0.0006,
  ],
  ['Mistral', 'mistral', 'mistral-large-latest', { inputTokens: million, outputTokens: million }, 2],
  ['Moonshot', 'moonshot', 'kimi-k3', { inputTokens: 100_000, outputTokens: 10_000 }, 0.45],
  ['Z.AI', 'zai', 'glm-4.7', { inputTokens: 100_000, outputTokens: 10_000 }, 0.06 + 0.022],
  ['OpenRouter', 'openrouter', 'anthropic/claude-sonnet-4.6', { inputTokens: 100_000, outputTokens: 10_000 }, 0.45],
  ['Vercel', 'vercel-ai-gateway', 'openai/gpt-6-luna', { inputTokens: 100_000, outputTokens: 10_000 }, 0.015],
]

describe('the cost by the catalogue', () => {
  it.each(table.map((row) => [row[0], row] as const))(
    'of %s',
    (_name, [, provider, model, usage, usd, circumstances]) => {
      const cost = computeCost(usage, catalog.find(provider, model), 'pay-per-token', circumstances)
      expect(cost).toMatchObject({ source: 'computed' })
      expect(cost.incomplete).toBeUndefined()
      expect(cost.usd).toBeCloseTo(usd, 10)
    },
  )

  it.each([
    ['xai', 'grok-4.7', 'batch'],
    ['openai', 'gpt-5.4', 'ultrafast'],
    ['openrouter', 'anthropic/claude-sonnet-4.6', 'provisioned'],
    ['google-vertex', 'gemini-2.5-pro', 'PROVISIONED_THROUGHPUT'],
    ['anthropic', 'claude-sonnet-4-6', 'priority'],
    ['anthropic', 'claude-sonnet-4-6', 'constructor'],
  ])('is unknown for %s %s served as %s, and says so', (provider, model, serviceTier) => {
    const usage = { inputTokens: 10, outputTokens: 10 }
    const cost = computeCost(usage, catalog.find(provider, model), 'pay-per-token', { serviceTier })
    expect(cost).toMatchObject({ source: 'none', reason: expect.stringContaining(serviceTier) as unknown })
    expect(cost.usd).toBeUndefined()
  })

  it('is unknown above a tier when a new base price was announced', () => {
    const model = {
      provider: 'p',
      model: 'm',
      price: { inputUsdPerMillion: 1, outputUsdPerMillion: 1 },
      priceTiers: [{ aboveInputTokens: 100, inputUsdPerMillion: 2, outputUsdPerMillion: 2 }],
      priceChanges: [{ from: '2026-12-01', price: { inputUsdPerMillion: 3, outputUsdPerMillion: 3 } }],
    }
    const cost = (inputTokens: number) =>
      computeCost({ inputTokens, outputTokens: 0 }, model, 'pay-per-token', { at: utc('2026-12-24T00:00:00') })
    expect(cost(100).usd).toBeCloseTo(0.0003, 12)
    expect(cost(101).usd).toBeUndefined()
  })

  it('is never zero for a model whose price is not known', () => {
    let unknown = 0
    for (const provider of catalog.providers) {
      for (const model of catalog.models(provider)) {
        const { inputUsdPerMillion: input, outputUsdPerMillion: output } = model.price ?? {}
        const cost = computeCost({ inputTokens: 1_000, outputTokens: 1_000 }, model, 'pay-per-token')
        if (input === undefined || output === undefined) {
          unknown += 1
          expect([model.model, cost.usd]).toEqual([model.model, undefined])
        } else if (input > 0 || output > 0) expect(cost.usd).toBeGreaterThan(0)
        else expect(cost).toMatchObject({ usd: 0, reason: 'The model is free.' })
      }
    }
    expect(unknown).toBeGreaterThan(20)
  })
})
