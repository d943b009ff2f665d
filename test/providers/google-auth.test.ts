import { createVerify, generateKeyPairSync } from 'node:crypto'

import { describe, expect, it } from 'vitest'

import type { GoogleCredentials, RouterConfig } from '../../src/index.ts'
import { hostsOf, type Seen } from './hosts-of-clouds.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})
const serviceAccount = {
  type: 'service_account',
  project_id: 'my-project',
  private_key_id: 'key-1',
  private_key: privateKey,
  client_email: 'bot@my-project.iam.gserviceaccount.com',
  token_uri: 'https://evil.example/token',
} as const
const tokenUrl = 'https://oauth2.googleapis.com/token'
const model = 'google-vertex/gemini-3.8-flash'
const asked =
  'https://aiplatform.googleapis.com/v1/projects/p/locations/global/publishers/google/models/gemini-3.8-flash:streamGenerateContent?alt=sse'

const vertex = (credentials: GoogleCredentials | (() => GoogleCredentials)): RouterConfig => ({
  providers: { 'google-vertex': { auth: { type: 'google', credentials }, options: { project: 'p' } } },
})

const decoded = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))

/** Google, which gives a token with a number. */
function google(): (request: Seen) => Response | undefined {
  let given = 0
  return ({ url }) =>
    url === tokenUrl ? Response.json({ access_token: `ya29.token-${++given}`, expires_in: 3599 }) : undefined
}

describe('R21 Vertex with a service account', () => {
  it('shows a token that Google gives for a signed assertion, kept until five minutes before its end', async () => {
    const { router, seen, urls, bearers, pass, now } = hostsOf(vertex(serviceAccount), google())
    await Promise.all([router.complete({ model, messages: 'Hi' }), router.complete({ model, messages: 'Hi' })])
    expect(urls()).toEqual([tokenUrl, asked, asked])
    expect(bearers().slice(1)).toEqual(['Bearer ya29.token-1', 'Bearer ya29.token-1'])
    const [request] = seen
    const form = new URLSearchParams(request?.body)
    expect(request).toMatchObject({ method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
    const [header = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.')
    const verifier = createVerify('RSA-SHA256').update(`${header}.${claims}`)
    expect(verifier.verify(publicKey, signature, 'base64url')).toBe(true)
    expect(decoded(header)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-1' })
    expect(decoded(claims)).toEqual({
      iss: serviceAccount.client_email,
      scope: 'https://www.googleapis.com/auth/cloud-platform',
      aud: tokenUrl,
      iat: now() / 1000,
      exp: now() / 1000 + 3600,
    })
    pass(3599_000 - 5 * 60_000 - 1)
    await router.complete({ model, messages: 'Hi' })
    pass(1)
    await router.complete({ model, messages: 'Hi' })
    expect(bearers().slice(3)).toEqual(['Bearer ya29.token-1', undefined, 'Bearer ya29.token-2'])
  })

  it('takes the file as its text, or from a function', async () => {
    for (const credentials of [JSON.stringify(serviceAccount), () => serviceAccount]) {
      const { router, urls } = hostsOf(vertex(credentials), google())
      expect((await router.complete({ model, messages: 'Hi' })).text).toBe('Hello')
      expect(urls()[0]).toBe(tokenUrl)
    }
  })

  it("asks for a token with the caller's own sign-in, or the metadata server where it is named", async () => {
    const user = {
      type: 'authorized_user',
      client_id: 'id',
      client_secret: 's3cret',
      refresh_token: 'r3fresh',
    } as const
    const own = hostsOf(vertex(user), google())
    await own.router.complete({ model, messages: 'Hi' })
    expect(Object.fromEntries(new URLSearchParams(own.seen[0]?.body))).toEqual({
      grant_type: 'refresh_token',
      client_id: 'id',
      client_secret: 's3cret',
      refresh_token: 'r3fresh',
    })
    const machine = hostsOf(vertex('metadata-server'), ({ url }) =>
      url.startsWith('http:') ? Response.json({ access_token: 'ya29.machine', expires_in: 600 }) : undefined,
    )
    await machine.router.complete({ model, messages: 'Hi' })
    expect(machine.seen[0]).toMatchObject({
      method: 'GET',
      url: 'http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token',
      headers: { 'metadata-flavor': 'Google' },
    })
    expect(machine.bearers()[1]).toBe('Bearer ya29.machine')
  })

  it('gets a token anew once when one is refused, and leaves it at that', async () => {
    const give = google()
    const { router, bearers } = hostsOf(vertex(serviceAccount), (request) => {
      const shown = request.headers['authorization']
      if (shown === 'Bearer ya29.token-1' || shown === 'Bearer ya29.token-3')
        return Response.json({ error: { code: 401, status: 'UNAUTHENTICATED', message: 'expired' } }, { status: 401 })
      return give(request)
    })
    const { attempts } = await router.complete({ model, messages: 'Hi' })
    expect(attempts.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['first', 'failed'],
      ['repair', 'success'],
    ])
    expect((await router.complete({ model, messages: 'Hi' })).attempts).toHaveLength(1)
    expect(bearers().filter((shown) => shown !== undefined)).toEqual([
      'Bearer ya29.token-1',
      'Bearer ya29.token-2',
      'Bearer ya29.token-2',
    ])
  })

  it('R125 says what Google says, without the key, and does not ask again for a minute', async () => {
    const { router, urls, pass } = hostsOf(vertex(serviceAccount), ({ url, body }) =>
      url === tokenUrl
        ? Response.json(
            { error: 'invalid_grant', error_description: `Invalid JWT: ${body} ${privateKey}` },
            { status: 400 },
          )
        : undefined,
    )
    const settled = await router.complete({ model, messages: 'Hi' }).settled()
    if (settled.ok) throw new Error('there is no token')
    expect(settled.error.code).toBe('authentication')
    expect(settled.error.message).toContain('Invalid JWT')
    expect(JSON.stringify(settled.error) + String(settled.error)).not.toContain(privateKey.split('\n')[1])
    await router.complete({ model, messages: 'Hi' }).settled()
    expect(urls()).toEqual([tokenUrl])
    pass(60_000)
    await router.complete({ model, messages: 'Hi' }).settled()
    expect(urls()).toHaveLength(2)
  })

  it.each([
    [{ ...serviceAccount, private_key: 'hunter2-no-key' }, /private_key. is no PKCS#8 key/],
    [{ ...serviceAccount, client_email: '' }, /client_email/],
    ['/path/to/key.json', /what stands in the key file, which is JSON, not its path/],
  ])('R125 says what is wrong with credentials that are none', async (credentials, message) => {
    const { router, seen } = hostsOf(vertex(credentials), google())
    const settled = await router.complete({ model, messages: 'Hi' }).settled()
    if (settled.ok) throw new Error('there is no key')
    const shown = settled.error.message + String(settled.error.cause) + JSON.stringify(settled.error)
    expect(shown).toMatch(message)
    expect(shown).not.toContain('hunter2')
    expect(seen).toEqual([])
  })

  it('ends a call that is aborted while a token is awaited', async () => {
    const controller = new AbortController()
    const config = vertex(serviceAccount)
    const { router } = hostsOf({
      ...config,
      providers: {
        'google-vertex': {
          ...config.providers?.['google-vertex'],
          fetch: () => {
            setImmediate(() => controller.abort('enough'))
            return new Promise(() => undefined)
          },
        },
      },
    })
    const settled = await router.complete({ model, messages: 'Hi', signal: controller.signal }).settled()
    expect(settled).toMatchObject({ ok: false, error: { code: 'aborted' } })
  })
})

describe('R21 Vertex with an access token', () => {
  const options = { project: 'p', location: 'europe-west4' }

  it.each([
    ['a key', { apiKey: 'ya29.mine' }],
    ['a function', { apiKey: () => Promise.resolve('ya29.mine') }],
    ['a token', { auth: { type: 'access-token', token: 'ya29.mine' } }],
  ] as const)('shows it as %s at the address of project and location', async (_, given) => {
    const { router, seen } = hostsOf({ providers: { 'google-vertex': { ...given, options } } })
    await router.complete({ model, messages: 'Hi' })
    expect(seen).toMatchObject([
      {
        url: 'https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4/publishers/google/models/gemini-3.8-flash:streamGenerateContent?alt=sse',
        headers: { authorization: 'Bearer ya29.mine' },
      },
    ])
  })

  it.each([
    ['global', 'https://aiplatform.googleapis.com/v1/projects/p/locations/global/'],
    ['eu', 'https://aiplatform.eu.rep.googleapis.com/v1/projects/p/locations/eu/'],
    ['us', 'https://aiplatform.us.rep.googleapis.com/v1/projects/p/locations/us/'],
    ['us-east5', 'https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/us-east5/'],
  ])('finds the host of the location %s', async (location, begins) => {
    const env = { GOOGLE_CLOUD_PROJECT: 'p', GOOGLE_CLOUD_LOCATION: location }
    const { router, urls } = hostsOf({ providers: { 'google-vertex': { apiKey: 't' } } }, undefined, env)
    await router.complete({ model, messages: 'Hi' })
    expect(urls()[0]?.startsWith(begins)).toBe(true)
  })

  it('asks Claude there over the messages of Anthropic', async () => {
    const providers = { 'google-vertex-anthropic': { apiKey: 't', options } }
    const { router, seen } = hostsOf({ providers })
    const { text, served } = await router.complete({
      model: 'vertex-anthropic/claude-sonnet-5-5@default',
      messages: 'Hi',
      maxOutputTokens: 100,
    })
    expect([text, served.provider]).toEqual(['Hello', 'google-vertex-anthropic'])
    expect(seen[0]?.url).toBe(
      'https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4/publishers/anthropic/models/claude-sonnet-5-5@default:streamRawPredict',
    )
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ anthropic_version: 'vertex-2023-10-16', max_tokens: 100 })
  })

  it('R21 names what is missing: the project, or else the base URL', () => {
    expect(() => hostsOf({ providers: { 'google-vertex': { apiKey: 't' } } })).toThrow(
      /project.*options\.project.*GOOGLE_VERTEX_PROJECT.*baseUrl/,
    )
    const baseUrl = 'https://us-east5-aiplatform.googleapis.com/v1/projects/q/locations/us-east5/publishers/google'
    expect(() => hostsOf({ providers: { 'google-vertex': { apiKey: 't', baseUrl } } })).not.toThrow()
  })

  it('has nothing to show without a key, and says where it is looked for', async () => {
    const { router, seen } = hostsOf({ providers: { 'google-vertex': { options } } })
    const settled = await router.complete({ model, messages: 'Hi' }).settled()
    expect(settled).toMatchObject({ ok: false, error: { code: 'missing-credential' } })
    expect(seen).toEqual([])
  })
})

describe.each([
  ['R23', 'google-gemini-cli', 'gemini-2.5-pro'],
  ['R22', 'google-antigravity', 'gemini-3-flash'],
] as const)('%s %s', (_, id, name) => {
  it('shows an access token at the address that is given, and says what the terms say', async () => {
    const provider = { apiKey: 'ya29.mine', baseUrl: 'https://cloudcode-pa.googleapis.com', options: { project: 'p' } }
    const { router, seen, notices } = hostsOf({ providers: { [id]: provider } })
    const { text, cost } = await router.complete({ model: `${id}/${name}`, messages: 'Hi' })
    await router.complete({ model: `${id}/${name}`, messages: 'Hi' })
    expect([text, cost.usd]).toEqual(['Hello', 0])
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: 'https://cloudcode-pa.googleapis.com/v1internal:streamGenerateContent?alt=sse',
      headers: { authorization: 'Bearer ya29.mine' },
    })
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({ model: name, project: 'p', request: { contents: [{}] } })
    expect(notices.filter(({ type }) => type === 'vendor-terms')).toHaveLength(1)
    expect(notices[0]?.message).toMatch(/Google/)
  })

  it('needs the address', () => {
    expect(() => hostsOf({ providers: { [id]: { apiKey: 't' } } })).toThrow(/baseUrl.*has no address of its own/)
  })
})
