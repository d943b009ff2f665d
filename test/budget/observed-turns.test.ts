import { describe, expect, it } from 'vitest'

import { recordedSamples, type TokenSample } from '../../scripts/token-samples.ts'
import { createObservedTokens } from '../../src/budget/observed-tokens.ts'
import { ratesOf, tokensOf } from '../../src/budget/token-estimate.ts'
import { recordingsExist } from '../conformance/recordings.ts'

const estimateOf = (sample: TokenSample): number => tokensOf(sample.size, ratesOf(sample))

const medianOf = (errors: readonly number[]): number =>
  errors.toSorted((a, b) => a - b)[Math.floor((errors.length - 1) / 2)] ?? Number.NaN

/** Whether one request is a later turn of another: the same model, tools and output, and all its messages with more after them. */
function continues(later: TokenSample, earlier: TokenSample): boolean {
  return (
    later.session === earlier.session &&
    later.model === earlier.model &&
    later.size.tools === earlier.size.tools &&
    later.size.outputWords === earlier.size.outputWords &&
    later.turns.length > earlier.turns.length &&
    earlier.turns.every((turn, index) => turn === later.turns[index])
  )
}

describe.skipIf(!recordingsExist)('recorded conversations (skipped: no recordings beside the checkout)', () => {
  const asked = recordedSamples().filter(({ turns }) => turns.length > 0)
  const pairs = asked.flatMap((later) => {
    const earlier = asked
      .filter((sample) => continues(later, sample))
      .toSorted((a, b) => b.turns.length - a.turns.length)[0]
    return earlier === undefined ? [] : [{ earlier, later }]
  })

  it('are hardly more than 3 % off in the middle after one turn was counted', ({ annotate }) => {
    expect(pairs.length).toBeGreaterThan(60)
    const errors = pairs.map(({ earlier, later }) => {
      const observed = createObservedTokens()
      observed.observe('a/m', estimateOf(earlier), earlier.tokens)
      return Math.abs(observed.correct('a/m', estimateOf(later)) / later.tokens - 1)
    })
    const uncorrected = pairs.map(({ later }) => Math.abs(estimateOf(later) / later.tokens - 1))
    const percent = (share: number): string => `${(share * 100).toFixed(1)} %`
    void annotate(`${pairs.length} turns: ${percent(medianOf(errors))}, ${percent(medianOf(uncorrected))} without`)
    expect(medianOf(errors)).toBeLessThanOrEqual(0.035)
  })
})

describe('the turn after one that was counted', () => {
  it.each([
    [0.8, 0],
    [1, 1_500],
    [1.35, 0],
    [1.2, 400],
    [0.9, 3_000],
  ])('is within three hundredths where a text has %s times the tokens and the host adds %s', (times, added) => {
    const observed = createObservedTokens()
    const errors = [4_000, 4_300, 4_650, 5_000].map((estimate) => {
      const counted = Math.round(estimate * times + added)
      const error = Math.abs(observed.correct('a/m', estimate) / counted - 1)
      observed.observe('a/m', estimate, counted)
      return error
    })
    expect(Math.max(...errors.slice(1))).toBeLessThan(0.03)
  })

  it('says little of a request of another size', () => {
    const observed = createObservedTokens()
    observed.observe('a/m', 10_000, 10_900)
    expect(observed.correct('a/m', 10_200)).toBeGreaterThan(11_000)
    expect(observed.correct('a/m', 200)).toBeLessThan(320)
  })
})
