import { describe, expect, it } from 'vitest'

import { protocolEndpoints } from '../../src/adapters/protocol-endpoints.ts'
import { profileOf } from '../../src/adapters/provider-table.ts'
import type { ResolvedProvider } from '../../src/adapters/provider.ts'
import { findKeys } from '../../src/credentials/api-key.ts'
import type { KeyPlaces } from '../../src/vocabulary/credential.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'
import type { ProviderConfig } from '../../src/vocabulary/provider-config.ts'
import { resolveProvider } from './resolve-provider.ts'

type Env = Readonly<Record<string, string>>

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI' }
const keys = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI' }

function resolve(
  id: string,
  config: ProviderConfig = {},
  env: Env = {},
): { provider: ResolvedProvider; region: string | undefined } {
  let region: string | undefined
  const provider = resolveProvider(id, config, profileOf(id), {
    readEnv: (name) => env[name],
    endpoints: protocolEndpoints,
    findKeys: (places: KeyPlaces) => {
      region = places.region
      return findKeys(places)
    },
  })
  return { provider, region }
}

const labels = (config: ProviderConfig, env: Env): (string | undefined)[] =>
  resolve('bedrock', config, env).provider.credentials.map(({ label, auth }) => `${label} ${auth ?? '-'}`)

describe('the region of Bedrock', () => {
  it.each<[ProviderConfig, Env, string]>([
    [{}, {}, 'us-east-1'],
    [{}, { AWS_DEFAULT_REGION: 'eu-west-1' }, 'eu-west-1'],
    [{}, { AWS_REGION: ' ap-southeast-2 ', AWS_DEFAULT_REGION: 'eu-west-1' }, 'ap-southeast-2'],
    [{ region: 'eu-central-1' }, { AWS_REGION: 'us-west-2' }, 'eu-central-1'],
    [{ region: 'eu-central-1', auth: { type: 'aws', region: 'us-gov-west-1', credentials } }, {}, 'us-gov-west-1'],
  ])('%j with %j is asked and signed for in the region that was named first', (config, env, region) => {
    const resolved = resolve('bedrock', config, env)
    expect(resolved.provider.baseUrl).toBe(`https://bedrock-runtime.${region}.amazonaws.com`)
    expect(resolved.region).toBe(region)
  })

  it.each<[string, ProviderConfig, string]>([
    ['a host of AWS', { baseUrl: 'https://bedrock-runtime-fips.us-west-2.amazonaws.com' }, 'us-west-2'],
    ['a host in China', { baseUrl: 'https://bedrock-runtime.cn-north-1.amazonaws.com.cn' }, 'cn-north-1'],
    ['a private endpoint', { baseUrl: 'https://vpce-1a2b.bedrock-runtime.eu-west-3.vpce.amazonaws.com' }, 'eu-west-3'],
    [
      'a proxy, of which the region is configured',
      { baseUrl: 'http://localhost:4000', region: 'eu-north-1' },
      'eu-north-1',
    ],
    ['a proxy, of which it is not', { baseUrl: 'http://localhost:4000', region: 'eu' }, 'ca-central-1'],
  ])('is that of the address where one is given: %s', (_, config, region) => {
    const env = { AWS_REGION: 'ca-central-1' }
    expect(resolve('bedrock', config, env)).toMatchObject({ provider: { baseUrl: config.baseUrl }, region })
  })

  it.each<[ProviderConfig, Env, RegExp]>([
    [{ region: 'eu' }, {}, /^`providers\.bedrock\.region` names no region of `bedrock`/],
    [{}, { AWS_REGION: 'us-east-1.evil.example/' }, /^the environment variable AWS_REGION names no region/],
    [
      { auth: { type: 'aws', region: 'x', credentials } },
      {},
      /^`providers\.bedrock\.auth\.region` .*`providers\.bedrock\.baseUrl`/,
    ],
  ])('is refused where it would be the name of another host: %j %j', (config, env, words) => {
    let refused: unknown
    try {
      resolve('bedrock', config, env)
    } catch (error) {
      refused = error
    }
    expect(RouterError.is(refused, 'configuration') ? refused.message : '').toMatch(words)
  })

  it('is no fact for region rules unless it is configured: a profile may be served elsewhere', () => {
    expect(resolve('bedrock', {}, { AWS_REGION: 'eu-west-1' }).provider.region).toBeUndefined()
    expect(resolve('bedrock', { region: 'eu-west-1' }).provider.region).toBe('eu-west-1')
  })
})

describe('the keys of Bedrock', () => {
  it('R12 are a Bedrock key, else a pair of AWS keys, which signs', () => {
    expect(labels({}, { ...keys, AWS_BEARER_TOKEN_BEDROCK: 'ABSK1' })).toEqual(['AWS_BEARER_TOKEN_BEDROCK -'])
    expect(labels({}, keys)).toEqual(['AWS_ACCESS_KEY_ID aws-signature'])
    expect(labels({}, { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE' })).toEqual([])
    expect(labels({ auth: { type: 'aws', credentials } }, { AWS_BEARER_TOKEN_BEDROCK: 'ABSK1' })).toEqual([
      'auth aws-signature',
    ])
    expect(labels({ apiKey: 'ABSK2' }, keys)).toEqual(['apiKey -'])
  })

  it('are needed, and both kinds of variables are named', () => {
    const { provider } = resolve('bedrock')
    expect(provider).toMatchObject({ needsCredential: true, auth: 'bearer' })
    expect(provider.keyVariables).toEqual(['AWS_BEARER_TOKEN_BEDROCK', 'AWS_ACCESS_KEY_ID'])
  })
})

describe('custom providers', () => {
  it.each([
    ['gemini', 'x-goog-api-key'],
    ['bedrock-converse', 'bearer'],
    ['ollama-chat', 'bearer'],
    ['openai-responses', 'bearer'],
    ['anthropic-messages', 'x-api-key-and-bearer'],
  ] as const)('that speak %s are shown their key as %s', (protocol, auth) => {
    expect(resolve('gateway', { protocol, baseUrl: 'https://gw.example', apiKey: 'k' }).provider.auth).toBe(auth)
  })

  it('sign as they are told, for the region in their address', () => {
    const auth = { type: 'aws', credentials } as const
    const config = {
      protocol: 'bedrock-converse',
      auth,
      baseUrl: 'https://bedrock-runtime.eu-west-2.amazonaws.com',
    } as const
    const { provider, region } = resolve('mine', config)
    expect([region, provider.credentials.map((source) => source.auth)]).toEqual(['eu-west-2', ['aws-signature']])
  })

  it('R14 of Ollama may be named by the base URL of its other protocols', () => {
    for (const baseUrl of ['http://localhost:11434/v1', 'http://localhost:11434/api/chat', 'http://localhost:11434/'])
      expect(resolve('ollama', { protocol: 'ollama-chat', baseUrl }).provider.baseUrl).toBe('http://localhost:11434')
    const env = { OLLAMA_HOST: '127.0.0.1' }
    expect(resolve('ollama', { protocol: 'ollama-chat' }, env).provider.baseUrl).toBe('http://127.0.0.1:11434')
  })
})
