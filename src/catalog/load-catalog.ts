import { type Catalog, createCatalog } from './catalog.ts'

/** Loads the generated data, which is a chunk of its own, and makes a catalogue of it. Call it beside the first request. */
export async function loadCatalog(): Promise<Catalog> {
  const { catalogData } = await import('./models.generated.ts')
  return createCatalog(catalogData)
}
