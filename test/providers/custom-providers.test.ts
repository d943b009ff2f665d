import { describe, expect, it } from 'vitest'

import { createRouter, type RouterConfig } from '../../src/index.ts'
import { parseProvider } from '../../src/providers.ts'
import type { ParsedProvider } from '../../src/providers.ts'
import { customProvider, infron } from '../interop/provider-formats/examples.ts'
import { scriptedChat, type Step } from '../scripted-chat.ts'

const key = 'not-a-real-key-77'

/** A router with one provider that was read; its host's first label is the script's name. */
function routerWith(parsed: ParsedProvider, steps: readonly Step[] = [{ say: ['Hello'] }], config: RouterConfig = {}) {
  const host = new URL(parsed.provider.baseUrl ?? 'https://none.example').hostname.split('.')[0] ?? ''
  const { fetch, requests } = scriptedChat({ [host]: steps })
  const router = createRouter({
    ...config,
    providers: { [parsed.id]: parsed.provider, ...config.providers },
    models: parsed.models,
    runtime: { fetch, readEnv: (name) => (parsed.provider.keyVariables?.includes(name) === true ? key : undefined) },
  })
  return { router, requests }
}

describe('a provider that was read from JSON', () => {
  it('R166 R171 R173 is asked at its address, with the key of its variable and its own model id', async () => {
    const { router, requests } = routerWith(parseProvider(infron))
    const { served } = await router.complete({ model: 'infron/deepseek/deepseek-v3.2', messages: 'hi' })
    expect(served).toMatchObject({ provider: 'infron', model: 'deepseek/deepseek-v3.2' })
    expect(requests[0]).toMatchObject({
      url: 'https://llm.onerouter.pro/v1/chat/completions',
      headers: { authorization: `Bearer ${key}` },
      body: { model: 'deepseek/deepseek-v3.2', messages: [{ role: 'user', content: 'hi' }], stream: true },
    })
  })

  it('R171 keeps an id that begins with the provider’s own name', async () => {
    const { router, requests } = routerWith(parseProvider(customProvider))
    await router.complete({ model: 'custom-provider/custom-provider/example-model', messages: 'hi' })
    await router.complete({ model: 'custom-provider', messages: 'hi' })
    expect(requests.map(({ body }) => body.model)).toEqual([
      'custom-provider/example-model',
      'custom-provider/example-model',
    ])
  })

  it('R169 is not asked for more than its limit of the output, nor with more than it reads', async () => {
    const { router, requests } = routerWith(parseProvider(customProvider))
    const model = 'custom-provider/custom-provider/example-model'
    await router.complete({ model, messages: 'hi', maxOutputTokens: 50_000 })
    expect(requests[0]?.body['max_tokens']).toBe(8192)
    const { skipped } = await router.plan({ model, messages: 'word '.repeat(200_000) })
    expect(skipped).toMatchObject([{ reason: 'context-window' }])
  })

  it('R167 R170 is passed over for an image when it reads text alone', async () => {
    const { router, requests } = routerWith(parseProvider(customProvider))
    const image = {
      type: 'file' as const,
      mediaType: 'image/png',
      data: { type: 'base64' as const, base64: 'iVBORw0KGgo=' },
    }
    const settled = await router
      .complete({ model: 'custom-provider', messages: [{ role: 'user', content: [image] }] })
      .settled()
    expect(settled).toMatchObject({ ok: false, error: { code: 'no-target' } })
    expect(requests).toEqual([])
  })

  it('R174 has every model of its list in the catalogue', async () => {
    const { router } = routerWith(parseProvider(customProvider))
    const second = { ...customProvider, models: [...customProvider.models, { id: 'another', reasoning: true }] }
    const { router: larger } = routerWith(parseProvider(second))
    const names = async (of: typeof router): Promise<readonly string[]> => (await of.models()).map(({ model }) => model)
    expect(await names(router)).toEqual(['custom-provider/example-model'])
    expect(await names(larger)).toEqual(['custom-provider/example-model', 'another'])
  })

  it('gets its reasoning back in the field that `interleaved` names', async () => {
    const models = [{ id: 'thinker', reasoning: true, interleaved: { field: 'reasoning_content' } }, 'other']
    const thought =
      'data: {"choices":[{"index":0,"delta":{"reasoning_content":"Hmm."}}]}\n\n' +
      'data: {"choices":[{"index":0,"delta":{"content":"Yes."},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n'
    const { router, requests } = routerWith(parseProvider({ ...customProvider, models }), [{ raw: [thought] }])
    const question = { role: 'user', content: 'hi' } as const
    for (const model of ['custom-provider/thinker', 'custom-provider/other'] as const) {
      const { messages } = await router.complete({ model, messages: [question] })
      await router.complete({ model, messages: [question, ...messages, question] })
    }
    const [, again, , other] = requests.map(({ body }) => body.messages[1])
    expect(again).toMatchObject({ role: 'assistant', content: 'Yes.', reasoning_content: 'Hmm.' })
    expect(other).not.toHaveProperty('reasoning_content')
  })

  it('R175 may be a LiteLLM of one’s own, whose address is that of an OpenAI-compatible host', async () => {
    const litellm = parseProvider({
      ...customProvider,
      id: 'team-litellm',
      env: ['LITELLM_API_KEY'],
      api: 'http://localhost:4000/v1',
      models: ['gpt-4o'],
    })
    const { router, requests } = routerWith(litellm)
    await router.complete({ model: 'team-litellm/gpt-4o', messages: 'hi' })
    expect(requests.map(({ url }) => url)).toEqual(['http://localhost:4000/v1/chat/completions'])
  })

  it('R166 R225 without its key names the variable, before any request', async () => {
    const { router, requests } = routerWith({
      ...parseProvider(customProvider),
      provider: { ...parseProvider(customProvider).provider, keyVariables: [] },
    })
    await router.complete({ model: 'custom-provider', messages: 'hi' })
    expect(requests).toHaveLength(1)
    const bare = createRouter({
      providers: { 'custom-provider': parseProvider(customProvider).provider },
      runtime: { readEnv: () => undefined },
    })
    expect(bare.providers()).toMatchObject([{ hasCredential: false, environment: ['CUSTOM_PROVIDER_API_KEY'] }])
    const settled = await bare.complete({ model: 'custom-provider', messages: 'hi' }).settled()
    expect(settled).toMatchObject({ ok: false, error: { code: 'missing-credential' } })
    expect(settled.ok ? '' : settled.error.message).toContain('CUSTOM_PROVIDER_API_KEY')
  })
})

describe('a definition that is imported while the router runs', () => {
  const second = { ...infron, models: ['deepseek/deepseek-v3.2'] }

  it('R176 R228 is listed and used at once, with its models', async () => {
    const { router, requests } = routerWith(parseProvider(customProvider), [{ say: ['Hello'] }], {
      providers: { infron: { apiKey: key } },
    })
    const { fetch } = scriptedChat({ llm: [{ say: ['Hello'] }] })
    expect((await router.complete({ model: 'custom-provider', messages: 'hi' })).text).toBe('Hello')
    const parsed = parseProvider(JSON.stringify(infron))
    router.addProvider({ ...parsed, provider: { ...parsed.provider, fetch, apiKey: key } })
    expect(router.providers().map(({ id }) => id)).toEqual(['custom-provider', 'infron'])
    expect((await router.models()).map(({ provider, model }) => `${provider}/${model}`)).toContain(
      'infron/moonshotai/kimi-k2',
    )
    const { served } = await router.complete({ model: 'infron/moonshotai/kimi-k2', messages: 'hi' })
    expect(served.provider).toBe('infron')
    expect(requests).toHaveLength(1)
  })

  it('R176 R228 takes the place of the one before it, models and all; one that cannot be used changes nothing', async () => {
    const { router } = routerWith(parseProvider(infron))
    const window = async (): Promise<unknown> =>
      (await router.models()).find(({ model }) => model === 'moonshotai/kimi-k2')?.contextWindow
    expect(await window()).toBe(128_000)
    router.addProvider(parseProvider(second))
    expect(await window()).toBeUndefined()
    expect(() => router.addProvider({ id: 'infron', provider: { protocol: 'gemini' } })).toThrow(/baseUrl/)
    expect(router.providers()).toMatchObject([{ id: 'infron', protocol: 'openai-chat' }])
  })

  it('R224 is removed with its models and its key', async () => {
    const { router } = routerWith(parseProvider(infron), [{ say: ['Hello'] }], {
      providers: { other: { protocol: 'openai-chat', baseUrl: 'https://other.example/v1' } },
    })
    router.removeProvider('infron')
    expect(router.providers().map(({ id }) => id)).toEqual(['other'])
    expect(await router.models()).toEqual([])
    expect(await router.complete({ model: 'infron', messages: 'hi' }).settled()).toMatchObject({ ok: false })
  })
})
