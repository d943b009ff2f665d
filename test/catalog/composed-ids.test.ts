import { describe, expect, it } from 'vitest'

import { createCatalog } from '../../src/catalog/catalog.ts'
import { findModel } from '../../src/catalog/find-model.ts'
import { loadCatalogData } from '../../src/catalog/load-rows.ts'

const catalog = createCatalog(await loadCatalogData())
const find = (provider: string, model: string) => findModel(catalog, provider, model)

describe('finding a model whose id is composed', () => {
  it.each([
    ['vercel-ai-gateway', 'anthropic/claude-sonnet-4.6', 'anthropic', 'claude-sonnet-4-6'],
    ['vercel-ai-gateway', 'xai/grok-4.3', 'xai', 'grok-4.3'],
    ['google-vertex', 'claude-sonnet-4-6', 'google-vertex', 'claude-sonnet-4-6@default'],
    ['google-vertex', 'claude-sonnet-4-6@20260217', 'google-vertex', 'claude-sonnet-4-6@default'],
    ['google-vertex', 'publishers/google/models/gemini-2.5-pro', 'google-vertex', 'gemini-2.5-pro'],
    ['gemini', 'models/gemini-2.5-pro', 'gemini', 'gemini-2.5-pro'],
    [
      'bedrock',
      'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-5-5',
      'bedrock',
      'us.anthropic.claude-opus-5-5',
    ],
    [
      'bedrock',
      'arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/amazon.nova-lite-v1:0',
      'bedrock',
      'amazon.nova-lite-v1:0',
    ],
    ['kimi', 'kimi-k3', 'moonshot', 'kimi-k3'],
  ])('takes %s %s for a model of %s', (provider, model, listedBy, listed) => {
    const info = find(provider, model)
    expect(info?.price).toBeDefined()
    expect(info).toMatchObject({ provider, model })
    expect([info?.price, info?.contextWindow, info?.efforts]).toEqual([
      find(listedBy, listed)?.price,
      find(listedBy, listed)?.contextWindow,
      find(listedBy, listed)?.efforts,
    ])
  })

  it('knows the limits of a geography of Bedrock that is not listed, but no price', () => {
    const info = find('bedrock', 'apac.anthropic.claude-sonnet-4-6')
    expect(info?.contextWindow).toBe(find('bedrock', 'anthropic.claude-sonnet-4-6')?.contextWindow)
    expect([info?.price, info?.priceTiers, info?.priceFactors]).toEqual([undefined, undefined, undefined])
    expect(find('bedrock', 'us.anthropic.claude-sonnet-5-5')?.price?.inputUsdPerMillion).toBe(2.2)
    expect(find('bedrock', 'global.anthropic.claude-sonnet-5-5')?.price?.inputUsdPerMillion).toBe(2)
  })

  it.each([
    ['bedrock', 'arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123'],
    ['bedrock', 'mars.anthropic.claude-sonnet-4-6'],
    ['bedrock', 'claude-sonnet-4-6'],
    ['vercel-ai-gateway', 'claude-sonnet-4-6'],
    ['vercel-ai-gateway', 'google/gemini-2.5-pro'],
    ['google-vertex', 'claude-nothing-1'],
    ['gemini', 'models/constructor'],
    ['kimi', 'kimi-k'],
    ['azure-openai', 'my-deployment'],
  ])('knows nothing of %s %s', (provider, model) => {
    expect(find(provider, model)).toBeUndefined()
  })

  it('gives nothing of every model cut short or made longer, unless that is a model too', () => {
    let seen = 0
    for (const provider of catalog.providers) {
      const ids = new Set(catalog.models(provider).map(({ model }) => model))
      for (const id of ids) {
        for (const near of [id.slice(0, -1), `${id}x`, `x${id}`]) {
          // Whatever ends in `:free` costs nothing at OpenRouter, known or not.
          if (ids.has(near) || near.endsWith(':free')) continue
          expect([provider, near, find(provider, near)]).toEqual([provider, near, undefined])
        }
        seen += 1
      }
    }
    expect(seen).toBeGreaterThan(700)
  })
})
