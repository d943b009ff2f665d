import type { ClassifiedFailure, FailureScope, WaitHint } from '../vocabulary/failure.ts'
import { afterFailure, afterSuccess, laterRests, pruned, type Resting, restingIn, type ScopeRests } from './cooldown.ts'
import { dropOldest } from '../vocabulary/drop-oldest.ts'

/** Whose health it is: a model of a provider, asked with one credential. */
export interface HealthKey {
  readonly provider: string
  readonly model: string
  /** Label of the credential, never the credential; `''` when none is needed. */
  readonly credential: string
  /** Changes when the credential behind the label does (a number that tells nothing about it), so that a new key starts fresh. */
  readonly fingerprint?: number | undefined
  readonly region?: string | undefined
}

/** What is remembered of every scope: pairs of a scope's name and its rests. Plain data, no secrets. */
export type HealthState = readonly (readonly [scope: string, rests: ScopeRests])[]

/** Remembers which targets, keys, accounts and regions had better not be asked for now. */
export interface Health {
  /** A request of `key` failed. Failures that are about the request alone change nothing. */
  recordFailure(key: HealthKey, failure: ClassifiedFailure, wait?: WaitHint): void
  /** A request of `key` succeeded. */
  recordSuccess(key: HealthKey): void
  /** Whether nothing is remembered of a provider, so that nothing of it rests. Cheap: it is asked for every target of a chain. */
  isQuiet(provider: string): boolean
  /** The longest rest of all scopes that hold `key`; `undefined`: it may be asked. */
  restingUntil(key: HealthKey): Resting | undefined
  /** Everything remembered, to be given to another `createHealth`. */
  snapshot(): HealthState
  /** Adds what another has remembered. */
  absorb(state: HealthState): void
}

/** Keys of callers come and go: more scopes than this are not remembered, the longest untouched go first. */
const mostScopes = 5_000

const scopes: readonly Exclude<FailureScope, 'request'>[] = ['model-key', 'key', 'account', 'region']

/** Health that is folded from outcomes. `now` is the clock in milliseconds since the epoch, `random` gives numbers in [0, 1). */
export function createHealth(options: {
  readonly now: () => number
  readonly random: () => number
  readonly state?: HealthState | undefined
}): Health {
  const { now, random } = options
  const remembered = new Map<string, ScopeRests>(options.state)
  /** Providers of which something is remembered, or was since nothing is. */
  const concerned = new Set([...remembered.keys()].map(providerIn))

  function remember(scope: string, rests: ScopeRests): void {
    remembered.delete(scope)
    if (remembered.size === 0) concerned.clear()
    if (Object.keys(rests).length === 0) return
    remembered.set(scope, rests)
    concerned.add(providerIn(scope))
    dropOldest(remembered, mostScopes)
  }

  return {
    recordFailure(key, failure, wait) {
      if (failure.scope === 'request') return
      const scope = scopeName(failure.scope, key)
      const rests = pruned(remembered.get(scope) ?? {}, now())
      remember(scope, afterFailure(rests, failure, wait, now(), random()))
    },
    recordSuccess(key) {
      if (!concerned.has(key.provider)) return
      for (const kind of scopes) {
        const scope = scopeName(kind, key)
        const rests = remembered.get(scope)
        if (rests !== undefined) remember(scope, afterSuccess(rests, kind === 'model-key', now()))
      }
    },
    isQuiet: (provider) => !concerned.has(provider),
    restingUntil(key) {
      if (!concerned.has(key.provider)) return undefined
      let latest: Resting | undefined
      for (const kind of scopes) {
        const resting = restingIn(remembered.get(scopeName(kind, key)) ?? {}, now())
        if (resting !== undefined && resting.until > (latest?.until ?? 0)) latest = resting
      }
      return latest
    },
    snapshot: () =>
      [...remembered].flatMap(([scope, rests]): HealthState => {
        const left = pruned(rests, now())
        return Object.keys(left).length === 0 ? [] : [[scope, left]]
      }),
    absorb(state) {
      for (const [scope, rests] of state) remember(scope, laterRests(remembered.get(scope) ?? {}, rests))
    },
  }
}

/** The provider that a scope is of; of a name that nobody here has made, none. */
function providerIn(scope: string): unknown {
  try {
    return (JSON.parse(scope) as unknown[])[1]
  } catch {
    return undefined
  }
}

/** Accounts are not known to us: all keys of a provider count as one. */
function scopeName(scope: Exclude<FailureScope, 'request'>, key: HealthKey): string {
  const { provider, model, credential, fingerprint = 0, region = '' } = key
  switch (scope) {
    case 'model-key':
      return JSON.stringify([scope, provider, credential, fingerprint, region, model])
    case 'key':
      return JSON.stringify([scope, provider, credential, fingerprint])
    case 'account':
      return JSON.stringify([scope, provider])
    case 'region':
      return JSON.stringify([scope, provider, region])
  }
}
