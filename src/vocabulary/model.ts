/** A wire protocol: the shape of requests and answers that a host speaks. */
export type ProtocolId =
  | 'openai-chat'
  | 'openai-responses'
  | 'anthropic-messages'
  | 'gemini'
  | 'bedrock-converse'
  | 'ollama-chat'

/** A model of a provider: `provider/model`. The model id may hold slashes itself. */
export type ModelRef = `${string}/${string}`

/** A provider and the model id that is asked of it. */
export interface Target {
  readonly provider: string
  readonly model: string
}

/** A quality class that is comparable across providers. */
export type Tier = 'flagship' | 'balanced' | 'fast'

/** A tier in our words or in those of other vendors' configurations: `opus` is `flagship`, `sonnet` `balanced`, `haiku` `fast`. */
export type TierName = Tier | 'opus' | 'sonnet' | 'haiku'

/** What a request may need of a model. */
export type Capability = 'vision' | 'pdf' | 'audio' | 'tools' | 'structured-output' | 'reasoning'

/** How hard a model should think. What a model cannot do becomes the nearest that it can, with a warning. */
export type ReasoningEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max'

/** Prices in USD per million tokens. A missing member is unknown, not free. */
export interface ModelPrice {
  readonly inputUsdPerMillion?: number | undefined
  readonly outputUsdPerMillion?: number | undefined
  readonly cacheReadUsdPerMillion?: number | undefined
  readonly cacheWriteUsdPerMillion?: number | undefined
  readonly cacheWrite1hUsdPerMillion?: number | undefined
}

/** Prices that apply to the whole request once its input is larger than `aboveInputTokens`. */
export interface PriceTier extends ModelPrice {
  readonly aboveInputTokens: number
}

/** A kind of content that a model reads or writes. */
export type Modality = 'text' | 'image' | 'audio' | 'video' | 'pdf'

/**
 * How a model's thinking is asked for: it decides itself within an effort (`adaptive`, Claude since 4.6), it takes a number
 * of tokens (`budget`), a level by name (`level`), or is only switched on and off (`toggle`).
 */
export type ThinkingKind = 'adaptive' | 'budget' | 'level' | 'toggle'

/** How long a provider keeps a cached prefix. */
export type CacheTtl = '5m' | '30m' | '1h' | '12h' | '24h'

/** What a provider calls the queue that a request went through, where it is not the usual one and has another price. */
export type PricedService = 'batch' | 'flex' | 'priority'

/** New list prices that are announced. */
export interface PriceChange {
  /** First day they apply, `YYYY-MM-DD`, UTC. */
  readonly from: string
  readonly price: ModelPrice
}

/** A price that hangs on the hour: the listed one inside of the hours that are named, a fraction of it outside. */
export interface PeakHours {
  /** Of Monday to Friday, UTC: from the first hour up to, not including, the second. */
  readonly weekdayHoursUtc: readonly (readonly [from: number, to: number])[]
  /** What the list prices are multiplied by outside of them. */
  readonly offPeakFactor: number
}

/** What is known of a model. Everything but the names may be unknown (`undefined`). */
export interface ModelInfo {
  readonly provider: string
  readonly model: string
  readonly name?: string | undefined
  /** Input and output together, in tokens. */
  readonly contextWindow?: number | undefined
  /** Where the provider caps the input apart from the window, in tokens. */
  readonly maxInputTokens?: number | undefined
  readonly maxOutputTokens?: number | undefined
  /** `true` has it, `false` lacks it, absent unknown. */
  readonly capabilities?: Readonly<Partial<Record<Capability, boolean>>> | undefined
  readonly tier?: Tier | undefined
  readonly price?: ModelPrice | undefined
  readonly priceTiers?: readonly PriceTier[] | undefined
  /** What list prices are multiplied by for a request that is served as a batch, as `flex` or with priority. Absent: unknown. */
  readonly priceFactors?: Readonly<Partial<Record<PricedService, number>>> | undefined
  /** Announced prices, the earliest first. */
  readonly priceChanges?: readonly PriceChange[] | undefined
  readonly peakHours?: PeakHours | undefined
  /** Day the facts were true, `YYYY-MM-DD`. */
  readonly asOf?: string | undefined
  /** Efforts and the word sent for each; `null` where the model does not take the level. Absent: unknown. */
  readonly efforts?: Readonly<Partial<Record<ReasoningEffort, string | null>>> | undefined
  /** How thinking is asked for, the preferred way first. Empty: the model does not think. Absent: unknown. */
  readonly thinking?: readonly ThinkingKind[] | undefined
  /** Bounds of a thinking budget, in tokens. */
  readonly thinkingBudget?:
    | { readonly minTokens?: number | undefined; readonly maxTokens?: number | undefined }
    | undefined
  /** `false` where the model rejects temperature, top_p and top_k. */
  readonly sampling?: boolean | undefined
  /** The shortest prompt prefix that is cached, in tokens. Absent: unknown, or nothing is cached. */
  readonly cacheMinTokens?: number | undefined
  /** For how long a prefix can be cached, the default first. Absent: not to be chosen, or unknown. */
  readonly cacheTtls?: readonly CacheTtl[] | undefined
  /** What it is known to read and write. What is not named may be unknown; `capabilities` says what it lacks. */
  readonly modalities?:
    | { readonly input?: readonly Modality[] | undefined; readonly output?: readonly Modality[] | undefined }
    | undefined
  /** Absent: in use. `retired`: the provider serves it no longer. */
  readonly status?: 'alpha' | 'beta' | 'deprecated' | 'retired' | undefined
  /** Announced last day, `YYYY-MM-DD`. */
  readonly retiresOn?: string | undefined
  /** The model of the same provider to use instead. Nothing is replaced without being asked. */
  readonly replacedBy?: string | undefined
  /** `YYYY-MM-DD` or `YYYY-MM`. */
  readonly releasedOn?: string | undefined
  /** The end of what it was trained on, `YYYY-MM-DD` or `YYYY-MM`. */
  readonly knowledgeCutoff?: string | undefined
  readonly openWeights?: boolean | undefined
  /** openai-chat: the field in which it wants its own reasoning back with the conversation. Default: as its host's row says, else none. */
  readonly replayReasoning?: 'reasoning_content' | 'reasoning_details' | undefined
  /** What the provider's own guide recommends it for, in a word: `quick`, `coding`, ... */
  readonly recommendedFor?: string | undefined
  readonly region?: string | undefined
  /** Quality as the caller has measured it; more is better. Where a tier is asked for, the highest is asked first. */
  readonly score?: number | undefined
}

/**
 * What a caller may say about a model in `models` of the configuration. A new price also ends announced prices and peak hours
 * of the catalogue.
 */
export type ModelOverride = Partial<Omit<ModelInfo, 'provider' | 'model' | 'priceChanges' | 'peakHours'>>
