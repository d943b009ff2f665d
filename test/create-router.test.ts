import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createRouter, RouterError } from '../src/index.ts'

const noNetwork = { fetch: () => Promise.reject(new Error('no network')) }
const environment = (variables: Record<string, string>) => ({
  ...noNetwork,
  readEnv: (name: string) => variables[name],
})

describe('createRouter', () => {
  it('finds providers by the keys in the environment, and shows none of them', () => {
    const router = createRouter({
      runtime: environment({ OPENAI_API_KEY: 'sk-test-1234567890abcdef', GROQ_API_KEY: 'gsk_1234567890abcdef' }),
    })
    const statuses = router.providers()
    expect(statuses.map(({ id, hasCredential }) => [id, hasCredential])).toEqual(
      expect.arrayContaining([
        ['openai', true],
        ['groq', true],
      ]),
    )
    expect(inspect(router, { depth: 9, showHidden: true }) + JSON.stringify(statuses)).not.toContain('1234567890')
  })

  it('tells of a provider that the environment describes wrongly, and goes on without it', () => {
    const notices: string[] = []
    const router = createRouter({
      runtime: environment({ OLLAMA_HOST: 'http://169.254.169.254', OPENAI_API_KEY: 'sk-test-1234567890abcdef' }),
      onNotice: ({ type, message }) => notices.push(`${type}: ${message}`),
    })
    expect(router.providers().map(({ id }) => id)).not.toContain('ollama')
    expect(notices.join()).toContain('OLLAMA_HOST')
  })

  it('lists everything that is wrong with a configuration, with paths and the nearest known names', () => {
    const build = (): unknown =>
      createRouter({
        providers: { openia: {}, openai: { baseURL: 'https://example.com' } as never },
        routes: { default: ['anthropc/claude-sonnet-4-6'] },
        routing: { maxRetrys: 2 } as never,
      })
    let error: unknown
    try {
      build()
    } catch (thrown) {
      error = thrown
    }
    expect(RouterError.is(error, 'configuration')).toBe(true)
    const text = RouterError.is(error) ? `${error.message} ${error.hints.join(' ')}` : ''
    for (const word of ['openia', 'openai', 'baseURL', 'baseUrl', 'anthropc', 'anthropic', 'maxRetrys', 'maxRetries'])
      expect(text).toContain(word)
  })

  it('names a target that nobody knows before any request', async () => {
    const router = createRouter({ runtime: environment({ OPENAI_API_KEY: 'sk-test-1234567890abcdef' }) })
    for (const [model, words] of [
      ['opnai/gpt-5.4', 'openai/gpt-5.4'],
      ['gpt-5.4', 'provider/model'],
      ['opnai', 'openai/'],
    ] as const) {
      const outcome = await router.complete({ messages: 'hi', model: model as never }).settled()
      expect(outcome.ok).toBe(false)
      if (!outcome.ok)
        expect(`${outcome.error.code} ${outcome.error.message} ${outcome.error.hints.join(' ')}`).toMatch(
          new RegExp(`configuration.*${words}`),
        )
    }
  })

  it.each([0, 20])('ends what runs when it is closed, %i ms after it began', async (ms) => {
    const router = createRouter({
      providers: { a: { protocol: 'openai-chat', baseUrl: 'http://127.0.0.1:9/v1' } },
      runtime: { ...environment({}), fetch: () => new Promise(() => undefined) },
    })
    const settled = router.complete({ messages: 'hi', model: 'a/m' }).settled()
    if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
    await router.close()
    const outcome = await settled
    expect(outcome.ok ? undefined : outcome.error.code).toBe('aborted')
  })

  it('R1 R134 contacts no host but that of the provider that is asked', async () => {
    const hosts: string[] = []
    const router = createRouter({
      providers: { a: { protocol: 'openai-chat', baseUrl: 'https://a.example/v1', apiKey: 'k' } },
      runtime: {
        readEnv: () => undefined,
        fetch: (url) => {
          hosts.push(new URL(url).host)
          return Promise.resolve(
            Response.json({ choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }] }),
          )
        },
      },
    })
    expect((await router.complete({ messages: 'hi', model: 'a/m' })).text).toBe('Hi')
    expect([...new Set(hosts)]).toEqual(['a.example'])
  })

  it('R3 two calls of one router can go to two providers', async () => {
    const hosts: string[] = []
    const provider = (name: string) =>
      ({ protocol: 'openai-chat', baseUrl: `https://${name}.example/v1`, apiKey: 'k' }) as const
    const router = createRouter({
      providers: { a: provider('a'), b: provider('b') },
      runtime: {
        readEnv: () => undefined,
        fetch: (url) => {
          hosts.push(new URL(url).hostname)
          return Promise.resolve(
            Response.json({ choices: [{ index: 0, message: { content: 'Hi' }, finish_reason: 'stop' }] }),
          )
        },
      },
    })
    await Promise.all([
      router.complete({ messages: 'hi', model: 'a/m' }),
      router.complete({ messages: 'hi', model: 'b/m' }),
    ])
    expect(hosts.toSorted()).toEqual(['a.example', 'b.example'])
  })
})
