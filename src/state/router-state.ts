import { withHostFacts, withModels } from '../adapters/complete-provider.ts'
import { providerModels } from '../adapters/provider-models.ts'
import { loadHostsFor, loadProtocol } from '../adapters/protocol-table.ts'
import { wireModel } from '../adapters/wire-model.ts'
import { createObservedTokens } from '../budget/observed-tokens.ts'
import type { UsageLedger } from '../budget/usage-ledger.ts'
import { outputBudget, type OutputBudget } from '../budget/output-budget.ts'
import type { RequestSize } from '../budget/request-size.ts'
import { tokensOf, type TokenRates } from '../budget/token-estimate.ts'
import type { CachingEnvironment } from '../caching/cache-strategy.ts'
import type { CheckedConfig } from '../configuration/checked-config.ts'
import type { Protocol } from '../adapters/protocol.ts'
import type { Carrier, ConfiguredProvider, ResolvedProvider } from '../adapters/provider.ts'
import { createCredentialChooser, type CredentialChooser, type Exchanger } from './choose-credential.ts'
import type { KillSwitch } from './kill-switch.ts'
import type { Notify } from './notifier.ts'
import { createHeadMaker, type HeadMaker } from './request-head.ts'
import { lazyRateLimits, type LazyRateLimits } from './lazy-rate-limits.ts'
import { laterRest } from '../routing/cooldown.ts'
import { tierOrder } from '../routing/merge-constraints.ts'
import type { Selection } from '../routing/select-targets.ts'
import { createStandings, type Standings } from '../routing/standing.ts'
import { lazyCatalog, type LazyCatalog } from './lazy-catalog.ts'
import { lazySpending, type LazySpending } from './lazy-spending.ts'
import type { LazyCaching } from './lazy-caching.ts'
import { type KnownTarget, type KnownTargets, rememberTargets } from './known-target.ts'
import type { RouterMemory } from './router-memory.ts'
import type { SearchState } from '../search-call/search-state.ts'
import type { TokenStore } from './token-exchange.ts'
import { createKeptAnswers } from '../transport/kept-answers.ts'
import type { ModelInfo, ProtocolId, Target } from '../vocabulary/model.ts'
import type { Runtime } from '../vocabulary/runtime.ts'

/** Everything that the calls of one router share while it has one configuration; what was learnt outlives it. */
export interface RouterState
  extends
    Pick<LazyCatalog, 'loadCatalog' | 'hasCatalog' | 'replaceCatalog'>,
    KnownTargets,
    Pick<
      RouterMemory,
      | 'health'
      | 'retryBuckets'
      | 'stickyRoutes'
      | 'latency'
      | 'firstTokenTimes'
      | 'learnt'
      | 'lacks'
      | 'inferenceProfiles'
      | 'ledger'
    > {
  readonly config: CheckedConfig
  readonly runtime: Runtime
  /** What was switched off by hand. */
  readonly killSwitch: KillSwitch
  /** Whether the configuration chooses chains by more than the route `default`. */
  readonly hasRules: boolean
  /** Ids of the providers that a tier may pick from, in their order. */
  readonly offeredProviders: readonly string[]
  /** Limits of keys; nothing of them is loaded before one is configured or told. */
  readonly rateLimits: LazyRateLimits
  /** What searches share, loaded by the first one. */
  searchState(): Promise<SearchState>
  /** Ends each call that runs. */
  readonly running: Set<(reason: unknown) => void>
  /** Ids that a target may name: built in or configured. */
  readonly knownProviders: readonly string[]
  /** Other names of built-in ones. */
  readonly providerAliases: ReadonlyMap<string, string>
  /** The provider of an id. Throws `RouterError` `configuration` when it cannot be used. */
  readonly provider: (id: string) => ConfiguredProvider
  /** The same with what its protocol knows of the host, loaded by the first call that needs it. Rejects like `protocol`. */
  hostOf(id: string): ResolvedProvider | Promise<ResolvedProvider>
  /** A protocol, as somebody carries it, loaded by the first call that needs it. Rejects with `RouterError` `unsupported`. */
  protocol(id: ProtocolId, carrier?: Carrier): Protocol | Promise<Protocol>
  /** Which key a target is asked with. */
  readonly credentials: CredentialChooser
  /** Chains that requests have named before: of one name the same comes out again. */
  readonly selections: Map<string, Selection>
  /** Those of their lists of which everything is there that the catalogue knows. */
  readonly informed: WeakSet<readonly Target[]>
  /** Makes addresses and headers. */
  readonly makeHead: HeadMaker
  /**
   * What is known of a model now: overrides always, the catalogue once it is loaded. `wireModel`: the id that it is asked by, where
   * that is another than its own.
   */
  modelInfo(target: Target, wireModel?: string): ModelInfo | undefined
  /** What of admissions was settled before. */
  readonly standings: Standings
  /** Estimate of a request, in tokens of a target, corrected by what was counted there before. */
  inputTokens(request: { readonly size: RequestSize }, target: Target): number
  /** The same for a target that was looked up. */
  readonly tokensAt: (request: { readonly size: RequestSize }, known: KnownTarget) => number
  /** Learns from a count of the provider's. Requests with files teach nothing. */
  observeTokens(request: { readonly size: RequestSize }, target: Target, counted: number): void
  readonly notify: Notify
  /** The rules of output limits. */
  readonly outputBudget: OutputBudget
  /** `COWORK_PROMPT_CACHE_MODE` and `COWORK_PROMPT_CACHE_TTL`. */
  readonly environmentCaching: CachingEnvironment
  /** Limits on what may be spent; nothing of them is loaded before one concerns a request. */
  readonly spending: LazySpending
  /** What was used, for reports. */
  readonly usage: UsageLedger
  /** What calls remember and use of prompt caching, loaded by the first that needs it. */
  readonly caching: LazyCaching
}

/** What a router has checked when it is made, or configured anew. */
export interface RouterFoundation {
  readonly config: CheckedConfig
  readonly runtime: Runtime
  readonly notify: RouterState['notify']
  readonly providers: { readonly get: (id: string) => ConfiguredProvider; readonly offered: readonly string[] }
  readonly known: Pick<RouterState, 'knownProviders' | 'providerAliases'>
  readonly running: RouterState['running']
  readonly killSwitch: KillSwitch
  /** Variables that are not a provider's, as they were when the router was made. */
  readonly environment: Readonly<Record<string, string | undefined>>
}

/** The state of a router whose calls begin, or of one that is configured anew. */
export function createRouterState(foundation: RouterFoundation, memory: RouterMemory): RouterState {
  const { config, runtime, notify, providers, running, environment, killSwitch } = foundation
  const { health, retryBuckets, protocols } = memory
  const rateLimits = lazyRateLimits(config, runtime, memory.rateLimits, killSwitch.underway)
  const credentials = createCredentialChooser(
    {
      restingUntil: (key, tokens) => laterRest(health.restingUntil(key), rateLimits.restingUntil(key, tokens)),
      isQuiet: (provider) => health.isQuiet(provider) && rateLimits.isQuiet(provider),
      fullNow: (key, tokens) => rateLimits.fullNow(key, tokens),
      isOff: (provider, key) => killSwitch.isKeyOff(provider, key),
    },
    (memory.exchanger ??= lazyExchanger(runtime)),
    memory.keyNumbers,
  )
  const spending = lazySpending(config, { runtime, notify }, memory.spending)
  let searchState: Promise<SearchState> | undefined
  const hosts = lazyHosts((id) => providers.get(id), notify)
  const catalog = lazyCatalog(config, memory.catalog, hosts.provider)
  const targets = rememberTargets({
    config,
    provider: hosts.provider,
    currentCatalog: catalog.currentCatalog,
    modelInfo(target, provider, wireId) {
      if (wireId !== undefined) return catalog.infoOf(provider, wireId, target)
      // A model that stands for a tier of its provider is of that tier; of several the highest.
      const tier = tierOrder.findLast((one) => provider.tiers[one] === target.model)
      return catalog.infoOf(provider, wireModel(provider, target.model), target, tier)
    },
  })
  return {
    config,
    runtime,
    notify,
    running,
    killSwitch,
    health,
    retryBuckets,
    stickyRoutes: memory.stickyRoutes,
    latency: memory.latency,
    hasRules: hasRules(config),
    offeredProviders: providers.offered,
    firstTokenTimes: memory.firstTokenTimes,
    learnt: memory.learnt,
    lacks: memory.lacks,
    inferenceProfiles: memory.inferenceProfiles,
    ledger: memory.ledger,
    rateLimits,
    credentials,
    ...foundation.known,
    outputBudget: outputBudget(config.budget.output, environment),
    searchState() {
      searchState ??= import('../search-call/search-state.ts').then(({ createSearchState }) =>
        createSearchState({
          config: config.search,
          option: ['search'],
          readEnv: (name) => environment[name],
          shared: { runtime, notify, running, health, retryBuckets, credentials, spending, usage: memory.usage },
        }),
      )
      return searchState
    },
    selections: new Map(),
    informed: new WeakSet(),
    makeHead: createHeadMaker(),
    environmentCaching: {
      mode: environment['COWORK_PROMPT_CACHE_MODE'],
      ttl: environment['COWORK_PROMPT_CACHE_TTL'],
    },
    spending,
    usage: memory.usage,
    caching: memory.caching,
    ...hosts,
    protocol(id, carrier) {
      const name = carrier === undefined ? id : `${id} ${carrier}`
      const known = protocols.get(name)
      if (known !== undefined) return known
      return loadProtocol(id, carrier).then((protocol) => {
        protocols.set(name, protocol)
        return protocol
      })
    },
    ...tokenEstimates(targets.known),
    ...catalog,
    ...targets,
    standings: createStandings(),
    modelInfo(target, wireId) {
      const { facts, modelAs } = targets.known(target)
      return (wireId === undefined ? undefined : modelAs(wireId)) ?? facts.model
    },
  }
}

function tokenEstimates(known: RouterState['known']): Pick<RouterState, 'inputTokens' | 'tokensAt' | 'observeTokens'> {
  const observed = createObservedTokens()
  // Within a call the same request is weighed for the same families of models again and again.
  let weighed: { readonly size: RequestSize; readonly byRates: Map<TokenRates, number> } | undefined
  const estimate = (size: RequestSize, { rates }: KnownTarget): number => {
    if (weighed?.size !== size) weighed = { size, byRates: new Map() }
    const before = weighed.byRates.get(rates)
    if (before !== undefined) return before
    const tokens = tokensOf(size, rates)
    weighed.byRates.set(rates, tokens)
    return tokens
  }
  const tokensAt: RouterState['tokensAt'] = ({ size }, of) => observed.correct(of.name, estimate(size, of))
  return {
    tokensAt,
    inputTokens: (request, target) => tokensAt(request, known(target)),
    observeTokens({ size }, target, counted) {
      if (size.images + size.pdfPages + size.audioSeconds > 0) return
      const of = known(target)
      observed.observe(of.name, estimate(size, of), counted)
    },
  }
}

function hasRules({ agents, roles, routes }: CheckedConfig): boolean {
  return (
    Object.keys(agents).length > 0 ||
    Object.keys(roles).length > 0 ||
    Object.entries(routes).some(([name, route]) => name !== 'default' && route.needs.length > 0)
  )
}

/** Loaded with the first key that is exchanged for a token. */
function lazyExchanger(runtime: Runtime): Exchanger {
  const store: TokenStore = { runtime, accessTokens: createKeptAnswers(runtime) }
  return {
    exchange: async (asked, signal) => (await import('./token-exchange.ts')).exchangeKey(store, asked, signal),
    drop: async (asked, token) => (await import('./token-exchange.ts')).dropToken(store, asked, token),
  }
}

/** Providers with the rest of their rows: models at once, what is known of the host when it is asked. */
function lazyHosts(
  configured: (id: string) => ConfiguredProvider,
  notify: RouterState['notify'],
): Pick<RouterState, 'provider' | 'hostOf'> {
  const providers = new Map<string, ConfiguredProvider>()
  const resolved = new Map<string, ResolvedProvider>()
  const provider = (id: string): ConfiguredProvider => {
    const known = providers.get(id)
    if (known !== undefined) return known
    const found = configured(id)
    const whole = withModels(found, Object.hasOwn(providerModels, id) ? providerModels[id] : undefined)
    providers.set(id, whole)
    return whole
  }
  return {
    provider,
    hostOf(id) {
      const known = resolved.get(id)
      if (known !== undefined) return known
      const asked = provider(id)
      return loadHostsFor(asked.protocol, asked.row).then((hosts) => {
        const whole = withHostFacts(asked, hosts)
        resolved.set(id, whole)
        const terms = hosts.known[asked.row ?? '']?.terms
        if (terms !== undefined) notify({ type: 'vendor-terms', message: terms }, id)
        return whole
      })
    },
  }
}
