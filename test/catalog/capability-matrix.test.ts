import { describe, expect, it } from 'vitest'

import { loadHosts, tokenCountOf } from '../../src/adapters/protocol-table.ts'
import { providerIds } from '../../src/adapters/provider-table.ts'
import { capabilitiesOf } from '../../src/catalog/capabilities-of.ts'
import { createCatalog } from '../../src/catalog/catalog.ts'
import { findModel } from '../../src/catalog/find-model.ts'
import { loadCatalogData } from '../../src/catalog/load-rows.ts'
import { featuresOf } from '../../src/catalog/provider-features.ts'
import type { ProtocolId } from '../../src/vocabulary/model.ts'

const catalog = createCatalog(await loadCatalogData())

async function matrixRow(provider: string, model: string, protocol: ProtocolId) {
  const { auth, thinking, caching, compaction, batch, tokenCount } = capabilitiesOf({
    target: { provider, model },
    row: provider,
    protocol,
    billing: 'pay-per-token',
    model: findModel(catalog, provider, model),
    countsTokens: tokenCountOf(await loadHosts(protocol), provider, model) !== undefined,
  })
  return [auth?.join('+'), thinking.kinds?.join('+'), caching.kinds?.join('+'), compaction, batch.supported, tokenCount]
}

describe('the matrix of providers', () => {
  it.each<[string, string, ProtocolId, readonly unknown[]]>([
    [
      'anthropic',
      'claude-sonnet-4-6',
      'anthropic-messages',
      ['api-key+access-token', 'adaptive+budget', 'automatic+explicit', 'native', true, 'endpoint'],
    ],
    ['openai', 'gpt-5.4', 'openai-responses', ['api-key', 'level', 'automatic', 'native', true, 'endpoint']],
    ['openai-chatgpt', 'gpt-6-luna', 'openai-responses', ['oauth', 'level', 'automatic', 'native', false, 'estimate']],
    [
      'gemini',
      'gemini-2.5-flash',
      'gemini',
      ['api-key', 'budget+toggle', 'automatic+explicit', 'client', true, 'endpoint'],
    ],
    [
      'deepseek',
      'deepseek-flash',
      'openai-chat',
      ['api-key', 'level+toggle', 'automatic', 'client', false, 'estimate'],
    ],
    ['zai', 'glm-5', 'openai-chat', ['api-key', 'toggle', 'automatic', 'client', true, 'estimate']],
    ['xai', 'grok-4.3', 'openai-chat', ['api-key+oauth', 'level', 'automatic', 'client', true, 'estimate']],
    ['mistral', 'mistral-large-latest', 'openai-chat', ['api-key', '', 'automatic', 'client', true, 'estimate']],
    ['groq', 'llama-3.3-70b-versatile', 'openai-chat', ['api-key', '', '', 'client', true, 'estimate']],
    [
      'openrouter',
      'anthropic/claude-sonnet-4.6',
      'openai-chat',
      ['api-key+oauth', 'adaptive+budget', 'automatic+explicit', 'client', true, 'estimate'],
    ],
    ['ollama', 'llama3.2', 'ollama-chat', ['none+api-key', '', '', 'client', false, 'estimate']],
  ])(
    'R217 says of %s (%s): auth, thinking, caching, compaction, batch, token count',
    async (provider, model, protocol, row) => {
      expect(await matrixRow(provider, model, protocol)).toEqual(row)
    },
  )

  it('says it by model and protocol where they differ', async () => {
    expect((await matrixRow('anthropic', 'claude-haiku-4-5', 'anthropic-messages'))[3]).toBe('client')
    expect((await matrixRow('openai', 'gpt-5.4', 'openai-chat'))[3]).toBe('client')
    expect((await matrixRow('groq', 'openai/gpt-oss-120b', 'openai-chat'))[2]).toBe('automatic')
    expect((await matrixRow('bedrock', 'us.anthropic.claude-opus-5', 'bedrock-converse'))[2]).toBe('explicit')
    expect((await matrixRow('bedrock', 'amazon.nova-pro-v1:0', 'bedrock-converse'))[2]).toBe('automatic+explicit')
    expect((await matrixRow('bedrock', 'deepseek.v3.2', 'bedrock-converse'))[2]).toBeUndefined()
  })

  it('has every provider of the table that has a host of its own', () => {
    const missing = providerIds.filter((id) => featuresOf(id) === undefined)
    expect(missing.filter((id) => !/^custom|compatible$/.test(id))).toEqual([])
    expect(featuresOf('constructor')).toBeUndefined()
  })
})
