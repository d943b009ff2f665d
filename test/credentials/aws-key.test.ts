import { inspect } from 'node:util'

import { describe, expect, it } from 'vitest'

import { authHeaders, findKeys } from '../../src/credentials/api-key.ts'
import { awsKey, signWithAwsKey } from '../../src/credentials/aws-key.ts'
import type { AwsAuth, AwsCredentials, CredentialSource } from '../../src/vocabulary/credential.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'hunter2/secret+key', sessionToken: 'hunter3' }
const region = 'eu-central-1'
const variables = [{ name: 'AWS_BEARER_TOKEN_BEDROCK' }, { name: 'AWS_ACCESS_KEY_ID', auth: 'aws-signature' }] as const

function find(auth: AwsAuth['credentials'] | undefined, env: Readonly<Record<string, string>> = {}): CredentialSource {
  const [source, ...others] = findKeys({
    provider: 'bedrock',
    apiKey: undefined,
    ...(auth === undefined ? {} : { auth: { type: 'aws', credentials: auth } }),
    region,
    variables,
    readEnv: (name) => env[name],
  })
  if (source === undefined || others.length > 0) throw new Error('expected one source')
  return source
}

async function failure(run: () => unknown): Promise<RouterError> {
  try {
    await run()
  } catch (error) {
    if (RouterError.is(error)) return error
  }
  throw new Error('no RouterError')
}

describe('AWS credentials as a key', () => {
  it.each<[string, CredentialSource]>([
    ['auth', find(credentials)],
    ['auth', find(() => credentials)],
    ['auth', find(() => Promise.resolve(credentials))],
    [
      'AWS_ACCESS_KEY_ID',
      find(undefined, {
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: ` ${credentials.secretAccessKey}\n`,
        AWS_SESSION_TOKEN: 'hunter3',
      }),
    ],
  ])('come from %s, sign for one region, and are the same text every time', async (label, source) => {
    expect([source.label, source.auth]).toEqual([label, 'aws-signature'])
    expect(await source.read()).toBe(awsKey(credentials, region))
    expect(JSON.parse(await source.read())).toEqual({ ...credentials, region })
  })

  it('are asked for once an attempt, so that they can be renewed', async () => {
    let asked = 0
    const source = find(() => ({ ...credentials, sessionToken: `token-${++asked}` }))
    expect(asked).toBe(0)
    expect(await source.read()).not.toBe(await source.read())
    expect(asked).toBe(2)
  })

  it('are never shown as a key', () => {
    const key = awsKey(credentials, region)
    for (const auth of ['bearer', 'x-api-key', 'x-api-key-and-bearer', 'x-goog-api-key'] as const)
      expect(authHeaders({ auth }, key, 'aws-signature')).toEqual({})
  })

  it('never appear when their source is printed, nor in what is said about them', async () => {
    const source = find(credentials)
    const broken = await failure(() => find({ ...credentials, secretAccessKey: 'hunter2 hunter2' }).read())
    const shown = inspect([source, broken], { showHidden: true, depth: 9, getters: true }) + JSON.stringify(source)
    expect(shown + Function.prototype.toString.call(Reflect.get(source, 'read'))).not.toMatch(/hunter/)
  })

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'AKIDEXAMPLE'],
    ['no secret', { accessKeyId: 'AKIDEXAMPLE' }],
    ['an empty id', { ...credentials, accessKeyId: ' ' }],
    ['a number', { ...credentials, sessionToken: 5 }],
    ['a secret on two lines', { ...credentials, secretAccessKey: 'hunter2\nhunter2' }],
  ])('are missing where a function gives %s', async (_, given) => {
    const error = await failure(() => find(() => given as AwsCredentials).read())
    expect(error).toMatchObject({ code: 'missing-credential' })
    expect(error.message).toMatch(/^`providers\.bedrock\.auth\.credentials`: AWS credentials: /)
    expect(String(error.cause)).toMatch(/AWS credentials: `(?:accessKeyId|secretAccessKey|sessionToken)`: /)
  })

  it('are refused when they are broken in the environment, by the name of their variable', async () => {
    const env = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'hunter2 hunter2' }
    const error = await failure(() => find(undefined, env))
    expect(error.message).toMatch(/^AWS_SECRET_ACCESS_KEY cannot be used: /)
  })
})

describe('a key for Google', () => {
  it('R7 R200 travels in a header of its own, a token of the same host as a bearer', () => {
    expect(authHeaders({ auth: 'x-goog-api-key' }, 'AIza1')).toEqual({ 'x-goog-api-key': 'AIza1' })
    expect(authHeaders({ auth: 'x-goog-api-key' }, 'ya29.1', 'bearer')).toEqual({ authorization: 'Bearer ya29.1' })
    expect(authHeaders({ auth: 'x-goog-api-key' }, '')).toEqual({})
  })
})

describe('a signed request', () => {
  const request = {
    url: 'https://bedrock-runtime.eu-central-1.amazonaws.com/model/m/converse-stream',
    headers: {},
    body: '{}',
  }

  it('names whose secrets to keep out of sight, and holds no secret but the token of a session', async () => {
    const signed = await signWithAwsKey(request, awsKey(credentials, region), Date.UTC(2026, 10, 20))
    expect(signed.secrets).toEqual([credentials.secretAccessKey, credentials.sessionToken])
    expect(signed.headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20261120\/eu-central-1\/bedrock\/aws4_request, /,
    )
    expect(JSON.stringify(signed.headers)).not.toContain(credentials.secretAccessKey)
    expect(signed.headers['x-amz-security-token']).toBe('hunter3')
  })
})
