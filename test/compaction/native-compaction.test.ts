import { describe, expect, it } from 'vitest'

import { createRouter, type Message, type RouterConfig } from '../../src/index.ts'
import { longConversation } from './long-conversation.ts'
import { manualRuntime } from '../manual-runtime.ts'

interface Seen {
  readonly host: string
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
}

const event = (data: { readonly type: string } & Record<string, unknown>): string =>
  `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`

/** Claude compacts and then answers. */
const claude = [
  event({
    type: 'message_start',
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'claude-sonnet-4-6',
      content: [],
      usage: { input_tokens: 100, output_tokens: 1 },
    },
  }),
  event({ type: 'content_block_start', index: 0, content_block: { type: 'compaction', content: null } }),
  event({
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'compaction_delta', content: 'They spoke of harbours.' },
  }),
  event({ type: 'content_block_stop', index: 0 }),
  event({ type: 'content_block_start', index: 1, content_block: { type: 'text', text: '' } }),
  event({ type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Harbours.' } }),
  event({ type: 'content_block_stop', index: 1 }),
  event({
    type: 'message_delta',
    delta: { stop_reason: 'end_turn' },
    usage: {
      input_tokens: 100,
      output_tokens: 5,
      iterations: [
        { type: 'compaction', input_tokens: 60_000, output_tokens: 300 },
        { type: 'message', input_tokens: 100, output_tokens: 5 },
      ],
    },
  }),
  event({ type: 'message_stop' }),
].join('')

const compactionItem = { type: 'compaction', id: 'cmp_1', encrypted_content: 'gAAAAB-sealed' }
const answerItem = {
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: 'Harbours.', annotations: [] }],
}

/** OpenAI emits its item and goes on. */
const openai = [
  event({ type: 'response.created', response: { id: 'resp_1', model: 'gpt-5.4', status: 'in_progress' } }),
  event({ type: 'response.output_item.done', output_index: 0, item: compactionItem }),
  event({ type: 'response.output_item.done', output_index: 1, item: answerItem }),
  event({
    type: 'response.completed',
    response: {
      id: 'resp_1',
      model: 'gpt-5.4',
      status: 'completed',
      output: [compactionItem, answerItem],
      usage: { input_tokens: 900, output_tokens: 5, total_tokens: 905 },
    },
  }),
].join('')

const answers: Readonly<Record<string, string>> = { 'api.anthropic.com': claude, 'api.openai.com': openai }

function nativeRouter(config: RouterConfig, refuse?: (seen: Seen) => string | undefined) {
  const seen: Seen[] = []
  const fetch: typeof globalThis.fetch = (input, init) => {
    const { hostname } = new URL(input instanceof Request ? input.url : input)
    const body = JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as Seen['body']
    const request = { host: hostname, headers: new Headers(init?.headers), body }
    seen.push(request)
    const refusal = refuse?.(request)
    if (refusal !== undefined) {
      const error = { type: 'error', error: { type: 'invalid_request_error', message: refusal } }
      return Promise.resolve(Response.json(error, { status: 400 }))
    }
    const headers = { 'content-type': 'text/event-stream' }
    return Promise.resolve(new Response(answers[hostname] ?? '', { headers }))
  }
  const router = createRouter({
    providers: { anthropic: { apiKey: 'sk-ant-1' }, openai: { apiKey: 'sk-1', protocol: 'openai-responses' } },
    ...config,
    runtime: manualRuntime({ fetch }),
  })
  return { router, seen }
}

const messages = longConversation({ messages: 20 })
const sonnet = 'anthropic/claude-sonnet-4-6'
const gpt = 'openai/gpt-5.4'
const contextManagement = ({ body }: Seen): unknown => body['context_management']

describe('a provider that compacts by itself', () => {
  it('R181 is Anthropic, told by an edit and its beta header', async () => {
    const { router, seen } = nativeRouter({ compaction: { trigger: 120_000, instructions: 'Keep all paths.' } })
    await router.complete({ model: sonnet, messages })
    expect(seen[0]?.headers.get('anthropic-beta')).toBe('compact-2026-01-12')
    expect(contextManagement(seen[0] as Seen)).toEqual({
      edits: [
        {
          type: 'compact_20260112',
          trigger: { type: 'input_tokens', value: 120_000 },
          instructions: expect.stringContaining('Keep all paths.'),
        },
      ],
    })
  })

  it('R181 gets its compaction block back, and nothing that stood before it', async () => {
    const { router, seen } = nativeRouter({ compaction: 'auto' })
    const first = await router.complete({ model: sonnet, messages })
    expect(first.text).toBe('Harbours.')
    expect(first.usage).toMatchObject({ inputTokens: 60_100, outputTokens: 305 })
    expect(first.history).toBeUndefined()
    const stored = JSON.parse(JSON.stringify([...messages, ...first.messages])) as readonly Message[]
    await router.complete({
      model: sonnet,
      messages: [...stored, { role: 'user', content: 'Go on.' }],
      compaction: 'off',
    })
    expect(seen[1]?.headers.get('anthropic-beta')).toBe('compact-2026-01-12')
    expect(contextManagement(seen[1] as Seen)).toBeUndefined()
    expect(seen[1]?.body['messages']).toEqual([
      { role: 'user', content: [expect.objectContaining({ type: 'text' })] },
      {
        role: 'assistant',
        content: [
          { type: 'compaction', content: 'They spoke of harbours.' },
          { type: 'text', text: 'Harbours.' },
        ],
      },
      { role: 'user', content: [expect.objectContaining({ text: 'Go on.' })] },
    ])
  })

  it('R195 is OpenAI, told by a threshold, and gets its item back', async () => {
    const { router, seen } = nativeRouter({ compaction: { trigger: 90_000 } })
    const first = await router.complete({ model: gpt, messages })
    expect(contextManagement(seen[0] as Seen)).toEqual([{ type: 'compaction', compact_threshold: 90_000 }])
    expect(first.text).toBe('Harbours.')
    const stored = JSON.parse(JSON.stringify([...messages, ...first.messages])) as readonly Message[]
    await router.complete({ model: gpt, messages: [...stored, { role: 'user', content: 'Go on.' }] })
    const input = seen[1]?.body['input'] as readonly { readonly type?: string }[]
    expect(input.filter(({ type }) => type === 'compaction')).toEqual([compactionItem])
    expect(JSON.stringify(input)).not.toContain('Question 0')
  })

  it('takes a share of its window as tokens', async () => {
    const { router, seen } = nativeRouter({ compaction: 'auto', models: { [sonnet]: { contextWindow: 200_000 } } })
    await router.complete({ model: sonnet, messages })
    expect(contextManagement(seen[0] as Seen)).toMatchObject({ edits: [{ trigger: { value: 172_800 } }] })
  })

  it('is not asked to without being told, for a model that cannot, or where the router shall do it', async () => {
    const { router, seen } = nativeRouter({})
    await router.complete({ model: sonnet, messages })
    await router.complete({ model: 'anthropic/claude-haiku-4-5', messages, compaction: 'auto' })
    await router.complete({ model: sonnet, messages, compaction: { native: false } })
    await router.complete({ model: sonnet, messages, compaction: { trigger: 20_000 } })
    expect(seen.map(contextManagement)).toEqual([undefined, undefined, undefined, undefined])
  })

  it('is asked without it after it has refused, once for all calls', async () => {
    const refusal = 'context_management: Extra inputs are not permitted'
    const { router, seen } = nativeRouter({ compaction: 'auto' }, (request) =>
      contextManagement(request) === undefined ? undefined : refusal,
    )
    const { attempts } = await router.complete({ model: sonnet, messages })
    expect(attempts.map(({ kind }) => kind)).toEqual(['first', 'repair'])
    await router.complete({ model: sonnet, messages })
    expect(seen).toHaveLength(3)
  })
})

describe('a conversation that another provider has compacted', () => {
  it('is read as its summary, where that is text', async () => {
    const { router, seen } = nativeRouter({ compaction: 'auto' })
    const first = await router.complete({ model: sonnet, messages })
    const next = [...messages, ...first.messages, { role: 'user' as const, content: 'Go on.' }]
    await router.complete({ model: gpt, messages: next })
    const sent = JSON.stringify(seen[1]?.body['input'])
    expect(sent).toContain('They spoke of harbours.')
    expect(sent).not.toContain('Question 0')
    expect(sent).not.toContain('"compaction"')
  })

  it('is read as the turns that are still there, with a warning, where it is sealed', async () => {
    const { router, seen } = nativeRouter({ compaction: 'auto' })
    const first = await router.complete({ model: gpt, messages })
    const next = [...messages, ...first.messages, { role: 'user' as const, content: 'Go on.' }]
    const second = await router.complete({ model: sonnet, messages: next })
    const sent = JSON.stringify(seen[1]?.body['messages'])
    expect(sent).toContain('Question 0')
    expect(sent).not.toContain('sealed')
    expect(second.warnings.map(({ code }) => code)).toContain('dropped-native')
  })
})
