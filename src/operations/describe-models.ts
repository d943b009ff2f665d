import { loadHosts, tokenCountOf } from '../adapters/protocol-table.ts'
import type { ConfiguredProvider } from '../adapters/provider.ts'
import { capabilitiesOf } from '../catalog/capabilities-of.ts'
import { oneTarget } from '../call/one-target.ts'
import type { RouterState } from '../state/router-state.ts'
import type { Capabilities } from '../vocabulary/capabilities.ts'
import type { ModelInfo, ModelRef, Target } from '../vocabulary/model.ts'
import { parseModelRef } from '../vocabulary/model-ref.ts'

/**
 * What is known of the models of these providers: those of the catalogue in its order, then those that only the configuration
 * knows, corrected by the configuration.
 */
export async function listModels(router: RouterState, providers: readonly string[]): Promise<readonly ModelInfo[]> {
  const catalog = await router.loadCatalog(providers)
  return providers.flatMap((id) => {
    const provider = router.provider(id)
    const listed = (catalog?.models(provider.row ?? id) ?? []).map(({ model }) => ownName(provider, model))
    const configured = Object.keys(router.config.models).flatMap((ref) => {
      const target = parseModelRef(ref)
      return target?.provider === id ? [target.model] : []
    })
    return [...new Set([...listed, ...configured])].map((model) => known(router, { provider: id, model }))
  })
}

/** A model of the host's own as it is referred to: `openrouter/free` is `free` of `openrouter`. */
function ownName({ ownNamespace }: ConfiguredProvider, model: string): string {
  return ownNamespace !== undefined && model.startsWith(`${ownNamespace}/`)
    ? model.slice(ownNamespace.length + 1)
    : model
}

function known(router: RouterState, target: Target): ModelInfo {
  return { ...router.modelInfo(target), ...target }
}

/** What a provider offers for a model. Rejects with `RouterError` `configuration` for a target that does not exist. */
export async function describeCapabilities(router: RouterState, asked: ModelRef | Target): Promise<Capabilities> {
  const target = oneTarget(router, asked)
  const provider = router.provider(target.provider)
  const [hosts] = await Promise.all([loadHosts(provider.protocol), router.loadCatalog([target.provider])])
  return capabilitiesOf({
    target,
    row: provider.row,
    protocol: provider.protocol,
    billing: provider.billing,
    model: router.modelInfo(target),
    countsTokens: tokenCountOf(hosts, provider.row, target.model) !== undefined,
  })
}
