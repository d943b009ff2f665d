import type { FamilyFacts, TokenFamily } from './token-families.ts'
import type { TokenSample } from './token-samples.ts'

type FittedName =
  | 'requests'
  | 'messages'
  | 'systemBlocks'
  | 'hasTools'
  | 'tools'
  | 'toolCalls'
  | 'toolResults'
  | 'hasOutput'
  | 'thinks'
  | 'words'
  | 'digits'
  | 'threes'
  | 'schemaWords'
  | 'schemaFields'
  | 'outputWords'
  | 'thoughtWords'

/** Tokens of each thing that is fitted of a family, in the order of the table. */
export type FittedRates = Readonly<Record<FittedName, number>>

/** What is not fitted. */
export const factNames: readonly (keyof FamilyFacts)[] = ['han', 'others', 'images', 'pdfPages', 'audioSeconds']

/** What a family has before anything is known of it, and how far from there it is expected to be. */
const before: FittedRates = {
  requests: 4, messages: 2, systemBlocks: 1, hasTools: 15, tools: 12, toolCalls: 14, toolResults: 6, hasOutput: 5, thinks: 0,
  words: 1, digits: 0.9, threes: 0, schemaWords: 0.6, schemaFields: 0.9, outputWords: 0.3, thoughtWords: 0.5,
} // prettier-ignore
const reach: FittedRates = {
  requests: 300, messages: 3, systemBlocks: 3, hasTools: 500, tools: 40, toolCalls: 20, toolResults: 10, hasOutput: 200, thinks: 100,
  words: 0.05, digits: 0.4, threes: 0.4, schemaWords: 0.6, schemaFields: 1, outputWords: 0.6, thoughtWords: 0.5,
} // prettier-ignore

/** What is fitted. */
export const fittedNames: readonly FittedName[] = Object.keys(before) as FittedName[]

/** Rates, each from its name. */
export function ratesBy(rate: (name: FittedName) => number): FittedRates {
  return { ...before, ...Object.fromEntries(fittedNames.map((name) => [name, rate(name)])) }
}

/** How much the expectation counts beside the samples, in squared relative errors. Like `usualError` chosen by leaving one out. */
const strength = 0.003
/** From this relative error on a sample counts less: something else was in it. */
const usualError = 0.03

const rounds = 20
const mostPasses = 200
/** A pass that moves nothing further than this, as a share of what it may move, is the last one. */
const settled = 1e-5

/** The samples that have something of one kind: which they are, and how much of it each has. */
interface Column {
  readonly name: FittedName
  readonly rows: readonly number[]
  readonly counts: readonly number[]
}

/** The rates that make the sum of absolute relative errors least, drawn to what is expected as far as the samples leave it open. */
export function fitRates(
  samples: readonly TokenSample[],
  { facts, cutsThrees = false }: Pick<TokenFamily, 'facts' | 'cutsThrees'>,
  likely: FittedRates = before,
): FittedRates {
  const expected = cutsThrees ? { ...likely, digits: 0, threes: 1 } : { ...likely, threes: 0 }
  const rates = { ...expected }
  const columns = fittedNames
    .filter((name) => name !== (cutsThrees ? 'digits' : 'threes'))
    .map((name) => columnOf(name, samples))
  const rests = samples.map(({ size, tokens }) => {
    const known = factNames.reduce((sum, name) => sum + size[name] * facts[name], 0)
    return tokens - known - fittedNames.reduce((sum, name) => sum + size[name] * rates[name], 0)
  })
  const weights = samples.map(({ tokens }) => 1 / tokens ** 2)
  for (let round = 0; round < rounds; round += 1) {
    for (let pass = 0; pass < mostPasses; pass += 1) {
      let moved = 0
      for (const column of columns) {
        const { name } = column
        const step = bestRate(column, rates[name], expected[name], rests, weights) - rates[name]
        for (let at = 0; at < column.rows.length; at += 1)
          rests[column.rows[at] ?? 0] = (rests[column.rows[at] ?? 0] ?? 0) - (column.counts[at] ?? 0) * step
        moved = Math.max(moved, Math.abs(step) / reach[name])
        rates[name] += step
      }
      if (moved < settled) break
    }
    for (const [index, { tokens }] of samples.entries()) {
      const error = Math.abs(rests[index] ?? 0) / tokens
      weights[index] = Math.min(1, usualError / error) / tokens ** 2
    }
  }
  return rates
}

function columnOf(name: FittedName, samples: readonly TokenSample[]): Column {
  const rows = [...samples.keys()].filter((index) => (samples[index]?.size[name] ?? 0) > 0)
  return { name, rows, counts: rows.map((index) => samples[index]?.size[name] ?? 0) }
}

/** The best value of one rate while the others stay: weighted least squares, never below 0. */
function bestRate(
  { name, rows, counts }: Column,
  rate: number,
  expected: number,
  rests: readonly number[],
  weights: readonly number[],
): number {
  const pull = strength / reach[name] ** 2
  let above = pull * expected
  let below = pull
  for (let at = 0; at < rows.length; at += 1) {
    const row = rows[at] ?? 0
    const count = counts[at] ?? 0
    const weight = (weights[row] ?? 0) * count
    above += weight * ((rests[row] ?? 0) + count * rate)
    below += weight * count
  }
  return Math.max(0, above / below)
}
