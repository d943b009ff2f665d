import type { Wire } from '../streams.ts'
import { awsMessages, jsonLines, serverSentEvents } from './bare-framings.ts'
import { apiKey, DeltaCount, question, type Endpoint, type SeenAnswer, type Subject } from './subject.ts'

/*
 * The baseline: what a careful hand writes without a library. `fetch`, the web's own streams, `JSON.parse`, an async generator. It
 * decodes nothing but the deltas and the usage, and normalises nothing.
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

interface ResponsesEvent {
  readonly type: string
  readonly delta?: string
  readonly response?: { readonly usage?: { readonly input_tokens: number } | null }
}

interface GeminiChunk {
  readonly candidates?: readonly {
    readonly content?: {
      readonly parts?: readonly {
        readonly text?: string
        readonly functionCall?: { readonly partialArgs?: readonly { readonly stringValue?: string }[] }
      }[]
    }
  }[]
  readonly usageMetadata?: { readonly promptTokenCount?: number }
}

interface BedrockEvent {
  readonly delta?: { readonly text?: string; readonly toolUse?: { readonly input: string } }
  readonly usage?: { readonly inputTokens: number }
}

interface OllamaLine {
  readonly message: { readonly content?: string; readonly thinking?: string }
  readonly prompt_eval_count?: number
}

type Body = ReadableStream<Uint8Array<ArrayBuffer>>

/** How a wire is asked, and read. */
interface BareWire {
  path(model: string): string
  readonly headers: Readonly<Record<string, string>>
  request(model: string): object
  read(body: Body, count: DeltaCount): Promise<number | undefined>
}

const bearer = { authorization: `Bearer ${apiKey}` }
const messages = [{ role: 'user', content: question }]

const wires: Readonly<Record<Wire, BareWire>> = {
  chat: {
    path: () => '/chat/completions',
    headers: bearer,
    request: (model) => ({ model, stream: true, messages, stream_options: { include_usage: true } }),
    async read(body, count) {
      let inputTokens: number | undefined
      for await (const { choices, usage } of serverSentEvents<ChatChunk>(body)) {
        const delta = choices[0]?.delta
        if (delta !== undefined) {
          count.add(delta.content)
          count.add(delta.tool_calls?.[0]?.function?.arguments)
        }
        if (usage !== undefined && usage !== null) inputTokens = usage.prompt_tokens
      }
      return inputTokens
    },
  },
  anthropic: {
    path: () => '/messages',
    headers: { 'x-api-key': apiKey, 'anthropic-version': '2023-06-01' },
    request: (model) => ({ model, stream: true, messages, max_tokens: 4096 }),
    async read(body, count) {
      let inputTokens: number | undefined
      for await (const { type, delta, message } of serverSentEvents<AnthropicEvent>(body)) {
        if (type === 'content_block_delta') count.add(delta?.text ?? delta?.partial_json ?? delta?.thinking)
        else if (type === 'message_start') inputTokens = message?.usage.input_tokens
      }
      return inputTokens
    },
  },
  responses: {
    path: () => '/responses',
    headers: bearer,
    request: (model) => ({ model, stream: true, input: messages }),
    async read(body, count) {
      let inputTokens: number | undefined
      for await (const { type, delta, response } of serverSentEvents<ResponsesEvent>(body)) {
        if (type === 'response.output_text.delta' || type === 'response.function_call_arguments.delta') count.add(delta)
        else if (type === 'response.completed') inputTokens = response?.usage?.input_tokens
      }
      return inputTokens
    },
  },
  gemini: {
    path: (model) => `/models/${model}:streamGenerateContent?alt=sse`,
    headers: { 'x-goog-api-key': apiKey },
    request: () => ({ contents: [{ role: 'user', parts: [{ text: question }] }] }),
    async read(body, count) {
      let inputTokens: number | undefined
      for await (const { candidates, usageMetadata } of serverSentEvents<GeminiChunk>(body)) {
        const part = candidates?.[0]?.content?.parts?.[0]
        if (part !== undefined) {
          count.add(part.text)
          count.add(part.functionCall?.partialArgs?.[0]?.stringValue)
        }
        if (usageMetadata !== undefined) inputTokens = usageMetadata.promptTokenCount
      }
      return inputTokens
    },
  },
  bedrock: {
    path: (model) => `/model/${model}/converse-stream`,
    headers: bearer,
    request: () => ({ messages: [{ role: 'user', content: [{ text: question }] }] }),
    async read(body, count) {
      let inputTokens: number | undefined
      for await (const { delta, usage } of awsMessages<BedrockEvent>(body)) {
        if (delta !== undefined) {
          count.add(delta.text)
          count.add(delta.toolUse?.input)
        }
        if (usage !== undefined) ({ inputTokens } = usage)
      }
      return inputTokens
    },
  },
  ollama: {
    path: () => '/api/chat',
    headers: bearer,
    request: (model) => ({ model, stream: true, messages }),
    async read(body, count) {
      let inputTokens: number | undefined
      for await (const { message, prompt_eval_count } of jsonLines<OllamaLine>(body)) {
        count.add(message.content)
        count.add(message.thinking)
        if (prompt_eval_count !== undefined) inputTokens = prompt_eval_count
      }
      return inputTokens
    },
  },
}

async function ask({ wire: name, baseUrl, model }: Endpoint): Promise<SeenAnswer> {
  const wire = wires[name]
  const response = await fetch(baseUrl + wire.path(model), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...wire.headers },
    body: JSON.stringify(wire.request(model)),
  })
  if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`)
  if (response.body === null) throw new Error('no body')
  const count = new DeltaCount()
  return count.seen(await wire.read(response.body, count))
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
