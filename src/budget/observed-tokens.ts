import { keepRecent } from '../vocabulary/keep-recent.ts'

/** How far the counts of a provider are from the estimates for one target, learnt from what it reports. */
export interface ObservedTokens {
  /** An estimate as the target's own counts suggest it. The same number before the first was seen. */
  correct(target: string, estimate: number): number
  /** A count that the provider gave for a request of this estimate. */
  observe(target: string, estimate: number, counted: number): void
}

/** What an older count weighs beside the next one. */
const decay = 0.85

/** How far factor and offset are expected from 1 and 0, and what that counts beside a count of the provider's. */
const usualOffset = 500
const doubt = 0.3

const bounds = { factor: [0.5, 2], offset: [-500, 8_000] } as const

/** A count of less than this share of the estimate is of a prompt that was cut; of more than this, of something that was added. */
const credible = { least: 0.6, most: 4, added: 8_000 } as const

/** Targets that are known at the same time; the oldest are forgotten first. */
const mostTargets = 1_000

/** Decayed sums of the least squares of `counted = offset + factor * estimate`, in relative errors. */
interface Sums {
  ones: number
  inverses: number
  squares: number
  ratios: number
  products: number
}

/** The line through the counts of a target, and the last one. */
interface Line {
  readonly sums: Sums
  readonly factor: number
  readonly offset: number
  readonly estimate: number
  /** What the last count was beyond the line. */
  readonly beyond: number
}

/**
 * Makes one. The line through the last counts takes up a tokenizer that cuts otherwise (its slope) as well as a prompt that the host
 * adds (its offset). What the last count was beyond it is in the next turn of that conversation as well, so the nearer a request
 * comes to the last one in size, the more of that is added.
 */
export function createObservedTokens(): ObservedTokens {
  const lines = new Map<string, Line>()
  return {
    correct(target, estimate) {
      const line = lines.get(target)
      if (line === undefined) return estimate
      const nearness = Math.min(estimate, line.estimate) / Math.max(estimate, line.estimate, 1)
      const corrected = line.offset + line.factor * estimate + line.beyond * nearness
      const { factor, offset } = bounds
      const least = factor[0] * estimate + offset[0]
      return Math.max(1, Math.round(within([least, factor[1] * estimate + offset[1]], corrected)))
    },
    observe(target, estimate, counted) {
      if (estimate <= 0 || counted < estimate * credible.least) return
      if (counted > estimate * credible.most + credible.added) return
      const known = lines.get(target)
      const sums = known?.sums ?? { ones: 0, inverses: 0, squares: 0, ratios: 0, products: 0 }
      addCount(sums, estimate, counted)
      const { factor, offset } = lineOf(sums)
      keepRecent(
        lines,
        target,
        { sums, factor, offset, estimate, beyond: counted - offset - factor * estimate },
        mostTargets,
      )
    },
  }
}

function addCount(sums: Sums, estimate: number, counted: number): void {
  const inverse = 1 / estimate
  const ratio = counted * inverse
  sums.ones = sums.ones * decay + 1
  sums.inverses = sums.inverses * decay + inverse
  sums.squares = sums.squares * decay + inverse * inverse
  sums.ratios = sums.ratios * decay + ratio
  sums.products = sums.products * decay + ratio * inverse
}

/** Least squares with the expectation as further samples; each value within its bounds, the factor first. */
function lineOf(sums: Sums): { readonly factor: number; readonly offset: number } {
  const { ones, inverses, squares, ratios, products } = sums
  const own = squares + doubt / usualOffset ** 2
  const determinant = (ones + doubt) * own - inverses * inverses
  const factor = within(bounds.factor, ((ratios + doubt) * own - inverses * products) / determinant)
  return { factor, offset: within(bounds.offset, (products - factor * inverses) / own) }
}

function within([least, most]: readonly [number, number], value: number): number {
  return Math.min(most, Math.max(least, value))
}
