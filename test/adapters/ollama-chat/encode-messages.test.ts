import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/ollama-chat/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { prepareTranscript, transcriptTarget } from '../../../src/adapters/transcript.ts'
import type { AssistantPart, FileData, FilePart, Json, Message } from '../../../src/vocabulary/message.ts'
import { RouterError } from '../../../src/vocabulary/router-error.ts'
import { picture } from '../one-pixel.ts'
import { toolTurns } from './request-matrix.ts'
import { targetedRequest } from './targeted-request.ts'

const target = transcriptTarget({ id: 'ollama', protocol: 'ollama-chat', quirks: {} }, 'qwen3:8b')
const { origin } = target

function messagesOf(changes: Partial<TargetedRequest>): Json | undefined {
  return encode(targetedRequest(changes)).body['messages']
}

const base64 = (text: string): FileData => ({ type: 'base64', base64: btoa(text) })
const file = (mediaType: string, data: FileData): FilePart => ({ type: 'file', mediaType, data })
const asked = (...content: FilePart[]): readonly Message[] => [{ role: 'user', content }]

describe('the system prompt', () => {
  it('is one message, what is stable first', () => {
    expect(
      messagesOf({
        system: [
          { text: 'Today is Monday.', scope: 'turn' },
          { text: 'Be brief.', scope: 'session' },
          { text: ' ', scope: 'session' },
          { text: 'Be kind.', scope: 'session' },
        ],
      }),
    ).toEqual([
      { role: 'system', content: 'Be brief.\n\nBe kind.\n\nToday is Monday.' },
      { role: 'user', content: 'Hello' },
    ])
  })

  it('is left out where it says nothing', () => {
    expect(messagesOf({ system: [{ text: '\n', scope: 'session' }] })).toEqual([{ role: 'user', content: 'Hello' }])
  })
})

describe('a turn of the user', () => {
  it('has its images beside its text, as bare base64', () => {
    const { data } = picture
    const text = { type: 'text', text: 'What is this?' } as const
    expect(
      messagesOf({ messages: [{ role: 'user', content: [picture, text, file('image/jpg', base64('x'))] }] }),
    ).toEqual([
      { role: 'user', content: 'What is this?', images: [data.type === 'base64' ? data.base64 : '', btoa('x')] },
    ])
  })

  it('has the text of files that are text, under their names', () => {
    const named: FilePart = { ...file('application/json', base64('{"a":1}')), filename: 'a.json' }
    const plain = file('text/plain; charset=utf-8', { type: 'text', text: 'Grüße' })
    expect(messagesOf({ messages: asked(named, plain) })).toEqual([
      { role: 'user', content: 'a.json:\n\n{"a":1}\n\nGrüße' },
    ])
  })

  it.each([
    ['a document', file('application/pdf', base64('%PDF')), 'application/pdf'],
    ['audio', file('audio/wav', base64('RIFF')), 'audio/wav'],
    ['an image by address', file('image/png', { type: 'url', url: 'https://example.com/a.png' }), 'by address'],
    ['an uploaded file', file('image/png', { type: 'id', fileId: 'file_1' }), 'by id'],
  ])('cannot have %s', (_, part, words) => {
    expect(() => messagesOf({ messages: asked(part) })).toThrow(words)
    expect(() => messagesOf({ messages: asked(part) })).toThrow(
      expect.toSatisfy((error: unknown) => RouterError.is(error, 'unsupported')) as Error,
    )
  })
})

describe('an answer', () => {
  it('goes back with its thoughts, its calls and their results', () => {
    const function1 = { index: 0, name: 'get_weather', arguments: { city: 'Paris' } }
    const function2 = { index: 1, name: 'get_weather', arguments: { city: 'Rome' } }
    const result = { role: 'tool', tool_name: 'get_weather' }
    expect(messagesOf({ messages: toolTurns })).toEqual([
      { role: 'user', content: 'Weather in Paris and Rome?' },
      {
        role: 'assistant',
        content: 'One moment.',
        thinking: 'Two calls.',
        tool_calls: [
          { id: 'call_1', type: 'function', function: function1 },
          { id: 'call_2', type: 'function', function: function2 },
        ],
      },
      { ...result, content: '{"celsius":18}', tool_call_id: 'call_1' },
      { ...result, content: 'Error: unknown city', tool_call_id: 'call_2' },
      { role: 'user', content: 'In Fahrenheit.' },
    ])
  })

  it('has no arguments where a call must not be executed, and names that the wire takes', () => {
    const call = {
      type: 'tool-call',
      id: 'c',
      name: 'Wetter für',
      args: null,
      rawArgs: '{"ci',
      invalid: 'truncated',
    } as const
    const result = {
      type: 'tool-result',
      callId: 'c',
      name: 'Wetter für',
      output: 'error: cut',
      isError: true,
    } as const
    const messages: readonly Message[] = [
      { role: 'assistant', content: [call] },
      { role: 'tool', content: [result] },
    ]
    expect(messagesOf({ messages })).toEqual([
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'c', type: 'function', function: { index: 0, name: 'Wetter_f_r', arguments: {} } }],
      },
      { role: 'tool', content: 'error: cut', tool_name: 'Wetter_f_r', tool_call_id: 'c' },
    ])
  })

  it('keeps its images, and those of a tool result follow it in a turn of the user', () => {
    const messages: readonly Message[] = [
      { role: 'assistant', content: [{ type: 'text', text: 'There.' }, picture] },
      { role: 'tool', content: [{ type: 'tool-result', callId: 'd', name: 'draw', output: 'done', files: [picture] }] },
    ]
    expect(messagesOf({ messages })).toMatchObject([
      { role: 'assistant', content: 'There.', images: [expect.any(String)] },
      { role: 'tool', content: 'done' },
      { role: 'user', content: '', images: [expect.any(String)] },
    ])
  })

  it.each<[string, AssistantPart, string]>([
    [
      'reasoning of another protocol',
      { type: 'reasoning', text: 'Hm.', origin: { ...origin, protocol: 'gemini' } },
      'dropped-replay',
    ],
    ['what only its own provider understands', { type: 'native', kind: 'search', data: {}, origin }, 'dropped-native'],
  ])('is sent without %s, which is said', (_, part, code) => {
    const { body, warnings } = encode(
      targetedRequest({ messages: [{ role: 'assistant', content: [part, { type: 'text', text: 'Yes.' }] }] }),
    )
    expect(body['messages']).toEqual([{ role: 'assistant', content: 'Yes.' }])
    expect(warnings.map((warning) => warning.code)).toEqual([code])
  })

  it('of the same model has its thoughts sent back, that of another one not', () => {
    const thought: AssistantPart = { type: 'reasoning', text: 'Hm.' }
    const text: AssistantPart = { type: 'text', text: 'Yes.' }
    const sent = (model: string): Json | undefined =>
      messagesOf({
        messages: prepareTranscript(
          [{ role: 'assistant', content: [thought, text], origin: { ...origin, model } }],
          target,
        ).messages,
      })
    expect(sent('qwen3:8b')).toEqual([{ role: 'assistant', content: 'Yes.', thinking: 'Hm.' }])
    expect(sent('gpt-oss:20b')).toEqual([{ role: 'assistant', content: 'Yes.' }])
  })
})
