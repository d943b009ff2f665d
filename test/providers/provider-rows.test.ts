import { describe, expect, it } from 'vitest'

import { createRouter, RouterError } from '../../src/index.ts'
import type { Notice, ProviderConfig, RouterConfig } from '../../src/index.ts'
import { routerOf } from '../router-of.ts'
import { chatEnd, chatEvent } from '../scripted-chat.ts'

type Env = Readonly<Record<string, string>>

const runtimeOf = (env: Env): RouterConfig['runtime'] => ({ readEnv: (name) => env[name] })

function problemOf(config: RouterConfig): string {
  try {
    createRouter({ runtime: runtimeOf({}), ...config })
  } catch (error) {
    if (RouterError.is(error, 'configuration')) return error.message
  }
  throw new Error('the configuration was not refused')
}

const urlOf = (id: string, config: ProviderConfig = {}): string | undefined =>
  createRouter({ providers: { [id]: config }, runtime: runtimeOf({}) })
    .providers()
    .find((provider) => provider.id === id)?.baseUrl

describe('base URLs', () => {
  it.each([
    ['R20', 'opencode-zen', 'https://opencode.ai/inference/openai/v1'],
    ['R24', 'zai', 'https://api.z.ai/api/paas/v4'],
    ['R25', 'glm', 'https://open.bigmodel.cn/api/paas/v4'],
    ['R26', 'vercel-ai-gateway', 'https://ai-gateway.vercel.sh'],
    ['R177', 'anthropic', 'https://api.anthropic.com'],
    ['R192', 'openai', 'https://api.openai.com/v1'],
  ])('%s of %s is known, and gives way to the one that is configured', (_, id, baseUrl) => {
    expect(urlOf(id)).toBe(baseUrl)
    expect(urlOf(id, { baseUrl: 'https://own.example/v3' })).toBe('https://own.example/v3')
  })

  it.each([
    ['R39', 'custom-openai', 'providers["custom-openai"].baseUrl'],
    ['R39', 'openai-compatible', 'providers["custom-openai"].baseUrl'],
    ['R40', 'custom-anthropic', 'providers["custom-anthropic"].baseUrl'],
    ['R216', 'anyscale', 'providers.anyscale.baseUrl'],
  ])('%s is asked for where only the caller can know it: %s', (_, id, option) => {
    expect(problemOf({ providers: { [id]: {} } })).toContain(`\`${option}\``)
  })

  it('R216 of Anyscale may be in the environment', () => {
    const env = { ANYSCALE_API_KEY: 'k', ANYSCALE_BASE_URL: 'https://svc.example/v1/' }
    const provider = createRouter({ runtime: runtimeOf(env) })
      .providers()
      .find(({ id }) => id === 'anyscale')
    expect(provider).toMatchObject({ baseUrl: 'https://svc.example/v1', hasCredential: true })
  })
})

describe('other names of a provider', () => {
  const say = [{ say: ['Hello'] }] as const

  it('R38 are read as its id, in the configuration and in model references, and listed once', async () => {
    for (const configured of ['kimi-code', 'kimi-coding'])
      for (const named of ['kimi-code/k3', 'kimi-coding/k3'] as const) {
        const { requests, runtime } = routerOf({ 'kimi-code': say })
        const router = createRouter({
          providers: { [configured]: { baseUrl: 'https://kimi-code.example/coding/v1', apiKey: 'plan' } },
          routes: { default: [named] },
          runtime,
        })
        const { text, served } = await router.complete({ messages: 'Hi' })
        expect([text, served.provider]).toEqual(['Hello', 'kimi-code'])
        await router.complete({ messages: 'Hi', model: 'kimi-coding/k3' })
        expect(requests.map(({ headers }) => headers['authorization'])).toEqual(['Bearer plan', 'Bearer plan'])
        expect(router.providers().map(({ id }) => id)).toEqual(['kimi-code'])
      }
  })

  it('R38 stand for the id in the keys and options of a request as well', async () => {
    const { requests, runtime } = routerOf({ 'kimi-code': say })
    const router = createRouter({ providers: { 'kimi-code': { baseUrl: 'https://kimi-code.example/v1' } }, runtime })
    const providerOptions = { 'kimi-coding': { top_logprobs: 1 } }
    await router.complete({ messages: 'Hi', model: 'kimi-code/k3', apiKeys: { 'kimi-coding': 'own' }, providerOptions })
    expect(requests[0]?.headers['authorization']).toBe('Bearer own')
    expect(requests[0]?.body['top_logprobs']).toBe(1)
  })

  it('R38 cannot be configured beside the id', () => {
    expect(problemOf({ providers: { 'kimi-code': {}, 'kimi-coding': {} } })).toMatch(
      /`providers\["kimi-coding"\]`: it is another name of `kimi-code`, which is configured as well/,
    )
  })

  it('R18 R30 make Kimi and Moonshot one provider', () => {
    const router = createRouter({ providers: { kimi: { apiKey: 'k' } }, runtime: runtimeOf({}) })
    expect(router.providers()).toMatchObject([{ id: 'moonshot', baseUrl: 'https://api.moonshot.ai/v1' }])
  })

  it('say what is known of a model as well', async () => {
    const { requests, runtime } = routerOf({ moonshot: say })
    const router = createRouter({
      providers: { kimi: { baseUrl: 'https://moonshot.example/v1', apiKey: 'k' } },
      models: { 'kimi/kimi-k3': { price: { inputUsdPerMillion: 1_000_000, outputUsdPerMillion: 0 } } },
      runtime,
    })
    const { cost } = await router.complete({ messages: 'Hi', model: 'kimi/kimi-k3' })
    expect([cost.usd, requests.length]).toEqual([7, 1])
  })
})

describe('who pays', () => {
  it.each([
    ['R37', 'kimi-code', /subscription/i],
    ['R33', 'minimax-portal', /subscription/i],
    ['R15', 'llama-cpp', /runs on|local|own/i],
  ])('R4 %s at %s nothing is charged by the token, and the cost says why', async (_, id, reason) => {
    const { runtime } = routerOf({ [id]: [{ say: ['Hello'] }] })
    const address = id === 'llama-cpp' ? { allowHttp: true, baseUrl: 'http://llama-cpp.example/v1' } : {}
    const provider: ProviderConfig = { protocol: 'openai-chat', baseUrl: `https://${id}.example/v1`, apiKey: 'k' }
    const router = createRouter({
      providers: { [id]: { ...provider, ...address } },
      runtime,
    })
    const { cost } = await router.complete({ messages: 'Hi', model: `${id}/m` })
    expect(cost.usd).toBe(0)
    expect(cost.reason).toMatch(reason)
  })

  it('R15 needs no key where a model runs on this machine, and sends none', async () => {
    for (const [apiKey, authorization] of [
      [undefined, undefined],
      ['', undefined],
      ['secret', 'Bearer secret'],
    ] as const) {
      const { requests, runtime } = routerOf({ localhost: [{ say: ['Hello'] }] })
      const router = createRouter({ providers: { 'hf-agents': { apiKey } }, runtime })
      await router.complete({ messages: 'Hi', model: 'llama-cpp/m', constraints: { offline: true } })
      expect(requests.map(({ url }) => url)).toEqual(['http://localhost:8080/v1/chat/completions'])
      expect(requests[0]?.headers['authorization']).toBe(authorization)
    }
  })

  it('R5 uses a subscription only where it is named, and says once what its vendor says', async () => {
    const env = { CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-x' }
    const found = createRouter({ runtime: runtimeOf(env) }).providers()
    expect(found.map(({ id }) => id)).not.toContain('anthropic-subscription')
    const notices: Notice[] = []
    const headers: (string | null)[][] = []
    const router = createRouter({
      providers: { 'anthropic-subscription': {} },
      onNotice: (notice) => notices.push(notice),
      runtime: {
        readEnv: (name) => (env as Env)[name],
        fetch: (_, init) => {
          const sent = new Headers(init?.headers)
          headers.push([sent.get('authorization'), sent.get('x-api-key'), sent.get('anthropic-beta')])
          return Promise.resolve(Response.json({ type: 'error', error: { type: 'x' } }, { status: 400 }))
        },
      },
    })
    for (let call = 0; call < 2; call++)
      await router.complete({ messages: 'Hi', model: 'anthropic-subscription/claude-haiku-5-5' }).settled()
    expect(headers[0]).toEqual(['Bearer sk-ant-oat01-x', null, 'claude-code-20250219,oauth-2025-04-20'])
    expect(notices.filter(({ type }) => type === 'vendor-terms')).toHaveLength(1)
  })
})

describe('OpenRouter', () => {
  it('R210 is sent names of tools that it takes, and gives back the own ones', async () => {
    const call = (name: string): string =>
      chatEvent({
        choices: [{ index: 0, delta: { tool_calls: [{ index: 0, id: 'c', function: { name, arguments: '{}' } }] } }],
      })
    const { router, requests } = routerOf({
      openrouter: [{ raw: [call('files_read'), chatEnd(undefined, 'tool_calls')] }],
    })
    const { toolCalls } = await router.complete({ messages: 'Hi', tools: { 'files.read': { description: 'Reads.' } } })
    expect(requests[0]?.body['tools']).toMatchObject([{ function: { name: 'files_read' } }])
    expect(requests[0]?.headers).toMatchObject({ 'http-referer': expect.any(String) as string, 'x-title': 'trunkline' })
    expect(toolCalls.map(({ name }) => name)).toEqual(['files.read'])
  })

  it('R213 charges what it says it charged', async () => {
    const usage = { prompt_tokens: 5, completion_tokens: 5, total_tokens: 10, cost: 0.25 }
    const raw = [
      chatEvent({ choices: [{ index: 0, delta: { content: 'Hi' }, finish_reason: 'stop' }] }),
      chatEvent({ choices: [], usage }),
      'data: [DONE]\n\n',
    ]
    const { router } = routerOf({ openrouter: [{ raw }] })
    expect((await router.complete({ messages: 'Hi' })).cost).toMatchObject({ usd: 0.25, source: 'reported' })
  })
})

describe('compatible hosts', () => {
  it.each([
    ['together', 'https://api.together.ai/v1', 'TOGETHER_API_KEY'],
    ['fireworks', 'https://api.fireworks.ai/inference/v1', 'FIREWORKS_API_KEY'],
    ['vllm', 'http://localhost:8000/v1', 'VLLM_API_KEY'],
    ['litellm', 'http://localhost:4000/v1', 'LITELLM_API_KEY'],
  ])('R216 %s is a row of its own', (id, baseUrl, variable) => {
    const [provider] = createRouter({ providers: { [id]: {} }, runtime: runtimeOf({}) }).providers()
    expect(provider).toMatchObject({ id, baseUrl, environment: [variable] })
  })

  it('R39 R215 need an address with its version, and a 404 without one says so', async () => {
    const { runtime } = routerOf({ own: [{ status: 404 }] })
    const providers = { 'custom-openai': { baseUrl: 'https://own.example', apiKey: 'k' } }
    const router = createRouter({ providers, runtime })
    const outcome = await router.complete({ messages: 'Hi', model: 'custom-openai/m' }).settled()
    expect(outcome.ok ? '' : outcome.error.hints.join(' ')).toContain('Check `/v1`')
  })
})
