import { describe, expect, it } from 'vitest'

import { encode } from '../../src/adapters/ollama-chat/encode.ts'
import { ollamaChat } from '../../src/adapters/ollama-chat/protocol.ts'
import type { TargetedRequest, WireTool } from '../../src/adapters/protocol.ts'
import { parseJson } from '../../src/adapters/server-sent-events.ts'
import { prepareTranscript, transcriptTarget } from '../../src/adapters/transcript.ts'
import type { AssistantPart, JsonObject, Message } from '../../src/vocabulary/message.ts'
import { targetedRequest } from '../adapters/ollama-chat/targeted-request.ts'
import { decodeAnswer } from './decode-answer.ts'
import { bodyBytes, recordingsExist, recordingsOf, type Recording } from './recordings.ts'

/** A message of the wire, as far as servers of any age know it. */
interface KnownMessage {
  readonly role: string
  readonly content: string
  readonly thinking?: string
  readonly images?: readonly string[]
  readonly tool_name?: string
  readonly tool_calls?: readonly { readonly function: { readonly name: string; readonly arguments: JsonObject } }[]
}

interface KnownRequest {
  readonly model: string
  readonly messages: readonly KnownMessage[]
  readonly tools?: readonly {
    readonly function: { readonly name: string; readonly description?: string; readonly parameters: JsonObject }
  }[]
  readonly format?: JsonObject | string
  readonly options?: Readonly<Record<string, number>>
  readonly think?: boolean
}

const recordings = recordingsOf('ollama')

/** The body as its server reads it. */
function asRead(body: JsonObject): KnownRequest {
  return JSON.parse(JSON.stringify(body)) as KnownRequest
}

/** The message without what only newer servers know, and without what says nothing. */
function known({
  role,
  content,
  thinking,
  images,
  tool_name: toolName,
  tool_calls: calls,
}: KnownMessage): KnownMessage {
  return {
    role,
    content,
    ...(thinking === undefined || thinking === '' ? {} : { thinking }),
    ...(images === undefined || images.length === 0 ? {} : { images }),
    ...(toolName === undefined ? {} : { tool_name: toolName }),
    ...(calls === undefined || calls.length === 0
      ? {}
      : {
          tool_calls: calls.map(({ function: called }) => ({
            function: { name: called.name, arguments: called.arguments },
          })),
        }),
  }
}

/** The answer of a recording as one message of the wire. */
function received({ response }: Recording): KnownMessage {
  const document = parseJson(response.body)
  const lines =
    document === undefined
      ? response.body
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : [document]
  const messages = lines.map(({ message }: { message: KnownMessage }) => message)
  return known({
    role: 'assistant',
    content: messages.map(({ content }) => content).join(''),
    thinking: messages.map(({ thinking }) => thinking ?? '').join(''),
    tool_calls: messages.flatMap(({ tool_calls: calls }) => calls ?? []),
  })
}

/** What the next request says of the answer, on the way that the router takes it. */
function sentBack(recording: Recording): KnownMessage | undefined {
  const target = transcriptTarget({ id: 'test', protocol: 'ollama-chat', quirks: {} }, recording.model)
  const content = decodeAnswer(ollamaChat, [bodyBytes(recording)]).assembly.parts.map((part): AssistantPart => ({
    ...part,
    origin: target.origin,
  }))
  const results = content.flatMap((part) =>
    part.type === 'tool-call'
      ? [{ type: 'tool-result' as const, callId: part.id, name: part.name, output: 'done' }]
      : [],
  )
  const messages: readonly Message[] = [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content },
    ...(results.length === 0 ? [] : [{ role: 'tool' as const, content: results }]),
    { role: 'user', content: 'And now?' },
  ]
  const prepared = prepareTranscript(messages, target)
  expect.soft(prepared.warnings, recording.id).toEqual([])
  const { body, warnings } = encode(targetedRequest({ model: recording.model, messages: prepared.messages }))
  expect.soft(warnings, recording.id).toEqual([])
  const answer = asRead(body).messages.find(({ role }) => role === 'assistant')
  return answer === undefined ? undefined : known(answer)
}

/** A recorded request in our words. */
function inOurWords({ model, messages, tools, format, options = {} }: KnownRequest): Partial<TargetedRequest> {
  const { num_predict: maxOutputTokens, temperature, seed } = options
  return {
    model,
    system: messages
      .filter(({ role }) => role === 'system')
      .map(({ content }) => ({ text: content, scope: 'session' as const })),
    messages: messages.filter(({ role }) => role !== 'system').map(ourMessage),
    tools: (tools ?? []).map(({ function: { name, description, parameters } }): WireTool => ({
      name,
      description,
      inputSchema: parameters,
      strict: undefined,
    })),
    output: typeof format === 'object' ? { name: 'answer', schema: format, mode: 'native' } : undefined,
    maxOutputTokens,
    temperature,
    seed,
  }
}

function ourMessage(message: KnownMessage, index: number): Message {
  const { role, content, thinking, tool_calls: calls = [], tool_name: name = '' } = message
  if (role === 'user') return { role, content }
  if (role === 'tool')
    return { role, content: [{ type: 'tool-result', callId: `call_${index}`, name, output: content }] }
  return {
    role: 'assistant',
    content: [
      ...(thinking === undefined ? [] : [{ type: 'reasoning', text: thinking } as const]),
      { type: 'text', text: content },
      ...calls.map(({ function: called }, at) => {
        const rawArgs = JSON.stringify(called.arguments)
        return {
          type: 'tool-call',
          id: `call_${index}_${at}`,
          name: called.name,
          args: called.arguments,
          rawArgs,
        } as const
      }),
    ],
  }
}

describe.runIf(recordingsExist)('recorded exchanges of ollama', () => {
  it('are answered with everything that came: text, thoughts and calls', () => {
    let compared = 0
    for (const recording of recordings) {
      expect.soft(sentBack(recording), recording.id).toEqual(received(recording))
      compared += 1
    }
    expect(compared).toBe(31)
  })

  it('have requests that can be written here, and are then what other clients sent', () => {
    let compared = 0
    for (const { id, request } of recordings) {
      if (request === null) continue
      const recorded = request.body as KnownRequest
      // `native-mode` holds the model to a schema beside tools; the tools were not called.
      const isHeldBesideTools = typeof recorded.format === 'object' && recorded.tools !== undefined
      const { body, path } = encode(targetedRequest(inOurWords(recorded)))
      expect(new URL(request.url).pathname, id).toBe(path)
      const system = recorded.messages.filter(({ role }) => role === 'system').length
      const written = asRead(body)
      const from = isHeldBesideTools ? system : 0
      expect.soft(written.messages.map(known).slice(from), id).toEqual(recorded.messages.map(known).slice(from))
      expect.soft(toolsOf(written), id).toEqual(toolsOf(recorded))
      expect.soft(written.options ?? {}, id).toEqual(recorded.options ?? {})
      compared += 1
    }
    console.log(`ollama: ${compared} recorded requests written again`)
    expect(compared).toBe(24)
  })
})

function toolsOf({ tools = [] }: KnownRequest): unknown {
  return tools.map(({ function: { name, parameters } }) => ({
    name,
    required: parameters['required'] ?? [],
    properties: parameters['properties'] ?? {},
  }))
}
