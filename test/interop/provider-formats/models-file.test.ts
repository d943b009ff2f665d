import { describe, expect, it } from 'vitest'

import { RouterError } from '../../../src/index.ts'
import { parseProviders } from '../../../src/providers.ts'

const file = {
  providers: {
    'claude-api': { type: 'anthropic', auth: 'api_key', model: 'claude-sonnet-4-6', label: 'Claude Sonnet 4.6' },
    openrouter: { type: 'openrouter', auth: 'api_key', default_model: 'meta-llama/llama-3.1-405b-instruct' },
    'my gateway': { type: 'openai', base_url: 'https://my-api.example.com/v1', model: 'my-model', auth: 'api_key' },
    deepseek: { type: 'openai', base_url: 'https://api.deepseek.com/v1', model: 'deepseek-chat', auth: 'api_key' },
    'local-default': { type: 'local', auth: 'none', endpoint: 'http://localhost:11434', model: 'llama3.3:8b' },
  },
}

const problemsOf = (entry: object): readonly string[] => {
  try {
    parseProviders({ providers: { mine: entry } })
  } catch (error) {
    if (RouterError.is(error, 'configuration')) return error.hints
    throw error
  }
  return expect.fail('it can be read')
}

describe('a `models.yaml` that was parsed', () => {
  it('R220 has the protocol, address, key variable and model of each provider', () => {
    const read = parseProviders(file).map(({ id, name, provider }) => ({ id, name, ...provider }))
    expect(read).toEqual([
      {
        id: 'claude-api',
        name: 'Claude Sonnet 4.6',
        protocol: 'anthropic-messages',
        baseUrl: 'https://api.anthropic.com',
        keyVariables: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'],
        defaultModel: 'claude-sonnet-4-6',
      },
      {
        id: 'openrouter',
        name: 'openrouter',
        protocol: 'openai-chat',
        baseUrl: 'https://openrouter.ai/api/v1',
        keyVariables: ['OPENROUTER_API_KEY'],
        defaultModel: 'meta-llama/llama-3.1-405b-instruct',
      },
      {
        id: 'my gateway',
        name: 'my gateway',
        protocol: 'openai-chat',
        baseUrl: 'https://my-api.example.com/v1',
        keyVariables: ['MY_GATEWAY_API_KEY'],
        defaultModel: 'my-model',
      },
      {
        id: 'deepseek',
        name: 'deepseek',
        protocol: 'openai-chat',
        baseUrl: 'https://api.deepseek.com/v1',
        keyVariables: ['DEEPSEEK_API_KEY'],
        defaultModel: 'deepseek-chat',
      },
      {
        id: 'local-default',
        name: 'local-default',
        protocol: 'ollama-chat',
        baseUrl: 'http://localhost:11434',
        keyVariables: [],
        defaultModel: 'llama3.3:8b',
      },
    ])
  })

  it('R220 R225 tells where the key of a host of one’s own is looked for: a vendor’s key is not sent there', () => {
    const warnings = parseProviders(file).flatMap((provider) => provider.warnings)
    expect(warnings).toContain(
      '`providers["my gateway"]`: its key is read from the environment variable MY_GATEWAY_API_KEY, or from `apiKey`.',
    )
  })

  it.each<[object, string]>([
    [{ type: 'antropic' }, '`providers.mine.type`: expected one of anthropic, openai, openai-codex'],
    [{ type: 'openai', auth: 'apikey' }, '`providers.mine.auth`: expected one of api_key, oauth, none'],
    [{ type: 'openai', modell: 'm' }, '`providers.mine.modell`: unknown option; did you mean `model`?'],
    [{ type: 'openai', model: 'a', default_model: 'b' }, '`providers.mine.model`: `default_model` says something else'],
    [{ type: 'openai', base_url: 'nowhere at all' }, '`providers.mine.base_url` is not a usable address'],
    [{ type: 'gemini', auth: 'oauth' }, '`providers.mine.auth`: `gemini` has no subscription'],
    [{ type: 'anthropic', auth: 'oauth' }, 'through the built-in provider `anthropic-subscription`'],
  ])('R220 refuses %j and says what to write', (entry, problem) => {
    expect(problemsOf(entry)).toEqual([expect.stringContaining(problem)])
  })

  it('R221 R222 says that roles and agents are given to the router', () => {
    const [first] = parseProviders({ ...file, defaults: { chat: 'claude-api' } })
    expect(first?.warnings[0]).toBe('`defaults` is not read: give `routes`, `roles` and `agents` to the router.')
  })
})
