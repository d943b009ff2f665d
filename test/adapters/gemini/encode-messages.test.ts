import { describe, expect, it } from 'vitest'

import type { AssistantPart, Message, ToolResultPart } from '../../../src/vocabulary/message.ts'
import { drawTurns } from '../tool-turns.ts'
import { elsewhere, encoded, here, modelParts } from './encoded-parts.ts'
import { toolTurns } from './request-matrix.ts'

const call = (id: string, extra: object = {}): AssistantPart => ({
  type: 'tool-call',
  id,
  name: 'f',
  args: {},
  rawArgs: '{}',
  ...extra,
})
const result = (callId: string, extra: Partial<ToolResultPart> = {}): Message => ({
  role: 'tool',
  content: [{ type: 'tool-result', callId, name: 'f', output: 'ok', ...extra }],
})

describe('turns', () => {
  it('alternate: neighbours of one role become one, and responses open the turn of the user', () => {
    const { contents } = encoded(
      [
        { role: 'user', content: 'one' },
        { role: 'user', content: [{ type: 'text', text: 'two' }] },
        { role: 'assistant', content: 'Let me see.' },
        { role: 'assistant', content: [call('a'), call('b')] },
        { role: 'user', content: 'three' },
        result('a'),
        result('b'),
      ],
      { model: 'gemini-2.5-flash' },
    )
    const functionCall = { name: 'f', args: {} }
    const functionResponse = { name: 'f', response: { output: 'ok' } }
    expect(contents).toEqual([
      { role: 'user', parts: [{ text: 'one' }, { text: 'two' }] },
      { role: 'model', parts: [{ text: 'Let me see.' }, { functionCall }, { functionCall }] },
      { role: 'user', parts: [{ functionResponse }, { functionResponse }, { text: 'three' }] },
    ])
  })

  it('hold no blank text, and none is empty', () => {
    const { contents, warnings } = encoded([
      { role: 'user', content: 'one' },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: ' \n' },
          { type: 'reasoning', text: '' },
        ],
      },
      {
        role: 'user',
        content: [
          { type: 'text', text: '' },
          { type: 'text', text: 'two' },
        ],
      },
      { role: 'assistant', content: '' },
    ])
    expect([contents, warnings]).toEqual([[{ role: 'user', parts: [{ text: 'one' }, { text: 'two' }] }], []])
  })

  it('begin with the user: what is missing there is said', () => {
    const { contents, warnings } = encoded([
      { role: 'assistant', content: 'Hello.' },
      { role: 'user', content: 'Hi' },
    ])
    expect(contents).toMatchObject([{ role: 'user', parts: [{}] }, { role: 'model' }, { role: 'user' }])
    expect(warnings).toEqual(['inserted-turn'])
  })
})

describe('signatures', () => {
  const replay = { thoughtSignature: 's1' }

  it('go back on the part that they came with: text, thought, call, file', () => {
    const parts: readonly AssistantPart[] = [
      { type: 'reasoning', text: 'Hm.', replay },
      { type: 'text', text: 'So.', replay, origin: here },
      { type: 'file', mediaType: 'image/png', data: { type: 'base64', base64: 'aGk=' }, replay },
      call('a', { replay }),
      call('b'),
    ]
    expect(modelParts(parts)).toEqual({
      parts: [
        { text: 'Hm.', thought: true, thoughtSignature: 's1' },
        { text: 'So.', thoughtSignature: 's1' },
        { inlineData: { mimeType: 'image/png', data: 'aGk=' }, thoughtSignature: 's1' },
        { functionCall: { name: 'f', args: {} }, thoughtSignature: 's1' },
        { functionCall: { name: 'f', args: {} } },
      ],
      warnings: [],
    })
  })

  it('keep blank text and empty thoughts alive, but no empty text', () => {
    const parts: readonly AssistantPart[] = [
      { type: 'reasoning', text: '', replay },
      { type: 'text', text: '\n', replay },
      { type: 'text', text: '', replay },
    ]
    expect(modelParts(parts).parts).toEqual([
      { text: '', thought: true, thoughtSignature: 's1' },
      { text: '\n', thoughtSignature: 's1' },
    ])
  })

  it('of other protocols stay away, reasoning with them', () => {
    const foreign = { replay: { signature: 'x', thoughtSignature: 'y', functionCallId: 'z' }, origin: elsewhere }
    const parts: readonly AssistantPart[] = [
      { type: 'reasoning', text: 'Hm.', ...foreign },
      { type: 'text', text: 'So.', ...foreign },
      call('a', foreign),
    ]
    expect(modelParts(parts, { model: 'gemini-2.5-flash' })).toEqual({
      parts: [{ text: 'So.' }, { functionCall: { name: 'f', args: {} } }],
      warnings: ['dropped-replay'],
    })
  })

  it('that are missing on the first call of a turn have a stand-in since Gemini 3', () => {
    const turns = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: [{ type: 'text', text: 'One.' }, call('a'), call('b')] },
      result('a'),
      result('b'),
      { role: 'assistant', content: [call('c', { replay }), call('d')] },
    ] as const satisfies readonly Message[]
    const signaturesOf = (model: string): unknown =>
      (encoded(turns, { model }).contents as readonly { parts: readonly { thoughtSignature?: string }[] }[]).map(
        ({ parts }) => parts.map(({ thoughtSignature }) => thoughtSignature),
      )
    const standIn = 'skip_thought_signature_validator'
    for (const model of ['gemini-3.5-flash', 'gemini-4-argon', 'gemini-flash-latest']) {
      expect(signaturesOf(model), model).toEqual([
        [undefined],
        [undefined, standIn, undefined],
        [undefined, undefined],
        ['s1', undefined],
      ])
    }
    expect(signaturesOf('gemini-2.5-pro')).toEqual([
      [undefined],
      [undefined, undefined, undefined],
      [undefined, undefined],
      ['s1', undefined],
    ])
  })
})

describe('calls and responses', () => {
  it('carry the ids that were received, and no other', () => {
    expect(encoded(toolTurns).contents).toEqual([
      { role: 'user', parts: [{ text: 'Weather in Paris and Rome?' }] },
      {
        role: 'model',
        parts: [
          { text: 'Two calls.', thought: true },
          { text: 'One moment.' },
          { functionCall: { id: 'x1', name: 'get_weather', args: { city: 'Paris' } }, thoughtSignature: 'c2ln' },
          { functionCall: { name: 'get_weather', args: { city: 'Rome' } } },
        ],
      },
      {
        role: 'user',
        parts: [
          { functionResponse: { id: 'x1', name: 'get_weather', response: { output: { celsius: 18 } } } },
          { functionResponse: { name: 'get_weather', response: { error: 'unknown city' } } },
          { text: 'In Fahrenheit.' },
        ],
      },
    ])
  })

  it('follow the id of the call when the transcript had to rename it', () => {
    const turns: readonly Message[] = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: [call('renamed', { replay: { functionCallId: 'x1' } })] },
      result('renamed'),
    ]
    expect(encoded(turns).contents).toMatchObject([
      {},
      { parts: [{ functionCall: { id: 'x1' } }] },
      { parts: [{ functionResponse: { id: 'x1' } }] },
    ])
  })

  it('that cannot be executed have no arguments', () => {
    expect(
      modelParts([call('a', { args: null, rawArgs: '{"a', invalid: 'truncated' })], { model: 'gemini-2.5-pro' }).parts,
    ).toEqual([{ functionCall: { name: 'f', args: {} } }])
  })

  it('hold their files since Gemini 3, and stand before them in older models', () => {
    const inlineData = expect.objectContaining({ mimeType: 'image/png' }) as unknown
    const response = { name: 'draw', response: { output: 'done' } }
    expect((encoded(drawTurns).contents as unknown[])[2]).toEqual({
      role: 'user',
      parts: [{ functionResponse: { ...response, parts: [{ inlineData }] } }],
    })
    expect((encoded(drawTurns, { model: 'gemini-2.5-pro' }).contents as unknown[])[2]).toEqual({
      role: 'user',
      parts: [{ functionResponse: response }, { inlineData }],
    })
  })
})
