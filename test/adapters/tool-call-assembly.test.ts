import { describe, expect, it } from 'vitest'

import { assemble } from './assemble.ts'

describe('arguments that come as a whole', () => {
  const given = (deltas: readonly string[], whole: string): unknown => {
    const { assembly, deltas: sent } = assemble()
    assembly.toolCallStart(0, 'call_a', 'f')
    for (const delta of deltas) assembly.toolCallDelta(0, delta)
    assembly.toolCallEnd(0, whole)
    const [part] = assembly.parts
    return [part?.type === 'tool-call' && part.args, sent(), assembly.warnings.map(({ code }) => code)]
  }

  it('are sent as one delta when nothing came before, and as the rest when the end is missing', () => {
    expect(given([], '{"a":1}')).toEqual([{ a: 1 }, '{"a":1}', []])
    expect(given(['{"a"'], '{"a":1}')).toEqual([{ a: 1 }, '{"a":1}', []])
    expect(given(['{"a"', ':1}'], '{"a":1}')).toEqual([{ a: 1 }, '{"a":1}', []])
  })

  it('say nothing new when only their white space is another', () => {
    expect(given(['{"a": 1}'], '{"a":1}')).toEqual([{ a: 1 }, '{"a": 1}', []])
  })

  it('count, with a warning, when the deltas said something else', () => {
    expect(given(['{"a":'], '{"b":2}')).toEqual([{ b: 2 }, '{"a":', ['replaced-arguments']])
  })

  it('are the text of the answer when they are those of the output tool, given once', () => {
    for (const deltas of [[], ['{"a"', ':1}']]) {
      const { assembly } = assemble({ outputTool: 'answer' })
      assembly.toolCallStart(0, 'call_a', 'answer')
      for (const delta of deltas) assembly.toolCallDelta(0, delta)
      assembly.toolCallEnd(0, '{"a":1}')
      assembly.finish('tool-calls', 'tool_calls')
      assembly.complete()
      expect([assembly.visibleText, assembly.finishReason]).toEqual(['{"a":1}', 'stop'])
    }
  })
})

describe('calls that share an id', () => {
  it('get ids of their own, which their events and their parts agree on', () => {
    const { assembly, ids } = assemble()
    for (const key of [0, 1, 2]) {
      assembly.toolCallStart(key, key === 1 ? 'a_1' : 'a', 'f')
      assembly.toolCallEnd(key, '{}')
    }
    const given = assembly.parts.flatMap((part) => (part.type === 'tool-call' ? [part.id] : []))
    expect(given).toEqual(['a', 'a_1', 'a_2'])
    expect(ids()).toEqual(given)
  })
})
