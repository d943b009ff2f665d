import { describe, expect, it } from 'vitest'

import { generateCatalog, type ModelFacts } from '../../scripts/generate-catalog.ts'
import { createCatalog, type CatalogData } from '../../src/catalog/catalog.ts'

/** What is generated for one model of a provider: the index, and the provider's own module. */
function moduleFor(provider: string, facts: ModelFacts): string {
  const modules = generateCatalog({
    aliases: { alias: provider, stranger: 'nobody' },
    providers: { [provider]: [facts] },
  })
  expect([...modules.keys()]).toEqual(['models.generated.ts', `models/${provider}.generated.ts`])
  return [...modules.values()].join('')
}

/** That model, read back from the generated text. */
function roundTrip(provider: string, facts: ModelFacts) {
  const text = moduleFor(provider, facts)
  const days = [...(/days: \[(.*)\]/.exec(text)?.[1] ?? '').matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '')
  const rows = /rows: string = `\n([^`]*)`/.exec(text)?.[1] ?? ''
  const data: CatalogData = { days, providerAliases: {}, rows: { [provider]: rows } }
  return createCatalog(data).exact(provider, facts.id)
}

describe('the generator of the catalogue', () => {
  it('writes the same text for the same facts', () => {
    const facts: ModelFacts = { id: 'm', context: 10, price_in: 1 }
    expect(moduleFor('openai', facts)).toBe(moduleFor('openai', facts))
  })

  it('names the aliases of the providers it lists', () => {
    expect(moduleFor('openai', { id: 'm' })).toContain("providerAliases: { alias: 'openai' }")
  })

  it('refuses facts without a listed provider and values that break the format', () => {
    expect(() => generateCatalog({ providers: {} })).toThrow(/no providers/)
    expect(() => generateCatalog({ providers: { openai: [] } })).toThrow(/openai/)
    expect(() => generateCatalog({ providers: { openai: [{ id: 'm' }, { id: 'm' }] } })).toThrow(/twice/)
    expect(() => moduleFor('openai', { id: 'm', name: 'a|b' })).toThrow(/separator/)
  })

  it('keeps what the facts say', () => {
    expect(
      roundTrip('openai', {
        id: 'm',
        name: "It's",
        context: 100,
        output: 10,
        input_limit: 90,
        tier: 'fast',
        temperature: false,
        src: 'md',
        status: 'deprecated',
        retires: '2026-12-24',
        replaced_by: 'n',
        released: '2026-01-02',
        knowledge: '2025-06',
        in: ['text', 'image', 'video'],
        out: ['text', 'image'],
        price_change: { from: '2027-01-01', in: 3, out: 4 },
        recommended_for: 'coding',
      }),
    ).toEqual({
      provider: 'openai',
      model: 'm',
      name: "It's",
      contextWindow: 100,
      maxInputTokens: 90,
      maxOutputTokens: 10,
      tier: 'fast',
      sampling: false,
      asOf: '2026-09-30',
      status: 'deprecated',
      retiresOn: '2026-12-24',
      replacedBy: 'n',
      releasedOn: '2026-01-02',
      knowledgeCutoff: '2025-06',
      capabilities: { vision: true, audio: false },
      modalities: { input: ['text', 'image', 'video'], output: ['text', 'image'] },
      priceChanges: [{ from: '2027-01-01', price: { inputUsdPerMillion: 3, outputUsdPerMillion: 4 } }],
      recommendedFor: 'coding',
    })
  })

  it.each<[string, string, ModelFacts, object]>([
    ['nothing of a model that may think', 'openai', { id: 'm' }, {}],
    ['that a model does not think', 'openai', { id: 'm', reasoning: false }, { thinking: [] }],
    [
      'levels before a budget before a switch',
      'openrouter',
      {
        id: 'm',
        reasoning: true,
        reasoning_options: [{ type: 'toggle' }, { type: 'budget_tokens', min: 5, max: 9 }, { type: 'effort' }],
      },
      { thinking: ['level', 'budget', 'toggle'], thinkingBudget: { minTokens: 5, maxTokens: 9 } },
    ],
    [
      'a budget of a Claude that is not adaptive',
      'bedrock',
      { id: 'us.anthropic.claude-opus-4-5-v1:0', reasoning: true, reasoning_options: [{ type: 'effort' }] },
      { thinking: ['budget'] },
    ],
  ])('says %s', (_name, provider, facts, expected) => {
    const { thinking, thinkingBudget } = roundTrip(provider, facts) ?? {}
    expect({ thinking, thinkingBudget }).toEqual({ thinking: undefined, thinkingBudget: undefined, ...expected })
  })

  it('takes it from Anthropic which Claude is adaptive, whoever serves it', () => {
    const text = generateCatalog({
      providers: {
        anthropic: [{ id: 'claude-opus-7-1', reasoning: true, compat: { forceAdaptiveThinking: true } }],
        bedrock: [
          { id: 'eu.anthropic.claude-opus-7-1-v1:0', reasoning: true, reasoning_options: [{ type: 'budget_tokens' }] },
        ],
      },
    })
    expect(text.get('models/bedrock.generated.ts')?.split('|')).toContain('ab')
  })

  it.each<[string, string, ModelFacts, object]>([
    ['a limit of 0', 'openai', { id: 'm', context: 0, output: 0 }, {}],
    ['a window capped at a price tier', 'openai', { id: 'm', context: 272_000, context_note: 'capped' }, {}],
    [
      'a cache price of 0 on a paid model',
      'openai',
      { id: 'm', price_in: 1, price_out: 2, price_cache_read: 0, price_cache_write: 0 },
      { price: { inputUsdPerMillion: 1, outputUsdPerMillion: 2 } },
    ],
    ['a missing price', 'openai', { id: 'm' }, {}],
    [
      'a null in a tier',
      'openai',
      { id: 'm', price_tiers: [{ above_input_tokens: 5, in: 1, out: 2, cache_read: null }] },
      { priceTiers: [{ aboveInputTokens: 5, inputUsdPerMillion: 1, outputUsdPerMillion: 2 }] },
    ],
    [
      'modalities that pi-ai does not know',
      'xai',
      { id: 'm', in: ['text'], src: 'pi' },
      { capabilities: { vision: false }, modalities: { input: ['text'], output: ['text'] } },
    ],
    [
      'PDFs at a host that takes them for every model',
      'openai',
      { id: 'm', in: ['text'], src: 'md' },
      { capabilities: { vision: false, audio: false }, modalities: { input: ['text'], output: ['text'] } },
    ],
    [
      'efforts of a model that is only switched',
      'ollama',
      { id: 'm', reasoning: true, reasoning_options: [{ type: 'toggle' }] },
      { capabilities: { reasoning: true }, thinking: ['toggle'] },
    ],
    [
      'efforts of a model with a budget',
      'anthropic',
      { id: 'm', reasoning: true, reasoning_options: [{ type: 'budget_tokens' }] },
      { capabilities: { reasoning: true }, thinking: ['budget'] },
    ],
  ])('leaves out %s', (_name, provider, facts, expected) => {
    const { asOf: _day, priceFactors: _factors, cacheMinTokens: _min, ...known } = roundTrip(provider, facts) ?? {}
    expect(known).toEqual({ provider, model: 'm', ...expected })
  })

  it('keeps a price of 0 where the whole model is free', () => {
    expect(roundTrip('openai', { id: 'm', price_in: 0, price_out: 0, price_cache_read: 0 })?.price).toEqual({
      inputUsdPerMillion: 0,
      outputUsdPerMillion: 0,
      cacheReadUsdPerMillion: 0,
    })
  })

  it.each<[string, ModelFacts, object]>([
    [
      'words of the map before the options',
      {
        id: 'm',
        reasoning_map: { off: 'none', minimal: null, low: 'light', high: 'high' },
        reasoning_options: [{ type: 'effort', values: ['minimal', 'medium'] }],
      },
      { none: 'none', minimal: null, low: 'light', medium: 'medium', high: 'high', xhigh: null, max: null },
    ],
    [
      'the level itself where only a map is given',
      { id: 'm', reasoning_map: { off: null, max: 'max' } },
      { none: null, minimal: 'minimal', low: 'low', medium: 'medium', high: 'high', xhigh: 'xhigh', max: 'max' },
    ],
    [
      'no minimal with Anthropic',
      { id: 'm', reasoning_map: { max: 'max' }, wire: 'anthropic-messages' },
      { none: 'none', minimal: null, low: 'low', medium: 'medium', high: 'high', xhigh: 'xhigh', max: 'max' },
    ],
    [
      'none where there is a switch',
      { id: 'm', reasoning_options: [{ type: 'toggle' }, { type: 'effort', values: ['high'] }] },
      { none: 'none', minimal: null, low: null, medium: null, high: 'high', xhigh: null, max: null },
    ],
    [
      'no none where levels are all there is',
      { id: 'm', reasoning_options: [{ type: 'effort', values: ['high'] }] },
      { none: null, minimal: null, low: null, medium: null, high: 'high', xhigh: null, max: null },
    ],
  ])('takes %s for the efforts', (_name, facts, efforts) => {
    expect(roundTrip('xai', { ...facts, reasoning: true })?.efforts).toEqual(efforts)
  })
})
