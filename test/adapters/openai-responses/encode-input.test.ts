import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/openai-responses/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { prepareTranscript, transcriptTarget } from '../../../src/adapters/transcript.ts'
import type { FilePart, Message, SystemBlock, ToolResultPart, UserPart } from '../../../src/vocabulary/message.ts'
import { RouterError } from '../../../src/vocabulary/router-error.ts'
import { bodyCheck, schemasExist } from '../body-check.ts'
import { toolTurns } from './request-matrix.ts'
import { targetedRequest } from './targeted-request.ts'

const bodyOf = (changes: Partial<TargetedRequest>): TargetedRequest['options'] => encode(targetedRequest(changes)).body
const inputOf = (messages: readonly Message[], changes: Partial<TargetedRequest> = {}): unknown =>
  bodyOf({ messages, ...changes })['input']
const system: readonly SystemBlock[] = [
  { text: 'now', scope: 'turn' },
  { text: ' \n', scope: 'session' },
  { text: 'always', scope: 'session' },
  { text: 'too', scope: 'session' },
]

describe('the system prompt', () => {
  const conversation: readonly Message[] = [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: 'Hello.' },
    { role: 'user', content: 'Weather?' },
    ...toolTurns.slice(1, 3),
  ]

  it('is stable in the instructions; what is for this turn stands before the last question', () => {
    const { instructions, input } = bodyOf({ system, messages: conversation }) as {
      instructions: string
      input: readonly unknown[]
    }
    expect(instructions).toBe('always\n\ntoo')
    expect(input.slice(0, 4)).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello.' },
      { role: 'developer', content: 'now' },
      { role: 'user', content: 'Weather?' },
    ])
  })

  it('keeps the beginning the same, within a turn and from turn to turn: a prompt cache reads all of it', () => {
    const textOf = (messages: readonly Message[], now: string): string =>
      JSON.stringify(
        bodyOf({
          messages,
          system: [
            { text: 'always', scope: 'session' },
            { text: now, scope: 'turn' },
          ],
        })['input'],
      ).slice(0, -1)
    const asked = textOf(conversation.slice(0, 3), 'Monday')
    const withResults = textOf(conversation, 'Monday')
    expect(withResults.startsWith(asked)).toBe(true)
    const later = textOf(
      [...conversation, { role: 'assistant', content: '18.' }, { role: 'user', content: 'And Rome?' }],
      'Tuesday',
    )
    const history = textOf(conversation.slice(0, 2), '').replace(/,?$/, '')
    expect([asked, later].map((text) => text.startsWith(history))).toEqual([true, true])
  })

  it('goes in the role, or as a whole into the place, that a host takes', () => {
    const messages: readonly Message[] = [{ role: 'user', content: 'Hi' }]
    expect(inputOf(messages, { system, quirks: { systemRole: 'system' } })).toEqual([
      { role: 'system', content: 'now' },
      ...messages,
    ])
    expect(bodyOf({ system, messages, quirks: { oneSystemMessage: true } })).toMatchObject({
      instructions: 'always\n\ntoo\n\nnow',
      input: messages,
    })
  })

  it('stands first where nobody asked anything', () => {
    expect(inputOf([{ role: 'assistant', content: 'Hello.' }], { system })).toEqual([
      { role: 'developer', content: 'now' },
      { role: 'assistant', content: 'Hello.' },
    ])
  })
})

describe('a user message', () => {
  const file = (mediaType: string, data: FilePart['data'], filename?: string): FilePart => ({
    type: 'file',
    mediaType,
    data,
    filename,
  })
  const parts = (...content: readonly UserPart[]): unknown =>
    (inputOf([{ role: 'user', content }]) as [{ content: unknown }])[0].content

  it('is a string when it is only text', () => {
    expect(parts({ type: 'text', text: 'Hi' })).toBe('Hi')
  })

  it.each<[string, FilePart, object]>([
    [
      'an image inline',
      file('image/PNG; x=1', { type: 'base64', base64: 'aGk=' }),
      { type: 'input_image', detail: 'auto', image_url: 'data:image/png;base64,aGk=' },
    ],
    [
      'an image by address',
      file('image/*', { type: 'url', url: 'https://e.com/a' }),
      { type: 'input_image', detail: 'auto', image_url: 'https://e.com/a' },
    ],
    [
      'an uploaded image',
      file('image/png', { type: 'id', fileId: 'file-1' }),
      { type: 'input_image', detail: 'auto', file_id: 'file-1' },
    ],
    [
      'a PDF inline, which needs a name',
      file('application/pdf', { type: 'base64', base64: 'aGk=' }),
      { type: 'input_file', filename: 'document.pdf', file_data: 'data:application/pdf;base64,aGk=' },
    ],
    [
      'a PDF under its name',
      file('application/pdf', { type: 'base64', base64: 'aGk=' }, 'a.pdf'),
      { type: 'input_file', filename: 'a.pdf', file_data: 'data:application/pdf;base64,aGk=' },
    ],
    [
      'a PDF by address',
      file('application/pdf', { type: 'url', url: 'https://e.com/a.pdf' }),
      { type: 'input_file', file_url: 'https://e.com/a.pdf' },
    ],
    [
      'an uploaded document',
      file('application/pdf', { type: 'id', fileId: 'file-2' }),
      { type: 'input_file', file_id: 'file-2' },
    ],
    [
      'a text',
      file('text/plain', { type: 'text', text: 'Grüße' }, 'a.txt'),
      { type: 'input_text', text: 'a.txt:\n\nGrüße' },
    ],
    [
      'a text in base64',
      file('application/json', { type: 'base64', base64: 'eyLDvCI6MX0=' }),
      { type: 'input_text', text: '{"ü":1}' },
    ],
  ])('holds %s', (_, part, expected) => {
    expect(parts(part)).toEqual([expected])
  })

  it('cannot hold sound or film: that is said before anything is sent', () => {
    for (const mediaType of ['audio/mpeg', 'video/mp4']) {
      const attempt = (): unknown => parts(file(mediaType, { type: 'base64', base64: 'aGk=' }))
      expect(attempt).toThrow(expect.objectContaining({ code: 'unsupported' }))
      expect(attempt).toThrow(RouterError)
    }
    const pdf: Message = { role: 'user', content: [file('application/pdf', { type: 'id', fileId: 'f' })] }
    expect(() => inputOf([pdf], { quirks: { documents: 'none' } })).toThrow(RouterError)
  })
})

describe('a tool result', () => {
  const result = (changes: Partial<ToolResultPart>): unknown => {
    const content = [{ type: 'tool-result', callId: 'call_1', name: 'f', output: 'ok', ...changes }] as const
    return (inputOf([{ role: 'tool', content }]) as [{ output: unknown }])[0].output
  }
  const png: FilePart = { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'aGk=' } }

  it.each<[string, Partial<ToolResultPart>, unknown]>([
    ['text as it is', {}, 'ok'],
    ['anything else as JSON', { output: { a: [1, null] } }, '{"a":[1,null]}'],
    ['an error so that the model sees it', { output: 'no city', isError: true }, 'Error: no city'],
    ['an error that says so once', { output: 'Error: no city', isError: true }, 'Error: no city'],
    [
      'files beside the text',
      { files: [png] },
      [
        { type: 'input_text', text: 'ok' },
        { type: 'input_image', detail: 'auto', image_url: 'data:image/png;base64,aGk=' },
      ],
    ],
    [
      'files alone',
      { output: '', files: [png] },
      [{ type: 'input_image', detail: 'auto', image_url: 'data:image/png;base64,aGk=' }],
    ],
  ])('is %s', (_, changes, expected) => {
    expect(result(changes)).toEqual(expected)
  })
})

describe('a conversation of several makers, prepared for this target', () => {
  const target = transcriptTarget({ id: 'openai', protocol: 'openai-responses', quirks: {} }, 'gpt-5.4')
  const history: readonly Message[] = [
    { role: 'user', content: 'Draw and tell.' },
    {
      role: 'assistant',
      origin: { provider: 'anthropic', protocol: 'anthropic-messages', model: 'claude-x' },
      content: [
        { type: 'reasoning', text: 'Hm.', replay: { signature: 's' } },
        { type: 'text', text: 'Here: ' },
        { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'aGk=' } },
        { type: 'tool-call', id: 'x'.repeat(80), name: 'look up', args: null, rawArgs: '{"a', invalid: 'truncated' },
      ],
    },
    ...toolTurns,
  ]

  it('is taken by the wire, and only what it made itself goes back with ids', () => {
    const { messages } = prepareTranscript(history, target)
    const { body, warnings } = encode(targetedRequest({ messages }))
    const input = body['input'] as readonly {
      readonly type?: string
      readonly id?: string
      readonly call_id?: string
    }[]
    expect(input.flatMap(({ id }) => (id === undefined ? [] : [id]))).toEqual(['rs_1', 'msg_1', 'fc_1', 'fc_2'])
    for (const { call_id: id } of input) expect((id ?? '').length).toBeLessThanOrEqual(64)
    expect(input.filter(({ type }) => type === 'function_call')).toHaveLength(3)
    expect(input.filter(({ type }) => type === 'function_call_output')).toHaveLength(3)
    expect(warnings).toEqual([])
  })

  it.runIf(schemasExist)('is valid', () => {
    const { messages } = prepareTranscript(history, target)
    expect(bodyCheck('openai', 'CreateResponse.strict')(encode(targetedRequest({ messages })).body)).toEqual([])
  })

  it('loses every id and seal when the model is another one', () => {
    const other = transcriptTarget({ id: 'openai', protocol: 'openai-responses', quirks: {} }, 'gpt-6')
    const { messages, warnings } = prepareTranscript(toolTurns, other)
    const sent = JSON.stringify(encode(targetedRequest({ messages })).body['input'])
    expect(sent).not.toMatch(/rs_1|msg_1|fc_1|c2VhbGVk/)
    expect(sent).toContain('One moment.')
    expect(warnings.map(({ code }) => code)).toEqual(['dropped-replay'])
  })
})
