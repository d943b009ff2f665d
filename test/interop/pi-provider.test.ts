import { describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import type { CompletionRequest, ModelRef, Router } from '../../src/index.ts'
import { piProvider } from '../../src/interop/pi/pi-provider.ts'
import type { PiModel, PiModels } from '../../src/interop/pi/pi-types.ts'

interface Asked {
  readonly model: PiModel
  readonly context: Readonly<Record<string, unknown>>
  readonly options: Readonly<Record<string, unknown>>
}

const usage = { input: 10, output: 5, cacheRead: 20, cacheWrite: 3, totalTokens: 38, cost: { total: 0.25 } }
const start = { type: 'start', partial: {} }
const done = { type: 'done', reason: 'stop', message: { usage } }
const said = [
  start,
  { type: 'text_start' },
  { type: 'text_delta', delta: 'Hel' },
  { type: 'text_delta', delta: 'lo' },
  done,
]

type Question = Partial<Omit<CompletionRequest, 'model'>> & { readonly model?: ModelRef }

/** A collection of pi-ai's with two backends, which says what it is given. */
function piOf(events: readonly unknown[] = said, nearest = false) {
  const asked: Asked[] = []
  const known: readonly PiModel[] = [
    { id: 'gpt-5.4', provider: 'openai', api: 'openai-responses' },
    { id: 'meta/llama-4', provider: 'openrouter', api: 'openai-completions' },
  ]
  const models: PiModels = {
    getProviders: () => [{ id: 'openai' }, { id: 'openrouter' }],
    getModel: (provider, id) =>
      known.find((model) => model.provider === provider && (nearest ? model.id.startsWith(id) : model.id === id)),
    async *streamSimple(model, context, options) {
      asked.push({ model, context, options: options ?? {} })
      for (const event of events) yield await Promise.resolve(event)
    },
  }
  const runtime = { fetch: () => Promise.reject(new Error('nobody else is asked')), readEnv: () => undefined }
  const router: Router = createRouter({ providers: { pi: piProvider(models) }, runtime })
  const ask = ({ model = 'pi/openai/gpt-5.4', ...request }: Question = {}) =>
    router.complete({ messages: 'Hi', ...request, model })
  return { ask, asked }
}

describe('R19 pi-ai as a provider', () => {
  it('asks the backend and the model that are named, with its own words for a request', async () => {
    const { ask, asked } = piOf()
    const result = await ask({
      system: 'Be brief.',
      messages: [
        {
          role: 'user',
          content: [{ type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'iVBORw0KGgo=' } }],
        },
        {
          role: 'assistant',
          content: [{ type: 'tool-call', id: 'c1', name: 'f', args: { a: 1 }, rawArgs: '{"a":1}' }],
        },
        { role: 'tool', content: [{ type: 'tool-result', callId: 'c1', name: 'f', output: 'ok' }] },
      ],
      tools: { f: { description: 'F.' } },
      maxOutputTokens: 100,
      reasoningEffort: 'high',
    })
    expect(result.text).toBe('Hello')
    expect(result.usage).toMatchObject({ inputTokens: 33, outputTokens: 5, cachedTokens: 20, cacheWriteTokens: 3 })
    expect(result.cost.usd).toBe(0.25)
    expect(asked[0]).toMatchObject({
      model: { provider: 'openai', id: 'gpt-5.4' },
      context: {
        systemPrompt: 'Be brief.',
        messages: [
          { role: 'user', content: [{ type: 'image', mimeType: 'image/png', data: 'iVBORw0KGgo=' }] },
          {
            role: 'assistant',
            content: [{ type: 'toolCall', id: 'c1', name: 'f', arguments: { a: 1 } }],
            stopReason: 'toolUse',
          },
          { role: 'toolResult', toolCallId: 'c1', toolName: 'f', content: [{ type: 'text', text: 'ok' }] },
        ],
        tools: [{ name: 'f', description: 'F.' }],
      },
      options: { maxTokens: 100, reasoning: 'high' },
    })
  })

  it('names models with slashes as they are', async () => {
    const { ask, asked } = piOf()
    await ask({ model: 'pi/openrouter/meta/llama-4' })
    expect(asked[0]?.model.id).toBe('meta/llama-4')
  })

  it.each([
    ['pi/opnai/gpt-5.4', /no backend `opnai`; there are openai, openrouter/],
    ['pi/gpt-5.4', /no backend `gpt-5.4`/],
    ['pi/openai/gpt-5', /`openai` has no model `gpt-5`/],
    ['pi/__proto__/x', /no backend `__proto__`/],
  ] as const)('refuses what is not there, and takes nothing like it: %s', async (model, message) => {
    const { ask, asked } = piOf(said, true)
    const settled = await ask({ model }).settled()
    if (settled.ok) throw new Error('there is no such model')
    expect(settled.error.code).toBe('model-not-found')
    expect(settled.error.message).toMatch(message)
    expect(asked).toEqual([])
  })

  it('gives thinking and whole tool calls', async () => {
    const call = (id: string, name: string) => ({ type: 'toolcall_end', toolCall: { id, name, arguments: { a: id } } })
    const end = { ...done, reason: 'toolUse' }
    const { ask } = piOf([start, { type: 'thinking_delta', delta: 'Hm' }, call('c1', 'f'), call('c2', 'f'), end])
    const { toolCalls, finishReason, message } = await ask({ tools: { f: {} } })
    expect(toolCalls.map(({ id, args }) => [id, args])).toEqual([
      ['c1', { a: 'c1' }],
      ['c2', { a: 'c2' }],
    ])
    expect(finishReason).toBe('tool-calls')
    expect(message.content).toMatchObject([{ type: 'reasoning', text: 'Hm' }, {}, {}])
  })

  it('fails as pi-ai fails, before an answer and in the middle of one', async () => {
    const error = { type: 'error', reason: 'error', error: { usage, errorMessage: 'the backend is down' } }
    for (const events of [
      [start, error],
      [...said.slice(0, 3), error],
    ]) {
      const settled = await piOf(events).ask().settled()
      if (settled.ok) throw new Error('it failed')
      expect(settled.error.message).toContain('the backend is down')
    }
  })

  it('refuses what pi-ai has no word for', async () => {
    for (const request of [
      { tools: { f: {} }, toolChoice: 'required' },
      { output: { schema: { jsonSchema: {} }, mode: 'native' } },
    ] as const) {
      const { ask, asked } = piOf()
      expect((await ask(request).settled()).ok).toBe(false)
      expect(asked).toEqual([])
    }
  })
})
