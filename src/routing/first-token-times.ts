import { keepRecent } from '../vocabulary/keep-recent.ts'

/** How long a model took to its first tokens lately: what its limit is made of. Plain data. */
export interface FirstTokenTimes {
  /** A slow one among the last, in milliseconds without the part for the length of the input; `undefined` before there are enough. */
  slowMs(model: string): number | undefined
  /** `model` names the model and the effort it was asked with; `ms` runs from the start of the attempt. */
  record(model: string, ms: number, inputTokens: number): void
}

/** For each 1 000 tokens of input a first token may take this much longer, in milliseconds. */
const perThousandTokensMs = 100
/** Fewer prove nothing. */
const fewest = 5
/** How much of the distance to a faster answer is gone with each of them; a slower one counts at once. */
const forgetting = 0.1
/** Models and efforts that are remembered; the longest unused go first. */
const mostModels = 1_000

/** What the length of an input adds to the wait for the first token, in milliseconds. */
export function inputAllowanceMs(inputTokens: number): number {
  return perThousandTokensMs * Math.ceil(inputTokens / 1_000)
}

/** Times of all models of a router. */
export function createFirstTokenTimes(): FirstTokenTimes {
  const seen = new Map<string, { readonly count: number; readonly slowMs: number }>()
  return {
    slowMs(model) {
      const times = seen.get(model)
      return times === undefined || times.count < fewest ? undefined : times.slowMs
    },
    record(model, given, inputTokens) {
      const ms = Math.max(0, given - inputAllowanceMs(inputTokens))
      const before = seen.get(model)
      const slowMs = before === undefined ? ms : Math.max(ms, before.slowMs + (ms - before.slowMs) * forgetting)
      keepRecent(seen, model, { count: (before?.count ?? 0) + 1, slowMs }, mostModels)
    },
  }
}
