import type { WaitHint } from '../vocabulary/failure.ts'
import type { ProviderLimits } from '../vocabulary/provider-config.ts'
import type { Resting } from './cooldown.ts'
import type { HealthKey } from './health.ts'
import { type KeyUse, newKeyUse, spendingOf, wholeMinute } from './key-use.ts'
import {
  afterAnswer,
  afterRefusal,
  isForgotten,
  type LearntConcurrency,
  newerConcurrency,
} from './learnt-concurrency.ts'
import { limitsIn } from './limit-headers.ts'
import { joinLimits, type KeySpending, type LearntLimit, type LimitState, readLimits } from './limit-state.ts'
import { correctSpent, fitsAt, spend } from './sliding-window.ts'
import { dropOldest } from '../vocabulary/drop-oldest.ts'

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

/** A request that was refused because too many of its key ran at one time. */
export interface RefusedAtOnce {
  /** When it was sent, in milliseconds since the epoch. */
  readonly startedAt: number
  /** It holds a place. */
  readonly isCounted: boolean
  readonly wait: WaitHint | undefined
}

/** Limits of keys: those that are configured, and those that providers tell. Knows nothing of the keys themselves. */
export interface RateLimits {
  /** Why a request of so many tokens would not be sent now, as far as time governs it; `undefined`: nothing is known against it. */
  restingUntil(key: HealthKey, configured: ProviderLimits | undefined, tokens: number): Resting | undefined
  /** Whether anything was learnt of limits of a provider. Cheap: it is asked for every target of a chain. */
  hasLearnt(provider: string): boolean
  /** Why there is no place for one request now. Takes none. */
  fullNow(key: HealthKey, configured: ProviderLimits | undefined, tokens: number): NoPlace | undefined
  /** Takes a place for one request, or says when there will be one. */
  reserve(key: HealthKey, configured: ProviderLimits | undefined, tokens: number): Reservation | NoPlace
  /** Counts a request that was sent before these limits were there. What is returned is called when it is over. */
  adopt(key: HealthKey): () => void
  /** Resolves once a request of the key is over. */
  placeFreed(key: HealthKey): Promise<void>
  /** A request was answered: what the headers tell of its limits, and one more that was served beside others. */
  answered(key: HealthKey, headers: Readonly<Record<string, string>>): void
  /** A request was refused because too many ran: so many are sent at one time from here on. `undefined`: as many as before. */
  refused(key: HealthKey, request: RefusedAtOnce): number | undefined
  /** Everything that is counted and known, as plain data. `writer`: a name for what is counted here. */
  snapshot(writer: string): LimitState
  /** Adds what others have counted and known, in a snapshot that may come from anywhere. `writer`: whose spending is one's own. */
  absorb(state: unknown, writer?: string): void
}

/** Keys and models that are remembered; the longest unused go first, and with them only a limit that is found again. */
const most = 5_000

/** Limits of all keys of a router. `now` is the clock in milliseconds since the epoch. */
export function createRateLimits({ now }: { readonly now: () => number }): RateLimits {
  const uses = new Map<string, KeyUse>()
  const learnt = new Map<string, readonly LearntLimit[]>()
  const concurrency = new Map<string, LearntConcurrency>()
  /** Providers in the names of both, and those that were there since both were empty. */
  const teachers = new Set<unknown>()

  function remember<T>(kept: Map<string, T>, name: string, value: T): void {
    kept.set(name, value)
    teachers.add(providerIn(name))
    dropOldest(kept, most)
  }

  function forget(kept: Map<string, unknown>, name: string): void {
    kept.delete(name)
    if (learnt.size + concurrency.size === 0) teachers.clear()
  }

  function useOf(name: string): KeyUse {
    const use = uses.get(name) ?? newKeyUse()
    uses.delete(name)
    uses.set(name, use)
    if (uses.size > most) forgetIdle(uses, now())
    return use
  }

  function learntOf(name: string): readonly LearntLimit[] {
    const limits = learnt.get(name)
    return limits === undefined ? [] : limits.filter(({ resetsAt }) => resetsAt > now())
  }

  function learn(name: string, limits: readonly LearntLimit[]): void {
    forget(learnt, name)
    if (limits.length > 0) remember(learnt, name, limits)
  }

  function concurrencyOf(name: string): LearntConcurrency | undefined {
    const known = concurrency.get(name)
    if (known === undefined || !isForgotten(known, now())) return known
    forget(concurrency, name)
    return undefined
  }

  /** The limit that lasts longest of those that time alone lifts. */
  function fullUntil(key: HealthKey, { rpm, tpm }: ProviderLimits, tokens: number): NoPlace | undefined {
    const reasons: NoPlace[] = []
    const add = (until: number | undefined, limit: string): void => {
      if (until !== undefined) reasons.push({ type: 'full', until, limit })
    }
    const name = keyName(key)
    const use = uses.get(name)
    if (use !== undefined && rpm !== undefined)
      add(fitsAt(wholeMinute(use, 'requests', now()), 1, rpm, now()), `${rpm} requests a minute`)
    if (use !== undefined && tpm !== undefined)
      add(fitsAt(wholeMinute(use, 'tokens', now()), tokens, tpm, now()), `${tpm} tokens a minute`)
    for (const { name: header, unit, remaining, resetsAt } of learntOf(modelName(key))) {
      if (remaining < (unit === 'tokens' ? Math.max(1, tokens) : 1)) add(resetsAt, `${remaining} left, says ${header}`)
    }
    const { notBefore = 0 } = concurrencyOf(name) ?? {}
    if (notBefore > now()) add(notBefore, 'too many requests at one time, says the provider')
    return reasons.toSorted((a, b) => (b.until ?? 0) - (a.until ?? 0))[0]
  }

  /** The same, and what the end of another request lifts. */
  function fullNow(key: HealthKey, configured: ProviderLimits = {}, tokens: number): NoPlace | undefined {
    const full = fullUntil(key, configured, tokens)
    if (full !== undefined) return full
    const { maxConcurrent = Infinity } = configured
    const taught = concurrencyOf(keyName(key))?.most ?? Infinity
    if ((uses.get(keyName(key))?.running ?? 0) < Math.min(maxConcurrent, taught)) return undefined
    const limit =
      taught < maxConcurrent
        ? `${taught} requests at one time, as refusals have taught`
        : `${maxConcurrent} requests at one time`
    return { type: 'full', until: undefined, limit }
  }

  function begin(use: KeyUse): () => void {
    use.running++
    return () => {
      use.running--
      // Who has given up meanwhile is among them: whoever is first takes the place.
      for (const wake of use.waiting.splice(0)) wake()
    }
  }

  return {
    restingUntil(key, configured, tokens) {
      const full = fullUntil(key, configured ?? {}, tokens)
      if (full?.until === undefined) return undefined
      return { until: full.until, code: 'rate-limit', rule: 'local-limit', limit: full.limit }
    },
    hasLearnt: (provider) => teachers.has(provider),
    fullNow,
    reserve(key, configured, tokens) {
      const full = fullNow(key, configured, tokens)
      if (full !== undefined) return full
      const use = useOf(keyName(key))
      const request = spend(use.requests, 1, now())
      const size = spend(use.tokens, tokens, now())
      const limited = learntOf(modelName(key))
      for (const limit of limited) limit.remaining -= costOf(limit, tokens)
      const leave = begin(use)
      return {
        type: 'reserved',
        settle(used) {
          if (used !== undefined) correctSpent(use.tokens, size, used)
          leave()
        },
        refund() {
          correctSpent(use.requests, request, 0)
          correctSpent(use.tokens, size, 0)
          for (const limit of limited) limit.remaining += costOf(limit, tokens)
          leave()
        },
      }
    },
    adopt: (key) => begin(useOf(keyName(key))),
    placeFreed: (key) => new Promise((resolve) => void useOf(keyName(key)).waiting.push(resolve)),
    answered(key, headers) {
      const at = now()
      const told = limitsIn(headers, at).map((limit) => ({ ...limit, toldAt: at }))
      const few = new Set(told.map(({ name }) => name))
      // What these headers speak of without calling it few is no longer a limit: an older word of somebody else's changes nothing of it.
      const known = learntOf(modelName(key)).map((limit) =>
        headers[limit.name] === undefined || few.has(limit.name) ? limit : { ...limit, remaining: plenty, toldAt: at },
      )
      learn(
        modelName(key),
        joinLimits(
          known.filter(({ name }) => !few.has(name)),
          told,
        ),
      )
      const taught = concurrencyOf(keyName(key))
      if (taught !== undefined) concurrency.set(keyName(key), afterAnswer(taught))
    },
    refused(key, { isCounted, ...request }) {
      const name = keyName(key)
      const running = (uses.get(name)?.running ?? 0) + (isCounted ? 0 : 1)
      const before = concurrencyOf(name)
      const taught = afterRefusal(before, { ...request, running }, now())
      concurrency.delete(name)
      remember(concurrency, name, taught)
      return taught.most === before?.most ? undefined : taught.most
    },
    snapshot: (writer) => ({
      uses: [...uses].flatMap(([name, use]) => spendingOf(use, writer, now()).map((one) => [name, ...one] as const)),
      learnt: [...learnt.keys()].flatMap((name) => {
        const limits = learntOf(name)
        return limits.length === 0 ? [] : [[name, limits] as const]
      }),
      concurrency: [...concurrency].filter(([, one]) => !isForgotten(one, now())),
    }),
    absorb(state, writer) {
      const read = readLimits(state, now())
      const spent = new Map<string, Map<string, KeySpending>>()
      for (const [name, other, spending] of read.uses) {
        if (other === writer) continue
        const others = spent.get(name) ?? new Map<string, KeySpending>()
        spent.set(name, others.set(other, spending))
      }
      for (const [name, others] of spent) useOf(name).others = others
      for (const [name, limits] of read.learnt) learn(name, joinLimits(learntOf(name), limits))
      for (const [name, other] of read.concurrency) {
        if (isForgotten(other, now())) continue
        const newer = newerConcurrency(concurrencyOf(name), other)
        concurrency.delete(name)
        remember(concurrency, name, newer)
      }
    },
  }
}

/** What is left of a limit that is nearly used up no longer. A number that survives JSON. */
const plenty = Number.MAX_SAFE_INTEGER

function costOf({ unit }: LearntLimit, tokens: number): number {
  return { requests: 1, tokens, 'output-tokens': 0 }[unit]
}

/** Keys that nobody uses at the moment. */
function forgetIdle(uses: Map<string, KeyUse>, now: number): void {
  for (const [name, use] of uses) {
    const isIdle = use.running === 0 && use.waiting.length === 0
    if (isIdle && spendingOf(use, '', now).length === 0) uses.delete(name)
    if (uses.size <= most) return
  }
}

function keyName({ provider, credential, fingerprint = 0 }: HealthKey): string {
  return JSON.stringify([provider, credential, fingerprint])
}

/** The provider in a name; of one that nobody here has made, none. */
function providerIn(name: string): unknown {
  try {
    return (JSON.parse(name) as unknown[])[0]
  } catch {
    return undefined
  }
}

function modelName(key: HealthKey): string {
  return JSON.stringify([key.provider, key.credential, key.fingerprint ?? 0, key.region ?? '', key.model])
}
