import { describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import type { CompletionRequest, ModelRef } from '../../src/index.ts'
import { manualRuntime } from '../manual-runtime.ts'

type Body = Readonly<Record<string, unknown>>
interface SentTool {
  readonly type?: string
  readonly name?: string
}

/** Anthropic's answer after a search of its own. */
const searched = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  content: [
    { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'boats' } },
    { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] },
    {
      type: 'text',
      text: 'They float.',
      citations: [
        {
          type: 'web_search_result_location',
          url: 'https://boats.example/',
          title: 'Boats',
          cited_text: 'Boats float.',
          encrypted_index: 'x',
        },
      ],
    },
  ],
  stop_reason: 'end_turn',
  usage: { input_tokens: 5, output_tokens: 2 },
}

function routerWith(answer: (host: string) => Response) {
  const sent: Body[] = []
  const runtime = manualRuntime({
    fetch: async (input, init) => {
      sent.push(JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as Body)
      return answer(new URL(input instanceof Request ? input.url : input.toString()).hostname)
    },
  })
  const router = createRouter({
    providers: {
      anthropic: { apiKey: 'key' },
      openai: { apiKey: 'key', protocol: 'openai-responses' },
      xai: { apiKey: 'key', protocol: 'openai-responses' },
      openrouter: { apiKey: 'key' },
      gemini: { apiKey: 'key' },
      mistral: { apiKey: 'key' },
    },
    routing: { maxRetries: 0 },
    runtime,
  })
  return { router, sent }
}

const refused = (): Response => Response.json({ error: { message: 'no' } }, { status: 400 })

/** The tools that a model is offered. */
async function toolsOf(
  model: ModelRef,
  request: Pick<CompletionRequest, 'search' | 'tools'>,
): Promise<readonly unknown[]> {
  const { router, sent } = routerWith(refused)
  await router.complete({ messages: 'Hi', model, ...request }).settled()
  return (sent[0]?.['tools'] ?? []) as readonly unknown[]
}

const models = {
  anthropic: 'anthropic/claude-sonnet-4-6',
  openai: 'openai/gpt-5.4',
  xai: 'xai/grok-4',
  openrouter: 'openrouter/openai/gpt-5.4',
  gemini: 'gemini/gemini-2.5-flash',
  mistral: 'mistral/mistral-large-latest',
} as const

const own = (tools: readonly unknown[]): boolean =>
  /"name":"web_search","(?:description|parameters)/.test(JSON.stringify(tools))

describe('the search of the provider itself', () => {
  it('is offered where there is one, and the router’s elsewhere', async () => {
    const search = { native: true, maxSearches: 3 } as const
    expect(await toolsOf(models.anthropic, { search })).toEqual([
      { type: 'web_search_20250305', name: 'web_search', max_uses: 3 },
    ])
    expect(await toolsOf(models.openai, { search })).toEqual([{ type: 'web_search' }])
    expect(await toolsOf(models.xai, { search })).toEqual([{ type: 'web_search' }])
    expect(await toolsOf(models.openrouter, { search })).toEqual([{ type: 'openrouter:web_search' }])
    expect(await toolsOf(models.gemini, { search })).toEqual([{ googleSearch: {} }])
    expect(own(await toolsOf(models.mistral, { search }))).toBe(true)
    for (const model of Object.values(models)) expect(own(await toolsOf(model, { search: true })), model).toBe(true)
  })

  it('keeps to the domains, or gives way to the router’s', async () => {
    const only = { native: true, includeDomains: ['a.example'] }
    const without = { native: true, excludeDomains: ['b.example'] }
    expect(await toolsOf(models.anthropic, { search: only })).toMatchObject([{ allowed_domains: ['a.example'] }])
    expect(await toolsOf(models.anthropic, { search: without })).toMatchObject([{ blocked_domains: ['b.example'] }])
    expect(own(await toolsOf(models.anthropic, { search: { ...only, ...without } }))).toBe(true)
    expect(await toolsOf(models.openai, { search: only })).toEqual([
      { type: 'web_search', filters: { allowed_domains: ['a.example'] } },
    ])
    expect(own(await toolsOf(models.openai, { search: without }))).toBe(true)
    for (const id of ['xai', 'openrouter', 'gemini'] as const)
      expect(own(await toolsOf(models[id], { search: only })), id).toBe(true)
  })

  it('stands beside tools of the caller, where the provider takes both', async () => {
    const request = { search: { native: true }, tools: { weather: { description: 'The weather.' } } } as const
    const kinds = async (model: ModelRef) =>
      ((await toolsOf(model, request)) as readonly SentTool[]).map(({ type, name }) => name ?? type)
    expect(await kinds(models.anthropic)).toEqual(['weather', 'web_search'])
    expect(await kinds(models.openai)).toEqual(['weather', 'web_search'])
    const [declarations] = (await toolsOf(models.gemini, request)) as readonly { functionDeclarations: SentTool[] }[]
    expect(declarations?.functionDeclarations.map(({ name }) => name)).toEqual(['weather', 'web_search'])
  })

  it('gives citations in the one shape, and a cost that is known to be incomplete', async () => {
    const { router, sent } = routerWith(() => Response.json(searched))
    const result = await router.complete({ messages: 'Hi', model: models.anthropic, search: { native: true } })
    expect(sent).toHaveLength(1)
    expect(result.text).toBe('They float.')
    expect(result.toolCalls).toEqual([])
    expect(result.citations).toMatchObject([
      { url: 'https://boats.example/', title: 'Boats', citedText: 'Boats float.' },
    ])
    expect(result.cost).toMatchObject({ source: 'computed', incomplete: true })
    expect(result.messages).toHaveLength(1)
  })
})
