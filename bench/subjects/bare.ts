import { EventSourceParserStream } from 'eventsource-parser/stream'

import { apiKey, DeltaCount, question, type Endpoint, type SeenAnswer, type Subject } from './subject.ts'

/*
 * The baseline: what a careful hand writes without a library. `fetch`, the web's own streams with eventsource-parser,
 * `JSON.parse`, an async generator. It decodes nothing but the deltas and the usage, and normalises nothing.
 */

interface ChatChunk {
  readonly choices: readonly {
    readonly delta: {
      readonly content?: string | null
      readonly tool_calls?: readonly { readonly function?: { readonly arguments?: string } }[] | null
    }
  }[]
  readonly usage?: { readonly prompt_tokens: number } | null
}

interface AnthropicEvent {
  readonly type: string
  readonly delta?: { readonly text?: string; readonly thinking?: string; readonly partial_json?: string }
  readonly message?: { readonly usage: { readonly input_tokens: number } }
}

const paths = { chat: '/chat/completions', anthropic: '/messages' } as const

function send({ wire, baseUrl, model }: Endpoint): Promise<Response> {
  const auth =
    wire === 'chat' ? { authorization: `Bearer ${apiKey}` } : { 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' }
  return fetch(baseUrl + paths[wire], {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...auth },
    body: JSON.stringify({
      model,
      stream: true,
      messages: [{ role: 'user', content: question }],
      ...(wire === 'chat' ? { stream_options: { include_usage: true } } : { max_tokens: 4096 }),
    }),
  })
}

async function* parse<Event>(response: Response): AsyncGenerator<Event> {
  if (response.body === null) throw new Error('no body')
  const events = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())
  for await (const { data } of events) {
    if (data === '[DONE]') return
    yield JSON.parse(data) as Event
  }
}

async function ask(endpoint: Endpoint): Promise<SeenAnswer> {
  const response = await send(endpoint)
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  return endpoint.wire === 'chat' ? readChat(response) : readAnthropic(response)
}

async function readChat(response: Response): Promise<SeenAnswer> {
  const count = new DeltaCount()
  let inputTokens: number | undefined
  for await (const { choices, usage } of parse<ChatChunk>(response)) {
    const delta = choices[0]?.delta
    if (delta !== undefined) {
      count.add(delta.content)
      count.add(delta.tool_calls?.[0]?.function?.arguments)
    }
    if (usage !== undefined && usage !== null) inputTokens = usage.prompt_tokens
  }
  return count.seen(inputTokens)
}

async function readAnthropic(response: Response): Promise<SeenAnswer> {
  const count = new DeltaCount()
  let inputTokens: number | undefined
  for await (const { type, delta, message } of parse<AnthropicEvent>(response)) {
    if (type === 'content_block_delta') count.add(delta?.text ?? delta?.partial_json ?? delta?.thinking)
    else if (type === 'message_start') inputTokens = message?.usage.input_tokens
  }
  return count.seen(inputTokens)
}

export const subject: Subject = {
  open(endpoint, fallback) {
    if (fallback === undefined) return () => ask(endpoint)
    return async () => {
      try {
        return await ask(endpoint)
      } catch {
        return ask(fallback)
      }
    }
  },
}
