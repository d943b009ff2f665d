import { describe, expect, it } from 'vitest'

import { createTurnMemory } from '../../src/caching/turn-memory.ts'
import type { SystemBlock } from '../../src/index.ts'

const at = (time: string): { session: string; system: readonly SystemBlock[]; tools: [] } => ({
  session: 's',
  system: [
    { text: 'Stable.', scope: 'session' },
    { text: time, scope: 'turn' },
  ],
  tools: [],
})

describe('turn blocks before a conversation', () => {
  it('are taken to stay the same, until they changed three times in a row', () => {
    const memory = createTurnMemory()
    expect(['1', '2', '3', '4', '5'].map((time) => memory.repeats(at(time)))).toEqual([true, true, true, false, false])
    expect(memory.repeats(at('5'))).toBe(true)
    expect(memory.repeats(at('6'))).toBe(true)
  })

  it('count for one conversation, and not at all where there are none', () => {
    const memory = createTurnMemory()
    for (const time of ['1', '2', '3', '4']) memory.repeats(at(time))
    expect(memory.repeats({ ...at('5'), session: 'other' })).toBe(true)
    expect(memory.repeats({ ...at('5'), system: [] })).toBe(true)
  })
})
