/** One model in the facts that the catalogue is made of; `meta.fields` there explains the members. */
export interface ModelFacts {
  readonly id: string
  readonly name?: string
  readonly context?: number
  readonly context_note?: string
  readonly output?: number
  readonly input_limit?: number
  readonly price_in?: number
  readonly price_out?: number
  readonly price_cache_read?: number
  readonly price_cache_write?: number
  readonly price_tiers?: readonly PriceTierFacts[]
  readonly price_change?: {
    readonly from: string
    readonly in?: number
    readonly out?: number
    readonly cache_read?: number
  }
  readonly in?: readonly string[]
  readonly out?: readonly string[]
  readonly reasoning?: boolean
  readonly tool_call?: boolean
  readonly structured_output?: boolean
  readonly reasoning_map?: Readonly<Record<string, string | null>>
  readonly reasoning_options?: readonly ReasoningOptionFacts[]
  readonly temperature?: boolean
  readonly tier?: string
  readonly wire?: string
  readonly compat?: Readonly<Record<string, unknown>>
  readonly status?: string
  readonly retires?: string
  readonly released?: string
  readonly knowledge?: string
  readonly src?: string
  /** Not in the facts file: the model to use instead of one that was added by hand. */
  readonly replaced_by?: string
  /** Likewise: what its provider recommends it for. */
  readonly recommended_for?: string
}

/** How the thinking of a model is controlled. */
export interface ReasoningOptionFacts {
  readonly type: string
  readonly values?: readonly string[]
  readonly min?: number
  readonly max?: number
}

/** Prices of a whole request once its input is larger than a number of tokens. */
export interface PriceTierFacts {
  readonly above_input_tokens: number
  readonly in?: number | null
  readonly out?: number | null
  readonly cache_read?: number | null
  readonly cache_write?: number | null
}

/** The facts file, as far as it is read. */
export interface CatalogFacts {
  readonly aliases?: Readonly<Record<string, string>>
  readonly providers: Readonly<Record<string, readonly ModelFacts[]>>
}
