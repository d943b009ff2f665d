import type { Json, JsonObject } from '../../src/vocabulary/message.ts'
import type { ProtocolId } from '../../src/vocabulary/model.ts'

/** One part of a conversation as a request holds it, read without the library. */
export interface SentPart {
  readonly type: 'text' | 'image' | 'reasoning' | 'call' | 'result'
  readonly role: 'user' | 'assistant' | 'tool'
  readonly text: string
  /** Of a call, and the call that a result answers; absent where the protocol matches them by their order. */
  readonly id: string | undefined
  readonly name: string | undefined
  readonly args: Json
  /** A result says that its call failed. */
  readonly hasFailed: boolean
  /** All that stands on the wire for it, tokens included. */
  readonly wire: Json
}

type Facts = Partial<SentPart> & Pick<SentPart, 'type' | 'role'>

const part = (wire: Json, facts: Facts): SentPart => ({
  text: '',
  id: undefined,
  name: undefined,
  args: null,
  hasFailed: false,
  wire,
  ...facts,
})

const list = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? (value as readonly JsonObject[]) : []
const object = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null ? (value as JsonObject) : {}
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '')
const spoken = (value: Json | undefined): string => (typeof value === 'string' ? value : JSON.stringify(value))
const parsed = (value: Json | undefined): Json => JSON.parse(text(value)) as Json
/** Where a protocol has no mark for a failed call, its text says so. */
const unmarked = (result: string): Pick<SentPart, 'text' | 'hasFailed'> => ({
  text: result.replace(/^Error: /, ''),
  hasFailed: result.startsWith('Error: '),
})
const inline = (value: Json | undefined): string => text(value).replace(/^data:[^,]*,/, '')

/** The calls of an answer in the words of OpenAI; arguments may stand there as text. */
function functionCalls(
  message: JsonObject,
  role: SentPart['role'],
  argsOf: (written: Json | undefined) => Json,
): readonly SentPart[] {
  return list(message['tool_calls']).map((call) => {
    const { name, arguments: written } = object(call['function'])
    return part(call, { type: 'call', role, id: text(call['id']), name: text(name), args: argsOf(written) })
  })
}

function chat({ messages }: JsonObject): readonly SentPart[] {
  return list(messages).flatMap((message): readonly SentPart[] => {
    const { role, content } = message
    if (role === 'tool') {
      return [part(message, { type: 'result', role, id: text(message['tool_call_id']), ...unmarked(text(content)) })]
    }
    if (role === 'user') {
      if (typeof content === 'string') return [part(content, { type: 'text', role, text: content })]
      return list(content).map((item) =>
        item['type'] === 'text'
          ? part(item, { type: 'text', role, text: text(item['text']) })
          : part(item, { type: 'image', role, text: inline(object(item['image_url'])['url']) }),
      )
    }
    if (role !== 'assistant') return []
    const details = list(message['reasoning_details'])
    const thought = text(message['reasoning_content']) + details.map((detail) => text(detail['text'])).join('')
    return [
      ...(thought === '' ? [] : [part(details, { type: 'reasoning', role, text: thought })]),
      ...(text(content) === '' ? [] : [part(text(content), { type: 'text', role, text: text(content) })]),
      ...functionCalls(message, role, parsed),
    ]
  })
}

function responses({ input }: JsonObject): readonly SentPart[] {
  return list(input).flatMap((item): readonly SentPart[] => {
    switch (item['type']) {
      case 'reasoning':
        return [
          part(item, {
            type: 'reasoning',
            role: 'assistant',
            text: list(item['summary'])
              .map((piece) => text(piece['text']))
              .join(''),
          }),
        ]
      case 'function_call':
        return [
          part(item, {
            type: 'call',
            role: 'assistant',
            id: text(item['call_id']),
            name: text(item['name']),
            args: parsed(item['arguments']),
          }),
        ]
      case 'function_call_output':
        return [
          part(item, {
            type: 'result',
            role: 'tool',
            id: text(item['call_id']),
            ...unmarked(text(item['output'])),
          }),
        ]
      default: {
        const role = item['role'] === 'assistant' ? 'assistant' : 'user'
        const { content } = item
        if (typeof content === 'string') return [part(item, { type: 'text', role, text: content })]
        return list(content).map((piece) =>
          piece['type'] === 'input_image'
            ? part(piece, { type: 'image', role, text: inline(piece['image_url']) })
            : part(item, { type: 'text', role, text: text(piece['text']) }),
        )
      }
    }
  })
}

function anthropic({ messages }: JsonObject): readonly SentPart[] {
  return list(messages).flatMap(({ role: given, content }): readonly SentPart[] => {
    const role = given === 'assistant' ? 'assistant' : 'user'
    if (typeof content === 'string') return [part(content, { type: 'text', role, text: content })]
    return list(content).map((block) => {
      switch (block['type']) {
        case 'image':
          return part(block, { type: 'image', role, text: text(object(block['source'])['data']) })
        case 'tool_use':
          return part(block, {
            type: 'call',
            role,
            id: text(block['id']),
            name: text(block['name']),
            args: block['input'] ?? null,
          })
        case 'tool_result': {
          const output = block['content']
          const words =
            typeof output === 'string'
              ? output
              : list(output)
                  .map((piece) => text(piece['text']))
                  .join('')
          const hasFailed = block['is_error'] === true
          return part(block, { type: 'result', role: 'tool', id: text(block['tool_use_id']), text: words, hasFailed })
        }
        case 'text':
          return part(block, { type: 'text', role, text: text(block['text']) })
        default:
          return part(block, { type: 'reasoning', role, text: text(block['thinking']) })
      }
    })
  })
}

function gemini({ contents }: JsonObject): readonly SentPart[] {
  return list(contents).flatMap(({ role: given, parts }) => {
    const role = given === 'model' ? 'assistant' : 'user'
    return list(parts).map((piece) => {
      const { inlineData, functionCall, functionResponse } = piece
      if (inlineData !== undefined) return part(piece, { type: 'image', role, text: text(object(inlineData)['data']) })
      if (functionCall !== undefined) {
        const { id, name, args } = object(functionCall)
        return part(piece, { type: 'call', role, id: text(id) || undefined, name: text(name), args: args ?? null })
      }
      if (functionResponse === undefined) {
        return part(piece, { type: piece['thought'] === true ? 'reasoning' : 'text', role, text: text(piece['text']) })
      }
      const { id, name, response } = object(functionResponse)
      const { output, error } = object(response)
      return part(piece, {
        type: 'result',
        role: 'tool',
        id: text(id) || undefined,
        name: text(name),
        text: spoken(output ?? error),
        hasFailed: error !== undefined,
      })
    })
  })
}

function bedrock({ messages }: JsonObject): readonly SentPart[] {
  return list(messages).flatMap(({ role: given, content }) => {
    const role = given === 'assistant' ? 'assistant' : 'user'
    return list(content).map((block) => {
      const { image, toolUse, toolResult, reasoningContent } = block
      if (image !== undefined)
        return part(block, { type: 'image', role, text: text(object(object(image)['source'])['bytes']) })
      if (toolUse !== undefined) {
        const { toolUseId, name, input } = object(toolUse)
        return part(block, { type: 'call', role, id: text(toolUseId), name: text(name), args: input ?? null })
      }
      if (toolResult !== undefined) {
        const { toolUseId, content: output, status } = object(toolResult)
        const words = list(output).map((piece) =>
          piece['json'] === undefined ? text(piece['text']) : spoken(piece['json']),
        )
        const said = unmarked(words.join(''))
        const facts = { ...said, hasFailed: said.hasFailed || status === 'error' }
        return part(block, { type: 'result', role: 'tool', id: text(toolUseId), ...facts })
      }
      if (reasoningContent === undefined) return part(block, { type: 'text', role, text: text(block['text']) })
      return part(block, {
        type: 'reasoning',
        role,
        text: text(object(object(reasoningContent)['reasoningText'])['text']),
      })
    })
  })
}

function ollama({ messages }: JsonObject): readonly SentPart[] {
  return list(messages).flatMap((message): readonly SentPart[] => {
    const { role: given, content, thinking, images } = message
    if (given === 'system') return []
    if (given === 'tool') {
      const id = text(message['tool_call_id'])
      return [
        part(message, {
          type: 'result',
          role: 'tool',
          id,
          name: text(message['tool_name']),
          ...unmarked(text(content)),
        }),
      ]
    }
    const role = given === 'assistant' ? 'assistant' : 'user'
    return [
      ...(text(thinking) === '' ? [] : [part(text(thinking), { type: 'reasoning', role, text: text(thinking) })]),
      ...((images ?? []) as readonly string[]).map((base64) => part(base64, { type: 'image', role, text: base64 })),
      ...(text(content) === '' ? [] : [part(text(content), { type: 'text', role, text: text(content) })]),
      ...functionCalls(message, role, (args) => args ?? null),
    ]
  })
}

/** Reads the conversation out of the body of a request, by protocol. */
export const sentParts: Readonly<Record<ProtocolId, (body: JsonObject) => readonly SentPart[]>> = {
  'openai-chat': chat,
  'openai-responses': responses,
  'anthropic-messages': anthropic,
  gemini,
  'bedrock-converse': bedrock,
  'ollama-chat': ollama,
}

/** The texts within a value that are among the given ones, in the order in which they stand there. */
export function tokensIn(value: Json | undefined, known: ReadonlySet<string>): readonly string[] {
  if (typeof value === 'string') return known.has(value) ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap((member: Json | undefined) => tokensIn(member, known))
}
