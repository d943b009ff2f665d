import { describe, expect, it } from 'vitest'
import { mergeConstraints } from '../../src/routing/merge-constraints.ts'

describe('constraints of several sources', () => {
  it('are all held: lists by what they share, limits by the strictest', () => {
    expect(
      mergeConstraints(
        {
          regions: ['eu', 'uk'],
          vendors: ['a', 'b'],
          minTier: 'balanced',
          maxCostUsd: 1,
          maxLatencyMs: 100,
          needs: ['vision'],
        },
        undefined,
        {
          regions: ['uk', 'us'],
          offline: true,
          minTier: 'flagship',
          maxCostUsd: 2,
          maxLatencyMs: 50,
          needs: ['vision', 'tools'],
        },
        { noTraining: true, minTier: 'fast' },
      ),
    ).toEqual({
      regions: ['uk'],
      vendors: ['a', 'b'],
      offline: true,
      noTraining: true,
      minTier: 'flagship',
      maxCostUsd: 1,
      maxLatencyMs: 50,
      needs: ['vision', 'tools'],
    })
  })

  it('that share no region leave none, not all', () => {
    expect(mergeConstraints({ regions: ['eu'] }, { regions: ['us'] })?.regions).toEqual([])
  })

  it('are none when nobody has any, and stay as they are when only one has', () => {
    expect(mergeConstraints()).toBeUndefined()
    expect(mergeConstraints(undefined, undefined)).toBeUndefined()
    const only = { offline: false, regions: ['eu'] }
    expect(mergeConstraints(undefined, only, undefined)).toBe(only)
  })
})
