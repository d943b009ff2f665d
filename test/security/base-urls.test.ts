import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterEach, describe, expect, it } from 'vitest'

import { providerTable } from '../../src/adapters/provider-table.ts'
import { createRouter, RouterError } from '../../src/index.ts'
import type { ModelRef, ProtocolId, ProviderConfig, RouterConfig } from '../../src/index.ts'

/* Where a key may be sent, asked of the whole router: what `adapters/base-url.ts` refuses must never be reached by any way in. */

const protocols: readonly ProtocolId[] = [
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'gemini',
  'bedrock-converse',
  'ollama-chat',
]

/** Every kind of notation; all of them are in `adapters/base-url-hosts.test.ts`. */
const metadata = [
  'http://169.254.169.254/latest/meta-data',
  'https://169.254.169.254/v1',
  '169.254.169.254',
  'http://2852039166/v1',
  'http://0xA9.0xFE.0xA9.0xFE',
  'http://[::ffff:a9fe:a9fe]/v1',
  'http://[fe80::1]:11434',
  'http://[fd00:ec2::254]',
  'https://metadata.google.internal./v1',
  'http://100.100.100.200',
  'http://168.63.129.16/v1',
]

const plainHttp = [
  'http://api.example.com/v1',
  'HTTP://10.0.0.5:8080/v1',
  'http://192.168.1.7/v1',
  'http://127.0.0.1.example.com/v1',
]
const userinfo = [
  'https://user:hunter22@api.example.com/v1',
  'https://hunter22@api.example.com/v1',
  'https://:hunter22@127.0.0.1/v1',
]
const noAddress = [
  'file:///etc/passwd',
  'ftp://api.example.com',
  'data:text/plain,hi',
  'javascript:alert(1)',
  'https://',
  '//',
]

/** Makes a router, counts requests, and asks. */
async function ask(
  config: RouterConfig,
  env: Record<string, string> = {},
  model: ModelRef = 'x/m',
): Promise<{ error: RouterError; asked: string[] }> {
  const asked: string[] = []
  const fetch: typeof globalThis.fetch = (input) => {
    asked.push(input instanceof Request ? input.url : input.toString())
    return Promise.resolve(new Response('', { status: 401 }))
  }
  try {
    const router = createRouter({ ...config, runtime: { fetch, readEnv: (name) => env[name] } })
    const outcome = await router.complete({ messages: 'hi', model }).settled()
    if (outcome.ok) throw new Error('the call succeeded')
    return { error: outcome.error, asked }
  } catch (error) {
    if (!RouterError.is(error)) throw error
    return { error, asked }
  }
}

const provider = (config: ProviderConfig): RouterConfig => ({ providers: { x: { apiKey: 'key-of-x', ...config } } })

describe.each(protocols)('the base URL of a provider that speaks %s', (protocol) => {
  it.each(metadata)('is never %s, whatever is allowed', async (baseUrl) => {
    for (const allowHttp of [false, true]) {
      const { error, asked } = await ask(provider({ protocol, baseUrl, allowHttp }))
      expect([error.code, asked]).toEqual(['configuration', []])
      expect(error.message).toContain('providers.x.baseUrl')
    }
  })

  it.each(plainHttp)('is %s only where that is allowed', async (baseUrl) => {
    const refused = await ask(provider({ protocol, baseUrl }))
    expect([refused.error.code, refused.asked]).toEqual(['configuration', []])
    expect(refused.error.message).toContain('providers.x.allowHttp')
    const allowed = await ask(provider({ protocol, baseUrl, allowHttp: true }))
    expect(allowed.asked[0]).toMatch(/^http:/)
  })

  it.each([...userinfo, ...noAddress])('is never %s, which is not repeated', async (baseUrl) => {
    const { error, asked } = await ask(provider({ protocol, baseUrl, allowHttp: true }))
    expect([error.code, asked]).toEqual(['configuration', []])
    expect(JSON.stringify(error) + String(error)).not.toContain('hunter22')
  })

  it.each(['key', 'api_key', 'token', 'access_token', 'sig', 'secret', 'password'])(
    'holds no key as %s',
    async (name) => {
      const { error, asked } = await ask(provider({ protocol, baseUrl: `https://api.example.com/v1?${name}=hunter22` }))
      expect([error.code, asked]).toEqual(['configuration', []])
      expect(JSON.stringify(error) + String(error)).not.toContain('hunter22')
    },
  )

  it.each(['http://127.0.0.1:9/v1', 'http://localhost:9', 'http://[::1]:9/v1'])(
    'may be %s, which is this machine',
    async (baseUrl) => {
      const { asked } = await ask(provider({ protocol, baseUrl }))
      expect(asked[0]?.startsWith(new URL(baseUrl).origin)).toBe(true)
    },
  )
})

describe('a base URL from the environment', () => {
  const variables = providerTable().flatMap(({ id, baseUrlVariable }) =>
    baseUrlVariable === undefined ? [] : [[baseUrlVariable, id] as const],
  )

  it.each(variables)('%s is held to the same rules', async (variable, id) => {
    const env = { OPENAI_API_KEY: 'k', ANTHROPIC_API_KEY: 'k' }
    for (const address of [...metadata, ...userinfo, ...noAddress]) {
      const { error, asked } = await ask({}, { ...env, [variable]: address }, `${id}/m`)
      expect([error.code, asked], address).toEqual(['configuration', []])
      expect(error.message).toContain(variable)
      expect(JSON.stringify(error) + String(error)).not.toContain('hunter22')
    }
  })

  it('is looked at', () => {
    expect(variables.length).toBeGreaterThan(2)
  })
})

it('no word from the configuration, the environment or the request leads a request to another host', async () => {
  const words = [
    'evil.example/',
    'evil.example#',
    'x@evil.example/',
    '../../../evil.example',
    'us-east-1.evil.example/',
    '%2f@evil.example',
    '?x=',
    '//evil.example/',
  ]
  for (const word of words) {
    const hosts = new Set<string>()
    for (const id of providerTable().map((row) => row.id)) {
      const env = { AWS_REGION: word, AWS_BEARER_TOKEN_BEDROCK: 'k' }
      const config = {
        providers: {
          [id]: {
            apiKey: 'k',
            region: word,
            options: { resource: word, deployment: word, project: word, location: word },
          },
        },
      }
      for (const { asked } of [await ask(config, {}, `${id}/${word}`), await ask({}, env, `${id}/${word}`)]) {
        for (const url of asked) hosts.add(new URL(url).hostname)
      }
    }
    expect(hosts.size, word).toBeGreaterThan(5)
    expect(
      [...hosts].filter((host) => host.includes('evil')),
      word,
    ).toEqual([])
  }
})

describe('a redirect', () => {
  const servers: Server[] = []
  afterEach(() => {
    for (const server of servers.splice(0)) server.close()
  })

  async function serve(answer: Parameters<typeof createServer>[1]): Promise<string> {
    const server = createServer(answer)
    servers.push(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  it.each([301, 302, 303, 307, 308])('with status %i is not followed', async (status) => {
    let followed = 0
    const elsewhere = await serve((_request, response) => {
      followed++
      response.end('{}')
    })
    const first = await serve((_request, response) =>
      response.writeHead(status, { location: `${elsewhere}/v1/chat/completions` }).end(),
    )
    const router = createRouter({
      providers: { x: { protocol: 'openai-chat', baseUrl: `${first}/v1`, apiKey: 'key-of-x' } },
      runtime: { readEnv: () => undefined },
    })
    const outcome = await router.complete({ messages: 'hi', model: 'x/m' }).settled()
    expect(outcome.ok ? 'ok' : outcome.error.code).toBe('network')
    expect(followed).toBe(0)
  })
})
