import { describe, expect, it } from 'vitest'

import type { ProviderConfig } from '../../src/index.ts'
import { hostsOf } from './hosts-of-clouds.ts'

const openai = (config: ProviderConfig, env?: Readonly<Record<string, string>>) =>
  hostsOf({ providers: { 'azure-openai': config } }, undefined, env)

async function sent(config: ProviderConfig, env?: Readonly<Record<string, string>>, model = 'my gpt') {
  const { router, seen } = openai(config, env)
  await router.complete({ model: `azure-openai/${model}`, messages: 'Hi', maxOutputTokens: 100 })
  const [request] = seen
  if (request === undefined) throw new Error('nothing was asked')
  return { ...request, body: JSON.parse(request.body) as Record<string, unknown> }
}

const chat = { protocol: 'openai-chat', apiKey: 'azure-key' } as const

describe('R13 azure-openai', () => {
  it('is asked for responses of its newer interface, without a version, the key as `api-key`', async () => {
    const { url, headers, body } = await sent({ apiKey: 'azure-key', options: { resource: 'my-res' } })
    expect(url).toBe('https://my-res.openai.azure.com/openai/v1/responses')
    expect([headers['api-key'], headers['authorization']]).toEqual(['azure-key', undefined])
    expect(body).toMatchObject({ model: 'my gpt', max_output_tokens: 100, stream: true })
  })

  it.each([
    ['v1', {}, 'https://my-res.openai.azure.com/openai/v1/chat/completions'],
    [
      'preview',
      { apiVersion: 'preview' },
      'https://my-res.openai.azure.com/openai/v1/chat/completions?api-version=preview',
    ],
    [
      'of a day, the deployment encoded in the path',
      { apiVersion: '2024-10-21' },
      'https://my-res.openai.azure.com/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21',
    ],
    [
      'of a day, with a deployment of another name',
      { apiVersion: '2025-04-01-preview', deployment: 'prod/eu' },
      'https://my-res.openai.azure.com/openai/deployments/prod%2Feu/chat/completions?api-version=2025-04-01-preview',
    ],
  ])('is asked for chat over its interface %s', async (_, options, url) => {
    const request = await sent({ ...chat, options: { resource: 'my-res', ...options } })
    expect(request.url).toBe(url)
    expect(request.body).toMatchObject({ max_completion_tokens: 100 })
    expect(request.body).not.toHaveProperty('max_tokens')
  })

  it('has no deployment in the path of dated responses', async () => {
    const options = { resource: 'my-res', apiVersion: '2025-03-01-preview' }
    expect((await sent({ apiKey: 'k', options })).url).toBe(
      'https://my-res.openai.azure.com/openai/responses?api-version=2025-03-01-preview',
    )
  })

  it.each([
    ['https://r.openai.azure.com', 'https://r.openai.azure.com/openai/v1/chat/completions'],
    ['r.openai.azure.com/openai/', 'https://r.openai.azure.com/openai/v1/chat/completions'],
    ['https://r.services.ai.azure.com', 'https://r.services.ai.azure.com/openai/v1/chat/completions'],
    ['https://r.cognitiveservices.azure.com/', 'https://r.cognitiveservices.azure.com/openai/v1/chat/completions'],
    ['https://r.openai.azure.com/openai/v1', 'https://r.openai.azure.com/openai/v1/chat/completions'],
    ['https://r.openai.azure.com/openai/v1/chat/completions', 'https://r.openai.azure.com/openai/v1/chat/completions'],
    [
      'https://r.openai.azure.com/openai/deployments/my%20dep/chat/completions?api-version=2024-10-21',
      'https://r.openai.azure.com/openai/deployments/my%20dep/chat/completions?api-version=2024-10-21',
    ],
    ['https://gateway.example/azure/openai', 'https://gateway.example/azure/openai/v1/chat/completions'],
  ])('takes the address as people paste it: %s', async (baseUrl, url) => {
    expect((await sent({ ...chat, baseUrl })).url).toBe(url)
  })

  it('reads key, resource, version and names of deployments from the environment', async () => {
    const env = {
      AZURE_OPENAI_API_KEY: 'k',
      AZURE_RESOURCE_NAME: 'r',
      AZURE_OPENAI_API_VERSION: '2024-10-21',
      AZURE_OPENAI_DEPLOYMENT_NAME_MAP: 'gpt-5.4=mine,gpt-4o=other',
    }
    const named = await sent({ protocol: 'openai-chat' }, env, 'gpt-5.4')
    expect(named.url).toBe('https://r.openai.azure.com/openai/deployments/mine/chat/completions?api-version=2024-10-21')
    expect(named.body).toMatchObject({ model: 'mine' })
    const plain = await sent({ protocol: 'openai-chat' }, env, 'o9')
    expect(plain.url).toContain('/deployments/o9/')
  })

  it('shows a token of Entra instead where one is given', async () => {
    const auth = { type: 'access-token', token: () => 'entra' } as const
    const { headers } = await sent({ auth, options: { resource: 'r' } })
    expect([headers['authorization'], headers['api-key']]).toEqual(['Bearer entra', undefined])
  })

  it('takes 128 tools, the one that must be called among them, and says so', async () => {
    const { router, seen } = openai({ ...chat, options: { resource: 'r' } })
    const tools = Object.fromEntries(Array.from({ length: 130 }, (_, index) => [`tool_${index}`, {}]))
    const { warnings } = await router.complete({
      model: 'azure-openai/m',
      messages: 'Hi',
      tools,
      toolChoice: { name: 'tool_129' },
    })
    const { tools: offered } = JSON.parse(seen[0]?.body ?? '') as { tools: { function: { name: string } }[] }
    expect(offered).toHaveLength(128)
    expect(offered[0]?.function.name).toBe('tool_129')
    expect(warnings).toMatchObject([{ code: 'too-many-tools', message: expect.stringContaining('130') as string }])
  })

  it('names what is missing', async () => {
    expect(() => openai({ apiKey: 'k' })).toThrow(
      /`azure-openai` cannot be asked without its resource.*options\.resource.*AZURE_OPENAI_RESOURCE_NAME.*baseUrl/,
    )
    const { router } = openai({ options: { resource: 'r' } })
    const settled = await router.complete({ model: 'azure-openai/m', messages: 'Hi' }).settled()
    expect(settled).toMatchObject({
      ok: false,
      error: { code: 'missing-credential', message: expect.stringContaining('AZURE_OPENAI_API_KEY') as string },
    })
  })
})

describe('R6 azure-anthropic', () => {
  const anthropic = (config: ProviderConfig, env?: Readonly<Record<string, string>>) =>
    hostsOf({ providers: { 'azure-anthropic': config } }, undefined, env)

  it.each([
    [{ options: { resource: 'my-res' } }, 'https://my-res.services.ai.azure.com/anthropic/v1/messages'],
    [{ baseUrl: 'https://r.services.ai.azure.com' }, 'https://r.services.ai.azure.com/anthropic/v1/messages'],
    [{ baseUrl: 'https://r.openai.azure.com' }, 'https://r.openai.azure.com/anthropic/v1/messages'],
    [
      { baseUrl: 'https://r.services.ai.azure.com/anthropic/' },
      'https://r.services.ai.azure.com/anthropic/v1/messages',
    ],
    [
      { baseUrl: 'https://r.openai.azure.com/anthropic/v1/messages' },
      'https://r.openai.azure.com/anthropic/v1/messages',
    ],
  ])('is asked for messages, the deployment in the place of the model: %j', async (config, url) => {
    const { router, seen } = anthropic({ apiKey: 'azure-key', ...config })
    const { text } = await router.complete({ model: 'azure-anthropic/my-claude', messages: 'Hi', maxOutputTokens: 50 })
    expect(text).toBe('Hello')
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url,
      headers: { 'x-api-key': 'azure-key', 'anthropic-version': '2023-06-01' },
    })
    expect(JSON.parse(seen[0]?.body ?? '')).toMatchObject({
      model: 'my-claude',
      max_tokens: 50,
      stream: true,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    })
  })

  it('names each of the three that is missing: key, endpoint, deployment', async () => {
    expect(() => anthropic({ apiKey: 'k' })).toThrow(/resource.*ANTHROPIC_FOUNDRY_RESOURCE.*baseUrl/)
    const keyless = anthropic({ options: { resource: 'r' } })
    const noKey = await keyless.router.complete({ model: 'azure-anthropic/c', messages: 'Hi' }).settled()
    expect(noKey.ok ? '' : noKey.error.message).toContain('ANTHROPIC_FOUNDRY_API_KEY')
    const nameless = anthropic({ apiKey: 'k', options: { resource: 'r' } })
    const noName = await nameless.router.complete({ model: 'azure-anthropic/', messages: 'Hi' }).settled()
    expect(noName.ok ? '' : noName.error.message).toMatch(/azure-anthropic.*model/)
    expect([...keyless.seen, ...nameless.seen]).toEqual([])
  })
})
