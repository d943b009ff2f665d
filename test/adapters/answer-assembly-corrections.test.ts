import { describe, expect, it } from 'vitest'

import { AnswerAssembly, type AssemblyOptions } from '../../src/adapters/answer-assembly.ts'
import type { CompletionEvent } from '../../src/vocabulary/completion-event.ts'

function assemble(options: Partial<AssemblyOptions> = {}): {
  readonly assembly: AnswerAssembly
  readonly deltas: () => string
  readonly ids: () => readonly string[]
} {
  const events: CompletionEvent[] = []
  const assembly = new AnswerAssembly({
    origin: { provider: 'p', protocol: 'openai-responses', model: 'm' },
    firstIndex: 0,
    sink: { push: (event) => events.push(event) - 1 },
    ...options,
  })
  const deltas = (): string => events.map((event) => ('delta' in event ? event.delta : '')).join('')
  const ids = (): readonly string[] => events.flatMap((event) => (event.type === 'tool-call-start' ? [event.id] : []))
  return { assembly, deltas, ids }
}

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

describe('tokens', () => {
  it('of a text are kept on it, unless it is blank or not there', () => {
    const { assembly } = assemble()
    assembly.textReplay({ id: 'none' })
    assembly.text(' ')
    assembly.textReplay({ id: 'blank' })
    assembly.endPart()
    assembly.text('Hi')
    assembly.textReplay({ id: 'msg_1' })
    assembly.endPart()
    expect(assembly.parts.map(({ type, replay }) => [type, replay])).toEqual([
      ['text', undefined],
      ['text', { id: 'msg_1' }],
    ])
  })

  it('that come late join the last part with their id, and are lost when there is none', () => {
    const { assembly } = assemble()
    for (const id of ['a', 'a', 'b']) {
      assembly.reasoning('Hm.')
      assembly.replay({ id })
      assembly.endPart()
    }
    assembly.replayLate('a', { seal: 's' })
    assembly.replayLate('c', { seal: 't' })
    expect(assembly.parts.map(({ replay }) => replay)).toEqual([{ id: 'a' }, { id: 'a', seal: 's' }, { id: 'b' }])
  })
})

describe('an answer that stops at exactly its limit', () => {
  it.each([
    [16, 16, 'length'],
    [16, 15, 'stop'],
    // A host that counts more than the limit covers (reasoning outside of it) proves nothing.
    [16, 20, 'stop'],
    [undefined, 16, 'stop'],
  ])('limit %s, spent %s: %s', (outputLimit, outputTokens, reason) => {
    const { assembly } = assemble({ outputLimit })
    assembly.text('Hi')
    assembly.usage({ outputTokens })
    assembly.finish('stop', 'completed')
    assembly.complete()
    expect(assembly.finishReason).toBe(reason)
  })
})
