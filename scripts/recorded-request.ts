/*
 * What a recorded request says, in our words: enough to count it, or to ask the same again. Reads the bodies of six protocols; a part
 * that it does not know, media among them, makes the whole request `undefined`.
 */

/** A conversation as recorded. */
export interface RecordedRequest {
  readonly system: readonly { readonly text: string; readonly scope: 'session' }[]
  readonly messages: readonly RecordedMessage[]
  readonly tools: readonly RecordedTool[]
  readonly output: { readonly name: string; readonly schema: Wire } | undefined
}

/** A tool as recorded. */
export interface RecordedTool {
  readonly name: string
  readonly description: string | undefined
  readonly inputSchema: Wire
  readonly strict: boolean | undefined
}

type Value = null | boolean | number | string | readonly Value[] | Wire
interface Wire {
  readonly [name: string]: Value | undefined
}
type Part =
  | { readonly type: 'text' | 'reasoning'; readonly text: string }
  | {
      readonly type: 'tool-call'
      readonly id: string
      readonly name: string
      readonly args: Value
      readonly rawArgs: string
    }
  | { readonly type: 'tool-result'; readonly callId: string; readonly name: string; readonly output: Value }
type RecordedMessage =
  | { readonly role: 'user'; readonly content: readonly Extract<Part, { type: 'text' }>[] }
  | { readonly role: 'assistant'; readonly content: readonly Exclude<Part, { type: 'tool-result' }>[] }
  | { readonly role: 'tool'; readonly content: readonly Extract<Part, { type: 'tool-result' }>[] }

class Unknown extends Error {}

/** Reads a body of any of the six protocols, or of an endpoint that counts tokens; `undefined`: there is more in it than text and tools. */
export function readRecordedRequest(body: unknown): RecordedRequest | undefined {
  if (!isWire(body)) return undefined
  const parts: { turn: number; role: string; part: Part }[] = []
  const system: string[] = []
  try {
    const whole = unwrap(body)
    for (const block of listOf(
      whole['system'] ?? whole['instructions'] ?? whole['systemInstruction'] ?? whole['system_instruction'],
    ))
      system.push(...systemTexts(block))
    for (const [turn, message] of listOf(whole['messages'] ?? whole['input'] ?? whole['contents']).entries())
      readMessage(message, (role, part) => {
        if (role === 'system') system.push(part.type === 'text' ? part.text : fail('system'))
        else parts.push({ turn, role, part })
      })
    return {
      system: system.map((text) => ({ text, scope: 'session' })),
      messages: grouped(parts),
      tools: toolsOf(whole).map(readTool),
      output: outputOf(whole),
    }
  } catch (error) {
    if (error instanceof Unknown) return undefined
    throw error
  }
}

function fail(what: string): never {
  throw new Unknown(what)
}

const isWire = (value: unknown): value is Wire => typeof value === 'object' && value !== null && !Array.isArray(value)

function wire(value: Value | undefined): Wire {
  return isWire(value) ? value : {}
}

function listOf(value: Value | undefined): readonly Value[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? (value as readonly Value[]) : [value]
}

function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : fail('text')
}

/** Questions of endpoints that count have the request inside of something. */
function unwrap(body: Wire): Wire {
  if (isWire(body['generateContentRequest'])) return body['generateContentRequest']
  const input = wire(body['input'])
  if (isWire(input['converse'])) return input['converse']
  const encoded = wire(input['invokeModel'])['body']
  return typeof encoded === 'string' ? (JSON.parse(atob(encoded)) as Wire) : body
}

function systemTexts(block: Value): readonly string[] {
  if (typeof block === 'string') return [block]
  const { text: own, parts, cachePoint } = wire(block)
  if (cachePoint !== undefined) return []
  if (typeof own === 'string') return [own]
  return listOf(parts).flatMap(systemTexts)
}

type Add = (role: string, part: Part) => void

const roles: Readonly<Record<string, string>> = { developer: 'system', model: 'assistant', human: 'user' }

function readMessage(message: Value, add: Add): void {
  if (typeof message === 'string') return add('user', { type: 'text', text: message })
  const {
    role,
    type,
    content,
    parts,
    tool_calls: calls,
    reasoning_content: thought,
    thinking,
    tool_call_id: id,
  } = wire(message)
  const as = typeof role === 'string' ? (roles[role] ?? role) : 'user'
  if (typeof type === 'string' && type !== 'message') return readItem(wire(message), type, add)
  if (typeof thought === 'string') add(as, { type: 'reasoning', text: thought })
  if (typeof thinking === 'string') add(as, { type: 'reasoning', text: thinking })
  if (as === 'tool' && parts === undefined) {
    const output =
      typeof content === 'string'
        ? content
        : listOf(content)
            .map((part) => text(wire(part)['text']))
            .join('')
    return add('tool', { type: 'tool-result', callId: typeof id === 'string' ? id : '', name: '', output })
  }
  for (const part of listOf(content ?? parts)) readPart(part, as, add)
  for (const call of listOf(calls)) {
    const { id: callId = '', function: of } = wire(call)
    const { name, arguments: args } = wire(of)
    add('assistant', toolCall(text(callId), text(name), args ?? '{}'))
  }
}

function toolCall(id: string, name: string, args: Value): Part {
  const rawArgs = typeof args === 'string' ? args : JSON.stringify(args)
  return { type: 'tool-call', id, name, args: typeof args === 'string' ? {} : args, rawArgs }
}

/** An item of the Responses API that is no message. */
function readItem(item: Wire, type: string, add: Add): void {
  switch (type) {
    case 'function_call':
      return add('assistant', toolCall(text(item['call_id']), text(item['name']), text(item['arguments'])))
    case 'function_call_output':
      return add('tool', { type: 'tool-result', callId: text(item['call_id']), name: '', output: text(item['output']) })
    default:
      return fail(type)
  }
}

function readPart(part: Value, role: string, add: Add): void {
  if (typeof part === 'string') return add(role, { type: 'text', text: part })
  const { type, text: own, thought, toolUse, toolResult, cachePoint, ...rest } = wire(part)
  const use = wire(type === 'tool_use' ? part : toolUse)
  const result = type === 'tool_result' ? wire(part) : wire(toolResult)
  const call = wire(rest['functionCall'] ?? rest['function_call'])
  const response = wire(rest['functionResponse'] ?? rest['function_response'])
  if (cachePoint !== undefined) return
  if (typeof use['name'] === 'string')
    return add('assistant', toolCall(text(use['id'] ?? use['toolUseId'] ?? ''), use['name'], use['input'] ?? {}))
  if (result['tool_use_id'] !== undefined || result['toolUseId'] !== undefined) {
    const id = text(result['tool_use_id'] ?? result['toolUseId'])
    return add('tool', { type: 'tool-result', callId: id, name: '', output: resultOf(result['content']) })
  }
  if (typeof call['name'] === 'string')
    return add('assistant', toolCall(text(call['id'] ?? call['name']), call['name'], call['args'] ?? {}))
  if (typeof response['name'] === 'string') {
    const { name, id, response: output } = response
    return add('tool', { type: 'tool-result', callId: text(id ?? name), name, output: output ?? null })
  }
  if (typeof own !== 'string') return fail(JSON.stringify(type ?? Object.keys(rest)))
  if (typeof type === 'string' && !['text', 'input_text', 'output_text'].includes(type)) return fail(type)
  // What was thought is not read again.
  if (thought !== true) add(role, { type: 'text', text: own })
}

function resultOf(content: Value | undefined): Value {
  if (content === undefined || typeof content === 'string') return content ?? ''
  return listOf(content)
    .map((part) => {
      const { text: own, json } = wire(part)
      return typeof own === 'string' ? own : json === undefined ? fail('result') : JSON.stringify(json)
    })
    .join('')
}

function grouped(parts: readonly { turn: number; role: string; part: Part }[]): readonly RecordedMessage[] {
  const messages: { turn: number; role: string; content: Part[] }[] = []
  for (const { turn, role, part } of parts) {
    const as = part.type === 'tool-result' ? 'tool' : role
    const last = messages.at(-1)
    if (last?.role === as && (as !== 'user' || last.turn === turn)) last.content.push(part)
    else messages.push({ turn, role: as, content: [part] })
  }
  return messages.map(({ role, content }) => ({ role, content }) as RecordedMessage)
}

function toolsOf(body: Wire): readonly Wire[] {
  const { toolConfig, tools } = body
  const all = listOf(wire(toolConfig)['tools'] ?? tools).map(wire)
  return all.flatMap((tool) => {
    const declared = tool['functionDeclarations'] ?? tool['function_declarations']
    return declared === undefined ? [tool] : listOf(declared).map(wire)
  })
}

function readTool(tool: Wire): RecordedTool {
  const of = wire(tool['function'] ?? tool['toolSpec'] ?? tool)
  const schema =
    of['parameters'] ??
    of['input_schema'] ??
    of['parametersJsonSchema'] ??
    of['parameters_json_schema'] ??
    wire(of['inputSchema'])['json']
  const { type } = tool
  if (typeof of['name'] !== 'string' || (typeof type === 'string' && !['function', 'custom'].includes(type)))
    return fail('tool')
  return {
    name: of['name'],
    description: typeof of['description'] === 'string' ? of['description'] : undefined,
    inputSchema: plainTypes(wire(schema)),
    strict: typeof of['strict'] === 'boolean' ? of['strict'] : undefined,
  }
}

/** Google writes types in capitals. */
function plainTypes(schema: Wire): Wire {
  return JSON.parse(
    JSON.stringify(schema, (name, value: unknown) =>
      name === 'type' && typeof value === 'string' ? value.toLowerCase() : value,
    ),
  ) as Wire
}

function outputOf(body: Wire): RecordedRequest['output'] {
  const {
    response_format: chat,
    text: responses,
    generationConfig,
    output_config: claude,
    output_format: older,
    outputConfig: bedrock,
    format,
  } = body
  const chatSchema = wire(wire(chat)['json_schema'])
  const { format: inner } = wire(responses)
  const { responseSchema, response_schema: snake, responseJsonSchema } = wire(generationConfig)
  const { schema: encoded } = wire(wire(wire(wire(bedrock)['textFormat'])['structure'])['jsonSchema'])
  const schema =
    (typeof encoded === 'string' ? (JSON.parse(encoded) as Wire) : undefined) ??
    chatSchema['schema'] ??
    wire(inner)['schema'] ??
    responseSchema ??
    responseJsonSchema ??
    snake ??
    wire(wire(claude)['format'])['schema'] ??
    wire(older)['schema'] ??
    (isWire(format) ? format : undefined)
  if (!isWire(schema)) return undefined
  const name = chatSchema['name'] ?? wire(inner)['name']
  return { name: typeof name === 'string' ? name : 'output', schema }
}
