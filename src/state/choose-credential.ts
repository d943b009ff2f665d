import type { Fetch } from '../vocabulary/fetch.ts'
import type { ConfiguredProvider } from '../adapters/provider.ts'
import { keySource } from '../credentials/api-key.ts'
import type { Resting } from '../routing/cooldown.ts'
import { untilReplaced } from '../vocabulary/failure.ts'
import type { HealthKey } from '../routing/health.ts'
import type { NoPlace } from '../routing/rate-limits.ts'
import type { CompletionRequest, Secret } from '../vocabulary/completion-request.ts'
import type { ExchangedKey } from './token-exchange.ts'
import type { CredentialSource, GrantedToken, TokenExchange } from '../vocabulary/credential.ts'
import { untilAborted } from '../transport/until-aborted.ts'
import type { Target } from '../vocabulary/model.ts'
import { dropOldest } from '../vocabulary/drop-oldest.ts'

/** Whose keys are chosen from: a provider, or a search backend. */
export interface KeyHolder extends Pick<ConfiguredProvider, 'id' | 'credentials' | 'region'> {
  readonly baseUrl?: string | undefined
  readonly exchange?: TokenExchange | undefined
  readonly fetch?: Fetch | undefined
  readonly options?: ConfiguredProvider['options'] | undefined
}

/** What of a request brings keys of its own. */
type OwnKeys = Pick<CompletionRequest, 'apiKeys'>

/** A key that was read, or the token that it was exchanged for. */
export interface ReadCredential {
  readonly source: CredentialSource
  readonly key: string
  /** What a token brings that a key was exchanged for: where it is shown, and what beside it. */
  readonly granted?: Pick<GrantedToken, 'baseUrl' | 'headers'> | undefined
}

/** How keys become tokens; loaded with the first that does. */
export interface Exchanger {
  exchange(asked: ExchangedKey, signal: AbortSignal): Promise<GrantedToken>
  drop(asked: ExchangedKey, token: string): Promise<void>
}

/** The key that a target is asked with. */
export interface ChosenCredential {
  /** Where its health is kept. */
  readonly healthKey: HealthKey
  /** Why it had better not be asked now; absent: it may be. */
  readonly resting: Resting | undefined
  /** Reads the key, once an attempt. Absent where the provider needs none. */
  read(): ReadCredential | undefined | Promise<ReadCredential | undefined>
  /** Reads it afresh after it was refused. Whether it is another now: the next attempt shows it. */
  renew(): Promise<boolean>
}

/** Chooses keys and tells them apart without keeping anything of them that could be shown. */
export interface CredentialChooser {
  /** The places of all keys that a provider may be asked with, those that are switched off too. */
  places(provider: KeyHolder, request: OwnKeys): readonly string[]
  /** Forgets keys, as far as they are remembered at all. */
  forget(keys: readonly CredentialSource[]): void
  /** Whether there is any key for a provider, configured or given with the request. */
  has(provider: KeyHolder, request: OwnKeys): boolean
  /**
   * Whether a target rests, as far as can be told without asking for a key. A rejected one that a function or an exchange gave counts
   * as usable: only asking for it tells whether it was replaced.
   */
  restingNow(target: Target, provider: KeyHolder, request: OwnKeys, tokens: number): Resting | undefined
  /** Why none of the keys that do not rest has a place for a request now, as far as can be told without reading one. */
  fullNow(target: Target, provider: KeyHolder, request: OwnKeys, tokens: number): NoPlace | undefined
  /**
   * The first key that does not rest and has a place, else the first that does not rest, else the one that wakes first. `tokens`: estimate of the request, for limits. `signal`: ends
   * the wait for a token.
   */
  choose(
    target: Target,
    provider: KeyHolder,
    request: OwnKeys,
    tokens?: number,
    signal?: AbortSignal,
  ): Promise<ChosenCredential>
  /** Whether another key than this one could be asked with now. */
  hasOther(than: HealthKey, target: Target, provider: KeyHolder, request: OwnKeys): boolean
}

/** Keys that are told apart at the same time; the oldest are forgotten first. */
const mostKeys = 5_000

/** A key as it was read, and what of it was exchanged. */
interface Reading {
  readonly credential: ReadCredential
  readonly asked: ExchangedKey | undefined
}

/** Nobody leaves. */
const never: AbortSignal = new AbortController().signal

/** Whether a key had better not be asked for a request of so many tokens: its health, and its limits. */
export interface KeyRests {
  /** Whether nothing is known of a provider for which a key of it would rest or be full. Default: something may be. */
  isQuiet?(provider: string): boolean
  restingUntil(key: HealthKey, tokens: number): Resting | undefined
  /** Why there is no place for it now, as long as others run. Default: there always is. */
  fullNow?(key: HealthKey, tokens: number): NoPlace | undefined
  /** Whether a key was switched off by hand. Default: none is. */
  isOff?(provider: string, key: string): boolean
}

/** What keys are told apart by: a number tells two keys apart and nothing else about them. None is given twice. */
export interface KeyNumbers {
  readonly byKey: Map<string, number>
  last: number
  /** Makes the number of a key where it has to be the same elsewhere. Default: the next one. */
  readonly numberOf?: ((key: string) => number) | undefined
}

/** No key was seen yet. */
export function createKeyNumbers(): KeyNumbers {
  return { byKey: new Map(), last: 0 }
}

/** Makes one. `kept`: the numbers of keys, kept over configurations. */
export function createCredentialChooser(
  known: KeyRests,
  exchanger?: Exchanger,
  kept: KeyNumbers = createKeyNumbers(),
): CredentialChooser {
  const numbers = kept.byKey
  const lastRead = new WeakMap<CredentialSource, number>()

  function numberOf(key: string): number {
    let number = numbers.get(key)
    if (number === undefined) {
      number = kept.numberOf?.(key) ?? ++kept.last
      numbers.set(key, number)
      dropOldest(numbers, mostKeys)
    }
    return number
  }

  /** The keys that may be asked with: those that are not switched off. */
  function sourcesOf(provider: KeyHolder, request: OwnKeys): readonly CredentialSource[] {
    const sources = allSources(provider, request)
    const isOff = ({ label }: CredentialSource): boolean => known.isOff?.(provider.id, label) === true
    return sources.some(isOff) ? sources.filter((source) => !isOff(source)) : sources
  }

  /** Most keys are known at once. */
  function read(provider: KeyHolder, source: CredentialSource, signal: AbortSignal): Reading | Promise<Reading> {
    const key = source.read()
    const exchange = exchangeOf(source, provider)
    if (exchange === 'none' && typeof key === 'string') return noted(source, key)
    return readLater(source, key, exchange === 'none' ? undefined : { exchange, provider }, signal)
  }

  async function readLater(
    source: CredentialSource,
    reading: string | Promise<string>,
    place: Omit<ExchangedKey, 'key'> | undefined,
    signal: AbortSignal,
  ): Promise<Reading> {
    const key = typeof reading === 'string' ? reading : await untilAborted(reading, signal)
    const asked = place === undefined ? undefined : { ...place, key }
    const granted = asked === undefined ? undefined : await exchanger?.exchange(asked, signal)
    return noted(source, key, asked, granted)
  }

  /** The token is what a host refuses, so it is the token whose health is kept. */
  function noted(source: CredentialSource, key: string, asked?: ExchangedKey, granted?: GrantedToken): Reading {
    const shown = granted?.token ?? key
    lastRead.set(source, numberOf(shown))
    return { credential: { source, key: shown, granted }, asked }
  }

  /**
   * The number of a key that stays what it is: what is known of it counts before it is read for a request. `undefined` for one that
   * may be another when it is asked for again.
   */
  function numberOfFixed(source: CredentialSource | undefined, provider: KeyHolder): number | undefined {
    const key = source?.isFixed === true && exchangeOf(source, provider) === 'none' ? source.read() : undefined
    return typeof key === 'string' ? numberOf(key) : undefined
  }

  function healthKeyOf(target: Target, provider: KeyHolder, source: CredentialSource | undefined): HealthKey {
    return {
      provider: target.provider,
      model: target.model,
      credential: source?.label ?? '',
      fingerprint: source === undefined ? undefined : (lastRead.get(source) ?? numberOfFixed(source, provider)),
      region: provider.region,
    }
  }

  /** The number of a key belongs to its health, so it is read before the health is asked for. That reading serves the attempt. */
  function chosenKey(
    target: Target,
    provider: KeyHolder,
    source: CredentialSource,
    { first, tokens, signal }: { readonly first: Reading; readonly tokens: number; readonly signal: AbortSignal },
  ): ChosenCredential {
    let last = first
    let isUsed = false
    const healthKey = healthKeyOf(target, provider, source)
    // No accessor: V8 keeps what the accessors of an object literal hold until the next full collection, here the call.
    const chosen = { healthKey, resting: known.restingUntil(healthKey, tokens), read: readOnce, renew }

    async function readAgain(): Promise<ReadCredential> {
      last = await read(provider, source, signal)
      chosen.healthKey = healthKeyOf(target, provider, source)
      return last.credential
    }

    function readOnce(): ReadCredential | Promise<ReadCredential> {
      if (isUsed) return readAgain()
      isUsed = true
      return last.credential
    }

    async function renew(): Promise<boolean> {
      const { key } = last.credential
      if (last.asked !== undefined) await exchanger?.drop(last.asked, key)
      await readAgain()
      isUsed = false
      return last.credential.key !== key
    }
    return chosen
  }

  /** The keys as health knows them, without reading one; one that stands for none where there is none. */
  function knownKeys(target: Target, provider: KeyHolder, request: OwnKeys): readonly HealthKey[] {
    const sources = sourcesOf(provider, request)
    return (sources.length === 0 ? [undefined] : sources).map((source) => healthKeyOf(target, provider, source))
  }

  return {
    places: (provider, request) => allSources(provider, request).map(({ label }) => label),
    forget(keys) {
      const gone = new Set(keys.map((key) => lastRead.get(key)))
      for (const [key, number] of numbers) if (gone.has(number)) numbers.delete(key)
    },
    has: (provider, request) => sourcesOf(provider, request).length > 0,
    restingNow(target, provider, request, tokens) {
      if (known.isQuiet?.(target.provider) === true) return undefined
      const sources = sourcesOf(provider, request)
      let soonest: Resting | undefined
      for (const [place, key] of knownKeys(target, provider, request).entries()) {
        const resting = known.restingUntil(key, tokens)
        if (resting === undefined) return undefined
        if (resting.until >= untilReplaced && numberOfFixed(sources[place], provider) === undefined) return undefined
        if (soonest === undefined || resting.until < soonest.until) soonest = resting
      }
      return soonest
    },
    fullNow(target, provider, request, tokens) {
      if (known.isQuiet?.(target.provider) === true) return undefined
      const fulls = knownKeys(target, provider, request)
        .filter((key) => known.restingUntil(key, tokens) === undefined)
        .map((key) => known.fullNow?.(key, tokens))
      return fulls.includes(undefined) ? undefined : fulls[0]
    },
    async choose(target, provider, request, tokens = 0, signal = never) {
      const sources = sourcesOf(provider, request)
      let best: ChosenCredential | undefined
      for (const source of sources) {
        const reading = read(provider, source, signal)
        const first = reading instanceof Promise ? await reading : reading
        const choice = chosenKey(target, provider, source, { first, tokens, signal })
        if (choice.resting === undefined && known.fullNow?.(choice.healthKey, tokens) === undefined) return choice
        // One that does not rest only waits for a place.
        if (best === undefined || (choice.resting?.until ?? 0) < (best.resting?.until ?? 0)) best = choice
      }
      const healthKey = healthKeyOf(target, provider, undefined)
      return (
        best ?? {
          healthKey,
          resting: known.restingUntil(healthKey, tokens),
          read: () => undefined,
          renew: async () => false,
        }
      )
    },
    hasOther: (than, target, provider, request) =>
      knownKeys(target, provider, request).some(
        (key) =>
          key.credential !== than.credential &&
          known.restingUntil(key, 0) === undefined &&
          known.fullNow?.(key, 0) === undefined,
      ),
  }
}

/** A token that was got elsewhere is not exchanged again; what stands in one of ChatGPT is read all the same. */
function exchangeOf(source: CredentialSource, provider: KeyHolder): TokenExchange | 'none' {
  const own = provider.exchange ?? 'none'
  return source.exchange === 'none' && own === 'chatgpt' ? own : (source.exchange ?? own)
}

/** The request's own key replaces the configured ones. */
function allSources(provider: KeyHolder, request: OwnKeys): readonly CredentialSource[] {
  const own: Secret | undefined = request.apiKeys?.[provider.id]
  if (own === undefined) return provider.credentials
  const source = keySource(own, 'request', `apiKeys.${provider.id}`)
  return source === undefined ? [] : [source]
}
