import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { errorsOfFamilies, type FamilyErrors } from './token-errors.ts'
import { familyOf, othersName, tokenFacts, tokenFamilies, type TokenFamily } from './token-families.ts'
import { factNames, fitRates, fittedNames, ratesBy, type FittedRates } from './token-fit.ts'
import { recordedSamples, type TokenSample } from './token-samples.ts'

/*
 * Fits the rates of the token estimate to the recorded counts with an even hash, writes `src/budget/token-rates.ts`, and prints the errors
 * of each family: of the even half, where each sample is estimated by what the others of it say (families and the strength of
 * expectations were chosen by that); of the even half by the table; and of the odd half, which decides nothing.
 * Run after new recordings: `node scripts/fit-token-estimate.ts`.
 */

const samples = recordedSamples()
const fitted = samples.filter(({ isJudge }) => !isJudge)
const judges = samples.filter(({ isJudge }) => isJudge)

function samplesOf(family: TokenFamily, without?: TokenSample): readonly TokenSample[] {
  return fitted.filter((sample) => sample !== without && familyOf(sample) === family)
}

/** Fewer than this say too little of a family to speak for those that are not known. */
const fewest = 5

/** What a model of no known family has is nothing that the few recorded ones tell: each rate is the median of those that were fitted. */
function usualRates(): FittedRates {
  const spoken = tokenFamilies
    .map((family) => ({ family, own: samplesOf(family) }))
    .filter(({ own }) => own.length >= fewest)
  const medianOf = (name: keyof FittedRates): number => {
    const rates = spoken
      .filter(({ family, own }) => family.name !== othersName && own.some(({ size }) => size[name] > 0))
      .map(({ family }) => ratesOfFamily(family)[name])
      .toSorted((a, b) => a - b)
    return rates[Math.floor(rates.length / 2)] ?? 0
  }
  return { ...ratesBy(medianOf), threes: 0 }
}

/** What is expected of a family: what the one that it is like has, and what was published. */
function expectedOf({ like, times = {} }: TokenFamily): FittedRates | undefined {
  const relative = tokenFamilies.find(({ name }) => name === like)
  if (relative === undefined) return undefined
  const rates = ratesOfFamily(relative)
  return { ...rates, words: rates.words * (times.words ?? 1), digits: rates.digits * (times.digits ?? 1) }
}

const known = new Map<TokenFamily, FittedRates>()

function ratesOfFamily(family: TokenFamily): FittedRates {
  const fit = (): FittedRates => fitRates(samplesOf(family), family, expectedOf(family))
  const rates = known.get(family) ?? (family.name === othersName ? usualRates() : fit())
  known.set(family, rates)
  return rates
}

/** The estimate of a sample by the others of its half. */
function byTheOthers(sample: TokenSample): number {
  const family = familyOf(sample)
  const rates =
    family.name === othersName ? ratesOfFamily(family) : fitRates(samplesOf(family, sample), family, expectedOf(family))
  const facts = factNames.reduce((sum, name) => sum + sample.size[name] * family.facts[name], 0)
  return fittedNames.reduce((sum, name) => sum + sample.size[name] * rates[name], facts)
}

/** What grows with a text is written to a hundredth of a token, or a thousandth for words; what is fixed to a tenth, or a whole one. */
function rounded(name: keyof FittedRates, rate: number): number {
  if (name === 'words') return Number(rate.toFixed(3))
  const grows = name.endsWith('Words') || ['digits', 'threes', 'schemaFields'].includes(name)
  return Number(rate.toFixed(grows ? 2 : rate < 20 ? 1 : 0))
}

function rowOf(family: TokenFamily): string {
  const rates = ratesOfFamily(family)
  const numbers = fittedNames.map((name) => rounded(name, rates[name])).join(', ')
  const facts = Object.entries(tokenFacts).find(([, list]) => list === family.facts)?.[0]
  const host = family.host === undefined ? '' : `, ${family.host.toString()}`
  return `  [${family.pattern.toString()}, [${numbers}], ${facts}${host}], // ${samplesOf(family).length}`
}

const text = `/*
 * Made by \`scripts/fit-token-estimate.ts\` from recorded counts; behind each row how many it was fitted to. Rates of files and of other
 * scripts than Latin are not fitted but taken from documentation (\`scripts/token-families.ts\`).
 */

/** What the numbers of a row are tokens of, in their order. */
export const rateNames = [
${[...fittedNames, ...factNames].map((name) => `  '${name}',`).join('\n')}
] as const

/** Tokens of each member of a \`RequestSize\` for one family. */
export type TokenRow = readonly [
  /** Of ids in small letters. */
  model: RegExp,
  fitted: readonly number[],
  /** What it has in common with other families: the last of the names. */
  shared: readonly number[],
  /** The providers that count so; all where it is absent. */
  host?: RegExp,
]

${Object.entries(tokenFacts)
  .map(([name, facts]) => `const ${name}: readonly number[] = [${factNames.map((fact) => facts[fact]).join(', ')}]`)
  .join('\n')}

/** The first row that fits counts. */
export const tokenRates: readonly TokenRow[] = [
${tokenFamilies.map(rowOf).join('\n')}
]
`
writeFileSync(fileURLToPath(new URL('../src/budget/token-rates.ts', import.meta.url)), text)

const { ratesOf, tokensOf } = await import('../src/budget/token-estimate.ts')
const byTheTable = (sample: TokenSample): number => tokensOf(sample.size, ratesOf(sample))
const oneLeftOut = errorsOfFamilies(fitted, byTheOthers)
const ownHalf = errorsOfFamilies(fitted, byTheTable)
const otherHalf = errorsOfFamilies(judges, byTheTable)

function cells(errors: readonly FamilyErrors[], family: string): string {
  const found = errors.find(({ name }) => name === family)
  if (found === undefined) return ''.padEnd(25)
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`.padStart(9)
  return `${String(found.count).padStart(6)}${percent(found.median)}${percent(found.p95)} `
}

console.log(`${''.padEnd(22)}${'even, one left out'.padEnd(26)}${'even'.padEnd(26)}odd`)
console.log(`${''.padEnd(22)}${'     n   median      p95 '.repeat(3)}`)
for (const name of new Set([...ownHalf, ...otherHalf].map((errors) => errors.name)))
  console.log(`${name.padEnd(22)}${cells(oneLeftOut, name)}${cells(ownHalf, name)}${cells(otherHalf, name)}`)
