import type { RequestSize } from '../src/budget/request-size.ts'
import { rateNames } from '../src/budget/token-rates.ts'
import { tokenFamilies } from './token-families.ts'
import type { TokenSample } from './token-samples.ts'

/** How wrong estimates of one family are, as shares of what was counted. */
export interface FamilyErrors {
  readonly name: string
  readonly count: number
  readonly median: number
  readonly p95: number
}

type Table = readonly (readonly [model: RegExp, rates: readonly number[]])[]

/** The errors of a table, by family and for all, of requests and answers together. */
export function errorsOfFamilies(samples: readonly TokenSample[], table: Table): readonly FamilyErrors[] {
  const errors = new Map<string, number[]>()
  for (const { model, size, tokens } of samples) {
    const rates = table.find(([pattern]) => pattern.test(model))?.[1] ?? []
    const name = tokenFamilies.find(({ pattern }) => pattern.test(model))?.name ?? ''
    const error = Math.abs(weigh(size, rates) - tokens) / tokens
    for (const group of [name, 'all']) errors.set(group, [...(errors.get(group) ?? []), error])
  }
  return ['all', ...tokenFamilies.map(({ name }) => name)].flatMap((name) => {
    const sorted = (errors.get(name) ?? []).toSorted((a, b) => a - b)
    const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN
    return sorted.length === 0 ? [] : [{ name, count: sorted.length, median: at(0.5), p95: at(0.95) }]
  })
}

function weigh(size: RequestSize, rates: readonly number[]): number {
  return Math.ceil(rateNames.reduce((sum, name, index) => sum + size[name] * (rates[index] ?? 0), 0) - 0.5)
}

/** The same as lines of text. */
export function errorsByFamily(samples: readonly TokenSample[], table: Table): readonly string[] {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`.padStart(8)
  return errorsOfFamilies(samples, table).map(
    ({ name, count, median, p95 }) =>
      `${name.padEnd(22)}${String(count).padStart(5)}  median ${percent(median)}  p95 ${percent(p95)}`,
  )
}
