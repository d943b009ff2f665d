import { describe, expect, it } from 'vitest'

import { callDelta, chunk, completion, decodeChunks, decodeDocument, done, finishChunk } from './chat-stream.ts'

interface Call {
  readonly id: string
  readonly name: string
  readonly args: unknown
}

/** The calls of a stream of tool-call deltas, as they come out. */
function callsOf(deltas: readonly unknown[], finish = 'tool_calls'): readonly Call[] {
  const { assembly } = decodeChunks([...deltas.map((delta) => chunk(delta)), finishChunk(finish), done])
  return assembly.parts.flatMap((part) =>
    part.type === 'tool-call' ? [{ id: part.id, name: part.name, args: part.args }] : [],
  )
}

/** One delta with the calls of several. */
const together = (...deltas: readonly unknown[]): unknown => ({
  tool_calls: deltas.flatMap((delta) => (delta as { tool_calls: readonly unknown[] }).tool_calls),
})

const whole = (id: unknown, name: string, args: unknown, more: Readonly<Record<string, unknown>> = {}): unknown =>
  callDelta({ id, type: 'function', function: { name, arguments: args }, ...more })

describe('tool calls of hosts that bend the wire', () => {
  const oslo = { id: 'a', name: 'weather', args: { city: 'Oslo' } }
  const rome = { id: 'b', name: 'weather', args: { city: 'Rome' } }

  it.each<[string, readonly unknown[]]>([
    [
      'come whole without an index',
      [whole('a', 'weather', '{"city":"Oslo"}'), whole('b', 'weather', '{"city":"Rome"}')],
    ],
    [
      'come whole in one delta without an index',
      [together(whole('a', 'weather', '{"city":"Oslo"}'), whole('b', 'weather', '{"city":"Rome"}'))],
    ],
    [
      'all have index 0 and different ids',
      [whole('a', 'weather', '{"city":"Oslo"}', { index: 0 }), whole('b', 'weather', '{"city":"Rome"}', { index: 0 })],
    ],
    [
      'all have index 0, and come once more without their ids',
      [
        whole('a', 'weather', '{"city":"Oslo"}', { index: 0 }),
        whole('b', 'weather', '{"city":"Rome"}', { index: 0 }),
        whole('', 'weather', '{"city":"Rome"}', { index: 0 }),
      ],
    ],
    [
      'have the index as text',
      [
        whole('a', 'weather', '{"city":"Oslo"}', { index: '0' }),
        whole('b', 'weather', '{"city":"Rome"}', { index: '1' }),
      ],
    ],
    [
      'repeat a blank id and name',
      [
        whole('a', 'weather', '', { index: 0 }),
        whole('', '', '{"city":', { index: 0 }),
        callDelta({ index: 0, id: null, function: { name: null, arguments: '"Oslo"}' } }),
        whole('b', 'weather', '', { index: 1 }),
        whole('null', '', '{"city":"Rome"}', { index: 1 }),
      ],
    ],
    [
      'repeat id and name with every piece',
      [
        whole('a', 'weather', '{"city"', { index: 0 }),
        whole('a', 'weather', ':"Oslo"}', { index: 0 }),
        whole('b', 'weather', '{"city"', { index: 1 }),
        whole('b', 'weather', ':"Rome"}', { index: 1 }),
      ],
    ],
    [
      'are told apart by id alone',
      [
        whole('a', 'weather', '{"city"'),
        whole('b', 'weather', '{"city"'),
        callDelta({ id: 'a', function: { arguments: ':"Oslo"}' } }),
        callDelta({ id: 'b', function: { arguments: ':"Rome"}' } }),
      ],
    ],
    [
      'have neither index nor id after the first piece',
      [
        whole('a', 'weather', '{"city"'),
        callDelta({ function: { arguments: ':"Oslo"}' } }),
        whole('b', 'weather', '{"city"'),
        callDelta({ function: { arguments: ':"Rome"}' } }),
      ],
    ],
    [
      'have an object as arguments',
      [whole('a', 'weather', { city: 'Oslo' }, { index: 0 }), whole('b', 'weather', { city: 'Rome' }, { index: 1 })],
    ],
    [
      'come once more at the end',
      [
        whole('a', 'weather', '{"city":"Oslo"}', { index: 0 }),
        whole('b', 'weather', '{"city":"Rome"}', { index: 1 }),
        whole('a', 'weather', '{"city":"Oslo"}', { index: 0 }),
      ],
    ],
    [
      'give the name after the id',
      [
        callDelta({ index: 0, id: 'a', function: { arguments: '' } }),
        callDelta({ index: 0, function: { name: 'weather', arguments: '{"city":"Oslo"}' } }),
        whole('b', 'weather', '{"city":"Rome"}', { index: 1 }),
      ],
    ],
    [
      'open a second call before the first is whole',
      [
        whole('a', 'weather', '', { index: 0 }),
        whole('b', 'weather', '', { index: 1 }),
        callDelta({ index: 1, function: { arguments: '{"city":"Rome"}' } }),
        callDelta({ index: 0, function: { arguments: '{"city":"Oslo"}' } }),
      ],
    ],
    [
      'have a new id on every piece and the name on the first only',
      [
        whole('a', 'weather', '{"city"', { index: 0 }),
        whole('x', '', ':"Oslo"}', { index: 0 }),
        whole('b', 'weather', '{"city"', { index: 1 }),
        whole('y', '', ':"Rome"}', { index: 1 }),
      ],
    ],
  ])('%s', (_, deltas) => {
    expect(callsOf(deltas)).toEqual([oslo, rome])
  })

  it('may have a number as id', () => {
    expect(callsOf([whole(7, 'weather', '{}')])).toEqual([{ id: '7', name: 'weather', args: {} }])
  })

  it.each([[null], [''], [{}], ['null'], [undefined]])('without arguments (%j) have empty ones', (args) => {
    expect(callsOf([whole('a', 'now', args, { index: 0 })])).toEqual([{ id: 'a', name: 'now', args: {} }])
  })

  it('without an id get one that is told apart within the answer and between answers', () => {
    const [first, second] = callsOf([
      whole(undefined, 'weather', '{"city":"Oslo"}'),
      whole('', 'weather', '{"city":"Rome"}'),
    ])
    expect([first?.id, second?.id]).toEqual(['chatcmpl-1_0', 'chatcmpl-1_1'])
  })

  it.each<[string, readonly unknown[]]>([
    [
      'index 0 and no id',
      [whole('', 'weather', '{"city":"Oslo"}', { index: 0 }), whole('', 'time', '{}', { index: 0 })],
    ],
    ['one id and no index', [whole('x', 'weather', '{"city":"Oslo"}'), whole('x', 'time', '{}')]],
    [
      'index 0, one id, and objects as arguments',
      [whole('x', 'weather', { city: 'Oslo' }, { index: 0 }), whole('x', 'time', {}, { index: 0 })],
    ],
  ])('that come whole with %s are two', (_, deltas) => {
    for (const calls of [callsOf(deltas), callsOf([together(...deltas)])]) {
      expect(calls.map(({ name, args }) => [name, args])).toEqual([
        ['weather', { city: 'Oslo' }],
        ['time', {}],
      ])
      expect(new Set(calls.map(({ id }) => id)).size).toBe(2)
    }
  })

  it('of one tool that come whole with index 0 and no id are told apart by their arguments', () => {
    const calls = callsOf([
      whole('', 'weather', '{"city":"Oslo"}', { index: 0 }),
      whole('', 'weather', '{"city":"Rome"}', { index: 0 }),
    ])
    expect(calls.map(({ args }) => args)).toEqual([oslo.args, rome.args])
  })

  it.each([
    ['{"city":"Oslo"}', '{ "city": "Oslo" }', []],
    ['{}', '{"city":"Oslo"}', ['replaced-arguments']],
  ])('that are given as %s and then once more as %s are one', (first, again, warnings) => {
    const { assembly } = decodeChunks([
      chunk(whole('a', 'weather', first, { index: 0 })),
      chunk(whole('a', 'weather', again, { index: 0 })),
      finishChunk('tool_calls'),
      done,
    ])
    expect(assembly.parts).toMatchObject([oslo])
    expect(assembly.warnings.map(({ code }) => code)).toEqual(warnings)
  })

  it('keep a signature that comes after their beginning', () => {
    const google = { extra_content: { google: { thought_signature: 'c2ln' } } }
    const { assembly } = decodeChunks([
      chunk(whole('a', 'weather', '', { index: 0 })),
      chunk(callDelta({ index: 0, function: { arguments: '{"city":"Oslo"}' }, ...google })),
      finishChunk('tool_calls'),
      done,
    ])
    expect(assembly.parts).toMatchObject([{ ...oslo, replay: google }])
  })

  it('that share an id get different ones', () => {
    const calls = callsOf([
      whole('0', 'weather', '{"city":"Oslo"}', { index: 0 }),
      whole('0', 'weather', '{"city":"Rome"}', { index: 1 }),
    ])
    expect(new Set(calls.map(({ id }) => id)).size).toBe(2)
    expect(calls.map(({ args }) => args)).toEqual([oslo.args, rome.args])
  })

  it('in the old form are one call', () => {
    const deltas = [
      { function_call: { name: 'weather', arguments: '' } },
      { function_call: { arguments: '{"city":"Oslo"}' } },
    ]
    expect(callsOf(deltas, 'function_call')).toEqual([{ id: 'chatcmpl-1_0', name: 'weather', args: { city: 'Oslo' } }])
  })

  it('in the old form and empty are none', () => {
    const { assembly } = decodeDocument(
      completion({ content: 'Hi', function_call: { name: '', arguments: '' }, tool_calls: null }),
    )
    expect(assembly.parts.map(({ type }) => type)).toEqual(['text'])
  })

  it.each([[null], [[]], [{}], ['none'], [[null, 5, 'x', []]]])('that are %j are none', (toolCalls) => {
    const { assembly } = decodeChunks([chunk({ content: 'Hi', tool_calls: toolCalls }), finishChunk(), done])
    expect(assembly.visibleText).toBe('Hi')
    expect(assembly.parts.filter(({ type }) => type === 'tool-call')).toEqual([])
  })

  it('without a name are left out with a warning', () => {
    const { assembly } = decodeChunks([
      chunk(callDelta({ index: 0, id: 'a', function: { arguments: '{}' } })),
      finishChunk(),
      finishChunk(),
      done,
    ])
    expect(assembly.parts).toEqual([])
    expect(assembly.warnings.map(({ code }) => code)).toEqual(['nameless-tool-call'])
  })

  it('that an object of functions and an empty custom call share are the function', () => {
    const call = {
      id: 'a',
      type: 'function',
      custom: { name: '', input: '' },
      function: { name: 'weather', arguments: '{"city":"Oslo"}' },
    }
    expect(callsOf([callDelta(call)])).toEqual([oslo])
  })

  it('make the finish reason tool-calls when the host says stop', () => {
    const { assembly } = decodeChunks([chunk(whole('a', 'weather', '{}')), finishChunk('stop'), done])
    expect([assembly.finishReason, assembly.rawFinishReason]).toEqual(['tool-calls', 'stop'])
  })

  it('are given to consumers when the host says that they are whole, before the usage comes', () => {
    const { events } = decodeChunks([chunk(whole('a', 'weather', '{"city":"Oslo"}')), finishChunk('tool_calls')])
    expect(events.map(({ type }) => type)).toEqual(['tool-call-start', 'tool-call-delta', 'part-end'])
  })

  it('that no JSON can be read from are marked malformed', () => {
    const { assembly } = decodeChunks([chunk(whole('a', 'weather', '{city: Oslo}')), finishChunk('tool_calls'), done])
    expect(assembly.parts).toMatchObject([{ args: null, rawArgs: '{city: Oslo}', invalid: 'malformed' }])
  })

  it('that the limit left without arguments are marked, although no arguments are sound elsewhere', () => {
    const { assembly } = decodeChunks([chunk(whole('a', 'delete_all', '')), finishChunk('length'), done])
    expect(assembly.parts).toMatchObject([{ rawArgs: '', invalid: 'truncated' }])
    expect(assembly.finishReason).toBe('length')
  })

  it('keep the thought signature that Google wants back', () => {
    const extra = { google: { thought_signature: 'c2ln' } }
    const { assembly } = decodeDocument(
      completion({ tool_calls: [{ id: 'a', function: { name: 'now', arguments: '{}' }, extra_content: extra }] }),
    )
    expect(assembly.parts).toMatchObject([{ type: 'tool-call', replay: { extra_content: extra } }])
  })
})
