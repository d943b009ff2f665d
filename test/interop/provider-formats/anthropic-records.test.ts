import { inspect } from 'node:util'

import { describe, expect, it } from 'vitest'

import { createRouter, RouterError } from '../../../src/index.ts'
import { fromAnthropicEnv, parseProvider, parseProviders, toAnthropicEnv } from '../../../src/providers.ts'
import { anthropicRecords } from './examples.ts'

const { anthropic, openrouter, litellm, bedrock } = anthropicRecords
const usable = [anthropic, openrouter, litellm]

const messageEvents = [
  { type: 'message_start', message: { id: 'msg_1', model: 'm', usage: { input_tokens: 3, output_tokens: 1 } } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } },
  { type: 'message_stop' },
]
const answer = messageEvents.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')

/** A router over records, and the requests it sends: address, key headers, model. */
function routerOf(records: readonly object[]) {
  const requests: { url: string; key: string | null; bearer: string | null; model: unknown }[] = []
  const fetch: typeof globalThis.fetch = (input, init) => {
    const headers = new Headers(init?.headers)
    const body = JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as { model: unknown }
    requests.push({
      url: input instanceof Request ? input.url : input.toString(),
      key: headers.get('x-api-key'),
      bearer: headers.get('authorization'),
      model: body.model,
    })
    return Promise.resolve(new Response(answer, { headers: { 'content-type': 'text/event-stream' } }))
  }
  const providers = Object.fromEntries(parseProviders(records).map(({ id, provider }) => [id, provider]))
  return { router: createRouter({ providers, runtime: { fetch, readEnv: () => undefined } }), requests }
}

const problemOf = (given: unknown): RouterError => {
  try {
    parseProviders(given)
  } catch (error) {
    if (RouterError.is(error, 'configuration')) return error
    throw error
  }
  return expect.fail('it can be read')
}

describe('Anthropic-format records', () => {
  it('R109 R113 R114 are providers by their names, asked where their addresses say', async () => {
    const { router, requests } = routerOf(usable)
    for (const { name } of usable) await router.complete({ model: name, messages: 'hi' })
    expect(requests).toEqual([
      {
        url: 'https://api.anthropic.com/v1/messages',
        key: anthropic.authToken,
        bearer: null,
        model: 'claude-sonnet-4-20250514',
      },
      {
        url: 'https://openrouter.ai/api/v1/messages',
        key: null,
        bearer: `Bearer ${openrouter.authToken}`,
        model: 'anthropic/claude-sonnet-4',
      },
      {
        url: 'http://localhost:4000/v1/messages',
        key: litellm.authToken,
        bearer: `Bearer ${litellm.authToken}`,
        model: 'claude-3-5-sonnet',
      },
    ])
  })

  it('R111 R112 have models of tiers, and the default model where a tier has none', async () => {
    const { router, requests } = routerOf([anthropic])
    for (const tier of ['opus', 'sonnet', 'haiku'] as const) {
      await router.complete({ model: anthropic.name, tier, messages: 'hi' })
    }
    expect(requests.map(({ model }) => model)).toEqual([
      'claude-opus-4-20250514',
      'claude-sonnet-4-20250514',
      'claude-haiku-4-20250514',
    ])
  })

  it('R112 name a model that Anthropic does not have: a probe of it says so', async () => {
    const { router } = routerOf([anthropic])
    const { hints } = await router.probe(`${anthropic.name}/${anthropic.models.haiku}`)
    expect(hints).toEqual([expect.stringContaining('The catalogue does not know `claude-haiku-4-20250514`')])
    expect((await router.probe(`${anthropic.name}/${anthropic.models.opus}`)).hints).toEqual([])
  })

  it.each(['name', 'baseUrl', 'authToken'])('R110 need %s, and say so', (field) => {
    const { [field]: _left, ...rest } = { ...anthropic } as Record<string, unknown>
    expect(problemOf(rest).message).toMatch(`\`${field}\`: it is missing; write `)
    expect(problemOf([openrouter, rest]).message).toMatch(`\`[1].${field}\`: it is missing`)
  })

  it('R115 of a Bedrock host are told what it needs', () => {
    expect(problemOf([...usable, bedrock]).message).toBe(
      'The provider cannot be read: `[3].baseUrl` cannot be used: this host needs AWS credentials and does not speak the ' +
        'Anthropic Messages protocol; use protocol `bedrock-converse` or the provider `bedrock`, or a proxy such as LiteLLM ' +
        'in front of it.',
    )
  })

  it.each<[string, object, string]>([
    ['a tier that is none', { models: { opuss: 'm' } }, '`models.opuss`: unknown option; did you mean `opus`?'],
    ['another spelling', { base_url: 'https://a.example' }, '`base_url`: unknown option; did you mean `baseUrl`?'],
    ['a model that is no text', { models: { opus: 7 } }, '`models.opus`: expected a text'],
    ['models as a list', { models: ['m'] }, '`models`: expected an object'],
    ['a slash in the name', { name: 'a/b' }, '`name`: a slash ends the provider'],
    ['plain http elsewhere', { baseUrl: 'http://gateway.example/v1' }, '`baseUrl` cannot be used'],
    ['an encrypted token', { authToken: 'ENC:v1:abcdef' }, '`authToken`: it is encrypted'],
  ])('R116 refuse %s', (_what, change, problem) => {
    expect(problemOf({ ...anthropic, ...change }).message).toContain(problem)
  })

  it('R116 take an empty tier for the default model, with a warning', () => {
    const { provider, warnings } = parseProvider({ ...litellm, models: { opus: '' } })
    expect(provider.tiers).toBeUndefined()
    expect(warnings).toEqual(['`models.opus` is empty: the default model takes its place.'])
  })

  it('may name the variable of the key instead of the key', () => {
    const { provider } = parseProvider({ ...litellm, authToken: '{env:LITELLM_KEY}' })
    expect(provider).toMatchObject({ keyVariables: ['LITELLM_KEY'] })
    expect(provider.apiKey).toBeUndefined()
  })

  it('warn where the variable is another provider’s', () => {
    const { warnings } = parseProvider({ ...litellm, authToken: '{env:OPENAI_API_KEY}' })
    expect(warnings).toEqual([
      '`authToken`: OPENAI_API_KEY is where the key of `openai` is kept; it will be sent to `LiteLLM Proxy`.',
    ])
  })

  it('cannot have one name twice, nor be read as one when they are several', () => {
    expect(problemOf([litellm, litellm]).message).toContain('two providers have the name "LiteLLM Proxy"')
    expect(() => parseProvider(usable)).toThrow('There are 3 providers; read them with parseProviders().')
  })

  it('allow plain http elsewhere only when told to', () => {
    const remote = { ...litellm, baseUrl: 'http://litellm.example:4000/v1' }
    expect(parseProvider(remote, { allowHttp: true }).provider.allowHttp).toBe(true)
  })

  it('R125 R172 show no token wherever they are printed', () => {
    const parsed = parseProviders(usable)
    const env = fromAnthropicEnv((name) => toAnthropicEnv(anthropic)[name])
    const { router } = routerOf(usable)
    const shown = [parsed, env, router.providers(), problemOf([...usable, bedrock])].flatMap((value) => [
      JSON.stringify(value),
      inspect(value, { depth: 10 }),
    ])
    for (const text of shown) for (const { authToken } of [...usable, bedrock]) expect(text).not.toContain(authToken)
  })
})

describe('the variables of Claude’s own clients', () => {
  const whole = { ...openrouter, models: { opus: 'o', sonnet: 's', haiku: 'h' } }

  it('R117 R118 R119 R120 R121 R122 hold what a record says, and give it back', () => {
    const env = toAnthropicEnv(whole)
    expect(env).toEqual({
      ANTHROPIC_BASE_URL: whole.baseUrl,
      ANTHROPIC_AUTH_TOKEN: whole.authToken,
      ANTHROPIC_MODEL: whole.defaultModel,
      ANTHROPIC_DEFAULT_OPUS_MODEL: 'o',
      ANTHROPIC_DEFAULT_SONNET_MODEL: 's',
      ANTHROPIC_DEFAULT_HAIKU_MODEL: 'h',
    })
    const { name: _name, ...fields } = whole
    expect({ ...fromAnthropicEnv((name) => env[name]) }).toEqual(fields)
  })

  it.each([
    ['baseUrl', 'ANTHROPIC_BASE_URL'],
    ['authToken', 'ANTHROPIC_AUTH_TOKEN'],
    ['defaultModel', 'ANTHROPIC_MODEL'],
  ] as const)('R117 R118 R119 an unset %s emits nothing', (field, variable) => {
    const { [field]: _left, ...rest } = whole
    expect(Object.keys(toAnthropicEnv(rest))).toHaveLength(5)
    expect(toAnthropicEnv(rest)).not.toHaveProperty(variable)
    expect(toAnthropicEnv({ ...whole, [field]: ' ' })).not.toHaveProperty(variable)
  })

  it('R120 R121 R122 an unset tier emits nothing', () => {
    expect(Object.keys(toAnthropicEnv({ ...whole, models: undefined }))).toHaveLength(3)
    expect({ ...fromAnthropicEnv(() => ' ') }).toEqual({})
  })

  it('R123 stand behind what is given, and before what is built in', async () => {
    const env: Record<string, string> = { ANTHROPIC_BASE_URL: 'https://env.example', ANTHROPIC_AUTH_TOKEN: 'token-env' }
    const under = fromAnthropicEnv((name) => env[name])
    const parsed = parseProvider({ name: 'mine', ...under, baseUrl: 'https://own.example' })
    expect(parsed.provider.baseUrl).toBe('https://own.example')
    const baseUrls = (config: object, readEnv: (name: string) => string | undefined): unknown =>
      createRouter({ providers: { anthropic: config }, runtime: { readEnv } }).providers()[0]?.baseUrl
    expect([
      baseUrls(parsed.provider, (name) => env[name]),
      baseUrls({}, (name) => env[name]),
      baseUrls({}, () => undefined),
    ]).toEqual(['https://own.example', 'https://env.example', 'https://api.anthropic.com'])
  })

  it('cannot be made of a token that is only named', () => {
    expect(() => toAnthropicEnv({ authToken: '{env:MY_KEY}' })).toThrow('names the variable MY_KEY')
  })
})
