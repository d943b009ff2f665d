import type { ClassifiedFailure, WaitHint } from '../vocabulary/failure.ts'
import type { RouterErrorCode } from '../vocabulary/router-error.ts'
import { transientCodes } from './transient-codes.ts'
import { untilReplaced } from '../vocabulary/failure.ts'

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

/** Why and until when something is not asked. */
export interface Resting {
  /** Milliseconds since the epoch; `untilReplaced` for a rejected key. */
  readonly until: number
  readonly code: RouterErrorCode
  readonly rule: string
  /** No failure: a limit that is used up, in words. */
  readonly limit?: string | undefined
}

/** The one of two rests that ends later. */
export function laterRest(one: Resting | undefined, other: Resting | undefined): Resting | undefined {
  return one === undefined || (other !== undefined && other.until > one.until) ? other : one
}

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
const longestGuessMs = 300_000
/** A rest that a provider named for a failure that passes by itself is believed this long, in milliseconds. */
const longestNamedTransientMs = longestGuessMs
/** Any other named rest is believed this long: a month and a day, for monthly plans. */
const longestNamedMs = 32 * 24 * 3_600_000

/** At once, without growth: quota, permission, unknown model. */
const standing: CooldownPolicy = { growth: 1, jitter: 0, longestMs: Number.POSITIVE_INFINITY, weight: restWeight }
/** Only when it happens again and again. */
const windowed: CooldownPolicy = { growth: 1, jitter: 0.25, longestMs: longestGuessMs, weight: 1 }
const soft: CooldownPolicy = { ...windowed, weight: 0.5 }

const policies: Readonly<Partial<Record<RouterErrorCode, CooldownPolicy>>> = {
  'rate-limit': { growth: 2, jitter: 0.25, longestMs: longestGuessMs, weight: restWeight },
  // 5 to 15 s.
  overloaded: { growth: 1, jitter: 2, longestMs: 15_000, weight: restWeight },
  server: windowed,
  network: windowed,
  timeout: windowed,
  'stream-truncated': soft,
  'malformed-stream': soft,
  'empty-response': soft,
}

/** Whether one failure of a class is enough for a rest; of the others it takes several. */
export function restsAtOnce(code: RouterErrorCode): boolean {
  return (policies[code] ?? standing).weight >= restWeight
}

/**
 * What a scope remembers after a failure. Deadlines of a class merge by `max`: a later, shorter one never wins. A burst that
 * fails together is one rest, so that it does not grow the next one.
 */
export function afterFailure(
  rests: ScopeRests,
  failure: ClassifiedFailure,
  wait: WaitHint | undefined,
  now: number,
  random: number,
): ScopeRests {
  const policy = failure.fixedCooldown === true ? standing : (policies[failure.code] ?? standing)
  const before = rests[failure.code]
  const inWindow = before !== undefined && now - before.since <= windowMs
  const weight = (inWindow ? before.weight : 0) + policy.weight
  const resting = before !== undefined && before.until > now
  const forgotten = before === undefined || now - before.until > policy.longestMs
  const streak = forgotten ? 0 : before.streak
  const named = namedUntil(failure.code, wait, now)
  const guessed = weight < restWeight ? 0 : guessedUntil(failure, policy, resting ? streak - 1 : streak, now, random)
  const until = named ?? guessed
  const longer = resting && before.until > until
  return {
    ...rests,
    [failure.code]: {
      until: longer ? before.until : until,
      named: longer ? before.named : named !== undefined,
      streak: until > 0 && !resting ? streak + 1 : streak,
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

/** What two know of one scope: of each class the rest that ends later. */
export function laterRests(one: ScopeRests, other: ScopeRests): ScopeRests {
  const later = keep(other, (code, { until }) => until > (one[code]?.until ?? -1))
  return { ...one, ...later }
}

/** Without what no longer matters at `now`. */
export function pruned(rests: ScopeRests, now: number): ScopeRests {
  return keep(rests, (_, rest) => now - Math.max(rest.since + windowMs, rest.until) <= longestGuessMs)
}

/** The rest that ends last, or `undefined` when the scope may be asked at `now`. */
export function restingIn(rests: ScopeRests, now: number): Resting | undefined {
  let latest: Resting | undefined
  for (const [code, rest] of entries(rests)) {
    if (rest.until > now && rest.until > (latest?.until ?? 0)) latest = { until: rest.until, code, rule: rest.rule }
  }
  return latest
}

function entries(rests: ScopeRests): readonly [RouterErrorCode, Rest][] {
  return Object.entries(rests) as [RouterErrorCode, Rest][]
}

function keep(rests: ScopeRests, stays: (code: RouterErrorCode, rest: Rest) => boolean): ScopeRests {
  const kept: Partial<Record<RouterErrorCode, Rest>> = {}
  for (const [code, rest] of entries(rests)) if (stays(code, rest)) kept[code] = rest
  return kept
}

function guessedUntil(
  failure: ClassifiedFailure,
  policy: CooldownPolicy,
  streak: number,
  now: number,
  random: number,
): number {
  if (failure.cooldownMs === undefined) return 0
  const grown = failure.cooldownMs * policy.growth ** Math.min(Math.max(streak, 0), 30)
  return Math.min(now + Math.min(grown * (1 + policy.jitter * random), policy.longestMs), untilReplaced)
}

/** When the provider said it may be asked again. A time that is over says nothing; a rejected key does not heal by waiting. */
function namedUntil(code: RouterErrorCode, wait: WaitHint | undefined, now: number): number | undefined {
  if (code === 'authentication') return undefined
  const until = wait?.resetsAt ?? (wait?.retryAfterMs === undefined ? undefined : now + wait.retryAfterMs)
  if (until === undefined || until <= now) return undefined
  const longest = transientCodes.has(code) && code !== 'rate-limit' ? longestNamedTransientMs : longestNamedMs
  return Math.min(until, now + longest)
}
