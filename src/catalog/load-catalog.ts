import type { ModelInfo } from '../vocabulary/model.ts'

/** What is known of models. */
export interface Catalog {
  /** By exact id, alias or dated snapshot; `undefined` when nothing is known. */
  find(provider: string, model: string): ModelInfo | undefined
}

/** Loads the generated data and what reads it, which are chunks of their own. Call it beside the first request. */
export async function loadCatalog(): Promise<Catalog> {
  const [{ catalogData }, { createCatalog }, { findModel }] = await Promise.all([
    import('./models.generated.ts'),
    import('./catalog.ts'),
    import('./find-model.ts'),
  ])
  const catalog = createCatalog(catalogData)
  return { find: (provider, model) => findModel(catalog, provider, model) }
}
