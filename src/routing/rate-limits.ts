import type { ProviderLimits } from '../vocabulary/router.ts'
import type { Resting } from './cooldown.ts'
import type { HealthKey } from './health.ts'
import { limitsIn, type ToldLimit } from './limit-headers.ts'
import { correctSpent, fitsAt, forgetSpent, type SlidingWindow, spend, type Spent } from './sliding-window.ts'

/** A place under the limits of one key, taken for one request. */
export interface Reservation {
  readonly type: 'reserved'
  /** The request is over: its place is free, and it used this many tokens; `undefined`: as many as were estimated. Once. */
  settle(tokens: number | undefined): void
  /** The request was never sent. Once, instead of `settle`. */
  refund(): void
}

/** There is no place. `until`: milliseconds since the epoch; absent: once another request of the key is over. */
export interface NoPlace {
  readonly type: 'full'
  readonly until: number | undefined
  /** The limit, in words. */
  readonly limit: string
}

/** Limits of keys: those that are configured, and those that providers tell. Knows nothing of the keys themselves. */
export interface RateLimits {
  /** Why a request of so many tokens would not be sent now, as far as time governs it; `undefined`: nothing is known against it. */
  restingUntil(key: HealthKey, configured: ProviderLimits | undefined, tokens: number): Resting | undefined
  /** Takes a place for one request, or says when there will be one. */
  reserve(key: HealthKey, configured: ProviderLimits | undefined, tokens: number): Reservation | NoPlace
  /** Resolves once a request of the key is over. */
  placeFreed(key: HealthKey): Promise<void>
  /** What the headers of an answer tell of its limits. */
  learn(key: HealthKey, headers: Readonly<Record<string, string>>): void
  /** Everything that is counted and known, as plain data, to be given to another `createRateLimits`. Requests under way are over there. */
  snapshot(): LimitState
}

/** What is counted and known of limits. Plain data, no secrets. */
export interface LimitState {
  readonly uses: readonly (readonly [key: string, requests: readonly Spent[], tokens: readonly Spent[]])[]
  readonly learnt: readonly (readonly [key: string, limits: readonly ToldLimit[]])[]
}

/** The requests of one key in the last minute, and those under way. */
interface KeyUse {
  readonly requests: SlidingWindow
  readonly tokens: SlidingWindow
  running: number
  readonly waiting: (() => void)[]
}

/** A limit that a provider told, with what was spent of it since. */
type LearntLimit = { -readonly [Member in keyof ToldLimit]: ToldLimit[Member] }

/** Keys and models that are remembered; the longest unused go first, and with them only a limit that is found again. */
const most = 5_000

/**
 * Limits of all keys of a router. `now` is the clock in milliseconds since the epoch; `state`: a snapshot, of which what cannot
 * be read is left out.
 */
export function createRateLimits({ now, state }: { readonly now: () => number; readonly state?: unknown }): RateLimits {
  const { uses, learnt } = readState(state)

  function useOf(key: HealthKey): KeyUse {
    const name = keyName(key)
    const use = uses.get(name) ?? { requests: emptyWindow(), tokens: emptyWindow(), running: 0, waiting: [] }
    uses.delete(name)
    uses.set(name, use)
    if (uses.size > most) forgetIdle(uses, now())
    return use
  }

  function learntOf(key: HealthKey): readonly LearntLimit[] {
    const limits = learnt.get(modelName(key))
    return limits === undefined ? [] : limits.filter(({ resetsAt }) => resetsAt > now())
  }

  /** The limit that lasts longest of those that time alone lifts. */
  function fullUntil(key: HealthKey, configured: ProviderLimits = {}, tokens: number): NoPlace | undefined {
    const reasons: NoPlace[] = []
    const add = (until: number | undefined, limit: string): void => {
      if (until !== undefined) reasons.push({ type: 'full', until, limit })
    }
    const { rpm, tpm } = configured
    const use = uses.get(keyName(key))
    if (use !== undefined && rpm !== undefined) add(fitsAt(use.requests, 1, rpm, now()), `${rpm} requests a minute`)
    if (use !== undefined && tpm !== undefined) add(fitsAt(use.tokens, tokens, tpm, now()), `${tpm} tokens a minute`)
    for (const { name, unit, remaining, resetsAt } of learntOf(key)) {
      if (remaining < (unit === 'tokens' ? Math.max(1, tokens) : 1)) add(resetsAt, `${remaining} left, says ${name}`)
    }
    return reasons.toSorted((a, b) => (b.until ?? 0) - (a.until ?? 0))[0]
  }

  return {
    restingUntil(key, configured, tokens) {
      const full = fullUntil(key, configured, tokens)
      if (full?.until === undefined) return undefined
      return { until: full.until, code: 'rate-limit', rule: 'local-limit', limit: full.limit }
    },
    reserve(key, configured = {}, tokens) {
      const full = fullUntil(key, configured, tokens)
      if (full !== undefined) return full
      const use = useOf(key)
      const { maxConcurrent = Infinity } = configured
      if (use.running >= maxConcurrent) {
        return { type: 'full', until: undefined, limit: `${maxConcurrent} requests at one time` }
      }
      const request = spend(use.requests, 1, now())
      const size = spend(use.tokens, tokens, now())
      use.running++
      for (const limit of learntOf(key)) limit.remaining -= { requests: 1, tokens, 'output-tokens': 0 }[limit.unit]
      const leave = (): void => {
        use.running--
        // Who has given up meanwhile is among them: whoever is first takes the place.
        for (const wake of use.waiting.splice(0)) wake()
      }
      return {
        type: 'reserved',
        settle(used) {
          if (used !== undefined) correctSpent(use.tokens, size, used)
          leave()
        },
        refund() {
          correctSpent(use.requests, request, 0)
          correctSpent(use.tokens, size, 0)
          for (const limit of learntOf(key)) limit.remaining += { requests: 1, tokens, 'output-tokens': 0 }[limit.unit]
          leave()
        },
      }
    },
    snapshot: () => ({
      uses: [...uses].map(([name, { requests, tokens }]) => [name, requests.spent, tokens.spent]),
      learnt: [...learnt],
    }),
    placeFreed: (key) => new Promise((resolve) => void useOf(key).waiting.push(resolve)),
    learn(key, headers) {
      const told = limitsIn(headers, now())
      const name = modelName(key)
      const names = new Set(told.map((limit) => limit.name))
      // What these headers speak of without calling it few is no longer a limit.
      const kept = learntOf(key).filter((limit) => !names.has(limit.name) && headers[limit.name] === undefined)
      learnt.delete(name)
      if (kept.length + told.length === 0) return
      learnt.set(name, [...kept, ...told.map((limit) => ({ ...limit }))])
      const oldest = learnt.size > most ? learnt.keys().next() : undefined
      if (oldest?.done === false) learnt.delete(oldest.value)
    },
  }
}

/** A snapshot that may come from anywhere. */
function readState(state: unknown): { uses: Map<string, KeyUse>; learnt: Map<string, LearntLimit[]> } {
  const lists = (name: string): readonly (readonly unknown[])[] => {
    const list: unknown = typeof state === 'object' && state !== null ? Reflect.get(state, name) : undefined
    return Array.isArray(list) ? list.filter((entry): entry is unknown[] => Array.isArray(entry)) : []
  }
  const uses = lists('uses').map(([name, requests, tokens]): [string, KeyUse] => [
    String(name),
    { requests: windowOf(requests), tokens: windowOf(tokens), running: 0, waiting: [] },
  ])
  const learnt = lists('learnt').map(([name, limits]): [string, LearntLimit[]] => [
    String(name),
    objectsIn(limits).filter((limit): limit is ToldLimit => isToldLimit(limit)),
  ])
  return { uses: new Map(uses), learnt: new Map(learnt) }
}

function windowOf(spent: unknown): SlidingWindow {
  const read = objectsIn(spent).filter(
    (one): one is Spent => 'at' in one && 'amount' in one && Number.isFinite(one.at) && Number.isFinite(one.amount),
  )
  return { spent: read.map((one) => ({ ...one })), sum: read.reduce((sum, { amount }) => sum + amount, 0) }
}

function isToldLimit(one: object): one is ToldLimit {
  const { name, unit, remaining, resetsAt } = one as Partial<ToldLimit>
  const isUnit = unit === 'requests' || unit === 'tokens' || unit === 'output-tokens'
  return typeof name === 'string' && isUnit && Number.isFinite(remaining) && Number.isFinite(resetsAt)
}

function objectsIn(list: unknown): readonly object[] {
  return Array.isArray(list) ? list.filter((one): one is object => typeof one === 'object' && one !== null) : []
}

function emptyWindow(): SlidingWindow {
  return { spent: [], sum: 0 }
}

/** Keys that nobody uses at the moment. */
function forgetIdle(uses: Map<string, KeyUse>, now: number): void {
  for (const [name, use] of uses) {
    forgetSpent(use.requests, now)
    if (use.running === 0 && use.waiting.length === 0 && use.requests.spent.length === 0) uses.delete(name)
    if (uses.size <= most) return
  }
}

function keyName({ provider, credential, fingerprint = 0 }: HealthKey): string {
  return JSON.stringify([provider, credential, fingerprint])
}

function modelName(key: HealthKey): string {
  return JSON.stringify([key.provider, key.credential, key.fingerprint ?? 0, key.region ?? '', key.model])
}
