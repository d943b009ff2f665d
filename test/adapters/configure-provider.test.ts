import { inspect } from 'node:util'

import { describe, expect, it } from 'vitest'

import { profileOf, providerTable } from '../../src/adapters/provider-table.ts'
import type { ResolvedProvider } from '../../src/adapters/provider.ts'
import { discoverProviders } from '../../src/adapters/configure-provider.ts'
import { findKeys } from '../../src/credentials/api-key.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'
import type { ProviderConfig } from '../../src/vocabulary/provider-config.ts'
import { hostsOf, resolveProvider } from './resolve-provider.ts'

const endpoints = {
  'openai-responses': ['/responses'],
  'openai-chat': ['/chat/completions'],
  'anthropic-messages': ['/v1/messages'],
  'ollama-chat': ['/api/chat'],
} as const

function resolve(id: string, config?: ProviderConfig, env: Record<string, string> = {}): ResolvedProvider {
  return resolveProvider(id, config, profileOf(id), { readEnv: (name) => env[name], endpoints, findKeys })
}

function refusal(id: string, config?: ProviderConfig, env: Record<string, string> = {}): RouterError {
  try {
    resolve(id, config, env)
  } catch (error) {
    if (RouterError.is(error, 'configuration')) return error
  }
  throw new Error(`${id} was not refused`)
}

const labels = (provider: ResolvedProvider): string[] => provider.credentials.map(({ label }) => label)
const keys = (provider: ResolvedProvider): Promise<string[]> =>
  Promise.all(provider.credentials.map(async (source) => source.read()))

describe('the base URL', () => {
  it('R10 is asked over responses at OpenAI and its regional hosts, over chat where something stands in for it', () => {
    expect(resolve('openai').protocol).toBe('openai-responses')
    expect(resolve('openai', { baseUrl: 'https://eu.api.openai.com/v1' }).protocol).toBe('openai-responses')
    expect(resolve('openai', {}, { OPENAI_BASE_URL: 'https://gw.example/v1' })).toMatchObject({
      protocol: 'openai-chat',
      baseUrl: 'https://gw.example/v1',
      row: 'openai',
    })
    expect(resolve('xai', { baseUrl: 'http://localhost:4000/v1' }).protocol).toBe('openai-chat')
    expect(resolve('openai', { protocol: 'openai-responses', baseUrl: 'https://gw.example/v1' }).protocol).toBe(
      'openai-responses',
    )
    expect(resolve('openai', { protocol: 'openai-chat' }).protocol).toBe('openai-chat')
  })

  it('R123 comes from the configuration, else the environment, else the row', () => {
    const env = { OPENAI_BASE_URL: 'https://env.example/v1/' }
    expect(resolve('openai').baseUrl).toBe('https://api.openai.com/v1')
    expect(resolve('openai', {}, env).baseUrl).toBe('https://env.example/v1')
    expect(resolve('openai', { baseUrl: 'https://config.example/v1' }, env).baseUrl).toBe('https://config.example/v1')
    expect(resolve('openai', {}, { OPENAI_BASE_URL: '  ' }).baseUrl).toBe('https://api.openai.com/v1')
  })

  it('R117 is that of ANTHROPIC_BASE_URL, with or without a version', () => {
    expect(resolve('anthropic', {}, { ANTHROPIC_BASE_URL: 'https://gw.example/anthropic/v1' }).baseUrl).toBe(
      'https://gw.example/anthropic',
    )
  })

  it('R14 takes OLLAMA_HOST as Ollama itself does', () => {
    expect(resolve('ollama', {}, { OLLAMA_HOST: '127.0.0.1' }).baseUrl).toBe('http://127.0.0.1:11434')
    expect(resolve('ollama', {}, { OLLAMA_HOST: '0.0.0.0:1234' }).baseUrl).toBe('http://127.0.0.1:1234')
    expect(resolve('ollama', { allowHttp: true }, { OLLAMA_HOST: '192.168.1.5' }).baseUrl).toBe(
      'http://192.168.1.5:11434',
    )
    expect(refusal('ollama', {}, { OLLAMA_HOST: '192.168.1.5' }).message).toMatch(
      /^the environment variable OLLAMA_HOST .*`providers\.ollama\.allowHttp: true`/,
    )
  })

  it('names the option or the variable that is wrong', () => {
    expect(refusal('openai', { baseUrl: 'https://169.254.169.254' }).message).toMatch(/^`providers\.openai\.baseUrl` /)
    expect(refusal('openai', {}, { OPENAI_BASE_URL: 'ftp://x' }).message).toMatch(
      /^the environment variable OPENAI_BASE_URL /,
    )
  })
})

describe('the protocol', () => {
  it('keeps the row when another is chosen, at the address that speaks it, without the quirks of the first', () => {
    const provider = resolve('openrouter', { protocol: 'anthropic-messages' }, { OPENROUTER_API_KEY: 'k' })
    expect(provider).toMatchObject({
      protocol: 'anthropic-messages',
      baseUrl: 'https://openrouter.ai/api',
      auth: 'bearer',
      quirks: {},
    })
    expect(provider.headers['x-openrouter-title']).toBe('trunkline')
    expect(labels(provider)).toEqual(['OPENROUTER_API_KEY'])
    expect(resolve('deepseek', { protocol: 'anthropic-messages' }).baseUrl).toBe('https://api.deepseek.com/anthropic')
    expect(resolve('deepseek', {}).quirks.structuredOutput).toBe('json-object')
  })

  it('asks for an address where the row knows none that speaks it', () => {
    expect(refusal('groq', { protocol: 'anthropic-messages' }).message).toMatch(
      /^`providers\.groq\.baseUrl`: no address of `groq` is known that speaks `anthropic-messages`/,
    )
    expect(
      resolve('groq', { protocol: 'anthropic-messages', baseUrl: 'https://gw.example' }).quirks.structuredOutput,
    ).toBeUndefined()
  })

  it('is refused when it cannot be spoken', () => {
    expect(refusal('gemini').message).toMatch(
      /^`providers\.gemini\.protocol`: `gemini` is not available; there are openai-responses, openai-chat, anthropic-messages, ollama-chat/,
    )
  })
})

describe('custom providers', () => {
  it('R110 need a protocol and an address, and for the Anthropic protocol a key', () => {
    expect(refusal('acme', { baseUrl: 'https://acme.example' }).message).toMatch(/^`providers\.acme\.protocol`: /)
    expect(refusal('acme', { protocol: 'openai-chat' }).message).toMatch(/^`providers\.acme\.baseUrl`: /)
    expect(resolve('acme', { protocol: 'anthropic-messages', baseUrl: 'https://acme.example' }).needsCredential).toBe(
      true,
    )
    expect(resolve('acme', { protocol: 'openai-chat', baseUrl: 'https://acme.example' }).needsCredential).toBe(false)
    expect(resolve('acme', { protocol: 'anthropic-messages', baseUrl: 'http://localhost:4000' }).needsCredential).toBe(
      false,
    )
  })

  it.each([
    ['R112', 'https://api.anthropic.com/v1', 'https://api.anthropic.com', 'x-api-key'],
    ['R113', 'https://openrouter.ai/api/v1', 'https://openrouter.ai/api', 'bearer'],
    ['R114', 'http://localhost:4000/v1', 'http://localhost:4000', 'x-api-key-and-bearer'],
  ])('%s speak the Anthropic protocol at %s', (_, baseUrl, base, auth) => {
    const config = {
      protocol: 'anthropic-messages',
      baseUrl,
      apiKey: 'token',
      defaultModel: 'd',
      tiers: { opus: 'o', haiku: 'h' },
    } as const
    expect(resolve('my host', config)).toMatchObject({
      baseUrl: base,
      auth,
      defaultModel: 'd',
      tiers: { flagship: 'o', fast: 'h' },
    })
  })

  it('R115 are told what Bedrock needs', () => {
    const config = {
      protocol: 'anthropic-messages',
      baseUrl: 'https://bedrock-runtime.us-east-1.amazonaws.com',
      apiKey: 'AKIAEXAMPLE',
    } as const
    expect(refusal('mine', config).message).toMatch(/^`providers\.mine\.baseUrl` .*AWS credentials/)
    expect(resolve('bedrock', config).baseUrl).toBe(config.baseUrl)
  })

  it('are sent nothing that only some hosts understand, unless they are at a known host', () => {
    expect(resolve('a', { protocol: 'openai-chat', baseUrl: 'https://a.example/v1' }).quirks).toMatchObject({
      parallelToolCalls: false,
    })
    expect(resolve('b', { protocol: 'openai-chat', baseUrl: 'https://api.mistral.ai/v1' }).quirks.seedField).toBe(
      'random_seed',
    )
    expect(resolve('c', { protocol: 'anthropic-messages', baseUrl: 'https://api.anthropic.com' }).quirks).toEqual(
      resolve('anthropic').quirks,
    )
    expect(resolve('d', { protocol: 'anthropic-messages', baseUrl: 'https://d.example' }).quirks).toBe(
      hostsOf['anthropic-messages'].unknown.quirks,
    )
    expect(resolve('anthropic').quirks).toBe(hostsOf['anthropic-messages'].known['anthropic']?.quirks)
  })
})

describe('headers, models and the rest', () => {
  it('R94 R95 R96 R97 tell OpenRouter who asks, replaceable one by one, and off with options.attribution', () => {
    const names = ['http-referer', 'x-openrouter-title', 'x-title', 'x-openrouter-categories']
    expect(Object.keys(resolve('openrouter').headers).toSorted()).toEqual(names.toSorted())
    expect(
      resolve('openrouter', { headers: { 'HTTP-Referer': 'https://me.example', 'X-Extra': '1' } }).headers,
    ).toMatchObject({ 'http-referer': 'https://me.example', 'x-title': 'trunkline', 'x-extra': '1' })
    expect(resolve('openrouter', { options: { attribution: false } }).headers).toEqual({})
    expect(resolve('openrouter', { options: { attribution: false }, headers: { 'X-Title': 'mine' } }).headers).toEqual({
      'x-title': 'mine',
    })
    expect(resolve('openai').headers).toEqual({})
  })

  it('R119 R120 R121 R122 takes models from the configuration, else the environment, else the row', () => {
    const env = {
      ANTHROPIC_MODEL: 'm',
      ANTHROPIC_DEFAULT_OPUS_MODEL: 'o',
      ANTHROPIC_DEFAULT_SONNET_MODEL: 's',
      ANTHROPIC_DEFAULT_HAIKU_MODEL: ' h ',
    }
    expect(resolve('anthropic').defaultModel).toBe('claude-sonnet-5-5')
    expect(resolve('anthropic', {}, env)).toMatchObject({
      defaultModel: 'm',
      tiers: { flagship: 'o', balanced: 's', fast: 'h' },
    })
    expect(resolve('anthropic', { defaultModel: 'x', tiers: { haiku: 'y', flagship: 'z' } }, env)).toMatchObject({
      defaultModel: 'x',
      tiers: { flagship: 'z', balanced: 's', fast: 'y' },
    })
  })

  it("R4 bills nothing only for a server of one's own", () => {
    expect(resolve('ollama')).toMatchObject({ billing: 'local', local: true, needsCredential: false })
    expect(resolve('ollama', { baseUrl: 'https://ollama.com' })).toMatchObject({
      billing: 'pay-per-token',
      local: false,
      needsCredential: true,
    })
    expect(resolve('openai', { baseUrl: 'http://localhost:4000/v1' })).toMatchObject({
      billing: 'pay-per-token',
      local: false,
      needsCredential: false,
    })
    expect(resolve('own', { protocol: 'openai-chat', baseUrl: 'http://localhost:8000/v1' })).toMatchObject({
      billing: 'pay-per-token',
      local: true,
    })
  })

  it("needs no key of its own when the caller's headers bring one", () => {
    expect(resolve('openai').needsCredential).toBe(true)
    expect(resolve('openai', { headers: { Authorization: 'Bearer x' } }).needsCredential).toBe(false)
  })

  it('carries fetch, region, enabled and options over', () => {
    const fetch = (): Promise<Response> => Promise.reject(new Error('unused'))
    expect(resolve('openai', { fetch, region: 'eu', enabled: false, options: { numCtx: 4096 } })).toMatchObject({
      fetch,
      region: 'eu',
      enabled: false,
      options: { numCtx: 4096 },
    })
    expect(resolve('openai')).toMatchObject({ fetch: undefined, region: undefined, enabled: true, options: {} })
  })

  it('is frozen, and shows neither keys nor the values of headers', async () => {
    const provider = resolve(
      'openai',
      { apiKey: ['hunter2', () => 'hunter3'], headers: { authorization: 'hunter4' } },
      {},
    )
    const shown = [
      inspect(provider, { showHidden: true, depth: 9 }),
      JSON.stringify(provider),
      inspect(provider.credentials, { showHidden: true, depth: 9, getters: true }),
    ]
    for (const text of shown) expect(text).not.toMatch(/hunter/)
    expect(shown[0]).toContain('apiKey[1]')
    expect(await keys(provider)).toEqual(['hunter2', 'hunter3'])
    expect(
      [
        provider,
        provider.headers,
        provider.credentials,
        provider.credentials[0],
        provider.tiers,
        provider.options,
      ].every((part) => Object.isFrozen(part)),
    ).toBe(true)
  })
})

describe('keys', () => {
  it("R5 R118 prefers the gateway's token at a gateway, and the vendor's key at the vendor", async () => {
    const env = { ANTHROPIC_API_KEY: 'vendor', ANTHROPIC_AUTH_TOKEN: 'token' }
    expect(labels(resolve('anthropic', {}, env))).toEqual(['ANTHROPIC_API_KEY'])
    const gateway = resolve('anthropic', {}, { ...env, ANTHROPIC_BASE_URL: 'https://gw.example' })
    expect(await keys(gateway)).toEqual(['token'])
    expect(gateway.credentials[0]?.auth).toBe('bearer')
    expect(gateway.bearerHeaders).toBeUndefined()
    expect(resolve('anthropic', {}, { ANTHROPIC_AUTH_TOKEN: 'token' }).bearerHeaders).toEqual({
      'anthropic-beta': 'oauth-2025-04-20',
    })
  })

  it('reads the environment when it is made and never again', async () => {
    const env: Record<string, string> = { OPENAI_API_KEY: 'first' }
    let reads = 0
    const readEnv = (name: string): string | undefined => {
      reads += 1
      return env[name]
    }
    const provider = resolveProvider('openai', undefined, profileOf('openai'), { readEnv, endpoints, findKeys })
    const before = reads
    env['OPENAI_API_KEY'] = 'second'
    expect(await keys(provider)).toEqual(['first'])
    expect(reads).toBe(before)
  })

  it('R125 refuses a broken key without repeating it', () => {
    const error = refusal('openai', {}, { OPENAI_API_KEY: 'hunter2\nhunter2' })
    expect(error.message).toMatch(/^OPENAI_API_KEY cannot be used/)
    expect(inspect(error, { showHidden: true })).not.toContain('hunter2')
  })
})

describe('discoverProviders', () => {
  const discover = (env: Record<string, string>): string[] => discoverProviders(providerTable(), (name) => env[name])

  it.each([
    [{}, []],
    [{ OPENAI_API_KEY: 'x', MISTRAL_API_KEY: 'y', ANTHROPIC_AUTH_TOKEN: 'z' }, ['openai', 'anthropic', 'mistral']],
    [{ OPENAI_API_KEY: '  ' }, []],
    [{ OLLAMA_HOST: 'localhost' }, ['ollama']],
    [{ OLLAMA_API_KEY: 'x' }, []],
    [{ OPENAI_BASE_URL: 'https://x' }, []],
  ])('%j offers %j', (env, ids) => {
    expect(discover(env)).toEqual(ids)
  })
})
