import { inspect } from 'node:util'

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { authHeaders, findKeys, keySource, missingCredential } from '../../src/credentials/api-key.ts'
import type { Secret } from '../../src/vocabulary/completion-request.ts'
import type { CredentialSource, KeyVariable } from '../../src/vocabulary/credential.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'

const find = (
  apiKey: Secret | readonly Secret[] | undefined,
  env: Record<string, string> = {},
  variables: readonly KeyVariable[] = [{ name: 'A_KEY' }, { name: 'A_TOKEN', auth: 'bearer' }],
): readonly CredentialSource[] => findKeys({ provider: 'acme', apiKey, variables, readEnv: (name) => env[name] })

const asked = (): string => ' k '
const promised = (): Promise<string> => Promise.resolve('k')

const failure = async (run: () => unknown): Promise<RouterError> => {
  try {
    await run()
  } catch (error) {
    if (RouterError.is(error)) return error
  }
  throw new Error('no RouterError')
}

describe('authHeaders', () => {
  const oauth = { 'anthropic-beta': 'oauth-2025-04-20' }
  const anthropic = { auth: 'x-api-key', bearerHeaders: oauth } as const

  it.each([
    ['a bearer key', { auth: 'bearer' }, 'sk-1', undefined, { authorization: 'Bearer sk-1' }],
    ['R5 an Anthropic key', anthropic, 'sk-ant-api03-1', undefined, { 'x-api-key': 'sk-ant-api03-1' }],
    [
      'R5 a subscription token',
      anthropic,
      'sk-ant-oat01-1',
      undefined,
      { authorization: 'Bearer sk-ant-oat01-1', ...oauth },
    ],
    [
      'R5 a subscription token at a gateway',
      { auth: 'x-api-key' },
      'sk-ant-oat01-1',
      undefined,
      { authorization: 'Bearer sk-ant-oat01-1', ...oauth },
    ],
    ['R118 an auth token at Anthropic', anthropic, 'fed-1', 'bearer', { authorization: 'Bearer fed-1', ...oauth }],
    ['R118 an auth token at a gateway', { auth: 'x-api-key' }, 'gw-1', 'bearer', { authorization: 'Bearer gw-1' }],
    [
      'a key for an unknown Anthropic host',
      { auth: 'x-api-key-and-bearer' },
      'k',
      undefined,
      { authorization: 'Bearer k', 'x-api-key': 'k' },
    ],
    [
      'a subscription token for an unknown Anthropic host',
      { auth: 'x-api-key-and-bearer' },
      'sk-ant-oat01-1',
      undefined,
      { authorization: 'Bearer sk-ant-oat01-1', ...oauth },
    ],
    [
      'a subscription token for a bearer host',
      { auth: 'bearer' },
      'sk-ant-oat01-1',
      undefined,
      { authorization: 'Bearer sk-ant-oat01-1' },
    ],
    ['no key', { auth: 'bearer' }, '', undefined, {}],
    ['a host without keys', { auth: 'none' }, 'k', undefined, {}],
  ] as const)('writes %s', (_, provider, key, auth, headers) => {
    expect(authHeaders(provider, key, auth)).toEqual(headers)
  })

  it('gives headers that fetch takes, for every key that is accepted', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.constantFrom('bearer' as const, 'x-api-key' as const, 'x-api-key-and-bearer' as const),
        (text, auth) => {
          let source: CredentialSource | undefined
          try {
            source = keySource(text, 'apiKey', 'apiKey')
          } catch (error) {
            expect(RouterError.is(error, 'configuration')).toBe(true)
          }
          const key = source?.read() ?? ''
          expect(
            typeof key === 'string' &&
              [...new Headers(authHeaders({ auth }, key))].length === Object.keys(authHeaders({ auth }, key)).length,
          ).toBe(true)
        },
      ),
    )
  })
})

describe('findKeys', () => {
  it.each([
    ['one key', 'k', ['apiKey'], ['k']],
    ['a key with blanks around it', ' k\n', ['apiKey'], ['k']],
    ['several', ['a', 'b'], ['apiKey[0]', 'apiKey[1]'], ['a', 'b']],
    ['several with an empty one', ['', 'b'], ['apiKey[1]'], ['b']],
    ['a function', asked, ['apiKey'], ['k']],
    ['a promise of one', promised, ['apiKey'], ['k']],
    ['an empty key', '', [], []],
    ['a blank key', '  ', [], []],
    ['an empty list', [], [], []],
  ] as const)(
    'takes %s from the configuration, and then nothing from the environment',
    async (_, apiKey, labels, keys) => {
      const sources = find(apiKey, { A_KEY: 'environment' })
      expect(sources.map(({ label }) => label)).toEqual(labels)
      expect(await Promise.all(sources.map(async (source) => source.read()))).toEqual(keys)
    },
  )

  it.each([
    [{ A_KEY: 'k' }, 'A_KEY', undefined],
    [{ A_KEY: 'k', A_TOKEN: 't' }, 'A_KEY', undefined],
    [{ A_KEY: ' ', A_TOKEN: 't' }, 'A_TOKEN', 'bearer'],
  ] as const)('takes the first that holds something of %j', (env, label, auth) => {
    const [source, ...others] = find(undefined, env)
    expect([source?.label, source?.auth, others.length]).toEqual([label, auth, 0])
  })

  it('finds nothing where nothing is', () => {
    expect(find(undefined)).toEqual([])
    expect(find(undefined, { A_KEY: 'k' }, [])).toEqual([])
  })

  it('R141 asks a function only when its key is needed, and each time', async () => {
    let asked = 0
    const [source] = find(() => `key-${++asked}`)
    expect(asked).toBe(0)
    expect([await source?.read(), await source?.read()]).toEqual(['key-1', 'key-2'])
  })

  it.each([
    'a\nb',
    'a\r\nX-Evil: 1',
    'a b',
    'a\tb',
    'schl\u00fcssel\u2019',
    '\u{1f511}',
    'a\u0000b',
    'a\u0085b',
    '\u043a',
  ])('refuses %j, naming its place, without repeating it', async (key) => {
    const fixed = await failure(() => find(['ok', `hunter2${key}`]))
    expect(fixed).toMatchObject({ code: 'configuration' })
    expect(fixed.message).toMatch(/^`providers\.acme\.apiKey\[1\]` cannot be used: the key holds /)
    const environment = await failure(() => find(undefined, { A_KEY: `hunter2${key}` }))
    expect(environment.message).toMatch(/^A_KEY cannot be used/)
    const asked = await failure(() => find(() => `hunter2${key}`)[0]?.read())
    expect(asked).toMatchObject({ code: 'configuration' })
    for (const error of [fixed, environment, asked])
      expect(inspect(error, { showHidden: true }) + JSON.stringify(error)).not.toContain('hunter2')
  })

  it.each([
    ['nothing', () => ''],
    ['blanks', () => Promise.resolve('  ')],
    ['no text', () => JSON.parse('5') as string],
    [
      'an error',
      () => {
        throw new Error('vault is sealed')
      },
    ],
    ['a rejection', () => Promise.reject(new Error('vault is sealed'))],
  ])('says missing-credential when a function gives %s', async (_, apiKey) => {
    const error = await failure(() => find(apiKey)[0]?.read())
    expect(error).toMatchObject({ code: 'missing-credential' })
    expect(error.message).toMatch(/^The function at `providers\.acme\.apiKey` /)
  })

  it('R125 never shows a key when a source is printed', () => {
    const sources = [...find(['hunter2', () => 'hunter3']), ...find(undefined, { A_KEY: 'hunter4' })]
    const shown =
      inspect(sources, { showHidden: true, depth: 9, getters: true }) +
      JSON.stringify(sources) +
      sources.map(String).join('') +
      sources.map((source) => Function.prototype.toString.call(Reflect.get(source, 'read'))).join('')
    expect(sources).toHaveLength(3)
    expect(shown).not.toMatch(/hunter/)
    expect(sources.every((source) => Object.isFrozen(source))).toBe(true)
  })
})

describe('missingCredential', () => {
  it('R2 R225 names the provider, its variables and the option', () => {
    const error = missingCredential(
      { id: 'anthropic', keyVariables: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'] },
      { provider: 'anthropic', model: 'm' },
    )
    expect(error).toMatchObject({ code: 'missing-credential', target: { provider: 'anthropic', model: 'm' } })
    expect(error.message).toBe(
      'There is no key for the provider `anthropic`; set the environment variable ANTHROPIC_API_KEY, the environment variable ANTHROPIC_AUTH_TOKEN or `providers.anthropic.apiKey`.',
    )
    expect(error.hints.join(' ')).toContain('ANTHROPIC_API_KEY')
  })

  it('names the option alone where no variable is looked at', () => {
    const error = missingCredential({ id: 'my host', keyVariables: [] })
    expect(error.message).toBe('There is no key for the provider `my host`; set `providers["my host"].apiKey`.')
    expect(error.hints.join(' ')).toContain('"my host": { apiKey')
  })
})
