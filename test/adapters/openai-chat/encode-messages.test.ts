import { describe, expect, it } from 'vitest'

import { encodeChat } from '../../../src/adapters/openai-chat/encode.ts'
import type { Quirks } from '../../../src/adapters/provider.ts'
import type { AssistantPart, Message } from '../../../src/vocabulary/message.ts'
import { targetedRequest } from './targeted-request.ts'

/** The messages on the wire. */
function messagesOf(
  messages: readonly Message[],
  quirks: Quirks = {},
  more: Parameters<typeof targetedRequest>[0] = {},
): unknown {
  return encodeChat(targetedRequest({ messages, quirks, ...more })).body['messages']
}

const system = [
  { text: 'It is noon.', scope: 'turn' },
  { text: 'Be brief.', scope: 'session' },
  { text: 'Be kind.', scope: 'session' },
  { text: '  ', scope: 'session' },
] as const
const hello: Message = { role: 'user', content: 'Hello' }

describe('the system prompt', () => {
  it('is two messages: what is stable, then what changes', () => {
    expect(messagesOf([hello], {}, { system })).toEqual([
      { role: 'system', content: 'Be brief.\n\nBe kind.' },
      { role: 'system', content: 'It is noon.' },
      { role: 'user', content: 'Hello' },
    ])
  })

  it('is one message, the stable part first, where the host takes no more', () => {
    expect(messagesOf([hello], { oneSystemMessage: true }, { system })).toEqual([
      { role: 'system', content: 'Be brief.\n\nBe kind.\n\nIt is noon.' },
      { role: 'user', content: 'Hello' },
    ])
  })

  it('R54 R67 has what changes before the last user message, where the model takes it there', () => {
    const answer: Message = { role: 'assistant', content: 'Yes?' }
    const quirks: Quirks = { lateSystem: /(?:)/ }
    expect(messagesOf([hello, answer, hello, answer], quirks, { system })).toEqual([
      { role: 'system', content: 'Be brief.\n\nBe kind.' },
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'Yes?' },
      { role: 'system', content: 'It is noon.' },
      { role: 'user', content: 'Hello' },
      { role: 'assistant', content: 'Yes?' },
    ])
    expect(messagesOf([hello], quirks, { system })).toEqual(messagesOf([hello], {}, { system }))
    expect(messagesOf([answer], quirks, { system })).toEqual(messagesOf([answer], {}, { system }))
    expect(messagesOf([hello, answer, hello], { lateSystem: /^another$/ }, { system })).toEqual(
      messagesOf([hello, answer, hello], {}, { system }),
    )
  })

  it('has the role that the host wants', () => {
    expect(
      messagesOf([hello], { systemRole: 'developer' }, { system: [{ text: 'Be brief.', scope: 'session' }] }),
    ).toEqual([
      { role: 'developer', content: 'Be brief.' },
      { role: 'user', content: 'Hello' },
    ])
  })

  it('begins the same whatever changes from turn to turn', () => {
    const at = (text: string): readonly unknown[] =>
      messagesOf(
        [hello],
        {},
        {
          system: [
            { text: 'Be brief.', scope: 'session' },
            { text, scope: 'turn' },
          ],
        },
      ) as readonly unknown[]
    expect(at('It is noon.')[0]).toEqual(at('It is night.')[0])
  })
})

describe('an assistant message', () => {
  const call: AssistantPart = {
    type: 'tool-call',
    id: 'c1',
    name: 'weather',
    args: { city: 'Oslo' },
    rawArgs: '{"city": "Oslo"}',
  }
  const wireCall = { id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city": "Oslo"}' } }
  const answerOf = (content: readonly AssistantPart[], quirks: Quirks = {}, more = {}): unknown =>
    (messagesOf([{ role: 'assistant', content }], quirks, more) as unknown[])[0]

  it('has its text joined and its calls with the arguments as the model wrote them', () => {
    expect(answerOf([{ type: 'text', text: 'Let me ' }, { type: 'text', text: 'see.' }, call])).toEqual({
      role: 'assistant',
      content: 'Let me see.',
      tool_calls: [wireCall],
    })
  })

  it('with calls alone has an empty string as content', () => {
    expect(answerOf([call])).toEqual({ role: 'assistant', content: '', tool_calls: [wireCall] })
  })

  it('has an object for arguments that are empty', () => {
    expect(answerOf([{ ...call, args: {}, rawArgs: '' }])).toMatchObject({
      tool_calls: [{ function: { arguments: '{}' } }],
    })
  })

  it('leaves reasoning out where the host wants none back', () => {
    expect(
      answerOf([
        { type: 'reasoning', text: 'Hm', replay: { reasoning_details: [{}] } },
        { type: 'text', text: 'So.' },
      ]),
    ).toEqual({ role: 'assistant', content: 'So.' })
  })

  it('has reasoning_content where the host wants it, if only an empty one, and none when thinking is off', () => {
    const quirks: Quirks = { replayReasoning: 'reasoning_content', reasoningContentRequired: true }
    expect(
      answerOf(
        [
          { type: 'reasoning', text: 'Hm' },
          { type: 'text', text: 'So.' },
        ],
        quirks,
      ),
    ).toEqual({ role: 'assistant', content: 'So.', reasoning_content: 'Hm' })
    expect(answerOf([{ type: 'text', text: 'So.' }], quirks)).toEqual({
      role: 'assistant',
      content: 'So.',
      reasoning_content: '',
    })
    expect(answerOf([{ type: 'text', text: 'So.' }], { replayReasoning: 'reasoning_content' })).toEqual({
      role: 'assistant',
      content: 'So.',
    })
    expect(
      answerOf(
        [
          { type: 'reasoning', text: 'Hm' },
          { type: 'text', text: 'So.' },
        ],
        quirks,
        { reasoningEffort: 'none' },
      ),
    ).toEqual({ role: 'assistant', content: 'So.' })
  })

  it('has the reasoning_details of all its parts, unchanged and in order', () => {
    const details = (
      id: number,
    ): { readonly reasoning_details: readonly [{ readonly type: string; readonly index: number }] } => ({
      reasoning_details: [{ type: 'reasoning.encrypted', index: id }],
    })
    const parts: readonly AssistantPart[] = [
      { type: 'reasoning', text: 'Hm', replay: details(0) },
      { type: 'text', text: 'So.', replay: details(1) },
    ]
    expect(answerOf(parts, { replayReasoning: 'reasoning_details' })).toEqual({
      role: 'assistant',
      content: 'So.',
      reasoning_details: [...details(0).reasoning_details, ...details(1).reasoning_details],
    })
  })

  it('has thinking as a part of its content for Mistral', () => {
    const parts: readonly AssistantPart[] = [
      { type: 'reasoning', text: 'Hm', replay: { signature: 's' } },
      { type: 'text', text: 'So.' },
    ]
    expect(answerOf(parts, { replayReasoning: 'thinking-parts' })).toEqual({
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }], signature: 's' },
        { type: 'text', text: 'So.' },
      ],
    })
    expect(answerOf([{ type: 'text', text: 'So.' }], { replayReasoning: 'thinking-parts' })).toEqual({
      role: 'assistant',
      content: 'So.',
    })
  })

  it('gives Google its thought signature back with the call', () => {
    const extra = { google: { thought_signature: 's' } }
    expect(answerOf([{ ...call, replay: { extra_content: extra } }])).toMatchObject({
      tool_calls: [{ ...wireCall, extra_content: extra }],
    })
  })
})

describe('tool results', () => {
  it('are one message each, with text as it is and anything else as JSON', () => {
    const message: Message = {
      role: 'tool',
      content: [
        { type: 'tool-result', callId: 'c1', name: 'weather', output: 'cold' },
        { type: 'tool-result', callId: 'c2', name: 'weather', output: { degrees: 3 } },
      ],
    }
    expect(messagesOf([message])).toEqual([
      { role: 'tool', tool_call_id: 'c1', content: 'cold' },
      { role: 'tool', tool_call_id: 'c2', content: '{"degrees":3}' },
    ])
  })

  it('that are errors say so', () => {
    const result = (output: string): unknown =>
      messagesOf([
        { role: 'tool', content: [{ type: 'tool-result', callId: 'c1', name: 'weather', output, isError: true }] },
      ])
    expect(result('no such city')).toEqual([{ role: 'tool', tool_call_id: 'c1', content: 'Error: no such city' }])
    expect(result('Error: no such city')).toEqual([
      { role: 'tool', tool_call_id: 'c1', content: 'Error: no such city' },
    ])
  })

  it('have their files in a user message after them', () => {
    const image = { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'AAAA' } } as const
    const content = [
      { type: 'tool-result', callId: 'c1', name: 'shot', output: 'done', files: [image] },
      { type: 'tool-result', callId: 'c2', name: 'shot', output: 'done' },
    ] as const
    expect(messagesOf([{ role: 'tool', content }])).toEqual([
      { role: 'tool', tool_call_id: 'c1', content: 'done' },
      { role: 'tool', tool_call_id: 'c2', content: 'done' },
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }] },
    ])
  })
})
