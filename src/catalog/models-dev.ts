import type { Capability, Modality, ModelInfo, ModelPrice, PriceTier } from '../vocabulary/model.ts'

/** Models read from a map in the format of models.dev, by our name of the provider and by id. */
export interface ModelMap {
  readonly providers: ReadonlyMap<string, ReadonlyMap<string, ModelInfo>>
  readonly models: number
  /** Entries that could not be read. */
  readonly leftOut: number
}

/** Its names of providers where ours are others (names of 2026-11). Several may stand for one of ours. */
const providerNames: Readonly<Record<string, string>> = {
  google: 'gemini',
  'amazon-bedrock': 'bedrock',
  azure: 'azure-openai',
  'google-vertex-anthropic': 'google-vertex',
  vercel: 'vercel-ai-gateway',
  moonshotai: 'moonshot',
  opencode: 'opencode-zen',
  'fireworks-ai': 'fireworks',
  togetherai: 'together',
  huggingface: 'huggingface-router',
  nvidia: 'nvidia-nim',
  'kimi-for-coding': 'kimi-code',
  zhipuai: 'glm',
  'ollama-cloud': 'ollama',
}

/** Reads a map; `undefined` when it is none. A bad entry is left out, the others count. `asOf`: the day it was fetched. */
export function readModelsDev(json: unknown, asOf: string): ModelMap | undefined {
  if (!isObject(json)) return undefined
  const providers = new Map<string, Map<string, ModelInfo>>()
  let models = 0
  let leftOut = 0
  for (const [id, given] of Object.entries(json)) {
    if (!isObject(given) || !isObject(given['models'])) {
      leftOut += 1
      continue
    }
    const provider = Object.hasOwn(providerNames, id) ? (providerNames[id] ?? id) : id
    const rows = providers.get(provider) ?? new Map<string, ModelInfo>()
    for (const [model, facts] of Object.entries(given['models'])) {
      const info = isObject(facts) && isName(model) ? readModel(provider, model, facts, asOf) : undefined
      if (info === undefined) leftOut += 1
      else if (!rows.has(model)) {
        rows.set(model, info)
        models += 1
      }
    }
    providers.set(provider, rows)
  }
  return { providers, models, leftOut }
}

type Facts = Readonly<Record<string, unknown>>
type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** One entry. A model without limits is none; a price that is no price makes the entry unreadable, for it must not become another. */
export function readModel(provider: string, model: string, facts: Facts, asOf: string): ModelInfo | undefined {
  const { limit, cost, modalities } = facts
  if (!isObject(limit)) return undefined
  const price = cost === undefined ? {} : isObject(cost) ? readPrice(cost) : undefined
  if (price === undefined) return undefined
  const info: Writable<ModelInfo> = { provider, model, asOf, ...price }
  const [window, input, output] = [tokens(limit['context']), tokens(limit['input']), tokens(limit['output'])]
  if (window !== undefined) info.contextWindow = window
  if (input !== undefined) info.maxInputTokens = input
  if (output !== undefined) info.maxOutputTokens = output
  if (isName(facts['name'])) info.name = facts['name']
  if (isDay(facts['release_date'])) info.releasedOn = facts['release_date']
  if (isDay(facts['knowledge'])) info.knowledgeCutoff = facts['knowledge']
  if (typeof facts['open_weights'] === 'boolean') info.openWeights = facts['open_weights']
  if (facts['temperature'] === false) info.sampling = false
  const status = facts['status']
  if (status === 'alpha' || status === 'beta' || status === 'deprecated') info.status = status
  const kinds = isObject(modalities)
    ? { input: readKinds(modalities['input']), output: readKinds(modalities['output']) }
    : {}
  if (kinds.input !== undefined) info.modalities = kinds
  info.capabilities = readCapabilities(facts, kinds.input)
  return info
}

function readPrice(cost: Facts): Pick<ModelInfo, 'price' | 'priceTiers'> | undefined {
  const price = pricesOf(cost)
  if (price === undefined) return undefined
  const tiers: PriceTier[] = []
  const listed = Array.isArray(cost['tiers']) ? (cost['tiers'] as readonly unknown[]) : []
  for (const given of listed) {
    const tier = isObject(given) ? readTier(given) : undefined
    if (tier === undefined) return undefined
    tiers.push(tier)
  }
  const above200k = cost['context_over_200k']
  if (tiers.length === 0 && isObject(above200k)) {
    const prices = pricesOf(above200k)
    if (prices === undefined) return undefined
    tiers.push({ aboveInputTokens: 200_000, ...prices })
  }
  return { price, ...(tiers.length === 0 ? {} : { priceTiers: tiers }) }
}

function readTier(given: Facts): PriceTier | undefined {
  const { tier } = given
  const size = isObject(tier) && tier['type'] === 'context' ? tokens(tier['size']) : undefined
  const prices = pricesOf(given)
  return size === undefined || prices === undefined ? undefined : { aboveInputTokens: size, ...prices }
}

/** As in the generated catalogue a cache price of 0 on a model that costs money is a filler, not a gift. */
function pricesOf(cost: Facts): ModelPrice | undefined {
  const { input, output, cache_read: read, cache_write: write } = cost
  if (!isAmount(input) || !isAmount(output)) return undefined
  const isFree = input === 0 && output === 0
  const cachePrice = (value: unknown): number | undefined =>
    isAmount(value) && (value > 0 || isFree) ? value : undefined
  const [cacheRead, cacheWrite] = [cachePrice(read), cachePrice(write)]
  return {
    inputUsdPerMillion: input,
    outputUsdPerMillion: output,
    ...(cacheRead === undefined ? {} : { cacheReadUsdPerMillion: cacheRead }),
    ...(cacheWrite === undefined ? {} : { cacheWriteUsdPerMillion: cacheWrite }),
  }
}

const modalities: readonly Modality[] = ['text', 'image', 'audio', 'video', 'pdf']

function readKinds(given: unknown): readonly Modality[] | undefined {
  return Array.isArray(given) ? modalities.filter((kind) => given.includes(kind)) : undefined
}

function readCapabilities(
  facts: Facts,
  input: readonly Modality[] | undefined,
): NonNullable<ModelInfo['capabilities']> {
  const known: Readonly<Record<Capability, unknown>> = {
    vision: input?.includes('image'),
    pdf: input?.includes('pdf'),
    audio: input?.includes('audio'),
    tools: facts['tool_call'],
    'structured-output': facts['structured_output'],
    reasoning: facts['reasoning'],
  }
  return Object.fromEntries(Object.entries(known).filter(([, value]) => typeof value === 'boolean'))
}

function isObject(value: unknown): value is Facts {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Names are shown and looked up: bounded, on one line. */
const isName = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= 200 && /^\S(?:.*\S)?$/.test(value)
const isDay = (value: unknown): value is string => typeof value === 'string' && /^\d{4}-\d\d(?:-\d\d)?$/.test(value)
const isAmount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0

/** 0 stands there for "not stated". */
function tokens(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined
}
