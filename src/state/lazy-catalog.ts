import type { ConfiguredProvider } from '../adapters/provider.ts'
import { applyOverrides } from '../catalog/apply-overrides.ts'
import type { LoadedCatalog } from '../catalog/load-catalog.ts'
import type { CheckedConfig } from '../configuration/checked-config.ts'
import type { ModelInfo, Target, Tier } from '../vocabulary/model.ts'

/** What a router has of the catalogue, kept over configurations. */
export interface CatalogMemory {
  /** `undefined`: nothing was loaded, or nothing is listed for those that were asked about. */
  loaded: LoadedCatalog | undefined
  /** Ends when everything that was asked for is there. */
  loading: Promise<void>
  /** The names of providers that were asked about; absent: all of them. */
  asked: ReadonlySet<string> | undefined
  /** The same, of those that are there. */
  there: ReadonlySet<string> | undefined
}

/** Nothing is loaded. */
export function createCatalogMemory(): CatalogMemory {
  return { loaded: undefined, loading: Promise.resolve(), asked: new Set(), there: new Set() }
}

/** The catalogue, as far as calls have needed it. */
export interface LazyCatalog {
  /**
   * Loads what is listed for these providers, once; all of it when none are named. Calls that need a fact of it wait for it, others
   * begin to load it with their answer. Never rejects.
   */
  loadCatalog(providers?: readonly string[]): Promise<LoadedCatalog | undefined>
  /** Whether `modelInfo` knows already what the catalogue knows of these providers. */
  hasCatalog(providers: readonly string[]): boolean
  /** Puts a renewed catalogue, which is whole, in the place of the loaded one. */
  replaceCatalog(catalog: LoadedCatalog): void
  /** Another one whenever more is known. */
  readonly currentCatalog: () => LoadedCatalog | undefined
  /** `listed`: the id that the provider's host knows the model by. */
  infoOf(provider: ConfiguredProvider, listed: string, asked: Target, tier?: Tier): ModelInfo | undefined
}

/** Makes one. `provider`: of an id. */
export function lazyCatalog(
  { models }: CheckedConfig,
  kept: CatalogMemory,
  provider: (id: string) => ConfiguredProvider,
): LazyCatalog {
  /** A name that the caller chose for a host of a row is listed under that row's. */
  const find = ({ id, row }: ConfiguredProvider, model: string): ModelInfo | undefined => {
    const known = kept.loaded?.find(id, model)
    if (known !== undefined || row === undefined || row === id) return known
    const ofRow = kept.loaded?.find(row, model)
    return ofRow === undefined ? undefined : { ...ofRow, provider: id }
  }
  /** Names of built-in providers alone are listed. */
  const isIn = (ids: readonly string[], names: ReadonlySet<string> | undefined): boolean =>
    names === undefined ||
    ids.every((id) => {
      const { row } = provider(id)
      return row === undefined || names.has(row)
    })
  const load = (asked: ReadonlySet<string> | undefined): void => {
    kept.asked = asked
    // One after the other: what comes last knows the most.
    kept.loading = kept.loading.then(async () => {
      if (kept.there === undefined) return
      try {
        const { loadCatalog } = await import('../catalog/load-catalog.ts')
        const catalog = await loadCatalog(asked)
        if (kept.there === undefined) return
        kept.loaded = catalog
      } catch {
        // A host that cannot load the chunk has no catalogue: facts are unknown then, which every reader of them expects.
      }
      kept.there = asked
    })
  }
  return {
    hasCatalog: (ids) => isIn(ids, kept.there),
    currentCatalog: () => kept.loaded,
    replaceCatalog(catalog) {
      kept.loaded = catalog
      kept.asked = kept.there = undefined
    },
    async loadCatalog(ids) {
      if (ids === undefined) {
        if (kept.asked !== undefined) load(undefined)
      } else if (!isIn(ids, kept.asked))
        load(new Set([...(kept.asked ?? []), ...ids.flatMap((id) => provider(id).row ?? [])]))
      await kept.loading
      return kept.loaded
    },
    infoOf(of, listed, asked, tier) {
      const found = find(of, listed)
      const known = tier === undefined ? found : { ...asked, ...found, tier }
      const override = models[`${asked.provider}/${asked.model}`]
      return override === undefined ? known : applyOverrides(known ?? asked, override)
    },
  }
}
