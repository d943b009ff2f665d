import { describe, expect, it } from 'vitest'

import { createRouter } from '../../src/index.ts'
import type { RouterConfig } from '../../src/index.ts'

interface Seen {
  readonly method: string | undefined
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
}

/** An Ollama that says `Hello`, and what it is asked. Nothing but this machine can be reached. */
function ollamaOf(config: RouterConfig = {}, env: Readonly<Record<string, string>> = {}) {
  const seen: Seen[] = []
  const fetch: typeof globalThis.fetch = (input, init) => {
    const { url } = new Request(input)
    if (!/^http:\/\/(?:localhost|127\.0\.0\.1)[:/]/.test(url)) return Promise.reject(new Error('only this machine'))
    const body: unknown = JSON.parse(typeof init?.body === 'string' ? init.body : '{}')
    seen.push({ method: init?.method, url, headers: Object.fromEntries(new Headers(init?.headers)), body })
    const lines = [
      { model: 'llama3.2', message: { role: 'assistant', content: 'Hello' }, done: false },
      {
        model: 'llama3.2',
        message: { role: 'assistant', content: '' },
        done: true,
        done_reason: 'stop',
        prompt_eval_count: 26,
        eval_count: 2,
      },
    ]
    return Promise.resolve(new Response(lines.map((line) => `${JSON.stringify(line)}\n`).join('')))
  }
  const runtime = { fetch, readEnv: (name: string) => env[name] }
  return { router: createRouter({ ...config, runtime }), seen }
}

describe('ollama', () => {
  it('R14 R214 is asked at /api/chat of this machine, without a key', async () => {
    const { router, seen } = ollamaOf()
    const { text, cost, usage, served } = await router.complete({
      model: 'ollama/llama3.2',
      messages: 'Hi',
      system: 'Be brief.',
      maxOutputTokens: 100,
    })
    expect(text).toBe('Hello')
    expect(served.protocol).toBe('ollama-chat')
    expect([cost.usd, usage.inputTokens, usage.outputTokens]).toEqual([0, 26, 2])
    expect(seen).toEqual([
      {
        method: 'POST',
        url: 'http://localhost:11434/api/chat',
        headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
        body: {
          model: 'llama3.2',
          messages: [
            { role: 'system', content: 'Be brief.' },
            { role: 'user', content: 'Hi' },
          ],
          options: { num_predict: 100 },
          truncate: false,
          shift: false,
          stream: true,
        },
      },
    ])
  })

  it.each([
    ['openai-chat', 'http://localhost:11434/v1/chat/completions'],
    ['openai-responses', 'http://localhost:11434/v1/responses'],
    ['anthropic-messages', 'http://localhost:11434/v1/messages'],
  ] as const)('is asked over %s where `protocol` says so', async (protocol, url) => {
    const { router, seen } = ollamaOf({ providers: { ollama: { protocol } } })
    await router.complete({ model: 'ollama/llama3.2', messages: 'Hi' }).settled()
    expect(seen[0]?.url).toBe(url)
  })

  it.each([
    ['127.0.0.1:9999', 'http://127.0.0.1:9999/api/chat'],
    ['http://127.0.0.1:9999/v1', 'http://127.0.0.1:9999/api/chat'],
    ['http://127.0.0.1:9999/v1/chat/completions', 'http://127.0.0.1:9999/api/chat'],
    ['0.0.0.0', 'http://127.0.0.1:11434/api/chat'],
  ])('is found where OLLAMA_HOST says: %s', async (host, url) => {
    const { router, seen } = ollamaOf({}, { OLLAMA_HOST: host })
    await router.complete({ model: 'ollama/llama3.2', messages: 'Hi' })
    expect(seen[0]?.url).toBe(url)
  })

  it('R92 serves a request that must stay on this machine, and nobody else does', async () => {
    const { router, seen } = ollamaOf({
      providers: { openai: { apiKey: 'k' } },
      routes: { default: ['openai/gpt-5.4', 'ollama/llama3.2'] },
    })
    const { served, skipped } = await router.complete({ messages: 'Hi', constraints: { offline: true } })
    expect(served.provider).toBe('ollama')
    expect(skipped).toMatchObject([{ target: { provider: 'openai' }, reason: 'offline' }])
    expect(seen).toHaveLength(1)
  })

  it('R91 knows the models that are recommended to begin with', async () => {
    for (const model of ['llama3.2', 'qwen2.5:14b', 'deepseek-r1:14b']) {
      const { router } = ollamaOf()
      expect((await router.complete({ model: `ollama/${model}`, messages: 'Hi' })).cost.usd).toBe(0)
    }
  })

  it('merges the fields of the caller member by member', async () => {
    const { router, seen } = ollamaOf()
    await router.complete({
      model: 'ollama/llama3.2',
      messages: 'Hi',
      maxOutputTokens: 100,
      stopSequences: ['a', 'b'],
      providerOptions: { ollama: { options: { mirostat: 2, stop: ['c'] }, keep_alive: null, truncate: true } },
    })
    expect(seen[0]?.body).toMatchObject({
      options: { num_predict: 100, mirostat: 2, stop: ['c'] },
      keep_alive: null,
      truncate: true,
    })
  })

  it('takes away what the caller sets to undefined, at every depth, and names are only names', async () => {
    const { router, seen } = ollamaOf()
    const odd = JSON.parse('{"__proto__": {"polluted": true}}') as Record<string, never>
    await router.complete({
      model: 'ollama/llama3.2',
      messages: 'Hi',
      temperature: 0.5,
      topP: 0.9,
      providerOptions: { ollama: { shift: undefined, options: { temperature: undefined, ...odd } } },
    })
    expect(JSON.stringify(seen[0]?.body)).toContain('"options":{"top_p":0.9,"__proto__":{"polluted":true}}')
    expect(seen[0]?.body).not.toHaveProperty('shift')
    expect({}).not.toHaveProperty('polluted')
  })
})
