import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/bedrock-converse/encode.ts'
import type { JsonObject, Message } from '../../../src/vocabulary/message.ts'
import { weatherTool } from '../weather-tool.ts'
import { toolTurns } from './request-matrix.ts'
import { targetedRequest } from './targeted-request.ts'

const model = 'eu.anthropic.claude-sonnet-4-6'
const ours = { provider: 'bedrock', protocol: 'bedrock-converse', model } as const
const tools = [weatherTool()]
const call = { type: 'tool-call', id: 't1', name: 'get_weather', args: {}, rawArgs: '{}' } as const

interface Sent {
  readonly messages: readonly { readonly role: string; readonly content: readonly JsonObject[] }[]
  readonly codes: readonly string[]
}

function sent(messages: readonly Message[], asked: string = model): Sent {
  const { body, warnings } = encode(targetedRequest({ messages, model: asked, tools }))
  return { messages: body['messages'] as Sent['messages'], codes: warnings.map(({ code }) => code) }
}

describe('turns', () => {
  it('alternate: neighbours of one role become one, and results of tools open the turn of the user', () => {
    expect(sent(toolTurns)).toEqual({
      messages: [
        { role: 'user', content: [{ text: 'Weather in Paris and Rome?' }] },
        {
          role: 'assistant',
          content: [
            { reasoningContent: { reasoningText: { text: 'Two calls.', signature: 'c2ln' } } },
            { reasoningContent: { redactedContent: 'c2VhbGVk' } },
            { text: 'One moment.' },
            { toolUse: { toolUseId: 't1', name: 'get_weather', input: { city: 'Paris' } } },
            { toolUse: { toolUseId: 't2', name: 'get_weather', input: { city: 'Rome' } } },
          ],
        },
        {
          role: 'user',
          content: [
            { toolResult: { toolUseId: 't1', content: [{ text: '{"celsius":18}' }] } },
            { toolResult: { toolUseId: 't2', content: [{ text: 'unknown city' }], status: 'error' } },
            { text: 'In Fahrenheit.' },
          ],
        },
      ],
      codes: [],
    })
    const merged = sent([
      { role: 'user', content: 'a' },
      { role: 'user', content: [{ type: 'text', text: 'b' }] },
      { role: 'assistant', content: ' ' },
      { role: 'user', content: 'c' },
    ])
    expect(merged.messages).toEqual([{ role: 'user', content: [{ text: 'a' }, { text: 'b' }, { text: 'c' }] }])
  })

  it('begin with the user’s, if only by a word', () => {
    const { messages, codes } = sent([{ role: 'assistant', content: 'Welcome.' }])
    expect(messages).toEqual([
      { role: 'user', content: [{ text: 'Begin.' }] },
      { role: 'assistant', content: [{ text: 'Welcome.' }] },
    ])
    expect(codes).toEqual(['added-text'])
  })
})

describe('reasoning', () => {
  const signed = { type: 'reasoning', text: 'Hm.', replay: { signature: 'c2ln' } } as const
  const answer = (...content: Extract<Message, { role: 'assistant' }>['content'] & object): readonly Message[] => [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', origin: ours, content: [...content, { type: 'text', text: 'Hello.' }] },
  ]
  const second = ({ messages }: Sent): unknown => messages[1]?.content

  it('of Claude goes back unchanged, blank or not, and not without its signature', () => {
    expect(second(sent(answer({ ...signed, text: '' })))).toEqual([
      { reasoningContent: { reasoningText: { text: '', signature: 'c2ln' } } },
      { text: 'Hello.' },
    ])
    const unsigned = sent(answer({ type: 'reasoning', text: 'Hm.' }))
    expect([second(unsigned), unsigned.codes]).toEqual([[{ text: 'Hello.' }], ['dropped-replay']])
  })

  it('of models that take it as text goes back as that, and never signed', () => {
    const wire = sent(answer(signed), 'openai.gpt-oss-120b-1:0')
    expect(second(wire)).toEqual([{ reasoningContent: { reasoningText: { text: 'Hm.' } } }, { text: 'Hello.' }])
    expect(wire.codes).toEqual([])
  })

  it('of models that refuse it stays here, without a word', () => {
    for (const asked of ['us.deepseek.r1-v1:0', 'us.amazon.nova-pro-v1:0', 'zai.glm-5']) {
      const wire = sent(answer(signed), asked)
      expect([second(wire), wire.codes], asked).toEqual([[{ text: 'Hello.' }], []])
    }
  })

  it('of another protocol is left out, with a warning', () => {
    const origin = { provider: 'anthropic', protocol: 'anthropic-messages', model: 'claude-sonnet-4-6' } as const
    const wire = sent(answer({ ...signed, origin }))
    expect([second(wire), wire.codes]).toEqual([[{ text: 'Hello.' }], ['dropped-replay']])
  })
})

describe('calls and results', () => {
  const turn = (output: string, more: object = {}): readonly Message[] => [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: [call] },
    { role: 'tool', content: [{ type: 'tool-result', callId: 't1', name: 'get_weather', output, ...more }] },
  ]
  const result = (messages: readonly Message[], asked?: string): unknown =>
    sent(messages, asked).messages[2]?.content[0]?.['toolResult']

  it('say that they failed in the way of the model', () => {
    expect(result(turn('no', { isError: true }))).toEqual({
      toolUseId: 't1',
      content: [{ text: 'no' }],
      status: 'error',
    })
    expect(result(turn('no', { isError: true }), 'qwen.qwen3-32b-v1:0')).toEqual({
      toolUseId: 't1',
      content: [{ text: 'Error: no' }],
    })
  })

  it('are never empty', () => {
    expect(result(turn(' '))).toEqual({ toolUseId: 't1', content: [{ text: '(no output)' }] })
    expect(result(turn('', { isError: true }))).toMatchObject({
      content: [{ text: 'The tool failed without a message.' }],
    })
  })

  it('hold files where the model takes them there; else the files follow', () => {
    const files = [{ type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'aW1n' } }]
    const image = { image: { format: 'png', source: { bytes: 'aW1n' } } }
    expect(result(turn('see', { files }))).toEqual({ toolUseId: 't1', content: [{ text: 'see' }, image] })
    const { messages } = sent(turn('see', { files }), 'openai.gpt-6-astra')
    expect(messages[2]?.content).toEqual([
      { toolResult: { toolUseId: 't1', content: [{ text: 'see' }] } },
      { text: 'Files that the tool "get_weather" returned (call t1):' },
      image,
    ])
    expect(sent(turn('no', { files, isError: true })).codes).toEqual(['dropped-file'])
  })

  it('have arguments without blank keys, which are refused', () => {
    const args = { a: [{ '': 1, b: 2 }], '': 3 }
    const messages: readonly Message[] = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: [{ ...call, args, rawArgs: JSON.stringify(args) }] },
    ]
    expect(sent(messages)).toMatchObject({
      messages: [{}, { content: [{ toolUse: { input: { a: [{ b: 2 }] } } }] }],
      codes: ['adjusted-arguments'],
    })
    const broken: Message = {
      role: 'assistant',
      content: [{ ...call, args: null, rawArgs: '{"a', invalid: 'truncated' }],
    }
    expect(sent([{ role: 'user', content: 'Hi' }, broken])).toMatchObject({
      messages: [{}, { content: [{ toolUse: { input: {} } }] }],
    })
  })

  it('of hosted tools go back as they came, to this protocol only', () => {
    const data = { toolUse: { toolUseId: 'a', name: 'nova_grounding', input: {}, type: 'server_tool_use' } }
    const answer = (origin: typeof ours | undefined, value: JsonObject): readonly Message[] => [
      { role: 'user', content: 'Hi' },
      {
        role: 'assistant',
        ...(origin && { origin }),
        content: [{ type: 'native', kind: 'server_tool_use', data: value }],
      },
    ]
    expect(sent(answer(ours, data))).toMatchObject({ messages: [{}, { content: [data] }], codes: [] })
    expect(sent(answer(ours, { ...data, more: 1 })).codes).toEqual(['dropped-replay'])
  })
})
