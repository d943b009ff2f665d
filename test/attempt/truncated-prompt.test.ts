import { describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import type { CompletionEvent, CompletionRequest, CompletionResult, ProviderConfig } from '../../src/index.ts'
import { chatEnd, textChunk } from '../scripted-chat.ts'

const sentence = 'The beginning of a long prompt is what a small window loses first. '

/** About 1 600 tokens, as estimated. */
const long = sentence.repeat(110)

/** A server on this machine that says how many tokens it read. */
function routerAt(promptTokens: number, provider: ProviderConfig): ReturnType<typeof createRouter> {
  const line = { model: 'm', message: { role: 'assistant', content: 'Yes.' }, done: true, done_reason: 'stop' }
  const counts = { prompt_eval_count: promptTokens, eval_count: 2 }
  const fetch: typeof globalThis.fetch = () =>
    Promise.resolve(
      provider.protocol === 'ollama-chat'
        ? new Response(`${JSON.stringify({ ...line, ...counts })}\n`, {
            headers: { 'content-type': 'application/x-ndjson' },
          })
        : new Response(textChunk('Yes.') + chatEnd({ input: promptTokens, output: 2 }), {
            headers: { 'content-type': 'text/event-stream' },
          }),
    )
  return createRouter({
    providers: { server: provider },
    routes: { default: ['server/m'] },
    runtime: { fetch, readEnv: () => undefined },
  })
}

const native = { protocol: 'ollama-chat', baseUrl: 'http://localhost:11434' } as const
const local = { protocol: 'openai-chat', baseUrl: 'http://localhost:8080/v1' } as const

async function ask(
  promptTokens: number,
  provider: ProviderConfig,
  messages: CompletionRequest['messages'] = long,
): Promise<{ readonly result: CompletionResult; readonly events: readonly CompletionEvent[] }> {
  const completion = routerAt(promptTokens, provider).complete({ messages })
  const events: CompletionEvent[] = []
  for await (const event of completion.events) events.push(event)
  return { result: await completion, events }
}

const codes = ({ warnings }: CompletionResult): string[] => warnings.map(({ code }) => code)

describe('a prompt of which a local server read only a part', () => {
  it.each([
    ["over Ollama's own protocol", native],
    ['over another protocol on this machine', local],
    ['at ollama.com', { protocol: 'ollama-chat', baseUrl: 'https://ollama.com', apiKey: 'k' } as const],
  ])('is told %s: the answer stands', async (_, provider) => {
    const { result, events } = await ask(700, provider)
    expect(result.text).toBe('Yes.')
    expect(codes(result)).toEqual(['prompt-truncated'])
    expect(result.warnings[0]).toMatchObject({ target: { provider: 'server', model: 'm' } })
    expect(result.warnings[0]?.message).toMatch(/`server\/m` read 700 tokens of a prompt of about 1\d{3}/)
    const types = events.map((event) => (event.type === 'warning' ? event.warning.code : event.type))
    expect(types.indexOf('prompt-truncated')).toBeGreaterThan(-1)
    expect(types.indexOf('prompt-truncated')).toBeLessThan(types.indexOf('finish'))
  })

  it('is not suspected where the count fits, the prompt is short, or the host is elsewhere', async () => {
    const elsewhere = { protocol: 'openai-chat', baseUrl: 'https://llm.example/v1', apiKey: 'k' } as const
    expect(codes((await ask(1_400, native)).result)).toEqual([])
    expect(codes((await ask(20, native, sentence.repeat(40))).result)).toEqual([])
    expect(codes((await ask(20, elsewhere)).result)).toEqual([])
  })

  it('is not suspected for an image, whose tokens nobody knows, nor for thoughts of an earlier turn', async () => {
    const origin = { provider: 'server', protocol: 'ollama-chat', model: 'm' } as const
    const image = { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'iVBORw0KGgo=' } } as const
    const { result } = await ask(500, native, [
      { role: 'user', content: [image, { type: 'text', text: sentence.repeat(30) }] },
      {
        role: 'assistant',
        origin,
        content: [
          { type: 'reasoning', text: long },
          { type: 'text', text: 'A cat.' },
        ],
      },
      { role: 'user', content: 'Sure?' },
    ])
    expect(codes(result)).not.toContain('prompt-truncated')
  })
})
