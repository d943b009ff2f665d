import type { ModelInfo } from '../vocabulary/model.ts'
import type { CatalogRows } from './catalog.ts'
import { loadCatalogData } from './load-rows.ts'

/** What is known of models. */
export interface Catalog {
  /** By exact id, alias or dated snapshot; `undefined` when nothing is known. */
  find(provider: string, model: string): ModelInfo | undefined
  /** Every model that is listed for a provider; empty when none is. */
  models(provider: string): readonly ModelInfo[]
  /** The providers that are listed. */
  readonly providers: readonly string[]
}

/** A catalogue, and what of it is built in, however often it is renewed. */
export interface LoadedCatalog extends Catalog {
  readonly builtIn: CatalogRows
}

/**
 * Loads what is generated of these providers, of those that they pass on, and what reads it: chunks of their own. Default: all of
 * them. Call it beside the first request. `undefined`: nothing is listed for any of them.
 */
export async function loadCatalog(): Promise<LoadedCatalog>
export async function loadCatalog(providers: Iterable<string> | undefined): Promise<LoadedCatalog | undefined>
export async function loadCatalog(providers?: Iterable<string>): Promise<LoadedCatalog | undefined> {
  const data = await loadCatalogData(providers)
  if (data === undefined) return undefined
  const [{ createCatalog }, { catalogOf }] = await Promise.all([import('./catalog.ts'), import('./find-model.ts')])
  const builtIn = createCatalog(data)
  return { ...catalogOf(builtIn), builtIn }
}
