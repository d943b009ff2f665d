import { familyOf, tokenFamilies } from './token-families.ts'
import type { TokenSample } from './token-samples.ts'

/** How wrong estimates of one family are, as shares of what was counted. */
export interface FamilyErrors {
  readonly name: string
  readonly count: number
  readonly median: number
  readonly p95: number
}

/** How far an estimate is from the count, as a share of it. */
export function errorOf({ tokens }: TokenSample, estimate: number): number {
  return Math.abs(Math.round(estimate) - tokens) / tokens
}

/** The errors of estimates, for all and by family, of requests and answers together. */
export function errorsOfFamilies(
  samples: readonly TokenSample[],
  estimate: (sample: TokenSample) => number,
): readonly FamilyErrors[] {
  const errors = new Map<string, number[]>()
  for (const sample of samples) {
    const error = errorOf(sample, estimate(sample))
    for (const group of ['all', familyOf(sample).of]) errors.set(group, [...(errors.get(group) ?? []), error])
  }
  return ['all', ...new Set(tokenFamilies.map(({ of }) => of))].flatMap((name) => {
    const sorted = (errors.get(name) ?? []).toSorted((a, b) => a - b)
    const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN
    return sorted.length === 0 ? [] : [{ name, count: sorted.length, median: at(0.5), p95: at(0.95) }]
  })
}
