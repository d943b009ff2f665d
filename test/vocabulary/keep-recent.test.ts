import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { keepRecent } from '../../src/vocabulary/keep-recent.ts'

const most = 10

describe('a bounded memory', () => {
  it('forgets the entry that was used longest ago once it is full', () => {
    const memory = new Map<number, string>()
    for (let key = 0; key < most; key++) keepRecent(memory, key, 'first', most)
    keepRecent(memory, 0, 'again', most)
    keepRecent(memory, most, 'new', most)
    expect(memory.has(1)).toBe(false)
    expect(memory.get(0)).toBe('again')
    expect(memory.size).toBe(most)
  })

  it('never holds more than it may, and always what was used last, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 200 }), (keys) => {
        const memory = new Map<number, number>()
        for (const [turn, key] of keys.entries()) keepRecent(memory, key, turn, most)
        expect(memory.size).toBeLessThanOrEqual(most)
        const last = new Set(keys.toReversed())
        for (const key of [...last].slice(0, most / 2)) expect(memory.get(key)).toBe(keys.lastIndexOf(key))
      }),
    )
  })
})
