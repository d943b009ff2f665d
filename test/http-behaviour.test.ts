import { http, HttpResponse } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

import { createRouter } from '../src/index.ts'
import type { Router } from '../src/index.ts'
import { chatEnd, textChunk } from './scripted-chat.ts'

const server = setupServer()
beforeAll(() => server.listen())
afterEach(() => server.resetHandlers())
afterAll(() => server.close())

const chat = 'https://first.example/v1/chat/completions'
const second = 'https://second.example/v1/messages'

function router(): Router {
  return createRouter({
    providers: {
      first: { protocol: 'openai-chat', baseUrl: 'https://first.example/v1', apiKey: 'first-key' },
      second: { protocol: 'anthropic-messages', baseUrl: 'https://second.example', apiKey: 'second-key' },
    },
    routes: { default: ['first/model-a', 'second/model-b'] },
    routing: { maxRetries: 0 },
    runtime: { readEnv: () => undefined },
  })
}

const sse = (
  text: string,
  headers: Record<string, string> = { 'content-type': 'text/event-stream' },
): HttpResponse<string> => new HttpResponse(text, { headers })
const hello = textChunk('Hello') + chatEnd()
const claude = [
  { type: 'message_start', message: { id: 'msg_1', model: 'model-b', usage: { input_tokens: 4, output_tokens: 1 } } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Bonjour' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 3 } },
  { type: 'message_stop' },
]
  .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
  .join('')

describe('over HTTP', () => {
  it('each protocol sends its own headers, and keys only where they belong', async () => {
    const seen: Record<string, Headers> = {}
    server.use(
      http.post(chat, ({ request }) => {
        seen['first'] = request.headers
        return new HttpResponse(null, { status: 503 })
      }),
      http.post(second, ({ request }) => {
        seen['second'] = request.headers
        return sse(claude)
      }),
    )
    const { text, served } = await router().complete({ messages: 'hi' })
    expect([text, served.provider]).toEqual(['Bonjour', 'second'])
    expect(seen['first']?.get('authorization')).toBe('Bearer first-key')
    expect(seen['first']?.get('x-api-key')).toBeNull()
    expect(seen['second']?.get('x-api-key')).toBe('second-key')
    expect(seen['second']?.get('anthropic-version')).toBe('2023-06-01')
    expect(JSON.stringify(Object.fromEntries(seen['second'] ?? []))).not.toContain('first-key')
  })

  it.each([500, 502, 503, 504, 529])('R48 a transient %i moves on to the next target', async (status) => {
    server.use(
      http.post(chat, () => HttpResponse.json({ error: { message: 'try later' } }, { status })),
      http.post(second, () => sse(claude)),
    )
    const { text, attempts } = await router().complete({ messages: 'hi' })
    expect([text, attempts[0]?.failure?.status]).toEqual(['Bonjour', status])
  })

  it('R44 a 429 moves on, with and without Retry-After', async () => {
    for (const headers of [{}, { 'retry-after': '30' }] as Record<string, string>[]) {
      server.use(
        http.post(chat, () => HttpResponse.json({ error: { message: 'slow down' } }, { status: 429, headers })),
        http.post(second, () => sse(claude)),
      )
      const { attempts } = await router().complete({ messages: 'hi' })
      expect(attempts.map(({ failure }) => failure?.code)).toEqual(['rate-limit', undefined])
    }
  })

  it('R43 a target that cannot be reached moves on', async () => {
    server.use(
      http.post(chat, () => HttpResponse.error()),
      http.post(second, () => sse(claude)),
    )
    const { attempts } = await router().complete({ messages: 'hi' })
    expect(attempts.map(({ failure }) => failure?.code)).toEqual(['network', undefined])
  })

  it('R45 a gateway that will not serve this caller moves on', async () => {
    server.use(
      http.post(chat, () =>
        HttpResponse.json({ error: { code: 403, message: 'requires moderation: input was flagged' } }, { status: 403 }),
      ),
      http.post(second, () => sse(claude)),
    )
    expect((await router().complete({ messages: 'hi' })).served.provider).toBe('second')
  })

  it('R46 a target that lacks a capability is passed over before any request', async () => {
    const asked: string[] = []
    server.use(
      http.post(chat, () => {
        asked.push('first')
        return sse(hello)
      }),
      http.post(second, () => {
        asked.push('second')
        return sse(claude)
      }),
    )
    const withFacts = createRouter({
      providers: {
        first: { protocol: 'openai-chat', baseUrl: 'https://first.example/v1', apiKey: 'k' },
        second: { protocol: 'anthropic-messages', baseUrl: 'https://second.example', apiKey: 'k' },
      },
      routes: { default: ['first/model-a', 'second/model-b'] },
      models: {
        'first/model-a': { capabilities: { vision: false } },
        'second/model-b': { capabilities: { vision: true } },
      },
      runtime: { readEnv: () => undefined },
    })
    const image = { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'iVBORw0KGgo=' } } as const
    const { skipped } = await withFacts.complete({ messages: [{ role: 'user', content: [image] }] })
    expect(asked).toEqual(['second'])
    expect(skipped).toMatchObject([{ target: { provider: 'first' }, reason: 'capability' }])
  })

  it('a redirect is refused: the key follows no address that was not configured', async () => {
    let followed = 0
    server.use(
      http.post(
        chat,
        () => new HttpResponse(null, { status: 307, headers: { location: 'https://elsewhere.example/' } }),
      ),
      http.all('https://elsewhere.example/', () => {
        followed++
        return sse(hello)
      }),
      http.post(second, () => sse(claude)),
    )
    expect((await router().complete({ messages: 'hi' })).served.provider).toBe('second')
    expect(followed).toBe(0)
  })

  it('an answer is read for what it is, whatever its content type says', async () => {
    const document = {
      id: 'x',
      model: 'model-a',
      choices: [{ index: 0, message: { content: 'Hello' }, finish_reason: 'stop' }],
    }
    const answers = [
      sse(hello, {}),
      sse(hello, { 'content-type': 'application/json' }),
      HttpResponse.json(document),
      sse(JSON.stringify(document), { 'content-type': 'text/event-stream' }),
    ]
    for (const answer of answers) {
      server.use(http.post(chat, () => answer.clone()))
      expect((await router().complete({ messages: 'hi', model: 'first/model-a' })).text).toBe('Hello')
    }
  })

  it('R126 R127 R227 an error page says what failed, where, and what to look at', async () => {
    server.use(http.post(chat, () => new HttpResponse('<html><title>404 Not Found</title></html>', { status: 404 })))
    const missing = await router().complete({ messages: 'hi', model: 'first/model-a' }).settled()
    expect(missing.ok ? undefined : [missing.error.code, missing.error.status]).toEqual(['model-not-found', 404])
    expect(missing.ok ? '' : missing.error.hints.join(' ')).toMatch(/name right/)
    server.use(http.post(chat, () => HttpResponse.json({ error: { message: 'bad key' } }, { status: 401 })))
    const refused = await router().complete({ messages: 'hi', model: 'first/model-a' }).settled()
    expect(refused.ok ? '' : refused.error.hints.join(' ')).toMatch(/key of `first` correct[\s\S]*base URL reachable/)
  })

  it('an error inside a 200 is an error', async () => {
    server.use(
      http.post(chat, () => sse(`${textChunk('Hel')}data: {"error":{"code":503,"message":"upstream is gone"}}\n\n`)),
      http.post(second, () => sse(claude)),
    )
    const { text, attempts } = await router().complete({ messages: 'hi' })
    expect([text, attempts[0]?.failure?.code, attempts[0]?.failure?.providerMessage]).toEqual([
      'Bonjour',
      'overloaded',
      'upstream is gone',
    ])
  })
})
