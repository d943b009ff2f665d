import type { ClassifiedFailure, WaitHint } from '../vocabulary/failure.ts'
import type { RouterErrorCode } from '../vocabulary/router-error.ts'
import { transientCodes, untilReplaced } from './failure-verdict.ts'

/** The rest of one scope for one class of failure. Plain data. */
export interface Rest {
  /** It is not asked before this time, in milliseconds since the epoch; 0: it does not rest. */
  readonly until: number
  /** The provider named the time; a guess ends with the next success. */
  readonly named: boolean
  /** Rests in a row: the next one is longer where the class grows. */
  readonly streak: number
  /** Weight of the failures since `since` without a success between them. */
  readonly weight: number
  readonly since: number
  /** Id of the rule that decided last. */
  readonly rule: string
}

/** What one scope remembers, by class. Each class keeps its own deadline. */
export type ScopeRests = Readonly<Partial<Record<RouterErrorCode, Rest>>>

/** How a class of failure lets its scope rest. */
interface CooldownPolicy {
  /** Each further rest is this many times as long. */
  readonly growth: number
  /** Up to this share is added by chance, so that callers do not come back together. */
  readonly jitter: number
  /** No rest without a named time is longer, in milliseconds. */
  readonly longestMs: number
  /** How much one failure weighs. The scope rests once failures inside the window weigh `restWeight`. */
  readonly weight: number
}

const restWeight = 3
const windowMs = 60_000
/** A rest that a provider named for a failure that passes by itself is believed this long, in milliseconds. */
const longestNamedTransientMs = 300_000
/** Any other named rest is believed this long: a month and a day, for monthly plans. */
const longestNamedMs = 32 * 24 * 3_600_000

/** At once, without growth: quota, permission, unknown model. */
const standing: CooldownPolicy = { growth: 1, jitter: 0, longestMs: Number.POSITIVE_INFINITY, weight: restWeight }
/** Only when it happens again and again. */
const windowed: CooldownPolicy = { growth: 1, jitter: 0.25, longestMs: 300_000, weight: 1 }
const soft: CooldownPolicy = { ...windowed, weight: 0.5 }

const policies: Readonly<Partial<Record<RouterErrorCode, CooldownPolicy>>> = {
  'rate-limit': { growth: 2, jitter: 0.25, longestMs: 300_000, weight: restWeight },
  // 5 to 15 s.
  overloaded: { growth: 1, jitter: 2, longestMs: 15_000, weight: restWeight },
  server: windowed,
  network: windowed,
  timeout: windowed,
  'stream-truncated': soft,
  'malformed-stream': soft,
  'empty-response': soft,
}

/** A failure that rests: what its scope remembers afterwards. Deadlines of a class merge by `max`, so a later, shorter one never wins. */
export function afterFailure(
  rests: ScopeRests,
  failure: ClassifiedFailure,
  wait: WaitHint | undefined,
  now: number,
  random: number,
): ScopeRests {
  const policy = policies[failure.code] ?? standing
  const before = rests[failure.code]
  const inWindow = before !== undefined && now - before.since <= windowMs
  const weight = (inWindow ? before.weight : 0) + policy.weight
  const named = namedUntil(failure.code, wait, now)
  const resting = before !== undefined && before.until > now
  // A burst that fails together is one rest, and a streak is forgotten after a quiet time as long as the longest rest.
  const streak = before === undefined || now - before.until > policy.longestMs ? 0 : before.streak
  const guess = restMs(failure, policy, resting ? Math.max(0, streak - 1) : streak, random)
  const rests_ = named !== undefined || (guess !== undefined && weight >= restWeight)
  const until = named ?? (guess !== undefined && weight >= restWeight ? Math.min(untilReplaced, now + guess) : 0)
  const kept = before !== undefined && before.until > until ? before : undefined
  return {
    ...rests,
    [failure.code]: {
      until: kept?.until ?? until,
      named: kept?.named ?? named !== undefined,
      streak: rests_ && !resting ? streak + 1 : streak,
      weight,
      since: inWindow ? before.since : now,
      rule: failure.rule,
    },
  }
}

/**
 * A success: guesses end and streaks are forgotten. Times that the provider named stay: the success may be of a request that
 * was under way. `exact`: the scope is the very model and key that succeeded, which disproves every guess; a wider scope
 * keeps what is not transient, since a key without credits may still serve a free model.
 */
export function afterSuccess(rests: ScopeRests, exact: boolean, now: number): ScopeRests {
  return keep(rests, (code, rest) => rest.until > now && (rest.named || (!exact && !transientCodes.has(code))))
}

/** Without what no longer matters. */
export function pruned(rests: ScopeRests, now: number): ScopeRests {
  return keep(rests, (_, rest) => rest.until > now || now - Math.max(rest.since, rest.until) <= windowMs * 5)
}

function keep(rests: ScopeRests, stays: (code: RouterErrorCode, rest: Rest) => boolean): ScopeRests {
  const kept: Partial<Record<RouterErrorCode, Rest>> = {}
  for (const [code, rest] of Object.entries(rests) as [RouterErrorCode, Rest][]) if (stays(code, rest)) kept[code] = rest
  return kept
}

function restMs(
  failure: ClassifiedFailure,
  policy: CooldownPolicy,
  streak: number,
  random: number,
): number | undefined {
  if (failure.cooldownMs === undefined) return undefined
  const grown = failure.cooldownMs * policy.growth ** Math.min(streak, 30)
  return Math.min(grown * (1 + policy.jitter * random), policy.longestMs)
}

/** When the provider said it may be asked again; a time that is over says nothing. */
function namedUntil(code: RouterErrorCode, wait: WaitHint | undefined, now: number): number | undefined {
  const until = wait?.resetsAt ?? (wait?.retryAfterMs === undefined ? undefined : now + wait.retryAfterMs)
  if (until === undefined || until <= now) return undefined
  const longest = transientCodes.has(code) && code !== 'rate-limit' ? longestNamedTransientMs : longestNamedMs
  return Math.min(until, now + longest)
}
