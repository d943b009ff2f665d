import type { ConfiguredProvider } from './adapters/provider.ts'
import { keySource } from './credentials/api-key.ts'
import type { Resting } from './routing/cooldown.ts'
import { untilReplaced } from './vocabulary/failure.ts'
import type { HealthKey } from './routing/health.ts'
import type { CompletionRequest, Secret } from './vocabulary/completion-request.ts'
import type { CredentialSource } from './vocabulary/credential.ts'
import type { Target } from './vocabulary/model.ts'

/** Whose keys are chosen from: a provider, or a search backend. */
export type KeyHolder = Pick<ConfiguredProvider, 'id' | 'credentials' | 'region'>

/** What of a request brings keys of its own. */
type OwnKeys = Pick<CompletionRequest, 'apiKeys'>

/** A key that was read. */
export interface ReadCredential {
  readonly source: CredentialSource
  readonly key: string
}

/** The key that a target is asked with. */
export interface ChosenCredential {
  /** Where its health is kept. */
  readonly healthKey: HealthKey
  /** Why it had better not be asked now; absent: it may be. */
  readonly resting: Resting | undefined
  /** Reads the key, once an attempt. Absent where the provider needs none. */
  read(): Promise<ReadCredential | undefined>
}

/** Chooses keys and tells them apart without keeping anything of them that could be shown. */
export interface CredentialChooser {
  /** Whether there is any key for a provider, configured or given with the request. */
  has(provider: KeyHolder, request: OwnKeys): boolean
  /**
   * Whether a target rests, as far as can be told without reading a key. A rejected key counts as usable: only reading it tells
   * whether it was replaced.
   */
  restingNow(target: Target, provider: KeyHolder, request: OwnKeys, tokens?: number): Resting | undefined
  /** The first key that does not rest, else the one that wakes first. `tokens`: estimate of the request, for limits. */
  choose(target: Target, provider: KeyHolder, request: OwnKeys, tokens?: number): Promise<ChosenCredential>
  /** Whether another key than this one could be asked with now. */
  hasOther(than: HealthKey, target: Target, provider: KeyHolder, request: OwnKeys): boolean
}

/** Keys that are told apart at the same time; the oldest are forgotten first. */
const mostKeys = 5_000

/** Whether a key had better not be asked for a request of so many tokens: its health, and its limits. */
export interface KeyRests {
  restingUntil(key: HealthKey, tokens: number): Resting | undefined
}

/** Makes one, with its own numbering of keys: a number tells two keys apart and nothing else about them. */
export function createCredentialChooser(known: KeyRests): CredentialChooser {
  const numbers = new Map<string, number>()
  const lastRead = new WeakMap<CredentialSource, number>()
  let count = 0

  function numberOf(key: string): number {
    let number = numbers.get(key)
    if (number === undefined) {
      number = ++count
      numbers.set(key, number)
      const oldest = numbers.size > mostKeys ? numbers.keys().next() : undefined
      if (oldest?.done === false) numbers.delete(oldest.value)
    }
    return number
  }

  async function read(source: CredentialSource): Promise<ReadCredential> {
    const key = await source.read()
    lastRead.set(source, numberOf(key))
    return { source, key }
  }

  function healthKeyOf(target: Target, provider: KeyHolder, source: CredentialSource | undefined): HealthKey {
    return {
      provider: target.provider,
      model: target.model,
      credential: source?.label ?? '',
      fingerprint: source === undefined ? undefined : lastRead.get(source),
      region: provider.region,
    }
  }

  async function consider(
    target: Target,
    provider: KeyHolder,
    source: CredentialSource,
    tokens: number,
  ): Promise<ChosenCredential> {
    // The number of the key belongs to its health, so it is read before the health is asked for. That reading serves the attempt.
    let first: ReadCredential | undefined = await read(source)
    const healthKey = healthKeyOf(target, provider, source)
    return {
      healthKey,
      resting: known.restingUntil(healthKey, tokens),
      async read() {
        const ready = first ?? (await read(source))
        first = undefined
        return ready
      },
    }
  }

  return {
    has: (provider, request) => sourcesOf(provider, request).length > 0,
    restingNow(target, provider, request, tokens = 0) {
      const sources = sourcesOf(provider, request)
      const keys = (sources.length === 0 ? [undefined] : sources).map((source) => healthKeyOf(target, provider, source))
      const rests = keys.map((key) => known.restingUntil(key, tokens))
      if (rests.some((rest) => rest === undefined || rest.until >= untilReplaced)) return undefined
      return rests.toSorted((a, b) => (a?.until ?? 0) - (b?.until ?? 0))[0]
    },
    async choose(target, provider, request, tokens = 0) {
      const sources = sourcesOf(provider, request)
      let best: ChosenCredential | undefined
      for (const source of sources) {
        const choice = await consider(target, provider, source, tokens)
        if (choice.resting === undefined) return choice
        if (best?.resting === undefined || choice.resting.until < best.resting.until) best = choice
      }
      const healthKey = healthKeyOf(target, provider, undefined)
      return (
        best ?? { healthKey, resting: known.restingUntil(healthKey, tokens), read: () => Promise.resolve(undefined) }
      )
    },
    hasOther: (than, target, provider, request) =>
      sourcesOf(provider, request).some(
        (source) =>
          source.label !== than.credential &&
          known.restingUntil(healthKeyOf(target, provider, source), 0) === undefined,
      ),
  }
}

/** The request's own key replaces the configured ones. */
function sourcesOf(provider: KeyHolder, request: OwnKeys): readonly CredentialSource[] {
  const own: Secret | undefined = request.apiKeys?.[provider.id]
  if (own === undefined) return provider.credentials
  const source = keySource(own, 'request', `apiKeys.${provider.id}`)
  return source === undefined ? [] : [source]
}
