import { loadProtocol, protocolEndpoints } from './adapters/protocol-table.ts'
import type { Protocol } from './adapters/protocol.ts'
import { profileOf, providerIds, providerTable } from './adapters/provider-table.ts'
import type { ResolvedProvider } from './adapters/provider.ts'
import { discoverProviders, resolveProvider } from './adapters/resolve-provider.ts'
import { wireModel } from './adapters/wire-model.ts'
import { applyOverrides } from './catalog/apply-overrides.ts'
import type { Catalog } from './catalog/catalog.ts'
import { findModel } from './catalog/find-model.ts'
import { loadCatalog } from './catalog/load-catalog.ts'
import { createCredentialChooser } from './choose-credential.ts'
import { complete } from './complete.ts'
import type { CheckedConfig } from './configuration/checked-config.ts'
import { parseConfiguration } from './configuration/parse-configuration.ts'
import { findKeys } from './credentials/api-key.ts'
import { describePlan, planCall } from './plan-call.ts'
import { prepareRequest } from './prepare-request.ts'
import type { RouterState } from './router-state.ts'
import { createHealth } from './routing/health.ts'
import { createRetryBuckets } from './routing/retry-bucket.ts'
import { createStickyRoutes } from './routing/sticky-route.ts'
import { systemRuntime } from './system-runtime.ts'
import type { CompletionRequest } from './vocabulary/completion-request.ts'
import type { ModelInfo, ProtocolId, Target } from './vocabulary/model.ts'
import { redactSecrets } from './vocabulary/redact-secrets.ts'
import { RouterError } from './vocabulary/router-error.ts'
import type { ProviderStatus, Router, RouterConfig } from './vocabulary/router.ts'
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
  const { state, statuses } = createState(config)

  async function close(): Promise<void> {
    for (const abort of state.running) abort('the router was closed')
    state.running.clear()
  }

  return {
    complete: ((request: CompletionRequest) => complete(state, request)) as Router<C>['complete'],
    async plan(request) {
      return describePlan(state, await planCall(state, await prepareRequest(request)))
    },
    providers: statuses,
    close,
    [Symbol.asyncDispose]: close,
  }
}

function createState(given: RouterConfig | undefined): { state: RouterState; statuses: () => readonly ProviderStatus[] } {
  const config = parseConfiguration(given, { providers: providerIds })
  const runtime = runtimeOf(config.runtime)
  const health = createHealth(runtime)
  const catalog = catalogOf(config)
  const protocols = new Map<ProtocolId, Protocol>()
  const told = new Set<string>()

  const notify: RouterState['notify'] = (notice, onceFor) => {
    const once = onceFor === undefined ? undefined : `${notice.type} ${onceFor}`
    if (config.onNotice === undefined || (once !== undefined && told.has(once))) return
    if (once !== undefined) told.add(once)
    try {
      config.onNotice({ ...notice, at: runtime.now() })
    } catch {
      // A callback of the caller's that throws cannot break a call.
    }
  }
  const providers = providersOf(config, runtime, notify)

  const state: RouterState = {
    config,
    runtime,
    health,
    retryBuckets: createRetryBuckets(runtime),
    stickyRoutes: createStickyRoutes(runtime),
    credentials: createCredentialChooser(health),
    running: new Set(),
    knownProviders: [...new Set([...Object.keys(config.providers), ...providerIds])],
    environmentOutputLimit: numberFrom(runtime.readEnv('COWORK_LLM_MAX_OUTPUT_TOKENS')),
    provider: providers.get,
    protocol(id) {
      const known = protocols.get(id)
      if (known !== undefined) return known
      return loadProtocol(id).then((protocol) => {
        protocols.set(id, protocol)
        return protocol
      })
    },
    ...catalog,
    modelInfo(target) {
      const provider = providers.get(target.provider)
      return catalog.modelInfo({ provider: target.provider, model: wireModel(provider, target.model) }, target)
    },
    notify,
  }
  return { state, statuses: providers.statuses }
}

/** The caller's members where there are any, called as methods of the caller's object; the system's otherwise. */
function runtimeOf(given: Partial<Runtime>): Runtime {
  return {
    fetch: given.fetch === undefined ? systemRuntime.fetch : (input, init) => given.fetch?.(input, init) ?? systemRuntime.fetch(input, init),
    now: () => given.now?.() ?? systemRuntime.now(),
    setTimer: (delayMs, fire) => given.setTimer?.(delayMs, fire) ?? systemRuntime.setTimer(delayMs, fire),
    random: () => given.random?.() ?? systemRuntime.random(),
    readEnv: (name) => (given.readEnv === undefined ? systemRuntime.readEnv(name) : given.readEnv(name)),
  }
}

interface Providers {
  readonly get: (id: string) => ResolvedProvider
  readonly statuses: () => readonly ProviderStatus[]
}

/**
 * Providers that are configured, named by a route, or offered by the environment are resolved now, so that a mistake is told
 * when the router is made. The other known ones follow when a request first names them.
 */
function providersOf(config: CheckedConfig, { readEnv }: Runtime, notify: RouterState['notify']): Providers {
  const resolved = new Map<string, ResolvedProvider>()
  const get = (id: string): ResolvedProvider => {
    const known = resolved.get(id)
    if (known !== undefined) return known
    const provider = resolveProvider(id, config.providers[id], profileOf(id), { readEnv, endpoints: protocolEndpoints, findKeys })
    resolved.set(id, provider)
    return provider
  }
  const named = Object.values(config.routes).flatMap(({ targets }) => targets.map(({ provider }) => provider))
  for (const id of [...Object.keys(config.providers), ...named]) get(id)
  for (const id of discoverProviders(providerTable, readEnv)) {
    try {
      get(id)
    } catch (error) {
      // Nobody asked for it: what is wrong with its variables is told, and again when a request names it.
      if (!RouterError.is(error)) throw error
      notify({ type: 'unusable-provider', message: error.message }, id)
    }
  }
  return { get, statuses: () => [...resolved.values()].map(statusOf) }
}

function statusOf(provider: ResolvedProvider): ProviderStatus {
  return {
    id: provider.id,
    protocol: provider.protocol,
    baseUrl: redactSecrets(provider.baseUrl),
    enabled: provider.enabled,
    hasCredential: !provider.needsCredential || provider.credentials.length > 0,
    environment: provider.keyVariables,
  }
}

function catalogOf({ models }: CheckedConfig): Pick<RouterState, 'loadCatalog' | 'hasCatalog'> & {
  modelInfo(listed: Target, asked: Target): ModelInfo | undefined
} {
  let loaded: Catalog | undefined
  let loading: Promise<Catalog | undefined> | undefined
  return {
    hasCatalog: () => loaded !== undefined,
    loadCatalog() {
      // A host that cannot load the chunk has no catalogue: facts are unknown then, which every reader of them expects.
      loading ??= loadCatalog().then(
        (catalog) => (loaded = catalog),
        () => undefined,
      )
      return loading
    },
    modelInfo(listed, asked) {
      const known = loaded === undefined ? undefined : findModel(loaded, listed.provider, listed.model)
      const override = models[`${asked.provider}/${asked.model}`]
      return override === undefined ? known : applyOverrides(known ?? asked, override)
    },
  }
}

function numberFrom(text: string | undefined): number | undefined {
  const value = text === undefined || text.trim() === '' ? Number.NaN : Number(text)
  return Number.isFinite(value) ? value : undefined
}
