import type { Rest } from './cooldown.ts'
import type { HealthState } from './health.ts'
import { untilReplaced } from '../vocabulary/failure.ts'

/** A rejected key that somebody else tells of is tried again after this time, in milliseconds: it may have been put right. */
const rejectedMs = 24 * 3_600_000

/** Health as it comes from somewhere else: what cannot be read, or is too old at `now`, is left out. */
export function readHealth(given: unknown, now: number): HealthState {
  if (!Array.isArray(given)) return []
  return given.flatMap((entry: unknown): HealthState => {
    const [scope, rests] = Array.isArray(entry) ? (entry as readonly unknown[]) : []
    if (typeof scope !== 'string' || typeof rests !== 'object' || rests === null) return []
    const read = Object.entries(rests)
      .filter((pair): pair is [string, Rest] => isRest(pair[1]))
      .filter(([, { until, since }]) => until < untilReplaced || now - since < rejectedMs)
    return read.length === 0 ? [] : [[scope, Object.fromEntries(read)]]
  })
}

function isRest(given: unknown): given is Rest {
  if (typeof given !== 'object' || given === null) return false
  const numbers = ['until', 'streak', 'weight', 'since'].every((name) => Number.isFinite(Reflect.get(given, name)))
  return numbers && typeof Reflect.get(given, 'named') === 'boolean' && typeof Reflect.get(given, 'rule') === 'string'
}
