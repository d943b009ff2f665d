import { describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import type { CompletionRequest } from '../../src/index.ts'
import { manualRuntime } from '../manual-runtime.ts'

const searching = [
  { type: 'thinking', thinking: 'I should look.', signature: 'sig-1' },
  { type: 'text', text: 'Let me look that up. ' },
  { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'boats' } },
  { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [] },
]
const searchingMore = [{ type: 'server_tool_use', id: 'srvtoolu_2', name: 'web_search', input: { query: 'ships' } }]

const answerOf = (content: readonly unknown[], reason: string) => () =>
  Response.json({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    content,
    stop_reason: reason,
    usage: { input_tokens: 5, output_tokens: 2 },
  })
const paused = (content: readonly unknown[] = searching) => answerOf(content, 'pause_turn')
const done = answerOf([{ type: 'text', text: 'Seventeen boats.' }], 'end_turn')
const refused = () =>
  Response.json({ type: 'error', error: { type: 'invalid_request_error', message: 'no' } }, { status: 400 })
const busy = () =>
  Response.json({ type: 'error', error: { type: 'overloaded_error', message: 'busy' } }, { status: 529 })

interface SentBody {
  readonly messages: readonly { readonly role: string; readonly content: unknown }[]
}

/** A router with Anthropic, which gives these answers, and another provider behind it. */
function claude(answers: readonly (() => Response)[], request: Partial<Pick<CompletionRequest, 'onTruncation'>> = {}) {
  const sent: SentBody[] = []
  const hosts: string[] = []
  const runtime = manualRuntime({
    fetch: async (input, init) => {
      hosts.push(new URL(input instanceof Request ? input.url : input.toString()).hostname)
      sent.push(JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as SentBody)
      const answer = answers[Math.min(sent.length, answers.length) - 1]
      return answer === undefined ? refused() : answer()
    },
  })
  const router = createRouter({
    providers: {
      anthropic: { apiKey: 'key' },
      b: { protocol: 'openai-chat', baseUrl: 'https://b.example/v1', apiKey: 'key' },
    },
    routes: { default: ['anthropic/claude-sonnet-4-6', 'b/m'] },
    routing: { maxRetries: 1 },
    runtime,
  })
  return { completion: router.complete({ messages: 'How many boats?', ...request }), sent, hosts, runtime }
}

describe('an answer that Anthropic pauses', () => {
  it('goes back as it came, and is one answer in the end', async () => {
    const { completion, sent } = claude([paused(), done])
    const result = await completion
    expect(sent[1]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant'])
    expect(sent[1]?.messages[1]?.content).toEqual(searching)
    expect(result.text).toBe('Let me look that up. Seventeen boats.')
    expect(result.finishReason).toBe('stop')
    expect(result.guidance).toBeUndefined()
    expect(result.messages).toHaveLength(1)
    expect(result.attempts.map(({ kind, outcome }) => [kind, outcome])).toEqual([
      ['first', 'success'],
      ['continuation', 'success'],
    ])
    expect(result.usage.outputTokens).toBe(4)
    expect(result.servedBy).toHaveLength(1)
  })

  it('is one answer for a reader of its text', async () => {
    const { completion } = claude([paused(), done])
    let text = ''
    for await (const piece of completion.textStream) text += piece
    expect(text).toBe('Let me look that up. Seventeen boats.')
  })

  it('goes back whole when it is paused again', async () => {
    const { completion, sent } = claude([paused(), paused(searchingMore), done])
    expect((await completion).text).toBe('Let me look that up. Seventeen boats.')
    expect(sent[2]?.messages[1]?.content).toEqual([...searching, ...searchingMore])
  })

  it('is resumed whatever is done about cut answers', async () => {
    const { completion } = claude([paused(), done], { onTruncation: 'stop' })
    expect((await completion).text).toBe('Let me look that up. Seventeen boats.')
  })

  it('is sent back eight times at most', async () => {
    const { completion, sent } = claude([paused(searchingMore)])
    const result = await completion
    expect(sent).toHaveLength(9)
    expect(result.guidance?.code).toBe('paused')
    expect(result.rawFinishReason).toBe('pause_turn')
  })

  it('goes back as it came after a failure too', async () => {
    const { completion, sent, runtime } = claude([paused(), busy, done])
    let isOver = false
    const settled = completion.settled().finally(() => (isOver = true))
    while (!isOver) await runtime.advance(500)
    const outcome = await settled
    expect(outcome.ok ? outcome.result.text : outcome.error.message).toBe('Let me look that up. Seventeen boats.')
    expect(sent[2]?.messages[1]?.content).toEqual(searching)
  })

  it('is what the call has when the provider will not go on, and no other provider is asked', async () => {
    const { completion, hosts } = claude([paused(), refused])
    const result = await completion
    expect(new Set(hosts)).toEqual(new Set(['api.anthropic.com']))
    expect(result.text).toBe('Let me look that up. ')
    expect(result.guidance?.code).toBe('paused')
  })

  it('is left to the caller when it calls a tool of the caller', async () => {
    const call = { type: 'tool_use', id: 'toolu_1', name: 'count', input: {} }
    const { completion, sent } = claude([paused([...searching, call])])
    const result = await completion
    expect(sent).toHaveLength(1)
    expect(result.toolCalls.map(({ name }) => name)).toEqual(['count'])
  })
})
