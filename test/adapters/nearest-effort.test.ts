import { describe, expect, it } from 'vitest'

import { nearestEffort } from '../../src/adapters/nearest-effort.ts'
import type { ReasoningEffort } from '../../src/vocabulary/model.ts'

describe('the nearest effort', () => {
  it.each<[ReasoningEffort, readonly ReasoningEffort[], ReasoningEffort | undefined]>([
    ['high', ['low', 'high'], 'high'],
    ['minimal', ['low', 'medium', 'high'], 'low'],
    ['max', ['low', 'medium', 'high'], 'high'],
    ['xhigh', ['low', 'medium', 'high', 'max'], 'high'],
    ['medium', ['low', 'high'], 'low'],
    ['medium', ['high'], 'high'],
    ['none', ['low', 'high'], 'low'],
    ['high', [], undefined],
  ])('to %s among %j is %s', (wanted, available, expected) => {
    expect(nearestEffort(wanted, (effort) => available.includes(effort))).toBe(expected)
  })
})
