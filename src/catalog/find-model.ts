import type { ModelInfo, ModelPrice } from '../vocabulary/model.ts'
import type { CatalogRows } from './catalog.ts'
import { gatewayVendors } from './gateway-vendors.ts'
import type { Catalog } from './load-catalog.ts'

/** Rows with the rules by which a model is found in them. */
export function catalogOf(rows: CatalogRows): Catalog {
  return {
    providers: rows.providers,
    models: (provider) => rows.models(provider),
    find: (provider, model) => findModel(rows, provider, model),
  }
}

/**
 * What the catalogue knows of a target; `undefined` when it knows nothing. An id matches as it is written, or as a dated
 * snapshot of a listed model (`-20250929`, `-2025-09-29`, `@20250929`), or by the rules of the few providers whose ids are
 * composed. Never by a part of the name: `gpt-4.1` is not `gpt-4`. The result carries the names that were asked.
 */
export function findModel(catalog: CatalogRows, provider: string, model: string): ModelInfo | undefined {
  const rule = Object.hasOwn(composedIds, provider) ? composedIds[provider] : undefined
  const found = exactOrSnapshot(catalog, provider, model) ?? rule?.(catalog, model)
  return found === undefined ? undefined : { ...found, provider, model }
}

/** How ids are composed, by provider. */
const composedIds: Readonly<Record<string, (catalog: CatalogRows, model: string) => ModelInfo | undefined>> = {
  openrouter: openRouterModel,
  'vercel-ai-gateway': (catalog, model) => vendorModel(catalog, model, 'vercel-ai-gateway'),
  bedrock: bedrockModel,
  'google-vertex': vertexModel,
  gemini: (catalog, model) =>
    model.startsWith('models/') ? exactOrSnapshot(catalog, 'gemini', model.slice('models/'.length)) : undefined,
}

/** A snapshot's own row comes first: some are priced differently from the name that floats (gpt-4o-2024-05-13). */
function exactOrSnapshot(catalog: CatalogRows, provider: string, model: string): ModelInfo | undefined {
  const exact = catalog.exact(provider, model)
  if (exact !== undefined) return exact
  const base = snapshotBase(model)
  return base === undefined ? undefined : catalog.exact(provider, base)
}

const dateSuffix = /^(.+)(?:-(\d{4})-(\d{2})-(\d{2})|[-@](\d{4})(\d{2})(\d{2}))$/

/**
 * The id without its date, when it ends in one. Four digits (`-0613`, `-2512`) are not taken for a date: they are as often a
 * version of its own.
 */
function snapshotBase(model: string): string | undefined {
  const match = dateSuffix.exec(model)
  if (match === null) return undefined
  const [year, month, day] = [match[2] ?? match[5], match[3] ?? match[6], match[4] ?? match[7]].map(Number)
  if (year === undefined || month === undefined || day === undefined) return undefined
  const isDate = year >= 2020 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31
  return isDate ? match[1] : undefined
}

/**
 * What an OpenRouter suffix does to the price: `free` costs nothing, `same` is the listed price, `unknown` sends the request
 * to hosts with other prices or adds a charge. Limits and capabilities are those of the model. Source: OpenRouter's entry in
 * the provider facts, 2026-11-10.
 */
const openRouterSuffixes: Readonly<Record<string, 'free' | 'same' | 'unknown'>> = {
  free: 'free',
  floor: 'same',
  thinking: 'same',
  nitro: 'unknown',
  exacto: 'unknown',
  online: 'unknown',
}

const freePrice: ModelPrice = {
  inputUsdPerMillion: 0,
  outputUsdPerMillion: 0,
  cacheReadUsdPerMillion: 0,
  cacheWriteUsdPerMillion: 0,
  cacheWrite1hUsdPerMillion: 0,
}

function openRouterModel(catalog: CatalogRows, model: string): ModelInfo | undefined {
  const colon = model.lastIndexOf(':')
  if (colon === -1) return vendorModel(catalog, model, 'openrouter')
  const suffix = model.slice(colon + 1)
  const effect = Object.hasOwn(openRouterSuffixes, suffix) ? openRouterSuffixes[suffix] : undefined
  if (effect === undefined) return undefined
  const base = model.slice(0, colon)
  const info = exactOrSnapshot(catalog, 'openrouter', base) ?? vendorModel(catalog, base, 'openrouter')
  if (effect === 'same') return info
  const { price: _price, priceTiers: _tiers, ...rest } = info ?? { provider: 'openrouter', model }
  if (effect === 'free') return { ...rest, price: freePrice }
  return info === undefined ? undefined : rest
}

/** Vendors whose own ids have no dots, where gateways write versions with one. */
const dotless: ReadonlySet<string> = new Set(['anthropic'])

/** A gateway's id that is not listed itself, by its vendor's own row: `anthropic/claude-sonnet-4.6` is `claude-sonnet-4-6` there. */
function vendorModel(catalog: CatalogRows, model: string, gateway: string): ModelInfo | undefined {
  const vendors = gatewayVendors[gateway] ?? {}
  const slash = model.indexOf('/')
  const vendor = model.slice(0, slash)
  const provider = slash !== -1 && Object.hasOwn(vendors, vendor) ? vendors[vendor] : undefined
  if (provider === undefined) return undefined
  const id = model.slice(slash + 1)
  const found = exactOrSnapshot(catalog, provider, dotless.has(provider) ? id.replace(/(\d)\.(\d)/g, '$1-$2') : id)
  if (found === undefined) return undefined
  // Batches, queues, hours and what to use instead are the vendor's own.
  const { priceFactors: _factors, peakHours: _hours, replacedBy: _replacedBy, ...rest } = found
  return rest
}

/** The model of a profile or foundation-model ARN, whose price is that of the model it names. */
const bedrockArn = /^arn:aws[a-z-]*:bedrock:[^:]*:[^:]*:(?:foundation-model|inference-profile)\/(.+)$/
const bedrockGeography = /^(?:global|us|eu|apac|jp|au|us-gov)\./

/** A geography that is not listed has the model's limits; its price is its own (some cost a tenth more). */
function bedrockModel(catalog: CatalogRows, model: string): ModelInfo | undefined {
  const id = bedrockArn.exec(model)?.[1] ?? model
  const exact = catalog.exact('bedrock', id)
  if (exact !== undefined || !bedrockGeography.test(id)) return exact
  const info = catalog.exact('bedrock', id.replace(bedrockGeography, ''))
  if (info === undefined) return undefined
  const { price: _price, priceTiers: _tiers, priceFactors: _factors, ...rest } = info
  return rest
}

/** Claude is listed as `<id>@default` where no version is fixed; other ids may carry the path of their publisher. */
function vertexModel(catalog: CatalogRows, model: string): ModelInfo | undefined {
  const id = model.replace(/^publishers\/[a-z]+\/models\//, '')
  const name = /^(claude-[^@]+)(?:@\d{8})?$/.exec(id)?.[1]
  return (
    exactOrSnapshot(catalog, 'google-vertex', id) ??
    (name === undefined ? undefined : catalog.exact('google-vertex', `${name}@default`))
  )
}
