import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { rateNames } from '../src/budget/token-rates.ts'
import { errorsByFamily } from './token-errors.ts'
import { tokenFamilies, type TokenFamily } from './token-families.ts'
import { recordedSamples, type TokenSample } from './token-samples.ts'

/*
 * Fits the rates of the token estimate to one half of the recorded counts and writes `src/budget/token-rates.ts`; the errors of the other
 * half are printed. Run after new recordings: `node scripts/fit-token-estimate.ts`.
 */

type Rates = Record<(typeof rateNames)[number], number>

/** What a family has before anything is known of it, and how far from there it is expected to be. */
const before: Rates = {
  requests: 4, messages: 2, systemBlocks: 1, hasTools: 15, tools: 12, toolCalls: 8, toolResults: 4, hasOutput: 5, thinks: 0,
  words: 1, digits: 0.9, schemaWords: 0.6, outputWords: 0.3, thoughtWords: 0.5, han: 0, others: 0, images: 0, pdfPages: 0, audioSeconds: 0,
} // prettier-ignore
const reach: Rates = {
  requests: 12, messages: 3, systemBlocks: 3, hasTools: 300, tools: 40, toolCalls: 20, toolResults: 10, hasOutput: 200, thinks: 100,
  words: 0.05, digits: 0.4, schemaWords: 0.6, outputWords: 0.6, thoughtWords: 0.5, han: 0, others: 0, images: 0, pdfPages: 0, audioSeconds: 0,
} // prettier-ignore

/** How much the expectation counts beside the samples, in squared relative errors. */
const strength = 0.01
/** From this relative error on a sample counts less: something else was in it. */
const usualError = 0.08

function fit(samples: readonly TokenSample[], expected: Rates): Rates {
  const rates: Rates = { ...expected }
  const trust = samples.map(() => 1)
  const predicted = samples.map((sample) => predict(sample, rates))
  for (let round = 0; round < 20; round += 1) {
    for (let pass = 0; pass < 200; pass += 1)
      for (const name of rateNames) improve(name, rates, expected[name], samples, predicted, trust)
    for (const [index, { tokens }] of samples.entries()) {
      const error = Math.abs(tokens - (predicted[index] ?? 0)) / tokens
      trust[index] = error < usualError ? 1 : usualError / error
    }
  }
  return rates
}

/** The best value of one rate while the others stay: weighted least squares of relative errors, never below 0. */
function improve(
  name: keyof Rates,
  rates: Rates,
  expected: number,
  samples: readonly TokenSample[],
  predicted: number[],
  trust: readonly number[],
): void {
  if (reach[name] === 0) return
  const pull = strength / reach[name] ** 2
  let above = pull * expected
  let below = pull
  for (const [index, { size, tokens }] of samples.entries()) {
    const x = size[name]
    const weight = (trust[index] ?? 0) / tokens ** 2
    above += weight * x * (tokens - (predicted[index] ?? 0) + x * rates[name])
    below += weight * x * x
  }
  const better = Math.max(0, above / below)
  for (const [index, { size }] of samples.entries())
    predicted[index] = (predicted[index] ?? 0) + size[name] * (better - rates[name])
  rates[name] = better
}

function predict({ size }: TokenSample, rates: Rates): number {
  return rateNames.reduce((sum, name) => sum + size[name] * rates[name], 0)
}

const samples = recordedSamples()
const judges = samples.filter(({ isJudge }) => isJudge)
const fitted = samples.filter(({ isJudge }) => !isJudge)

const familyOf = (model: string): string => tokenFamilies.find(({ pattern }) => pattern.test(model))?.name ?? ''

function ratesOfFamily({ name, like, facts }: TokenFamily): { readonly count: number; readonly rates: Rates } {
  const relative = tokenFamilies.find((family) => family.name === like)
  const own = fitted.filter(({ model }) => familyOf(model) === name)
  const expected = relative === undefined ? before : ratesOfFamily(relative).rates
  return { count: own.length, rates: fit(own, { ...expected, ...facts }) }
}

const rows = tokenFamilies.map((family) => {
  const { count, rates } = ratesOfFamily(family)
  return { pattern: family.pattern, count, numbers: rateNames.map((name) => Number(rates[name].toPrecision(3))) }
})
const table = rows.map(({ pattern, numbers }) => [pattern, numbers] as const)
const text = `/*
 * Made by \`scripts/fit-token-estimate.ts\` from recorded counts; behind each row how many it was fitted to. Rates of files and of other
 * scripts than Latin are not fitted but taken from documentation (\`scripts/token-families.ts\`).
 */

/** What the numbers of a row are tokens of, in their order. */
export const rateNames = [
${rateNames.map((name) => `  '${name}',`).join('\n')}
] as const

/** Tokens of each member of a \`RequestSize\`, by the model's id in small letters; the first pattern that matches counts. */
export const tokenRates: readonly (readonly [model: RegExp, rates: readonly number[]])[] = [
${rows.map(({ pattern, count, numbers }) => `  [${pattern.toString()}, [${numbers.join(', ')}]], // ${count}`).join('\n')}
]
`
writeFileSync(fileURLToPath(new URL('../src/budget/token-rates.ts', import.meta.url)), text)
for (const line of errorsByFamily(judges, table)) console.log(line)
