import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { CompletionEvent } from '../../../src/vocabulary/completion-event.ts'
import type { Json, JsonObject } from '../../../src/vocabulary/message.ts'
import { expectWellFormed } from '../../conformance/well-formed.ts'
import { chunk, decodeChunks, lastChunk, partsOf } from './chunk-stream.ts'

const call = (functionCall: JsonObject, rest: JsonObject = {}): JsonObject => ({ functionCall, ...rest })
const piece = (partialArgs: readonly Json[], willContinue = true): JsonObject =>
  call({ partialArgs, ...(willContinue ? { willContinue } : {}) })
const toolCall = (id: string, args: JsonObject, replay?: JsonObject): JsonObject => ({
  type: 'tool-call',
  id,
  name: 'f',
  args,
  rawArgs: JSON.stringify(args),
  ...(replay === undefined ? {} : { replay }),
})

describe('whole calls', () => {
  it('keep the id that they bring, and know that it may go back', () => {
    expect(partsOf([chunk([call({ id: 'x1', name: 'f', args: { a: 1 } })]), lastChunk()])).toEqual([
      toolCall('x1', { a: 1 }, { functionCallId: 'x1' }),
    ])
  })

  it('without an id get one of their own, also side by side in one chunk', () => {
    const two = [call({ name: 'f', args: { a: 1 } }, { thoughtSignature: 's1' }), call({ name: 'f', args: { a: 2 } })]
    expect(partsOf([chunk(two), chunk([call({ name: 'f' })]), lastChunk()])).toEqual([
      toolCall('resp_1_0', { a: 1 }, { thoughtSignature: 's1' }),
      toolCall('resp_1_1', { a: 2 }),
      toolCall('resp_1_2', {}),
    ])
  })

  it('in an answer without an id are numbered', () => {
    const { assembly } = decodeChunks([
      { candidates: [{ content: { parts: [call({ name: 'f', id: '' })] } }] },
      lastChunk(),
    ])
    expect(assembly.parts).toMatchObject([{ id: 'call_0' }])
  })

  it('are executable although the limit was reached behind them', () => {
    const { assembly } = decodeChunks([chunk([call({ name: 'f' })]), lastChunk('MAX_TOKENS')])
    expect(assembly.parts).toMatchObject([{ args: {}, rawArgs: '{}' }])
    expect(assembly.parts[0]).not.toHaveProperty('invalid')
  })

  it('with arguments that are no object are not executable', () => {
    const { assembly } = decodeChunks([chunk([call({ name: 'f', args: [1] })]), lastChunk()])
    expect(assembly.parts).toMatchObject([{ args: null, invalid: 'malformed', rawArgs: '[1]' }])
  })

  it('without a name cannot be read', () => {
    expect(decodeChunks([chunk([call({ args: {} })]), lastChunk()]).assembly.malformedFrames).toBe(1)
    expect(decodeChunks([chunk([call({})]), lastChunk()]).assembly.malformedFrames).toBe(0)
  })
})

describe('calls whose arguments come in pieces', () => {
  it('are written as they come, and closed by an empty call', () => {
    const { assembly, events } = decodeChunks([
      chunk([call({ name: 'f', willContinue: true }, { thoughtSignature: 's1' })]),
      chunk([piece([{ jsonPath: '$.city', stringValue: 'Zü', willContinue: true }])]),
      chunk([
        piece([
          { jsonPath: '$.city', stringValue: 'rich "' },
          { jsonPath: '$.days', numberValue: 2 },
        ]),
      ]),
      chunk([
        piece([
          { jsonPath: '$.list[0].a', boolValue: true },
          { jsonPath: '$.list[1]', nullValue: 'NULL_VALUE' },
        ]),
      ]),
      chunk([call({})]),
      lastChunk(),
    ])
    expect(deltas(events)).toEqual(['{"city":"Zü', 'rich \\"","days":2', ',"list":[{"a":true},null', ']}'])
    expect(assembly.parts).toMatchObject([
      { args: { city: 'Zürich "', days: 2, list: [{ a: true }, null] }, replay: { thoughtSignature: 's1' } },
    ])
    expectWellFormed(events)
  })

  it('begin by their name, or go on with their id', () => {
    const string = (stringValue: string, willContinue: boolean): Json => ({
      jsonPath: '$.a',
      stringValue,
      willContinue,
    })
    expect(
      partsOf([
        chunk([call({ id: 'x1', name: 'f', partialArgs: [string('on', true)], willContinue: true })]),
        chunk([
          call(
            { id: 'x1', name: 'f', partialArgs: [string('e', false)], willContinue: true },
            { thoughtSignature: 's1' },
          ),
        ]),
        chunk([call({ id: 'x2', name: 'f', partialArgs: [string('two', false)] })]),
        chunk([call({ name: 'f', willContinue: true })]),
        lastChunk(),
      ]),
    ).toEqual([
      toolCall('x1', { a: 'one' }, { functionCallId: 'x1', thoughtSignature: 's1' }),
      toolCall('x2', { a: 'two' }, { functionCallId: 'x2' }),
      toolCall('resp_1_2', {}),
    ])
  })

  it('that the limit cut are not executable', () => {
    const begun = [
      chunk([call({ name: 'f', willContinue: true })]),
      chunk([piece([{ jsonPath: '$.a', stringValue: 'on', willContinue: true }])]),
    ]
    expect(decodeChunks([...begun, lastChunk('MAX_TOKENS')]).assembly.parts).toMatchObject([
      { args: null, invalid: 'truncated', rawArgs: '{"a":"on' },
    ])
    expect(decodeChunks([...begun, lastChunk()]).assembly.parts).toMatchObject([{ args: { a: 'on' } }])
  })

  it('may bring the whole at last, which counts', () => {
    const { assembly, events } = decodeChunks([
      chunk([call({ name: 'f', willContinue: true })]),
      chunk([piece([{ jsonPath: '$.a', stringValue: 'on', willContinue: true }])]),
      chunk([call({ args: { a: 'one', b: 2 } })]),
      lastChunk(),
    ])
    expect(assembly.parts).toMatchObject([{ args: { a: 'one', b: 2 } }])
    expectWellFormed(events)
  })

  it.each([
    ['no path', {}],
    ['no way', { jsonPath: 'a', stringValue: '' }],
    ['the root', { jsonPath: '$', stringValue: '' }],
    ['a broken path', { jsonPath: '$.a[', stringValue: '' }],
    ['a list with a hole', { jsonPath: '$.a[1]', stringValue: '' }],
    ['a position in an object', { jsonPath: '$[0]', stringValue: '' }],
    ['a member of a string', { jsonPath: '$.s.a', stringValue: '' }],
    ['endless depth', { jsonPath: `$${'.a'.repeat(200)}`, stringValue: '' }],
  ])('with a piece that leads nowhere are spoilt: %s', (_, bad) => {
    const { assembly } = decodeChunks([
      chunk([call({ name: 'f', willContinue: true })]),
      chunk([piece([{ jsonPath: '$.s', stringValue: 's' }])]),
      chunk([piece([bad])]),
    ])
    expect([assembly.malformedFrames, assembly.malformedInToolCall]).toEqual([1, true])
  })

  it('have any names, also those of the prototype', () => {
    const paths = ["$['a \\'b']", '$["c\\"d"]', '$.__proto__', '$.constructor.x']
    const [part] = partsOf([
      chunk([
        call({ name: 'f', willContinue: true }),
        piece(
          paths.map((jsonPath) => ({ jsonPath, numberValue: 1 })),
          false,
        ),
      ]),
      lastChunk(),
    ])
    expect(part).toMatchObject({ rawArgs: '{"a \'b":1,"c\\"d":1,"__proto__":1,"constructor":{"x":1}}' })
  })
})

describe('any arguments', () => {
  // Empty lists and objects have no value to send a path for.
  const { tree } = fc.letrec<{ tree: JsonObject; value: Json }>((tie) => ({
    tree: fc.dictionary(fc.string({ minLength: 1, maxLength: 4 }), tie('value'), { minKeys: 1, maxKeys: 3 }),
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      tie('tree'),
      fc.array(tie('value'), { minLength: 1, maxLength: 3 }),
    ),
  }))

  it('come to the same as the whole, in order and as one text', () => {
    fc.assert(
      fc.property(tree, fc.nat(9), (args, cut) => {
        const pieces = leaves(args, '$', cut)
        const { assembly, events } = decodeChunks([
          chunk([call({ name: 'f', willContinue: true })]),
          ...pieces.map((leaf) => chunk([piece([leaf])])),
          chunk([call({})]),
          lastChunk(),
        ])
        expect(assembly.toolArguments).toBe(JSON.stringify(args))
        expect(deltas(events).join('')).toBe(JSON.stringify(args))
        expect(assembly.warnings).toEqual([])
      }),
    )
  })

  it('come to the same in another order of the members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), tree, { minKeys: 2, maxKeys: 4 }), (args) => {
        // The second half of every member before the first half of any: nothing is where the text is.
        const all = Object.entries(args).map(([name, member]) => leaves(member, `$[${JSON.stringify(name)}]`, 0))
        const mixed = [
          ...all.flatMap((list) => list.filter((_, at) => at % 2 === 0)),
          ...all.flatMap((list) => list.filter((_, at) => at % 2 === 1)),
        ]
        if (mixed.some(({ jsonPath }) => /\[\d/.test(jsonPath))) return
        const { assembly, events } = decodeChunks([
          chunk([call({ name: 'f', willContinue: true }), piece(mixed, false)]),
          lastChunk(),
        ])
        expect(assembly.parts).toMatchObject([{ args: JSON.parse(JSON.stringify(args)) as JsonObject }])
        expectWellFormed(events)
      }),
    )
  })
})

type Leaf = JsonObject & { readonly jsonPath: string }

/** A piece for every leaf, strings in two where they are longer than the cut. */
function leaves(value: Json, jsonPath: string, cut: number): readonly Leaf[] {
  if (Array.isArray(value)) return value.flatMap((item: Json, at) => leaves(item, `${jsonPath}[${at}]`, cut))
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([name, member]) =>
      leaves(member ?? null, `${jsonPath}[${JSON.stringify(name)}]`, cut),
    )
  }
  if (typeof value === 'number') return [{ jsonPath, numberValue: value }]
  if (typeof value === 'boolean') return [{ jsonPath, boolValue: value }]
  if (value === null) return [{ jsonPath, nullValue: 'NULL_VALUE' }]
  const text = String(value)
  if (cut === 0 || text.length <= cut) return [{ jsonPath, stringValue: text }]
  return [
    { jsonPath, stringValue: text.slice(0, cut), willContinue: true },
    { jsonPath, stringValue: text.slice(cut) },
  ]
}

function deltas(events: readonly CompletionEvent[]): readonly string[] {
  return events.flatMap((event) => (event.type === 'tool-call-delta' ? [event.delta] : []))
}
