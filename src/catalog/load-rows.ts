import type { CatalogData } from './catalog.ts'
import { gatewayVendors } from './gateway-vendors.ts'

/** Loads the generated catalogue, or what it lists for these providers and those whose models they pass on. `undefined`: nothing. */
export async function loadCatalogData(): Promise<CatalogData>
export async function loadCatalogData(providers: Iterable<string> | undefined): Promise<CatalogData | undefined>
export async function loadCatalogData(providers?: Iterable<string>): Promise<CatalogData | undefined> {
  const { catalogIndex } = await import('./models.generated.ts')
  const { rows, ...rest } = catalogIndex
  const asked = providers === undefined ? Object.keys(rows) : listedNames(providers, rest.providerAliases)
  const listed = [...new Set(asked)].filter((name) => Object.hasOwn(rows, name))
  if (listed.length === 0) return undefined
  const loaded = await Promise.all(listed.map(async (name) => [name, (await rows[name]?.())?.rows ?? ''] as const))
  return { ...rest, rows: Object.fromEntries(loaded) }
}

function listedNames(providers: Iterable<string>, aliases: CatalogData['providerAliases']): readonly string[] {
  return [...providers].flatMap((provider) => [
    Object.hasOwn(aliases, provider) ? (aliases[provider] ?? provider) : provider,
    ...(Object.hasOwn(gatewayVendors, provider) ? Object.values(gatewayVendors[provider] ?? {}) : []),
  ])
}
