import type { ConfiguredProvider } from '../adapters/provider.ts'
import { ratesOf, type TokenRates } from '../budget/token-estimate.ts'
import type { CheckedConfig } from '../configuration/checked-config.ts'
import { lackKey } from './learnt-lack.ts'
import type { LastingFacts, ProviderFacts } from '../routing/candidate.ts'
import type { ModelInfo, Target } from '../vocabulary/model.ts'
import { nameOf } from '../vocabulary/model-ref.ts'

/** What is known of a target as long as configuration and catalogue are the same, worked out once. The same object each time. */
export interface KnownTarget {
  /** What admission is told of it. */
  readonly facts: LastingFacts
  /** As it is written. */
  readonly name: string
  readonly configured: ConfiguredProvider
  /** What a request is weighed by. */
  readonly rates: TokenRates
  /** The name that its lacks are remembered by. */
  readonly lackName: string
  /** The same model by the id that it is asked by, where that is another than its own. */
  readonly modelAs: (wireModel: string) => ModelInfo | undefined
}

/** Where what is known is looked up. */
export interface TargetFacts {
  provider(id: string): ConfiguredProvider
  modelInfo(target: Target, provider: ConfiguredProvider, wireModel?: string): ModelInfo | undefined
  readonly config: Pick<CheckedConfig, 'providers'>
  /** Another one when more is known of models. */
  currentCatalog(): unknown
}

/** What is known of targets. */
export interface KnownTargets {
  /** Everything that is known of a target now, but for what changes from call to call. Throws `RouterError` `configuration` like `provider`. */
  readonly known: (target: Target) => KnownTarget
  /** The same of each target of a chain. */
  readonly knownChain: (targets: readonly Target[]) => readonly KnownTarget[]
}

/** Targets that are known at the same time; when there are more, all are looked up again. */
const mostTargets = 1_000

/** Remembers targets until the catalogue is another. */
export function rememberTargets(facts: TargetFacts): KnownTargets {
  const byProvider = new Map<string, Map<string, KnownTarget>>()
  let chains = new WeakMap<readonly Target[], readonly KnownTarget[]>()
  let size = 0
  let catalog: unknown
  function forgetOld(): void {
    if (catalog === facts.currentCatalog() && size <= mostTargets) return
    catalog = facts.currentCatalog()
    byProvider.clear()
    chains = new WeakMap()
    size = 0
  }
  function known(target: Target): KnownTarget {
    forgetOld()
    const before = byProvider.get(target.provider)?.get(target.model)
    if (before !== undefined) return before
    const found = lookUp(target, facts)
    const others = byProvider.get(target.provider) ?? new Map<string, KnownTarget>()
    byProvider.set(target.provider, others.set(target.model, found))
    size++
    return found
  }
  return {
    known,
    knownChain(targets) {
      forgetOld()
      const before = chains.get(targets)
      if (before !== undefined) return before
      const chain = targets.map((target) => known(target))
      // Chains that are named again and again are the same frozen list every time.
      if (Object.isFrozen(targets)) chains.set(targets, Object.freeze(chain))
      return chain
    },
  }
}

function lookUp({ provider, model }: Target, facts: TargetFacts): KnownTarget {
  const target = Object.freeze({ provider, model })
  const configured = facts.provider(provider)
  const models = new Map<string, ModelInfo | undefined>()
  return {
    facts: Object.freeze({
      target,
      provider: providerFacts(configured, facts.config.providers[provider]?.noTraining),
      model: facts.modelInfo(target, configured),
    }),
    name: nameOf(target),
    configured,
    rates: ratesOf(target),
    lackName: lackKey(target, configured),
    modelAs(wireModel) {
      if (!models.has(wireModel)) models.set(wireModel, facts.modelInfo(target, configured, wireModel))
      return models.get(wireModel)
    },
  }
}

/** What admission is told of a provider, when nothing of it is switched off and the request brings no key of its own. */
function providerFacts(provider: ConfiguredProvider, noTraining: boolean | undefined): ProviderFacts {
  const { enabled, needsCredential, keyVariables, local, region } = provider
  return {
    enabled,
    needsCredential,
    hasCredential: provider.credentials.length > 0,
    keyVariables,
    local,
    region,
    noTraining,
  }
}
