import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { isPromptTruncated } from '../../src/routing/silent-truncation.ts'

describe('a prompt', () => {
  it.each([
    ['of which a quarter was read (ollama/ollama#17889)', 7_900, 2_050, true],
    ['of which half was read', 8_000, 4_000, true],
    ['of which just less than 60 % was read', 2_000, 1_199, true],
    ['of which 60 % was read, as an estimate may be wrong', 2_000, 1_200, false],
    ['that was read as estimated', 8_000, 8_100, false],
    ['that is larger than estimated', 8_000, 12_000, false],
    ['that is too short to tell', 1_000, 100, false],
    ['that is just long enough to tell', 1_001, 100, true],
    ['of which nothing was read', 8_000, 0, true],
    ['whose count the provider does not give', 8_000, undefined, false],
  ])('%s', (_, estimatedInputTokens, reportedInputTokens, isTruncated) => {
    expect(isPromptTruncated({ estimatedInputTokens, reportedInputTokens })).toBe(isTruncated)
  })

  it('that was read whole is never taken for cut, however wrong the estimate is within its known bounds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.double({ min: 0.64, max: 1.34, noNaN: true }),
        (tokens, error) => {
          const estimatedInputTokens = Math.ceil(tokens * error)
          expect(isPromptTruncated({ estimatedInputTokens, reportedInputTokens: tokens })).toBe(false)
        },
      ),
    )
  })

  it('that was cut to half of a window is found as soon as it is a quarter longer than the window', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(4_096, 8_192, 32_768),
        fc.double({ min: 1.25, max: 10, noNaN: true }),
        (window, excess) => {
          const counts = { estimatedInputTokens: Math.ceil(window * excess), reportedInputTokens: window / 2 + 2 }
          expect(isPromptTruncated(counts)).toBe(true)
        },
      ),
    )
  })
})
