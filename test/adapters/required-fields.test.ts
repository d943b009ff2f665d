import { describe, expect, it } from 'vitest'

import { configureProvider } from '../../src/adapters/configure-provider.ts'
import { protocolEndpoints } from '../../src/adapters/protocol-endpoints.ts'
import type { ConfiguredProvider, ProviderProfile } from '../../src/adapters/provider.ts'
import { findKeys } from '../../src/credentials/api-key.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'
import type { ProviderConfig } from '../../src/vocabulary/provider-config.ts'

/** A host with a resource in its address, a version with a default, and a deployment that it cannot be asked without. */
const row: ProviderProfile = {
  id: 'cloud',
  protocol: 'openai-chat',
  baseUrl: 'https://{resource}.cloud.example/{version}',
  fields: { resource: { variables: ['CLOUD_RESOURCE'] }, version: { fallback: 'v1' }, deployment: {} },
  auth: 'bearer',
  keyVariables: ['CLOUD_KEY'],
  billing: 'pay-per-token',
}

function configured(config: ProviderConfig, env: Readonly<Record<string, string>> = {}): ConfiguredProvider {
  const surroundings = { readEnv: (name: string) => env[name], endpoints: protocolEndpoints, findKeys }
  return configureProvider('cloud', config, row, surroundings)
}

function refusal(config: ProviderConfig, env: Readonly<Record<string, string>> = {}): string {
  try {
    configured(config, env)
  } catch (error) {
    if (RouterError.is(error, 'configuration')) return error.message
  }
  throw new Error('it was not refused')
}

describe('values that differ from account to account', () => {
  it('stand in the address and in the options, as configured, else as the environment says, else by default', () => {
    const env = { CLOUD_RESOURCE: ' theirs ' }
    expect(configured({ options: { deployment: 'd', resource: 'mine' } }, env)).toMatchObject({
      baseUrl: 'https://mine.cloud.example/v1',
      options: { deployment: 'd', resource: 'mine', version: 'v1' },
    })
    expect(configured({ options: { deployment: 'd', version: 'v2' } as never }, env).baseUrl).toBe(
      'https://theirs.cloud.example/v2',
    )
  })

  it('are asked for by name, with every place where they can be written', () => {
    expect(refusal({ options: { deployment: 'd' } })).toBe(
      '`cloud` cannot be asked without its resource; give `providers.cloud.options.resource`, or the environment variable ' +
        'CLOUD_RESOURCE, or the whole address as `providers.cloud.baseUrl`.',
    )
    expect(refusal({ options: { resource: 'r' } })).toMatch(
      /^`cloud` cannot be asked without its deployment; give `providers\.cloud\.options\.deployment`\.$/,
    )
  })

  it('that stand in the address alone are not missed where the address is given', () => {
    const baseUrl = 'https://proxy.example/x'
    expect(configured({ baseUrl, options: { deployment: 'd' } }).baseUrl).toBe(baseUrl)
    expect(refusal({ baseUrl })).toMatch(/without its deployment/)
  })

  it.each(['evil.example/', 'a b', 'a@b', '{x}', 'a#b', 'a?b', '../..', '..'])(
    'cannot lead to another host or path: %j',
    (resource) => {
      expect(refusal({ options: { deployment: 'd', resource } })).toMatch(
        /^`providers\.cloud\.options\.resource` names no resource of `cloud`/,
      )
    },
  )
})
