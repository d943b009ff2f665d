import { describe, expect, it } from 'vitest'

import type { JsonObject } from '../../../src/vocabulary/message.ts'
import { block, decodeEvents, messageEnd, messageStart, partsOf } from './event-stream.ts'

const input = (text: string): JsonObject => ({ type: 'input_json_delta', partial_json: text })

describe('tool calls', () => {
  const use = (changes: JsonObject = {}): JsonObject => ({
    type: 'tool_use',
    id: 'toolu_1',
    name: 'get_weather',
    input: {},
    ...changes,
  })
  const callsOf = (...blocks: readonly (readonly JsonObject[])[]): unknown =>
    partsOf([messageStart(), ...blocks.flat(), ...messageEnd('tool_use')]).map((part) =>
      part.type === 'tool-call' ? [part.id, part.name, part.args, part.rawArgs] : part,
    )

  it('gather their arguments from deltas, of which empty ones mean nothing', () => {
    expect(callsOf(block(0, use(), input(''), input('{"city": "Pa'), input('ris"}')))).toEqual([
      ['toolu_1', 'get_weather', { city: 'Paris' }, '{"city": "Paris"}'],
    ])
    expect(callsOf(block(0, use(), input('')))).toEqual([['toolu_1', 'get_weather', {}, '']])
  })

  it('take arguments that came whole, as an object or as text', () => {
    expect(callsOf(block(0, use({ input: { city: 'Rome' } })))).toEqual([
      ['toolu_1', 'get_weather', { city: 'Rome' }, '{"city":"Rome"}'],
    ])
    expect(callsOf(block(0, use({ input: '{"city":"Rome"}' })))).toEqual([
      ['toolu_1', 'get_weather', { city: 'Rome' }, '{"city":"Rome"}'],
    ])
  })

  it('have an id of their own where the server gave none', () => {
    expect(
      partsOf([
        messageStart(),
        ...block(0, use({ id: '' })),
        ...block(1, use({ id: null })),
        ...messageEnd('tool_use'),
      ]),
    ).toMatchObject([{ id: 'msg_1_0' }, { id: 'msg_1_1' }])
  })

  it('are told apart without indices', () => {
    const bare = (events: readonly JsonObject[]): readonly JsonObject[] =>
      events.map(({ index: _index, ...event }) => event)
    const blocks = [bare(block(0, use(), input('{"a":1}'))), bare(block(1, use({ id: 'toolu_2' }), input('{"b":2}')))]
    expect(callsOf(...blocks)).toEqual([
      ['toolu_1', 'get_weather', { a: 1 }, '{"a":1}'],
      ['toolu_2', 'get_weather', { b: 2 }, '{"b":2}'],
    ])
  })

  it('need no end of their blocks', () => {
    const endless = (events: readonly JsonObject[]): readonly JsonObject[] => events.slice(0, -1)
    expect(callsOf(endless(block(0, use(), input('{"a":1}'))), endless(block(1, use({ id: 'toolu_2' }))))).toEqual([
      ['toolu_1', 'get_weather', { a: 1 }, '{"a":1}'],
      ['toolu_2', 'get_weather', {}, ''],
    ])
  })

  it('say what called them from inside hosted code', () => {
    const caller = { type: 'code_execution_20260120', tool_id: 'srvtoolu_1' }
    expect(partsOf([messageStart(), ...block(0, use({ caller })), ...messageEnd('tool_use')])).toMatchObject([
      { replay: { caller } },
    ])
    expect(
      partsOf([messageStart(), ...block(0, use({ caller: { type: 'direct' } })), ...messageEnd('tool_use')])[0],
    ).not.toHaveProperty('replay')
  })

  it('are truncated, not malformed, when the limit cut them', () => {
    const { assembly } = decodeEvents([
      messageStart(),
      ...block(0, use(), input('{"city": "Pa')),
      ...messageEnd('max_tokens'),
    ])
    expect(assembly.parts).toMatchObject([{ args: null, rawArgs: '{"city": "Pa', invalid: 'truncated' }])
    expect(assembly.finishReason).toBe('length')
  })
})
