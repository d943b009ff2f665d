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
  /** Day the facts were true, `YYYY-MM-DD`. */
  readonly asOf?: string | undefined
  /** Efforts and the word sent for each; `null` where the model does not take the level. Absent: unknown. */
  readonly efforts?: Readonly<Partial<Record<ReasoningEffort, string | null>>> | undefined
  /** `false` where the model rejects temperature, top_p and top_k. */
  readonly sampling?: boolean | undefined
  readonly region?: string | undefined
  readonly score?: number | undefined
}
