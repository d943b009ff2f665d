import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { RouterError } from '../../../src/index.ts'
import { readJsonc } from '../../../src/interop/provider-formats/read-jsonc.ts'
import { parseProvider, parseProviders } from '../../../src/providers.ts'
import { customProvider, infron } from './examples.ts'

const problemOf = (given: unknown): RouterError => {
  try {
    parseProviders(given)
  } catch (error) {
    if (RouterError.is(error, 'configuration')) return error
    throw error
  }
  return expect.fail('it can be read')
}

describe('a provider as models.dev describes it', () => {
  it('R159 R166 R167 R168 R169 R170 is read with its key’s variable and its models', () => {
    expect(parseProvider(JSON.stringify(customProvider))).toEqual({
      id: 'custom-provider',
      name: 'Custom Provider',
      provider: {
        protocol: 'openai-chat',
        baseUrl: 'https://api.example.com/v1',
        keyVariables: ['CUSTOM_PROVIDER_API_KEY'],
        defaultModel: 'custom-provider/example-model',
      },
      models: {
        'custom-provider/custom-provider/example-model': {
          name: 'Example Model',
          contextWindow: 128_000,
          maxInputTokens: 128_000,
          maxOutputTokens: 8192,
          modalities: { input: ['text'], output: ['text'] },
          capabilities: {
            vision: false,
            pdf: false,
            audio: false,
            tools: true,
            'structured-output': true,
            reasoning: false,
          },
          thinking: [],
          releasedOn: '2026-01-01',
          asOf: '2026-02-01',
          openWeights: false,
        },
      },
      warnings: [],
    })
  })

  it('R159 R173 R174 is a gateway with every model of its list', () => {
    const { provider, models } = parseProvider(infron)
    expect(provider).toMatchObject({ baseUrl: 'https://llm.onerouter.pro/v1', keyVariables: ['INFRON_API_KEY'] })
    expect(Object.keys(models)).toEqual(['infron/deepseek/deepseek-v3.2', 'infron/moonshotai/kimi-k2'])
    expect(models['infron/deepseek/deepseek-v3.2']?.capabilities?.reasoning).toBe(true)
  })

  it.each(['id', 'name', 'npm', 'env', 'doc', 'models'])('R160 needs %s, and says where it is missing', (field) => {
    const { [field]: _left, ...rest } = { ...customProvider } as Record<string, unknown>
    expect(problemOf(rest).hints).toEqual([expect.stringMatching(`^\`${field}\`: .*(missing; write|at least one)`)])
    expect(problemOf([rest]).message).toContain(`\`[0].${field}\``)
  })

  it('R161 may leave out `api`, and is told that an address is needed where none is known', () => {
    const { api: _api, ...rest } = customProvider
    const { provider, warnings } = parseProvider(rest)
    expect(provider.baseUrl).toBeUndefined()
    expect(warnings).toEqual(['`api` is missing: give `baseUrl` before the provider is used.'])
    expect(parseProvider({ ...rest, npm: '@ai-sdk/groq' })).toMatchObject({
      provider: { protocol: 'openai-chat', baseUrl: 'https://api.groq.com/openai/v1' },
      warnings: [],
    })
  })

  it.each([
    ['{ "id": "x" "name": "y" }', 'line 1, column 13: expected a comma or `}` after a member'],
    ['{\n  "id": x\n}', 'line 2, column 9: expected a value'],
    ['{ "id": ', 'line 1, column 9: the text ends where a value is expected'],
    ['{ id: "x" }', 'line 1, column 3: expected a name in double quotes'],
    ['[1] 2', 'line 1, column 5: expected the end of the text'],
    ['id: custom-provider\nname: x', 'this looks like YAML: parse it first'],
  ])('R162 says where %j is no JSON', (text, problem) => {
    expect(problemOf(text).message).toContain(problem)
  })

  it('R162 takes JSON with comments and trailing commas', () => {
    const text = `// a gateway\n${JSON.stringify(customProvider, null, 2).replaceAll(/\n(\s*)([\]}])/g, ', /* end */\n$1$2')}`
    expect(parseProvider(text)).toEqual(parseProvider(customProvider))
  })

  it('R163 R164 needs a variable and a model', () => {
    expect(problemOf({ ...customProvider, env: [], models: [] }).hints).toEqual([
      '`env`: expected at least one environment variable, e.g. ["MY_GATEWAY_API_KEY"]',
      '`models`: expected at least one model, as a list of objects or ids, or as a map by id',
    ])
  })

  it('never repeats a key that stands in the place of its variable', () => {
    const error = problemOf({ ...customProvider, env: ['sk-not.a-real-key'] })
    expect(error.message).toContain('`env[0]`: expected the name of an environment variable, not its value')
    expect(JSON.stringify(error)).not.toContain('not.a-real-key')
  })

  it.each([
    ['@ai-sdk/openai-compatible', 'openai-chat'],
    ['@ai-sdk/openai', 'openai-responses'],
    ['@ai-sdk/anthropic', 'anthropic-messages'],
    ['@ai-sdk/google', 'gemini'],
    ['@openrouter/ai-sdk-provider', 'openai-chat'],
  ])('R165 %s speaks %s', (npm, protocol) => {
    expect(parseProvider({ ...customProvider, npm }).provider.protocol).toBe(protocol)
  })

  it.each([
    ['@ai-sdk/openai-compatable', 'did you mean "@ai-sdk/openai-compatible"?'],
    ['left-pad-of-somebody', 'for a host that is compatible with OpenAI write "@ai-sdk/openai-compatible"'],
    ['@ai-sdk/amazon-bedrock', 'use the built-in provider `bedrock`'],
  ])('R165 refuses the package %s with what to write instead', (npm, remedy) => {
    expect(problemOf({ ...customProvider, npm }).message).toContain(remedy)
  })

  it('has models as a list of objects, a list of ids, or a map that fills in what they lack', () => {
    const ids = (models: unknown): unknown => Object.keys(parseProvider({ ...customProvider, models }).models)
    expect(parseProvider({ ...customProvider, models: ['a/b', 'c'] }).provider.defaultModel).toBe('a/b')
    expect(ids({ 'a/b': { tool_call: true }, c: { reasoning: false } })).toEqual([
      'custom-provider/a/b',
      'custom-provider/c',
    ])
    expect(ids([{ id: 'a', name: 'A' }])).toEqual(['custom-provider/a'])
    expect(parseProvider({ ...customProvider, models: { c: 7 } }).provider.defaultModel).toBe('c')
  })

  it.each<[object, string]>([
    [{ limit: { context: -1 } }, '`models[0].limit.context`: expected a whole number of tokens'],
    [{ tool_call: 'yes' }, '`models[0].tool_call`: expected true or false'],
    [{ modalities: { input: ['smell'] } }, '`models[0].modalities.input`: expected a list of text, image'],
    [{ cost: { input: '1' } }, '`models[0].cost.input`: expected USD per million tokens'],
    [{ release_date: 'soon' }, '`models[0].release_date`: expected a day'],
    [{ interleaved: { field: 'thoughts' } }, '`models[0].interleaved`: expected true, or an object whose `field`'],
    [{ id: ' ' }, '`models[0].id`: expected a text of 1 to 255 characters'],
    [{ reasoning_options: [{ type: 'sometimes' }] }, '`models[0].reasoning_options`: expected a list of objects'],
  ])('R160 says where a model cannot be read: %j', (change, problem) => {
    expect(problemOf({ ...infron, models: [{ ...infron.models[0], ...change }] }).message).toContain(problem)
  })

  it('has prices, ways of thinking and what it does not read', () => {
    const model = {
      ...infron.models[0],
      cost: { input: 1, output: 2, cache_read: 0.1 },
      reasoning_options: [
        { type: 'effort', values: ['low', 'high'] },
        { type: 'budget_tokens', min: 1024, max: 32_000 },
      ],
      tool_cal: true,
      provider: { npm: '@ai-sdk/anthropic' },
    }
    const { models, warnings } = parseProvider({ ...infron, models: [model] })
    expect(models['infron/deepseek/deepseek-v3.2']).toMatchObject({
      price: { inputUsdPerMillion: 1, outputUsdPerMillion: 2, cacheReadUsdPerMillion: 0.1 },
      thinking: ['level', 'budget'],
      thinkingBudget: { minTokens: 1024, maxTokens: 32_000 },
      efforts: { none: null, minimal: null, low: 'low', medium: null, high: 'high', xhigh: null, max: null },
    })
    expect(warnings).toEqual([
      '`models[0].tool_cal` is not read; did you mean `tool_call`?',
      expect.stringContaining('`models[0].provider` is left out'),
    ])
  })

  it('tells the first three problems, and all of them in the hints', () => {
    const error = problemOf({ npm: 'x-y-z', api: 'ftp://a' })
    expect(error.message).toMatch(/: `name`: .*; `id`: .*; `doc`: .*; \d more: see the hints\.$/)
    expect(error.hints.length).toBeGreaterThan(4)
  })
})

describe('a configuration of opencode', () => {
  const block = {
    npm: '@ai-sdk/openai-compatible',
    options: { baseURL: 'https://llm.example/v1', apiKey: '{env:LLM_KEY}', headers: { 'x-team': 'blue' } },
    models: { 'qwen/qwen3': { name: 'Qwen3' } },
  }

  it('is read where it has one provider', () => {
    expect(parseProvider({ $schema: 'https://opencode.ai/config.json', provider: { mine: block } })).toEqual({
      id: 'mine',
      name: 'mine',
      provider: {
        protocol: 'openai-chat',
        baseUrl: 'https://llm.example/v1',
        keyVariables: ['LLM_KEY'],
        headers: { 'x-team': 'blue' },
        defaultModel: 'qwen/qwen3',
      },
      models: { 'mine/qwen/qwen3': { name: 'Qwen3' } },
      warnings: [],
    })
  })

  it('is refused with none or several', () => {
    expect(problemOf({ provider: {} }).message).toContain('`provider`: it must contain one provider block')
    expect(problemOf({ provider: { a: block, b: block } }).message).toContain('holds "a", "b"; give one of them')
  })

  it('R172 has no key in its headers, and hides the one it brings', () => {
    const withKey = (options: object): unknown => ({
      provider: { mine: { ...block, options: { ...block.options, ...options } } },
    })
    expect(problemOf(withKey({ headers: { Authorization: 'Bearer abcdefgh12345' } })).message).toContain(
      '`provider.mine.options.headers.Authorization`: a key has no place here',
    )
    expect(JSON.stringify(parseProvider(withKey({ apiKey: 'literal-key-1' })))).not.toContain('literal-key-1')
  })
})

describe('JSON with comments', () => {
  it('is read as the platform reads it where it is plain', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const read = readJsonc(text)
        expect(read).toEqual({ value: JSON.parse(text) as unknown })
      }),
    )
  })

  it('never throws, and never hangs on nesting', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof readJsonc(text) === 'object'))
    expect(readJsonc('['.repeat(5000))).toMatchObject({ problem: 'expected fewer levels' })
    expect(Object.keys(Object(readJsonc('{"__proto__": {"a": 1}}')))).toEqual(['value'])
    expect({}).not.toHaveProperty('a')
  })
})
