import { describe, expect, it } from 'vitest'

import { errorsOfFamilies } from '../../scripts/token-errors.ts'
import { tokenFamilies } from '../../scripts/token-families.ts'
import { recordedSamples } from '../../scripts/token-samples.ts'
import { tokenRates } from '../../src/budget/token-rates.ts'
import { recordingsExist } from '../conformance/recordings.ts'

/** Median errors that are not met, and why: none may be larger than this. */
const known: Readonly<Record<string, number>> = {
  // Two counts judge, three were fitted to: the new tokenizer is hardly recorded.
  'claude 4.7 and later': 0.13,
  // Replayed thought signatures are counted, and tools by rules that differ between the hosts of one model.
  'gemini 3': 0.15,
  'gemini 2, gemma': 0.085,
  // Some hosts of the older models add a prompt of 150 to 200 tokens, some do not.
  grok: 0.18,
  // Many tokenizers.
  'all others': 0.26,
}

describe.skipIf(!recordingsExist)(
  'the estimate beside recorded counts (skipped: no recordings beside the checkout)',
  () => {
    const samples = recordedSamples()
    const judges = samples.filter(({ isJudge }) => isJudge)
    const errors = errorsOfFamilies(judges, tokenRates)

    it('is judged by the half that it was not fitted to', () => {
      expect(judges.length).toBeGreaterThan(450)
      expect(samples.length - judges.length).toBeGreaterThan(450)
      expect(errors.length).toBe(tokenFamilies.length + 1)
    })

    it('is 8 % off or less in the middle of all counts', ({ annotate }) => {
      const lines = errors.map(
        ({ name, count, median, p95 }) =>
          `${name}: ${count} counts, median ${(median * 100).toFixed(1)} %, p95 ${(p95 * 100).toFixed(1)} %`,
      )
      void annotate(lines.join('\n'))
      expect(errors.find(({ name }) => name === 'all')?.median).toBeLessThan(0.065)
    })

    it.each(tokenFamilies.map(({ name }) => name))('is so for %s, or as far off as is known', (name) => {
      const family = errors.find((of) => of.name === name)
      expect(family?.median).toBeLessThanOrEqual(known[name] ?? 0.08)
    })

    it('is within a fifth for four of five that are over 300 tokens long', () => {
      const long = judges.filter(({ tokens }) => tokens > 300)
      expect(long.length).toBeGreaterThan(80)
      const sorted = long
        .map(({ size, model, tokens }) => {
          const [name] = errorsOfFamilies([{ id: '', kind: 'request', isJudge: true, size, model, tokens }], tokenRates)
          return name?.median ?? Number.NaN
        })
        .toSorted((a, b) => a - b)
      expect(sorted[Math.floor(sorted.length * 0.8)]).toBeLessThan(0.2)
    })

    it('has the families of the table in the order that they were fitted in', () => {
      expect(tokenRates.map(([pattern]) => pattern.source)).toEqual(tokenFamilies.map(({ pattern }) => pattern.source))
    })
  },
)
