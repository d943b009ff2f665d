/**
 * Tokens of one attempt or one call. Inclusive, as OpenTelemetry counts: `inputTokens` holds cache reads and writes,
 * `outputTokens` holds reasoning. Zero is a value; unknown is absent.
 */
export interface Usage {
  readonly inputTokens?: number | undefined
  readonly outputTokens?: number | undefined
  /** Input read from the provider's cache; part of `inputTokens`. */
  readonly cachedTokens?: number | undefined
  /** Input written to the provider's cache, all lifetimes together; part of `inputTokens`. */
  readonly cacheWriteTokens?: number | undefined
  /** Those written for one hour; part of `cacheWriteTokens`. */
  readonly cacheWrite1hTokens?: number | undefined
  /** Part of `outputTokens`. */
  readonly reasoningTokens?: number | undefined
}

/** Whether the provider reported it in full, reported a part before the attempt ended, or the router estimated it. */
export type UsageSource = 'reported' | 'partial' | 'estimated'

/** The one usage record of an attempt. */
export interface AttemptUsage extends Usage {
  readonly source: UsageSource
}

/** What a provider bills: by the token, by the month, nothing (it runs here), or whatever it routes to. */
export type BillingClass = 'pay-per-token' | 'free-tier' | 'subscription' | 'local' | 'routes-to-many'

/** Money, in USD. `usd` is absent when a price is unknown; `incomplete` marks a sum that leaves something out. */
export interface Cost {
  readonly usd?: number | undefined
  /** `reported` by the provider (it wins), `computed` from the catalogue, or `none`: no per-token charge or unknown price. */
  readonly source: 'reported' | 'computed' | 'none'
  readonly incomplete?: boolean | undefined
  /** Why it is zero or unknown. */
  readonly reason?: string | undefined
  /** Day of the prices, `YYYY-MM-DD`. */
  readonly pricesAsOf?: string | undefined
}

/** The members of a usage. */
export const usageCounters: readonly (keyof Usage)[] = [
  'inputTokens',
  'outputTokens',
  'cachedTokens',
  'cacheWriteTokens',
  'cacheWrite1hTokens',
  'reasoningTokens',
]

/** Adds a usage to a sum in place, member by member. */
export function addUsage(sum: { -readonly [K in keyof Usage]: Usage[K] }, usage: Usage): void {
  for (const counter of usageCounters) {
    const value = usage[counter]
    if (value !== undefined) sum[counter] = (sum[counter] ?? 0) + value
  }
}

/** Adds usages member by member; a member that no record knows stays absent. */
export function sumUsage(records: readonly (Usage | undefined)[]): Usage {
  const sum: { -readonly [K in keyof Usage]: Usage[K] } = {}
  for (const record of records) {
    if (record !== undefined) addUsage(sum, record)
  }
  return sum
}
