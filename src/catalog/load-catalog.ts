import type { ModelInfo } from '../vocabulary/model.ts'
import type { CatalogRows } from './catalog.ts'

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

/** Loads the generated data and what reads it, which are chunks of their own. Call it beside the first request. */
export async function loadCatalog(): Promise<LoadedCatalog> {
  const [{ catalogData }, { createCatalog }, { catalogOf }] = await Promise.all([
    import('./models.generated.ts'),
    import('./catalog.ts'),
    import('./find-model.ts'),
  ])
  const builtIn = createCatalog(catalogData)
  return { ...catalogOf(builtIn), builtIn }
}
