import type { ModelInfo } from '../vocabulary/model.ts'
import { decodeRow } from './decode-row.ts'
import { withProviderPrices } from './provider-prices.ts'

/** The generated catalogue: one line of text for each model (see `row-format.ts`), decoded when it is asked for. */
export interface CatalogData {
  /** Days the facts of a row were true, `YYYY-MM-DD`; a row holds an index into them. */
  readonly days: readonly string[]
  /** Other names of providers. */
  readonly providerAliases: Readonly<Record<string, string>>
  /** The lines of a provider in one text. */
  readonly rows: Readonly<Record<string, string>>
}

/** Where the generated catalogue lies: the rows of a provider are loaded when somebody asks for it. */
export interface CatalogIndex extends Omit<CatalogData, 'rows'> {
  readonly rows: Readonly<Record<string, () => Promise<{ readonly rows: string }>>>
}

/** What is known of models, by provider and exact model id. Owns no search rules: those are `findModel`'s. */
export interface CatalogRows {
  /** The row with exactly this id, under the provider's name or an alias of it. */
  exact(provider: string, model: string): ModelInfo | undefined
  /** Every model of a provider, in the order of the data; empty when the provider is not listed. */
  models(provider: string): readonly ModelInfo[]
  /** The providers that are listed. */
  readonly providers: readonly string[]
}

/** Makes a catalogue of generated data. The lines of a provider are taken apart at the first question about it. */
export function createCatalog(data: CatalogData): CatalogRows {
  const indices = new Map<string, ReadonlyMap<string, string>>()
  const listedName = (provider: string): string => ownEntry(data.providerAliases, provider) ?? provider
  const indexOf = (listed: string): ReadonlyMap<string, string> => {
    const known = indices.get(listed)
    if (known !== undefined) return known
    const lines = ownEntry(data.rows, listed)?.split('\n') ?? []
    const index = new Map(lines.filter((line) => line !== '').map((line) => [idOf(line), line]))
    indices.set(listed, index)
    return index
  }
  const decode = (provider: string, listed: string, row: string): ModelInfo => {
    const info = withProviderPrices(decodeRow(listed, row, data.days))
    return provider === listed ? info : { ...info, provider }
  }
  return {
    providers: Object.keys(data.rows),
    exact(provider, model) {
      const listed = listedName(provider)
      const row = indexOf(listed).get(model)
      return row === undefined ? undefined : decode(provider, listed, row)
    },
    models(provider) {
      const listed = listedName(provider)
      return [...indexOf(listed).values()].map((row) => decode(provider, listed, row))
    },
  }
}

function idOf(line: string): string {
  const end = line.indexOf('|')
  return end === -1 ? line : line.slice(0, end)
}

/** Reads an own member only: an id like `constructor` must not find what objects inherit. */
function ownEntry<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
