import { describe, expect, it } from 'vitest'

import type { Json } from '../../../src/vocabulary/message.ts'
import { call, decodeLines, lastLine, line, partsOf } from './line-stream.ts'

const args = { city: 'Oslo' }
const rawArgs = '{"city":"Oslo"}'
const part = { type: 'tool-call', name: 'weather', args, rawArgs } as const

describe('a tool call', () => {
  it('comes whole, and the answer ends with it although the wire says stop', () => {
    const { assembly, events } = decodeLines([
      line({ tool_calls: [call('weather', args, { id: 'call_x' })] }),
      lastLine(),
    ])
    expect(assembly.parts).toEqual([expect.objectContaining({ ...part, id: 'call_x' })])
    expect([assembly.finishReason, assembly.rawFinishReason]).toEqual(['tool-calls', 'stop'])
    expect(events.map(({ type }) => type)).toEqual(['tool-call-start', 'tool-call-delta', 'part-end'])
    expect(events.at(-1)).toMatchObject({ part })
  })

  it('is given before the answer ends', () => {
    const { assembly } = decodeLines([line({ tool_calls: [call('weather', args)] })])
    expect([assembly.parts.length, assembly.hasOpenToolCall]).toEqual([1, false])
  })

  it('follows text and reasoning of its line', () => {
    const content = { content: 'One moment.', thinking: 'A call.', tool_calls: [call('weather', args)] }
    expect(partsOf([lastLine({ message: content })]).map(({ type }) => type)).toEqual([
      'reasoning',
      'text',
      'tool-call',
    ])
  })

  it.each<[string, unknown, unknown, string]>([
    ['an object', { a: [1, { b: null }] }, { a: [1, { b: null }] }, '{"a":[1,{"b":null}]}'],
    ['an empty object', {}, {}, '{}'],
    ['left out', undefined, {}, '{}'],
    ['null', null, {}, '{}'],
    ['text, as OpenAI writes them', '{"a": 1}', { a: 1 }, '{"a": 1}'],
    ['empty text', '', {}, ''],
  ])('has arguments that are %s', (_, given, parsed, raw) => {
    expect(
      partsOf([line({ tool_calls: [{ function: { name: 'f', arguments: given as Json } }] }), lastLine()]),
    ).toEqual([expect.objectContaining({ args: parsed, rawArgs: raw })])
  })

  it.each<[string, Json]>([
    ['a list', [1]],
    ['a number', 7],
    ['text that is no JSON', '{"a":'],
  ])('must not be executed where its arguments are %s', (_, given) => {
    expect(partsOf([line({ tool_calls: [call('f', given)] }), lastLine()])).toEqual([
      expect.objectContaining({ args: null, invalid: 'malformed' }),
    ])
  })

  it('that the output limit cut says so', () => {
    const { assembly } = decodeLines([line({ tool_calls: [call('f', '{"a":')] }), lastLine({ eval_count: 64 })], 64)
    expect(assembly.parts).toEqual([expect.objectContaining({ invalid: 'truncated' })])
    expect(assembly.finishReason).toBe('length')
  })

  it('may be an object where a list is usual', () => {
    expect(partsOf([line({ tool_calls: call('weather', args) }), lastLine()])).toEqual([expect.objectContaining(part)])
  })

  it.each<[string, Json]>([
    ['without a function', { id: 'x' }],
    ['without a name', { function: { arguments: {} } }],
    ['with an empty name', { function: { name: '', arguments: {} } }],
    ['that is a text', 'weather'],
  ])('%s is lost, which nobody passes over', (_, broken) => {
    const { assembly } = decodeLines([line({ tool_calls: [broken] }), lastLine()])
    expect([assembly.parts, assembly.malformedInToolCall]).toEqual([[], true])
  })

  it('ends an answer that gives no reason', () => {
    const { assembly } = decodeLines([line({ tool_calls: [call('weather', args)] }), { done: true }])
    expect(assembly.finishReason).toBe('tool-calls')
  })
})

describe('the id of a tool call', () => {
  const idsOf = (lines: readonly Json[]): readonly unknown[] =>
    partsOf(lines).map((each) => ('id' in each ? each.id : ''))

  it('is the one that the server gave', () => {
    const calls = [call('f', {}, { id: 'call_a' }), call('f', {}, { id: 'call_b' })]
    expect(idsOf([line({ tool_calls: calls }), lastLine()])).toEqual(['call_a', 'call_b'])
  })

  it('is made of the time of the line and the number of the call where the server gives none', () => {
    const lines = [
      line({ tool_calls: [call('f', {}), call('f', {})] }),
      line({ tool_calls: [call('f', {})] }),
      lastLine(),
    ]
    const ids = ['call_20261120081530123456_0', 'call_20261120081530123456_1', 'call_20261120081530123456_2']
    expect(idsOf(lines)).toEqual(ids)
    expect(idsOf(lines)).toEqual(ids)
  })

  it.each<[string, Json | undefined]>([
    ['no time', undefined],
    ['no text as its time', 7],
    ['no digits in its time', 'now'],
  ])('is the number of the call where a line has %s', (_, createdAt) => {
    const lines = [line({ tool_calls: [call('f', {})] }, { created_at: createdAt }), lastLine()]
    expect(idsOf(lines)).toEqual(['call_0'])
  })

  it('differs from that of every other call of the answer', () => {
    const given: readonly Json[] = ['same', 'same', '', 4, 'call_5', 'call_5_5']
    const calls = [...given.map((id) => call('f', {}, { id })), call('f', {})]
    const ids = idsOf([line({ tool_calls: calls }, { created_at: '' }), lastLine()])
    expect(ids).toEqual(['same', 'same_1', 'call_2', 'call_3', 'call_5', 'call_5_5', 'call_6'])
    const clash = [call('f', {}, { id: 'call_1' }), call('f', {})]
    expect(idsOf([line({ tool_calls: clash }, { created_at: '' }), lastLine()])).toEqual(['call_1', 'call_1_1'])
  })
})
