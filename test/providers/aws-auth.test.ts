import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import type { AwsAuth, RouterConfig } from '../../src/index.ts'
import { delta, event, messageEnd } from '../adapters/bedrock-converse/event-stream.ts'

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'hunter2-secret', sessionToken: 'hunter3-token' }
const now = Date.UTC(2026, 10, 20, 12)
const model = 'eu.anthropic.claude-haiku-4-5-20251001-v1:0'

interface Seen {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A Bedrock that notes what it is asked and answers in turn: a status refuses, everything else says `Hello`. */
function bedrockOf(...statuses: readonly number[]): { readonly fetch: typeof globalThis.fetch; readonly seen: Seen[] } {
  const seen: Seen[] = []
  const fetch: typeof globalThis.fetch = (input, init) => {
    const { url } = new Request(input)
    const body = typeof init?.body === 'string' ? init.body : ''
    seen.push({ url, headers: Object.fromEntries(new Headers(init?.headers)), body })
    const status = statuses[seen.length - 1]
    if (status !== undefined) {
      const canonical = `The canonical string should have been x-amz-security-token:${credentials.sessionToken}`
      const name = status === 403 ? 'InvalidSignatureException' : 'InternalServerException'
      const headers = { 'x-amzn-errortype': `${name}:http://internal.amazon.com/` }
      return Promise.resolve(Response.json({ message: canonical }, { status, headers }))
    }
    const messages = [event('messageStart', { role: 'assistant' }), delta(0, { text: 'Hello' }), ...messageEnd()]
    const headers = { 'content-type': 'application/vnd.amazon.eventstream' }
    return Promise.resolve(new Response(Buffer.concat(messages), { headers }))
  }
  return { fetch, seen }
}

function routerOf(bedrock: RouterConfig, fetch: typeof globalThis.fetch, env: Readonly<Record<string, string>> = {}) {
  const runtime = { fetch, now: () => now, readEnv: (name: string) => env[name] }
  return createRouter({ routes: { default: [`bedrock/${model}`] }, ...bedrock, runtime })
}

/** The signature that AWS's own SDK makes of the request as it arrived. */
async function signatureOf({ url, headers, body }: Seen, region: string): Promise<string | undefined> {
  const { hostname, pathname } = new URL(url)
  const signed = /SignedHeaders=([^,]+)/.exec(headers['authorization'] ?? '')?.[1]?.split(';') ?? []
  const signer = new SignatureV4({ service: 'bedrock', region, credentials, sha256: Sha256 })
  const kept = Object.entries(headers).filter(([name]) => signed.includes(name) && name !== 'x-amz-security-token')
  const request = await signer.sign(
    {
      method: 'POST',
      protocol: 'https:',
      hostname,
      path: pathname,
      headers: { ...Object.fromEntries(kept), host: hostname },
      body,
    },
    { signingDate: new Date(now) },
  )
  return request.headers['authorization']
}

const auth: AwsAuth = { type: 'aws', credentials }

describe('R12 a call to Bedrock with AWS credentials', () => {
  it.each<[string, RouterConfig, Readonly<Record<string, string>>, string]>([
    ['of the configuration', { providers: { bedrock: { auth: { ...auth, region: 'eu-west-1' } } } }, {}, 'eu-west-1'],
    [
      'that a function gives',
      {
        providers: {
          bedrock: { region: 'eu-west-3', auth: { type: 'aws', credentials: () => Promise.resolve(credentials) } },
        },
      },
      {},
      'eu-west-3',
    ],
    [
      'of the environment',
      {},
      {
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_SESSION_TOKEN: credentials.sessionToken,
        AWS_REGION: 'eu-central-1',
      },
      'eu-central-1',
    ],
  ])('%s is signed as AWS signs it', async (_, config, env, region) => {
    const { fetch, seen } = bedrockOf()
    const result = await routerOf(config, fetch, env).complete({ messages: 'Hi' })
    expect(result.text).toBe('Hello')
    const [request] = seen
    if (request === undefined) throw new Error('nothing was asked')
    expect(request.url).toBe(
      `https://bedrock-runtime.${region}.amazonaws.com/model/eu.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse-stream`,
    )
    expect(request.headers['authorization']).toBe(await signatureOf(request, region))
    expect(JSON.stringify(request)).not.toContain(credentials.secretAccessKey)
  })

  it('is signed anew for every attempt, headers of the caller included', async () => {
    let asked = 0
    const { fetch, seen } = bedrockOf(500)
    const provider = {
      auth: { type: 'aws', credentials: () => ({ ...credentials, accessKeyId: `AKID${++asked}` }) },
    } as const
    const router = routerOf({ providers: { bedrock: provider } }, fetch)
    await router.complete({ messages: 'Hi', headers: { 'x-amz-tag': 'a', authorization: 'Bearer mine' } })
    expect(seen.map(({ headers }) => /Credential=(\w+)/.exec(headers['authorization'] ?? '')?.[1])).toEqual([
      'AKID1',
      'AKID2',
    ])
    expect(seen[0]?.headers['authorization']).toContain('x-amz-tag')
  })

  it('shows a Bedrock key instead where there is one', async () => {
    const { fetch, seen } = bedrockOf()
    const env = { AWS_BEARER_TOKEN_BEDROCK: 'ABSKexample', AWS_ACCESS_KEY_ID: 'AKID', AWS_SECRET_ACCESS_KEY: 's' }
    await routerOf({}, fetch, env).complete({ messages: 'Hi' })
    await routerOf({ providers: { bedrock: { auth } } }, fetch).complete({
      messages: 'Hi',
      apiKeys: { bedrock: 'own' },
    })
    expect(seen.map(({ headers }) => headers['authorization'])).toEqual(['Bearer ABSKexample', 'Bearer own'])
    expect(seen[0]?.headers['x-amz-date']).toBeUndefined()
  })

  it('R125 never shows what it signs with, although AWS repeats the request in its error', async () => {
    const { fetch } = bedrockOf(403, 403, 403)
    const router = routerOf({ providers: { bedrock: { auth } } }, fetch)
    const settled = await router.complete({ messages: 'Hi' }).settled()
    if (settled.ok) throw new Error('it was refused')
    expect(settled.error).toMatchObject({ code: 'authentication', status: 403 })
    expect(settled.error.providerMessage).toBe('The canonical string should have been x-amz-security-token:[redacted]')
    const shown = JSON.stringify([settled.error, settled.error.attempts, router.providers()]) + String(settled.error)
    expect(shown).not.toMatch(/hunter[23]/)
  })

  it.each([
    ['arn:aws:bedrock:us-west-2:1:inference-profile/us.anthropic.claude-haiku-4-5', 'us-west-2'],
    ['arn:aws:bedrock::1:inference-profile/x', 'eu-west-1'],
    ['arn:aws:bedrock:evil.example#:1:inference-profile/x', 'eu-west-1'],
  ])('goes to the region of an ARN, and is signed for it: %s', async (arn, region) => {
    const { fetch, seen } = bedrockOf()
    const router = routerOf({ providers: { bedrock: { auth: { ...auth, region: 'eu-west-1' } } } }, fetch)
    await router.complete({ messages: 'Hi', model: `bedrock/${arn}` })
    const [request] = seen
    if (request === undefined) throw new Error('nothing was asked')
    expect(new URL(request.url).host).toBe(`bedrock-runtime.${region}.amazonaws.com`)
    expect(request.headers['authorization']).toBe(await signatureOf(request, region))
  })

  it('names both kinds of variables where there are no credentials', async () => {
    const { fetch, seen } = bedrockOf()
    const settled = await routerOf({}, fetch, { AWS_ACCESS_KEY_ID: 'AKID' }).complete({ messages: 'Hi' }).settled()
    if (settled.ok) throw new Error('there is no key')
    expect(settled.error.code).toBe('missing-credential')
    expect(settled.error.message).toMatch(/AWS_BEARER_TOKEN_BEDROCK.*AWS_ACCESS_KEY_ID/)
    expect(seen).toEqual([])
  })
})
