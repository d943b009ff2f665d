import { describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import { manualRuntime } from '../manual-runtime.ts'

const runtime = () => manualRuntime({ env: { ANTHROPIC_API_KEY: 'sk-ant-secret-secret-secret' } })

describe('the models of a router', () => {
  it('are those of its providers, corrected by the configuration', async () => {
    const router = createRouter({
      providers: { openai: { apiKey: 'sk-secret-secret-secret' } },
      models: {
        'openai/gpt-5.4': { contextWindow: 9 },
        'openai/my-own': { tier: 'fast' },
        'groq/elsewhere': { tier: 'fast' },
      },
      runtime: runtime(),
    })
    const models = await router.models()
    expect(new Set(models.map(({ provider }) => provider))).toEqual(new Set(router.providers().map(({ id }) => id)))
    expect(models.find(({ model }) => model === 'gpt-5.4')).toMatchObject({
      provider: 'openai',
      contextWindow: 9,
      tier: 'balanced',
    })
    expect(models.filter(({ model }) => model === 'my-own')).toEqual([
      { provider: 'openai', model: 'my-own', tier: 'fast' },
    ])
    expect(models.some(({ model }) => model === 'elsewhere')).toBe(false)
    expect(models.some(({ model }) => model === 'claude-sonnet-5-5')).toBe(true)
    expect(JSON.stringify(models)).not.toContain('secret')
  })

  it('have the names by which they are asked', async () => {
    const router = createRouter({ providers: { openrouter: { apiKey: 'sk-or-secret' } }, runtime: manualRuntime() })
    const models = await router.models()
    expect(models.filter(({ model }) => model === 'free' || model === 'openrouter/free')).toMatchObject([
      { provider: 'openrouter', model: 'free', price: { inputUsdPerMillion: 0 } },
    ])
  })

  it('are known under another name of a host', async () => {
    const router = createRouter({
      providers: { work: { protocol: 'openai-chat', baseUrl: 'https://api.openai.com/v1', apiKey: 'sk-secret' } },
      runtime: manualRuntime(),
    })
    const info = (await router.models()).find(({ provider, model }) => provider === 'work' && model === 'gpt-5.4')
    expect(info?.price?.inputUsdPerMillion).toBe(2.5)
    const { skipped } = await router.plan({ messages: 'Hi', model: 'work/gpt-5.4' })
    expect(skipped).toEqual([])
  })

  it('are sent nowhere', async () => {
    const router = createRouter({ providers: { openai: { apiKey: 'sk-secret' } }, runtime: manualRuntime() })
    expect((await router.models()).length).toBeGreaterThan(40)
    await router.capabilities('openai/gpt-5.4')
  })
})

describe('the capabilities of a target', () => {
  it('join what is known of provider and model', async () => {
    const router = createRouter({ runtime: runtime() })
    expect(await router.capabilities('anthropic/claude-sonnet-4-6')).toEqual({
      target: { provider: 'anthropic', model: 'claude-sonnet-4-6' },
      protocol: 'anthropic-messages',
      billing: 'pay-per-token',
      auth: ['api-key', 'access-token'],
      thinking: {
        kinds: ['adaptive', 'budget'],
        budget: { minTokens: 1024 },
        efforts: { none: 'none', minimal: null, low: 'low', medium: 'medium', high: 'high', xhigh: null, max: 'max' },
      },
      caching: { kinds: ['automatic', 'explicit'], minTokens: 2048, ttls: ['5m', '1h'] },
      compaction: 'native',
      batch: { supported: true, priceFactor: 0.5 },
      tokenCount: 'endpoint',
      tools: true,
      structuredOutput: true,
      vision: true,
      pdf: true,
      audio: false,
      contextWindow: 1_000_000,
      maxInputTokens: undefined,
      maxOutputTokens: 128_000,
      status: undefined,
      asOf: '2026-11-10',
    })
  })

  it('take an object, and a model that nobody knows', async () => {
    const router = createRouter({
      providers: { mine: { protocol: 'openai-chat', baseUrl: 'https://llm.example/v1', apiKey: 'k-secret-secret' } },
      models: { 'mine/m': { capabilities: { vision: true } } },
      runtime: manualRuntime(),
    })
    expect(await router.capabilities({ provider: 'mine', model: 'm' })).toMatchObject({
      auth: undefined,
      thinking: { kinds: undefined },
      caching: { kinds: undefined },
      compaction: 'client',
      batch: { supported: undefined },
      tokenCount: 'estimate',
      vision: true,
      tools: undefined,
    })
  })

  it.each(['gpt-5.4', 'nobody/gpt-5.4', { provider: 'openai' }, undefined, 7, 'openai/'])(
    'refuses %j',
    async (target) => {
      const router = createRouter({ runtime: manualRuntime() })
      await expect(router.capabilities(target as 'a/b')).rejects.toMatchObject({ code: 'configuration' })
    },
  )
})

describe('a model that is gone', () => {
  it('is asked for as it was named, and the failure names its successor', async () => {
    const asked: string[] = []
    const router = createRouter({
      providers: { anthropic: { apiKey: 'sk-ant-secret-secret' } },
      runtime: manualRuntime({
        fetch: async (_url, init) => {
          asked.push((JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as { model: string }).model)
          const error = { type: 'not_found_error', message: 'model: claude-3-5-sonnet-20241022' }
          return Response.json({ type: 'error', error }, { status: 404 })
        },
      }),
    })
    const outcome = await router.complete({ messages: 'Hi', model: 'anthropic/claude-3-5-sonnet-20241022' }).settled()
    expect(asked).toEqual(['claude-3-5-sonnet-20241022'])
    expect(outcome).toMatchObject({ ok: false, error: { code: 'model-not-found' } })
    expect(outcome.ok ? [] : outcome.error.hints).toContainEqual(
      expect.stringContaining('`anthropic/claude-sonnet-5-5`'),
    )
  })
})
