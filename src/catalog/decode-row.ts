import type {
  CacheTtl,
  Capability,
  Modality,
  ModelInfo,
  ModelPrice,
  PriceTier,
  ReasoningEffort,
  ThinkingKind,
} from '../vocabulary/model.ts'
import {
  capabilityLetters,
  effortOrder,
  modalityLetters,
  rowFields,
  statusLetters,
  thinkingLetters,
  tierLetters,
  type RowField,
} from './row-format.ts'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** Reads one field into what is known of a model. */
type Reader = (value: string, info: Writable<ModelInfo>, days: readonly string[]) => void

const readers: Readonly<Record<RowField, Reader>> = {
  model: (value, info) => (info.model = value),
  name: (value, info) => (info.name = value),
  window: (value, info) => (info.contextWindow = Number(value)),
  maxInput: (value, info) => (info.maxInputTokens = Number(value)),
  maxOutput: (value, info) => (info.maxOutputTokens = Number(value)),
  capabilities: (value, info) => (info.capabilities = decodeCapabilities(value)),
  tier: (value, info) => (info.tier = tierLetters[value]),
  price: (value, info) => (info.price = decodePrice(value)),
  priceTiers: (value, info) => (info.priceTiers = value.split(';').map(decodeTier)),
  day: (value, info, days) => (info.asOf = days[Number(value)]),
  efforts: (value, info) => (info.efforts = decodeEfforts(value)),
  sampling: (value, info) => (info.sampling = value !== '0'),
  thinking: decodeThinking,
  modalities: (value, info) => (info.modalities = decodeModalities(value)),
  status: decodeStatus,
  released: (value, info) => (info.releasedOn = value),
  knowledge: (value, info) => (info.knowledgeCutoff = value),
  cache: decodeCache,
  priceChange: (value, info) => {
    const colon = value.indexOf(':')
    info.priceChanges = [{ from: value.slice(0, colon), price: decodePrice(value.slice(colon + 1)) }]
  },
  recommendedFor: (value, info) => (info.recommendedFor = value),
}

/** What a line of the catalogue says. `days` are those that lines point into. */
export function decodeRow(provider: string, row: string, days: readonly string[]): ModelInfo {
  const values = row.split('|')
  const info: Writable<ModelInfo> = { provider, model: '' }
  for (const [at, field] of rowFields.entries()) {
    const value = values[at]
    if (value) readers[field](value, info, days)
  }
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

function decodeThinking(field: string, info: Writable<ModelInfo>): void {
  const kinds: ThinkingKind[] = []
  for (const letter of field) {
    const kind = thinkingLetters[letter]
    if (kind !== undefined) kinds.push(kind)
  }
  info.thinking = kinds
  const [, min = '', max = ''] = /^[^\d-]*(\d*)-(\d*)$/.exec(field) ?? []
  const minTokens = min === '' ? undefined : Number(min)
  const maxTokens = max === '' ? undefined : Number(max)
  if (minTokens === undefined && maxTokens === undefined) return
  info.thinkingBudget = {
    ...(minTokens === undefined ? {} : { minTokens }),
    ...(maxTokens === undefined ? {} : { maxTokens }),
  }
}

function decodeModalities(field: string): NonNullable<ModelInfo['modalities']> {
  const kinds = (letters: string): Modality[] => letters.split('').flatMap((letter) => modalityLetters[letter] ?? [])
  const [input = '', output = 't'] = field.split('>')
  return { input: kinds(input), output: kinds(output) }
}

function decodeStatus(field: string, info: Writable<ModelInfo>): void {
  const [status, retiresOn, replacedBy] = field.split(',')
  if (status && statusLetters[status]) info.status = statusLetters[status]
  if (retiresOn) info.retiresOn = retiresOn
  if (replacedBy) info.replacedBy = replacedBy
}

function decodeCache(field: string, info: Writable<ModelInfo>): void {
  const [minTokens, ...ttls] = field.split(',')
  if (minTokens) info.cacheMinTokens = Number(minTokens)
  if (ttls.length > 0) info.cacheTtls = ttls as readonly CacheTtl[]
}
