import type { PiModel } from './pi-types.ts'

type Fields = Readonly<Record<string, unknown>>

/** What pi-ai is asked: a conversation and the options of the request. */
export interface PiRequest {
  readonly context: Fields
  readonly options: Fields
}

/** A request that pi-ai cannot be asked. */
export class UnsupportedByPi extends Error {}

const nothing: Fields = {
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  totalTokens: 0,
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
}

/** A request of OpenAI's chat in the words of pi-ai; when something was said is not known. Throws `UnsupportedByPi` for what its common interface has no word for. */
export function piRequest(body: Fields, model: PiModel): PiRequest {
  const { tool_choice: choice = 'auto', response_format: format } = body
  if (choice !== 'auto' && choice !== 'none') throw new UnsupportedByPi('pi-ai cannot demand the call of a tool')
  if (format !== undefined)
    throw new UnsupportedByPi("pi-ai has no structured output; ask with `output.mode: 'prompt'`")
  const messages = listOf(body['messages']).filter(isFields)
  const system = messages.filter(({ role }) => role === 'system' || role === 'developer')
  const names = new Map<unknown, unknown>()
  const spoken = messages.filter((message) => !system.includes(message))
  const tools = choice === 'none' ? [] : listOf(body['tools']).filter(isFields)
  return {
    context: {
      ...(system.length === 0 ? {} : { systemPrompt: system.map(({ content }) => content).join('\n\n') }),
      messages: spoken.map((message) => ({ ...encode(message, model, names), timestamp: 0 })),
      ...(tools.length === 0 ? {} : { tools: tools.map((tool) => toolOf(tool)) }),
    },
    options: {
      ...member('temperature', body['temperature']),
      ...member('maxTokens', body['max_tokens'] ?? body['max_completion_tokens']),
      ...member('reasoning', body['reasoning_effort'] === 'none' ? undefined : body['reasoning_effort']),
    },
  }
}

function encode(message: Fields, model: PiModel, names: Map<unknown, unknown>): Fields {
  const { role, content } = message
  if (role === 'tool') {
    const { tool_call_id: id } = message
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    return {
      role: 'toolResult',
      toolCallId: id,
      toolName: names.get(id) ?? '',
      content: [textPart(text)],
      isError: false,
    }
  }
  if (role !== 'assistant')
    return { role: 'user', content: typeof content === 'string' ? content : listOf(content).map(part) }
  const calls = listOf(message['tool_calls']).filter(isFields).map(callOf)
  for (const { id, name } of calls) names.set(id, name)
  const { api, provider, id } = model
  const said = typeof content === 'string' && content !== '' ? [textPart(content)] : []
  const stopReason = calls.length === 0 ? 'stop' : 'toolUse'
  return { role, content: [...said, ...calls], api, provider, model: id, usage: nothing, stopReason }
}

function part(given: unknown): Fields {
  const { type, text, image_url: image } = isFields(given) ? given : {}
  if (type === 'text') return textPart(String(text))
  const url = isFields(image) ? image['url'] : undefined
  const [, mimeType, data] = /^data:([^;,]+);base64,(.*)$/s.exec(typeof url === 'string' ? url : '') ?? []
  if (type !== 'image_url' || data === undefined) throw new UnsupportedByPi('pi-ai takes texts and inline images only')
  return { type: 'image', mimeType, data }
}

function callOf(given: Fields): {
  readonly type: 'toolCall'
  readonly id: unknown
  readonly name: unknown
  readonly arguments: unknown
} {
  const { name, arguments: text } = isFields(given['function']) ? given['function'] : {}
  return { type: 'toolCall', id: given['id'], name, arguments: parsed(text) }
}

function toolOf({ function: given }: Fields): Fields {
  const { name, description = '', parameters = { type: 'object', properties: {} } } = isFields(given) ? given : {}
  return { name, description, parameters }
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' && text !== '' ? JSON.parse(text) : {}
  } catch {
    return {}
  }
}

const textPart = (text: string): Fields => ({ type: 'text', text })
const member = (name: string, value: unknown): Fields => (value === undefined ? {} : { [name]: value })
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
