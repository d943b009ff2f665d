import type { ModelInfo } from '../vocabulary/model.ts'
import type { CatalogRows } from './catalog.ts'
import type { ModelMap } from './models-dev.ts'
import { withProviderPrices } from './provider-prices.ts'

/** A map with fewer models is taken for a broken one (LiteLLM's guard, requirements E6). */
const fewestModels = 50

/** Why a map may not replace what is built in; `undefined`: it may. */
export function mapProblem(map: ModelMap, builtIn: CatalogRows): string | undefined {
  const known = builtIn.providers.reduce((sum, provider) => sum + builtIn.models(provider).length, 0)
  const fewest = Math.max(fewestModels, Math.ceil(known / 2))
  return map.models < fewest
    ? `the map holds ${map.models} models that can be read, fewer than ${fewest}: half of what is built in`
    : undefined
}

/**
 * The rows that are built in with what a newer map says put over them. What the map does not know of a model (efforts, caching,
 * how it thinks) stays; a price comes whole, with its tiers, and ends what was announced for the old one. Models that only one
 * side knows are kept.
 */
export function renewedRows(builtIn: CatalogRows, map: ModelMap): CatalogRows {
  const fresh = (provider: string, model: string): ModelInfo | undefined => map.providers.get(provider)?.get(model)
  return {
    providers: [...new Set([...builtIn.providers, ...map.providers.keys()])],
    exact: (provider, model) => merged(builtIn.exact(provider, model), fresh(provider, model)),
    models(provider) {
      const known = builtIn.models(provider)
      const ids = new Set(known.map(({ model }) => model))
      const added = [...(map.providers.get(provider)?.values() ?? [])].filter(({ model }) => !ids.has(model))
      return [...known.map((info) => merged(info, fresh(provider, info.model)) ?? info), ...added]
    },
  }
}

function merged(known: ModelInfo | undefined, fresh: ModelInfo | undefined): ModelInfo | undefined {
  if (known === undefined || fresh === undefined) return fresh === undefined ? known : withProviderPrices(fresh)
  const { price: _price, priceTiers: _tiers, priceChanges: _changes, peakHours: _hours, ...facts } = known
  if (fresh.price === undefined) {
    const { asOf: _asOf, ...limits } = fresh
    return { ...known, ...limits, capabilities: { ...known.capabilities, ...fresh.capabilities } }
  }
  return { ...facts, ...fresh, capabilities: { ...known.capabilities, ...fresh.capabilities } }
}
