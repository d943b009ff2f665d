import type { Target } from '../vocabulary/model.ts'
import { nameOf } from '../vocabulary/model-ref.ts'
import { keepRecent } from '../vocabulary/keep-recent.ts'

/** How fast targets have been: a moving average for each. */
export interface LatencyAverages {
  /** Milliseconds from the start of an attempt that succeeded to its first token. */
  record(target: Target, firstTokenMs: number): void
  /** The average of a target, by its name as it is written; `undefined` where nothing was measured lately. */
  average(name: string): number | undefined
}

/** Weight of the newest of the measurements. */
const newestWeight = 0.2
/** An old average would bar a slow target for ever: after this it is not known any more, and is measured again. */
const longestLifeMs = 10 * 60_000
/** Targets that are remembered; the oldest go first. */
const mostTargets = 1_000

/** Makes them. `now` is the clock in milliseconds since the epoch. */
export function createLatencyAverages({ now }: { readonly now: () => number }): LatencyAverages {
  const averages = new Map<string, { ms: number; at: number }>()
  const current = (key: string): { ms: number; at: number } | undefined => {
    const known = averages.get(key)
    return known !== undefined && now() - known.at < longestLifeMs ? known : undefined
  }
  return {
    record(target, firstTokenMs) {
      const key = nameOf(target)
      const known = current(key)
      const ms = known === undefined ? firstTokenMs : known.ms + (firstTokenMs - known.ms) * newestWeight
      keepRecent(averages, key, { ms, at: now() }, mostTargets)
    },
    average: (name) => current(name)?.ms,
  }
}
