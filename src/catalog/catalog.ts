import type { Capability, ModelInfo, ModelPrice, PriceTier, ReasoningEffort, Tier } from '../vocabulary/model.ts'

/**
 * The generated catalogue: one line of text for each model, decoded when it is asked for.
 * Fields are separated by `|`, an empty field is unknown:
 * `id | name | window | maxInput | maxOutput | capabilities | tier | price | price tiers | day | efforts | sampling`.
 */
export interface CatalogData {
  /** Days the facts of a row were true, `YYYY-MM-DD`; a row holds an index into them. */
  readonly days: readonly string[]
  /** Other names of providers. */
  readonly providerAliases: Readonly<Record<string, string>>
  /** Rows by provider. */
  readonly rows: Readonly<Record<string, readonly string[]>>
}

/** What is known of models, by provider and exact model id. Owns no search rules: those are `findModel`'s. */
export interface Catalog {
  /** The row with exactly this id, under the provider's name or an alias of it. */
  exact(provider: string, model: string): ModelInfo | undefined
  /** Every model of a provider, in the order of the data; empty when the provider is not listed. */
  models(provider: string): readonly ModelInfo[]
  /** The providers that are listed. */
  readonly providers: readonly string[]
}

/** Letters of the capability field: upper case has it, lower case lacks it, absent unknown. */
export const capabilityLetters: Readonly<Record<string, Capability>> = {
  v: 'vision',
  p: 'pdf',
  a: 'audio',
  t: 'tools',
  s: 'structured-output',
  r: 'reasoning',
}

/** Letters of the tier field. */
export const tierLetters: Readonly<Record<string, Tier>> = { f: 'flagship', b: 'balanced', q: 'fast' }

/** Order of the effort field. `=` sends the level's own name, `-` is not accepted, empty is unknown, anything else is the word sent. */
export const effortOrder: readonly ReasoningEffort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']

/** Makes a catalogue of generated data. Rows are indexed per provider at the first question about it. */
export function createCatalog(data: CatalogData): Catalog {
  const indices = new Map<string, ReadonlyMap<string, string>>()
  const indexOf = (provider: string): ReadonlyMap<string, string> => {
    const listed = ownEntry(data.providerAliases, provider) ?? provider
    let index = indices.get(listed)
    if (index === undefined) {
      index = new Map((ownEntry(data.rows, listed) ?? []).map((row) => [row.slice(0, row.indexOf('|')), row]))
      indices.set(listed, index)
    }
    return index
  }
  return {
    providers: Object.keys(data.rows),
    exact(provider, model) {
      const row = indexOf(provider).get(model)
      return row === undefined ? undefined : decodeRow(data, provider, row)
    },
    models: (provider) => [...indexOf(provider).values()].map((row) => decodeRow(data, provider, row)),
  }
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

function decodeRow(data: CatalogData, provider: string, row: string): ModelInfo {
  const [model = '', name, window, maxInput, maxOutput, capabilities, tier, price, tiers, day, efforts, sampling] =
    row.split('|')
  const info: Writable<ModelInfo> = { provider, model }
  if (name) info.name = name
  if (window) info.contextWindow = Number(window)
  if (maxInput) info.maxInputTokens = Number(maxInput)
  if (maxOutput) info.maxOutputTokens = Number(maxOutput)
  if (capabilities) info.capabilities = decodeCapabilities(capabilities)
  if (tier && tierLetters[tier]) info.tier = tierLetters[tier]
  if (price) info.price = decodePrice(price)
  if (tiers) info.priceTiers = tiers.split(';').map(decodeTier)
  if (day && data.days[Number(day)]) info.asOf = data.days[Number(day)]
  if (efforts) info.efforts = decodeEfforts(efforts)
  if (sampling === '0') info.sampling = false
  return info
}

function decodeCapabilities(letters: string): NonNullable<ModelInfo['capabilities']> {
  const capabilities: Partial<Record<Capability, boolean>> = {}
  for (const letter of letters) {
    const capability = capabilityLetters[letter.toLowerCase()]
    if (capability !== undefined) capabilities[capability] = letter !== letter.toLowerCase()
  }
  return capabilities
}

function decodePrice(field: string): ModelPrice {
  const [input, output, cacheRead, cacheWrite] = field.split(',')
  const price: Writable<ModelPrice> = {}
  if (input) price.inputUsdPerMillion = Number(input)
  if (output) price.outputUsdPerMillion = Number(output)
  if (cacheRead) price.cacheReadUsdPerMillion = Number(cacheRead)
  if (cacheWrite) price.cacheWriteUsdPerMillion = Number(cacheWrite)
  return price
}

function decodeTier(field: string): PriceTier {
  const colon = field.indexOf(':')
  return { aboveInputTokens: Number(field.slice(0, colon)), ...decodePrice(field.slice(colon + 1)) }
}

function decodeEfforts(field: string): NonNullable<ModelInfo['efforts']> {
  const efforts: Partial<Record<ReasoningEffort, string | null>> = {}
  const words = field.split(',')
  for (const [at, effort] of effortOrder.entries()) {
    const word = words[at]
    if (!word) continue
    efforts[effort] = word === '-' ? null : word === '=' ? effort : word
  }
  return efforts
}

/** Reads an own member only: an id like `constructor` must not find what objects inherit. */
function ownEntry<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
