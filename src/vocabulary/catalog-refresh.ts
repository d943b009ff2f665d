/** How the catalogue is renewed. */
export interface CatalogRefreshOptions {
  /** A map of models in the format of models.dev. https, or http on loopback. Default `https://models.dev/api.json`. */
  readonly url?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** What came of it. */
export interface CatalogRefresh {
  /** `false`: nothing has changed. */
  readonly refreshed: boolean
  /** Models that the map holds and that could be read; 0 when there was none. */
  readonly models: number
  /** Entries of the map that were left out because they could not be read. */
  readonly leftOut: number
  /** Why nothing has changed. */
  readonly reason?: string | undefined
}
