import { describe, expect, it } from 'vitest'

import type { RouterError } from '../../src/index.ts'
import { type CompletionRequest, type RouterConfig } from '../../src/index.ts'
import { routerOf } from '../router-of.ts'
import type { Step } from '../scripted-chat.ts'

async function failureOf(
  script: Readonly<Record<string, readonly Step[]>>,
  request: Partial<CompletionRequest> = {},
  config: RouterConfig = {},
): Promise<RouterError> {
  const settled = await routerOf(script, config)
    .router.complete({ messages: 'hi', ...request })
    .settled()
  if (settled.ok) throw new Error('it was answered')
  return settled.error
}

const overloaded: Step = { status: 529, message: 'Overloaded' }
const once: RouterConfig = { routing: { maxRetries: 0 } }

describe('what an error tells to do', () => {
  it('looks for a rejected key where it came from: the request that brought it', async () => {
    const configured = await failureOf({ a: [{ status: 401 }] })
    const brought = await failureOf({ a: [{ status: 401 }] }, { apiKeys: { a: 'of-a-user' } })
    expect(configured.hints[0]).toContain('`providers.a.apiKey`')
    expect(brought.hints[0]).toContain('It is `apiKeys.a` of the request.')
    expect(brought.hints.join()).not.toContain('providers.a.apiKey')
  })

  it('sets no fallback where there is one', async () => {
    const alone = await failureOf({ a: [overloaded] }, {}, once)
    const both = await failureOf({ a: [overloaded], b: [overloaded] }, {}, once)
    const passedOver = await failureOf(
      { a: [overloaded], b: [] },
      {},
      { ...once, providers: { b: { protocol: 'openai-chat', baseUrl: 'https://b.example/v1', enabled: false } } },
    )
    expect(alone.hints).toEqual([expect.stringContaining('Set a fallback')])
    expect([both.hints, passedOver.hints]).toEqual([[], []])
  })

  it('asks for a smaller output limit where a limit on spending leaves no room for the longest answer', async () => {
    const error = await failureOf(
      { a: [] },
      {},
      {
        models: { 'a/m': { maxOutputTokens: 100_000, price: { inputUsdPerMillion: 1, outputUsdPerMillion: 10 } } },
        budget: { spend: [{ usd: 0.1, per: 'day' }] },
      },
    )
    expect(error.code).toBe('budget')
    expect(error.hints.at(-1)).toContain('`maxOutputTokens`')
  })

  it('names the path of an option as it is written, whatever the name of the provider', async () => {
    const error = await failureOf({ 'my-host': [{ status: 401 }] })
    expect(error.hints.join()).toContain('`providers["my-host"].apiKey`')
  })

  it('ends a question with its own mark', async () => {
    const error = await failureOf({ a: [] }, { temprature: 1 } as never)
    expect(error.message).toMatch(/did you mean `temperature`\?$/)
  })

  it('asks for credentials where a provider knows no key, and for what stands in their file', async () => {
    const config = (auth: RouterConfig['providers']): RouterConfig => ({ providers: auth })
    const vertex = { options: { project: 'p' } }
    const none = await failureOf({ a: [] }, { model: 'google-vertex/m' }, config({ 'google-vertex': vertex }))
    expect(none.message).toContain('give `providers["google-vertex"].auth`')
    const path = { type: 'google', credentials: '/etc/key.json' } as const
    const wrong = await failureOf(
      { a: [] },
      { model: 'google-vertex/m' },
      config({ 'google-vertex': { ...vertex, auth: path } }),
    )
    expect(wrong.message).toMatch(
      /^`providers\["google-vertex"\]\.auth\.credentials`: Google credentials: .*not its path/,
    )
    const broken = JSON.stringify({ type: 'service_account', client_email: 'a@b.c', private_key: 'none' })
    const cut = await failureOf(
      { a: [] },
      { model: 'google-vertex/m' },
      config({ 'google-vertex': { ...vertex, auth: { type: 'google', credentials: broken } } }),
    )
    expect(cut.message).not.toContain('[redacted]')
    expect(cut.message).toContain('as it stands in the key file')
  })
})
