import { describe, expect, it } from 'vitest'

import { encode } from '../../../src/adapters/anthropic-messages/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import type { AssistantPart, FilePart, Json, Message } from '../../../src/vocabulary/message.ts'
import { RouterError } from '../../../src/vocabulary/router-error.ts'
import { weatherTool } from '../weather-tool.ts'
import { targetedRequest } from './targeted-request.ts'

const here = { provider: 'anthropic', protocol: 'anthropic-messages', model: 'claude-sonnet-4-6' } as const
const elsewhere = { provider: 'openai', protocol: 'openai-responses', model: 'gpt-5.4' } as const

function encoded(
  messages: readonly Message[],
  changes: Partial<TargetedRequest> = {},
): { messages: Json | undefined; warnings: readonly string[] } {
  const { body, warnings } = encode(targetedRequest({ messages, ...changes }))
  return { messages: body['messages'], warnings: warnings.map(({ code }) => code) }
}

/** The blocks of an assistant turn between two user turns. */
function assistantBlocks(
  content: readonly AssistantPart[],
  changes: Partial<TargetedRequest> = {},
): { blocks: unknown; warnings: readonly string[] } {
  const { messages, warnings } = encoded(
    [
      { role: 'user', content: 'a' },
      { role: 'assistant', content },
      { role: 'user', content: 'b' },
    ],
    changes,
  )
  const turn = (messages as readonly { role: string; content: unknown }[]).find(({ role }) => role === 'assistant')
  return { blocks: turn?.content, warnings }
}

function fileBlock(part: Omit<FilePart, 'type'>): unknown {
  const { messages } = encoded([{ role: 'user', content: [{ type: 'file', ...part }] }])
  return (messages as readonly { content: readonly unknown[] }[])[0]?.content[0]
}

const call = (id: string): AssistantPart => ({ type: 'tool-call', id, name: 'get_weather', args: {}, rawArgs: '{}' })
const result = (callId: string): Message => ({
  role: 'tool',
  content: [{ type: 'tool-result', callId, name: 'get_weather', output: 'sun' }],
})
const useBlock = (id: string): object => ({ type: 'tool_use', id, name: 'get_weather', input: {} })
const resultBlock = (id: string): object => ({ type: 'tool_result', tool_use_id: id, content: 'sun' })

describe('turns', () => {
  it('alternate: neighbours of one role become one, and results open the user turn', () => {
    const { messages } = encoded([
      { role: 'user', content: 'one' },
      { role: 'user', content: [{ type: 'text', text: 'two' }] },
      { role: 'assistant', content: 'Let me see.' },
      { role: 'assistant', content: [call('a'), call('b')] },
      { role: 'user', content: 'three' },
      result('a'),
      result('b'),
    ])
    expect(messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'one' },
          { type: 'text', text: 'two' },
        ],
      },
      { role: 'assistant', content: [{ type: 'text', text: 'Let me see.' }, useBlock('a'), useBlock('b')] },
      { role: 'user', content: [resultBlock('a'), resultBlock('b'), { type: 'text', text: 'three' }] },
    ])
  })

  it('hold no blank text, and none is empty', () => {
    const { messages } = encoded([
      { role: 'user', content: 'one' },
      { role: 'assistant', content: [{ type: 'text', text: ' \n' }] },
      {
        role: 'user',
        content: [
          { type: 'text', text: '' },
          { type: 'text', text: 'two' },
        ],
      },
      { role: 'assistant', content: '' },
    ])
    expect(messages).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'one' },
          { type: 'text', text: 'two' },
        ],
      },
    ])
  })

  it('may end with the assistant: a prefill is passed as it is', () => {
    const { messages } = encoded([
      { role: 'user', content: 'Count.' },
      { role: 'assistant', content: 'One, two, ' },
    ])
    expect(messages).toMatchObject([{}, { role: 'assistant', content: [{ type: 'text', text: 'One, two, ' }] }])
  })
})

describe('thinking', () => {
  const signed = { type: 'reasoning', text: 'Hm.', replay: { signature: 's1' }, origin: here } as const

  it('goes back unmodified and in its order, with its signature or sealed', () => {
    const silent = { type: 'reasoning', text: '', replay: { signature: 's2' } } as const
    const sealed = { type: 'reasoning', text: '', replay: { redactedData: 'r1' } } as const
    expect(assistantBlocks([signed, sealed, { type: 'text', text: 'So.' }, silent, call('a')])).toEqual({
      blocks: [
        { type: 'thinking', thinking: 'Hm.', signature: 's1' },
        { type: 'redacted_thinking', data: 'r1' },
        { type: 'text', text: 'So.' },
        { type: 'thinking', thinking: '', signature: 's2' },
        useBlock('a'),
      ],
      warnings: [],
    })
  })

  it('without a signature, or of another protocol, is left out with one warning and never becomes text', () => {
    const parts: readonly AssistantPart[] = [
      { type: 'reasoning', text: 'unsigned' },
      { type: 'reasoning', text: 'also unsigned' },
      { type: 'reasoning', text: 'foreign', replay: { signature: 's3' }, origin: elsewhere },
      { type: 'text', text: 'So.' },
    ]
    expect(assistantBlocks(parts)).toEqual({ blocks: [{ type: 'text', text: 'So.' }], warnings: ['dropped-replay'] })
  })

  it('without a signature goes back with an empty one to hosts that sign nothing', () => {
    const { blocks, warnings } = assistantBlocks([{ type: 'reasoning', text: 'Hm.', origin: here }, call('a')], {
      quirks: { unsignedThinking: true },
    })
    expect(blocks).toEqual([{ type: 'thinking', thinking: 'Hm.', signature: '' }, useBlock('a')])
    expect(warnings).toEqual([])
  })
})

describe('parts of an assistant turn', () => {
  it('come back as they came when they are native, and only to their own protocol', () => {
    const data = {
      type: 'code_execution_tool_result',
      tool_use_id: 'srvtoolu_1',
      content: { type: 'code_execution_result', stdout: '1' },
    }
    expect(assistantBlocks([{ type: 'native', kind: data.type, data, origin: here }]).blocks).toEqual([data])
    const foreign = assistantBlocks([
      { type: 'native', kind: 'reasoning', data: { type: 'reasoning' }, origin: elsewhere },
      call('a'),
    ])
    expect(foreign).toEqual({ blocks: [useBlock('a')], warnings: ['dropped-replay'] })
  })

  it('keep what called a tool from inside hosted code', () => {
    const caller = { type: 'code_execution_20260120', tool_id: 'srvtoolu_1' }
    expect(assistantBlocks([{ ...call('a'), replay: { caller }, origin: here }]).blocks).toEqual([
      { ...useBlock('a'), caller },
    ])
  })

  it('are no files: those are left out with a warning', () => {
    const file: AssistantPart = {
      type: 'file',
      mediaType: 'image/png',
      data: { type: 'base64', base64: 'AA==' },
      origin: elsewhere,
    }
    expect(assistantBlocks([{ type: 'text', text: 'Look.' }, file])).toEqual({
      blocks: [{ type: 'text', text: 'Look.' }],
      warnings: ['dropped-file'],
    })
  })

  it('have arguments that are an object, also when the call could not be read', () => {
    const broken: AssistantPart = {
      type: 'tool-call',
      id: 'a',
      name: 'get_weather',
      args: null,
      rawArgs: '{"ci',
      invalid: 'truncated',
    }
    expect(assistantBlocks([broken]).blocks).toEqual([useBlock('a')])
  })

  it('name tools as they are offered', () => {
    const odd = weatherTool({ name: 'wetter abfragen' })
    const { body, toolNames } = encode(
      targetedRequest({
        tools: [odd, weatherTool({ name: 'wetter_abfragen' })],
        messages: [{ role: 'assistant', content: [{ ...call('a'), name: 'wetter abfragen' } as AssistantPart] }],
        toolChoice: { name: 'wetter abfragen' },
      }),
    )
    expect(body['tools']).toMatchObject([{ name: 'wetter_abfragen_2' }, { name: 'wetter_abfragen' }])
    expect(body['messages']).toMatchObject([{ content: [{ name: 'wetter_abfragen_2' }] }])
    expect(body['tool_choice']).toEqual({ type: 'tool', name: 'wetter_abfragen_2' })
    expect([...(toolNames ?? [])]).toEqual([['wetter_abfragen_2', 'wetter abfragen']])
  })
})

describe('tool results', () => {
  const sent = (part: object): unknown => {
    const { messages, warnings } = encoded([
      { role: 'tool', content: [{ type: 'tool-result', callId: 'a', name: 'draw', output: '', ...part }] },
    ])
    return [(messages as readonly { content: readonly unknown[] }[])[0]?.content[0], ...warnings]
  }
  const image = { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'AA==' } } as const
  const imageBlock = { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA==' } }
  const id = { type: 'tool_result', tool_use_id: 'a' }

  it('are text, or JSON of anything else, with files beside it', () => {
    expect(sent({ output: 'sun' })).toEqual([{ ...id, content: 'sun' }])
    expect(sent({ output: { celsius: 18 } })).toEqual([{ ...id, content: '{"celsius":18}' }])
    expect(sent({ output: 'done', files: [image] })).toEqual([
      { ...id, content: [{ type: 'text', text: 'done' }, imageBlock] },
    ])
    expect(sent({ output: '', files: [image] })).toEqual([{ ...id, content: [imageBlock] }])
    expect(sent({ output: '' })).toEqual([id])
  })

  it('hold text only when they are errors, and never nothing', () => {
    expect(sent({ output: 'no', isError: true })).toEqual([{ ...id, content: 'no', is_error: true }])
    expect(sent({ output: '', isError: true })).toEqual([
      { ...id, content: 'The tool failed without a message.', is_error: true },
    ])
    expect(sent({ output: 'no', isError: true, files: [image] })).toEqual([
      { ...id, content: 'no', is_error: true },
      'dropped-file',
    ])
  })
})

describe('files', () => {
  it('are images or documents, by what they hold', () => {
    expect(fileBlock({ mediaType: 'image/jpg', data: { type: 'base64', base64: 'AA==' } })).toEqual({
      type: 'image',
      source: { type: 'base64', media_type: 'image/jpeg', data: 'AA==' },
    })
    expect(
      fileBlock({
        mediaType: 'text/csv; charset=utf-8',
        data: { type: 'base64', base64: 'YSxixIM=' },
        filename: 'a.csv',
      }),
    ).toEqual({
      type: 'document',
      source: { type: 'text', media_type: 'text/plain', data: 'a,bă' },
      title: 'a.csv',
    })
    expect(fileBlock({ mediaType: 'application/json', data: { type: 'text', text: '{}' } })).toEqual({
      type: 'document',
      source: { type: 'text', media_type: 'text/plain', data: '{}' },
    })
  })

  it.each([
    ['audio/wav', { type: 'base64', base64: 'AA==' }],
    ['image/svg+xml', { type: 'base64', base64: 'AA==' }],
    ['image/*', { type: 'base64', base64: 'AA==' }],
    ['image/png', { type: 'text', text: 'x' }],
    ['text/plain', { type: 'url', url: 'https://example.com/a.txt' }],
    ['application/zip', { type: 'base64', base64: 'AA==' }],
  ] as const)('of type %s that the wire has no block for are unsupported', (mediaType, data) => {
    let error: unknown
    try {
      fileBlock({ mediaType, data })
    } catch (thrown) {
      error = thrown
    }
    expect(RouterError.is(error, 'unsupported')).toBe(true)
    expect((error as RouterError).message).toContain(mediaType)
  })
})
