import { createRouter } from '../../src/index.ts'
import type { Notice, Router, RouterConfig } from '../../src/index.ts'
import { chatEnd, textChunk } from '../scripted-chat.ts'

/** A request as a host saw it. */
export interface Seen {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Answers of the hosts, by the beginning of an address; `undefined`: another says `Hello`. */
export type Answer = (request: Seen) => Response | undefined

/** What a host that is asked for a completion says, in the protocol that its path shows. */
function hello(url: string): Response {
  const events = (...data: readonly unknown[]): Response =>
    new Response(data.map((one) => `data: ${JSON.stringify(one)}\n\n`).join(''))
  if (/generateContent|streamGenerateContent/i.test(url)) {
    const candidate = { content: { role: 'model', parts: [{ text: 'Hello' }] }, finishReason: 'STOP' }
    const chunk = { candidates: [candidate] }
    return events(url.includes('v1internal') ? { response: chunk } : chunk)
  }
  if (/messages|streamRawPredict/.test(url)) {
    return events(
      { type: 'message_start', message: { id: 'm', model: 'c', usage: { input_tokens: 1, output_tokens: 1 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hello' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
      { type: 'message_stop' },
    )
  }
  if (/responses/.test(url)) {
    const item = { id: 'i', type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hello' }] }
    return events(
      { type: 'response.output_text.delta', item_id: 'i', output_index: 0, content_index: 0, delta: 'Hello' },
      { type: 'response.completed', response: { id: 'r', status: 'completed', output: [item] } },
    )
  }
  return new Response(textChunk('Hello') + chatEnd())
}

/** A router and what its hosts saw. */
export interface CloudHosts {
  readonly router: Router
  readonly seen: readonly Seen[]
  readonly notices: readonly Notice[]
  /** Lets time go by, in milliseconds. */
  readonly pass: (ms: number) => void
  readonly now: () => number
  readonly urls: () => readonly string[]
  readonly bearers: () => readonly (string | undefined)[]
}

/** A router in front of hosts that say `Hello`, unless `answer` has something else to say, with what they were asked. */
export function hostsOf(
  config: RouterConfig,
  answer: Answer = () => undefined,
  env: Readonly<Record<string, string>> = {},
): CloudHosts {
  const seen: Seen[] = []
  const notices: Notice[] = []
  let time = Date.UTC(2026, 10, 20, 12)
  const fetch: typeof globalThis.fetch = (input, init) => {
    const request = {
      method: init?.method ?? 'GET',
      url: input instanceof Request ? input.url : String(input),
      headers: Object.fromEntries(new Headers(init?.headers)),
      body: typeof init?.body === 'string' ? init.body : '',
    }
    seen.push(request)
    return Promise.resolve(answer(request) ?? hello(request.url))
  }
  const router: Router = createRouter({
    onNotice: (notice) => notices.push(notice),
    ...config,
    runtime: { fetch, now: () => time, readEnv: (name) => env[name] },
  })
  return {
    router,
    seen,
    notices,
    pass: (ms) => {
      time += ms
    },
    now: () => time,
    urls: () => seen.map(({ url }) => url),
    bearers: () => seen.map(({ headers }) => headers['authorization']),
  }
}
