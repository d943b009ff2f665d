import { describe, expect, it } from 'vitest'

import { assemble } from './assemble.ts'

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
