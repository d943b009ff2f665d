import { protocolEndpoints } from './adapters/protocol-endpoints.ts'
import { profileOf, providerAliases, providerIds, providerTable } from './adapters/provider-table.ts'
import { configureProvider, discoverProviders } from './adapters/configure-provider.ts'
import type { ConfiguredProvider } from './adapters/provider.ts'
import { createCompletion } from './call/completion.ts'
import type { planRequest } from './call/plan-request.ts'
import { withDefault, withoutProvider, withProvider } from './operations/change-configuration.ts'
import { completeRuntime } from './complete-runtime.ts'
import type { CheckedConfig } from './configuration/checked-config.ts'
import { parseConfiguration } from './configuration/parse-configuration.ts'
import { frozenCopy } from './configuration/plain-data.ts'
import { findKeys } from './credentials/api-key.ts'
import type { CallEngine } from './engine.ts'
import { createKillSwitch, type SelectorNames } from './state/kill-switch.ts'
import { notifier } from './state/notifier.ts'
import type { RouterFoundation, RouterState } from './state/router-state.ts'
import { searchVariables } from './search/search-variables.ts'
import type { CompletionRequest } from './vocabulary/completion-request.ts'
import type { ProviderDefinition } from './vocabulary/parsed-provider.ts'
import { redactUrl } from './vocabulary/redact-secrets.ts'
import { RouterError } from './vocabulary/router-error.ts'
import type { Completion } from './vocabulary/completion.ts'
import type { ProviderConfig } from './vocabulary/provider-config.ts'
import type { ProviderStatus } from './vocabulary/provider-status.ts'
import type { Router } from './vocabulary/router.ts'
import type { RouterConfig } from './vocabulary/router-config.ts'
import type { Runtime } from './vocabulary/runtime.ts'

/**
 * Makes a router. Everything has a default: without a configuration, providers are found by the keys in the environment and
 * the default route is OpenRouter's free models. The environment is read now and never again.
 *
 * Throws a `RouterError` `configuration` that lists everything that is wrong with the configuration, each with its path.
 *
 * @example
 * const router = createRouter({ routes: { default: ['anthropic/claude-sonnet-4-6', 'openai/gpt-5.4'] } })
 * const { text } = await router.complete({ messages: 'Why is the sky blue?' })
 */
export function createRouter<const C extends RouterConfig = RouterConfig>(config?: C): Router<C> {
  let foundation = layFoundation(config)
  const { running, killSwitch } = foundation
  let loading: Promise<CallEngine> | undefined
  let loaded: CallEngine | undefined
  let planning: Promise<{ readonly planRequest: typeof planRequest }> | undefined

  /**
   * What makes calls is loaded with the first one: importing the library and making a router cost next to nothing. It is kept,
   * because a dynamic import costs something every time. What is known is looked at anew where it is shared with others.
   */
  const engine = (): CallEngine | Promise<CallEngine> =>
    loaded === undefined || loaded.refresh !== undefined ? refreshedEngine() : loaded

  async function refreshedEngine(): Promise<CallEngine> {
    loading ??= loadEngine(foundation).then((calls) => (loaded = calls))
    const calls = loaded ?? (await loading)
    await calls.refresh?.()
    return calls
  }

  /** The state is that of the configuration at the moment of asking. */
  async function stateNow(): Promise<RouterState> {
    const began = foundation
    const { stateOf } = await engine()
    return stateOf(began)
  }

  const configure = (next: RouterConfig, absent: readonly string[] = []): void => {
    foundation = layFoundation(next, { ...foundation, absent })
  }

  async function close(): Promise<void> {
    for (const abort of running) abort('the router was closed')
    running.clear()
  }

  const complete = (request: CompletionRequest): Completion => {
    // What is wrong with a request is the call's error, so it is only looked at here, not trusted.
    const { appendOnly, signal } = (request ?? {}) as Partial<CompletionRequest>
    return createCompletion(
      async (call) => {
        const began = foundation
        // What makes calls may be on its way still: closing ends this one all the same. `runCall` takes it out again.
        running.add(call.abort)
        const { runCall, stateOf } = await engine()
        return runCall(stateOf(began), request, call)
      },
      { appendOnly, signal },
    )
  }

  return {
    complete: complete as Router<C>['complete'],
    async plan(request, options) {
      const { planRequest } = await (planning ??= import('./call/plan-request.ts'))
      return planRequest(await stateNow(), request, options)
    },
    async estimateCost(request, options) {
      const { estimateRequestCost } = await import('./operations/estimate-request-cost.ts')
      return estimateRequestCost(await stateNow(), request, options)
    },
    async countTokens(request, options) {
      const { countRequestTokens } = await import('./operations/count-request-tokens.ts')
      return countRequestTokens(await stateNow(), request, options)
    },
    async compact(request) {
      const { compactHistory } = await import('./compaction/compact-history.ts')
      return compactHistory(await stateNow(), request)
    },
    async models() {
      const { listModels } = await import('./operations/describe-models.ts')
      const state = await stateNow()
      const ids = foundation.providers.statuses(state.provider).map(({ id }) => id)
      return listModels(state, ids)
    },
    async capabilities(target) {
      const { describeCapabilities } = await import('./operations/describe-models.ts')
      return describeCapabilities(await stateNow(), target)
    },
    async probe(target, options) {
      const { probeTarget } = await import('./operations/probe-target.ts')
      return probeTarget(await stateNow(), target, options)
    },
    async refreshCatalog(options) {
      const { refreshCatalog } = await import('./operations/refresh-catalog.ts')
      return refreshCatalog(await stateNow(), options)
    },
    async report(query) {
      const { reportUsage } = await import('./budget/usage-report.ts')
      return reportUsage((await stateNow()).usage, query)
    },
    async search(query) {
      const { runSearch } = await import('./search-call/run-search.ts')
      return runSearch(await (await stateNow()).searchState(), query)
    },
    async baseline(options) {
      const { runBaseline } = await import('./operations/run-baseline.ts')
      return runBaseline(await stateNow(), options)
    },
    providers: () =>
      foundation.providers.statuses(loaded?.stateOf(foundation).provider).map((status) => {
        const disabled = killSwitch.ofProvider(status.id)
        return disabled.length === 0 ? status : { ...status, disabled }
      }),
    disable: (what, options) => killSwitch.disable(what, options, selectable(foundation)),
    enable: (what) => killSwitch.enable(what, selectable(foundation)),
    configure: (next) => configure(next),
    addProvider(what: string | ProviderDefinition, provider: ProviderConfig = {}) {
      configure(...withProvider(foundation, typeof what === 'string' ? { id: what, provider } : what))
    },
    removeProvider(id) {
      const [next, absent, gone] = withoutProvider(foundation, id)
      const { credentials } = foundation.providers.get(gone)
      const before = loaded?.stateOf(foundation)
      configure(next, absent)
      before?.credentials.forget(credentials)
    },
    setDefault(chain) {
      configure(withDefault(foundation, chain), foundation.absent)
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** The same, as selectors ask for them. */
function selectable({ known, providers }: Foundation): SelectorNames {
  const places = (id: string): readonly string[] => providers.get(id).credentials.map(({ label }) => label)
  return { providers: known.knownProviders, aliases: known.providerAliases, places }
}

async function loadEngine({ runtime, config }: RouterFoundation): Promise<CallEngine> {
  const { createEngine } = await import('./engine.ts')
  const { stateStore } = config.routing
  if (stateStore === undefined) return createEngine(runtime)
  const { storedMemory } = await import('./state/stored-memory.ts')
  return createEngine(runtime, await storedMemory(runtime, stateStore))
}

/** What the engine may ask of the environment, beside the variables of providers: it is read once, now. */
const environmentVariables = [
  'COWORK_PROMPT_CACHE_MODE',
  'COWORK_PROMPT_CACHE_TTL',
  'COWORK_LLM_OUTPUT_POLICY',
  'COWORK_LLM_MAX_OUTPUT_TOKENS',
  'COWORK_LLM_AGENTIC_INITIAL_MAX_TOKENS',
  'COWORK_LLM_AGENTIC_ESCALATED_MAX_TOKENS',
  'COWORK_LLM_TOOL_RESPONSE_MAX_TOKENS',
  ...searchVariables,
] as const

/** What a router stands on until it is configured anew. */
interface Foundation extends RouterFoundation {
  readonly providers: Providers
  /** The configuration as it was given, with keys out of sight: what is changed in it is checked as a whole. */
  readonly given: () => RouterConfig
  /** Providers that were removed. */
  readonly absent: readonly string[]
  readonly told: Set<string>
}

/** What outlives a configuration. */
type Kept = Pick<Foundation, 'config' | 'runtime' | 'running' | 'killSwitch' | 'told' | 'absent'>

/** What can be wrong is looked at now: the configuration, and every provider that it names. */
function layFoundation(given: RouterConfig | undefined, kept?: Kept): Foundation {
  const absent = kept?.absent ?? []
  const isThere = (id: string): boolean => !absent.includes(id)
  const aliases = new Map([...providerAliases()].filter(([, id]) => isThere(id)))
  const ids = providerIds.filter(isThere)
  const config = withKept(parseConfiguration(given, { providers: ids, aliases }), kept)
  const runtime = kept?.runtime ?? completeRuntime(config.runtime)
  const told = kept?.told ?? new Set()
  const notify = notifier(config.onNotice, runtime, told)
  const known = { knownProviders: [...new Set([...Object.keys(config.providers), ...ids])], providerAliases: aliases }
  const copy = copyOf(given)
  return {
    config,
    runtime,
    notify,
    told,
    absent,
    known,
    given: () => copy,
    running: kept?.running ?? new Set(),
    killSwitch: kept?.killSwitch ?? createKillSwitch(() => runtime.now()),
    providers: providersOf(config, runtime, notify, isThere),
    environment: Object.fromEntries(environmentVariables.map((name) => [name, runtime.readEnv(name)])),
  }
}

/** A copy of what was given, without what is an object of the caller's own: that stays. */
function copyOf(given: RouterConfig | undefined): RouterConfig {
  const routing = given?.routing === undefined ? {} : { routing: { ...given.routing, stateStore: undefined } }
  return { ...frozenCopy({ ...given, ...routing, runtime: undefined }) }
}

/** What a further configuration need not say again. The clock of what was learnt cannot be another one. */
function withKept(config: CheckedConfig, kept: Kept | undefined): CheckedConfig {
  if (kept === undefined) return config
  const { runtime, onNotice, routing } = kept.config
  const { stateStore } = routing
  const others = [
    Object.keys(config.runtime).length > 0 && config.runtime !== runtime ? 'runtime' : undefined,
    config.routing.stateStore !== undefined && config.routing.stateStore !== stateStore
      ? 'routing.stateStore'
      : undefined,
  ].filter((option) => option !== undefined)
  for (const option of others)
    throw new RouterError('configuration', `\`${option}\`: it cannot be another one than the router was made with.`, {
      hints: [`Leave \`${option}\` out of \`configure\`, or make another router.`],
    })
  return { ...config, runtime, onNotice: config.onNotice ?? onNotice, routing: { ...config.routing, stateStore } }
}

interface Providers {
  readonly get: (id: string) => ConfiguredProvider
  /** Those that a tier may pick from: the configured ones, else those that the environment offers, and those that routes name. */
  readonly offered: readonly string[]
  /** `complete` adds what is loaded with the first call: the models of built-in providers. */
  readonly statuses: (complete?: RouterState['provider']) => readonly ProviderStatus[]
}

/**
 * Providers that are configured, named by a route, or offered by the environment are resolved now, so that a mistake is told
 * when the router is made. The other known ones follow when a request first names them.
 */
function providersOf(
  config: CheckedConfig,
  runtime: Runtime,
  notify: RouterState['notify'],
  isThere: (id: string) => boolean,
): Providers {
  const readEnv = (name: string): string | undefined => runtime.readEnv(name)
  const resolved = new Map<string, ConfiguredProvider>()
  const get = (id: string): ConfiguredProvider => {
    const known = resolved.get(id)
    if (known !== undefined) return known
    const provider = configureProvider(id, config.providers[id], profileOf(id), {
      readEnv,
      endpoints: protocolEndpoints,
      findKeys,
    })
    resolved.set(id, provider)
    return provider
  }
  const named = Object.values(config.routes).flatMap(({ targets }) => targets.map(({ provider }) => provider))
  const configured = Object.keys(config.providers)
  for (const id of [...configured, ...named]) get(id)
  const discovered: string[] = []
  for (const id of discoverProviders(providerTable(), readEnv).filter(isThere)) {
    try {
      get(id)
      discovered.push(id)
    } catch (error) {
      // Nobody asked for it: what is wrong with its variables is told, and again when a request names it.
      if (!RouterError.is(error)) throw error
      notify({ type: 'unusable-provider', message: error.message }, id)
    }
  }
  return {
    get,
    offered: [...new Set([...(configured.length > 0 ? configured : discovered), ...named])],
    statuses: (complete = get) => [...resolved.keys()].map((id) => statusOf(complete(id), config.providers[id]?.owner)),
  }
}

function statusOf(provider: ConfiguredProvider, owner: string | undefined): ProviderStatus {
  return {
    id: provider.id,
    protocol: provider.protocol,
    baseUrl: redactUrl(provider.baseUrl),
    enabled: provider.enabled,
    hasCredential: !provider.needsCredential || provider.credentials.length > 0,
    environment: provider.keyVariables,
    billing: provider.billing,
    owner,
    defaultModel: provider.defaultModel,
    tiers: provider.tiers,
    region: provider.region,
  }
}
