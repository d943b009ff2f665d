/**
 * For how long a limit counts before it begins anew: one call with all its attempts, the life of the router, a day or a month
 * (UTC), or so many whole hours, counted from midnight UTC of the first of January 1970: `{ hours: 24 }` is a day.
 */
export type SpendPeriod = 'call' | 'run' | 'day' | 'month' | { readonly hours: number }

/**
 * One limit on what may be spent. It counts every attempt that its selectors pick, whatever came of it, and every web search;
 * what a subscription covers or runs on this machine counts 0.
 */
export interface SpendLimit {
  /** In USD, from 0. */
  readonly usd: number
  readonly per: SpendPeriod
  /**
   * Only calls with these tags: `{ team: 'research' }`. The name of a tag alone: a limit of its own for each of its values, none
   * for calls without it. Default: all calls.
   */
  readonly tag?: string | Readonly<Record<string, string>> | undefined
  /** Only calls of this session; `true`: a limit of its own for each session, none for calls without one. Default: all calls. */
  readonly session?: string | boolean | undefined
  /** Only attempts at this provider, or searches at this backend. Default: all. */
  readonly provider?: string | undefined
  /** Only attempts at this model: its id, or `provider/model`. Default: all. */
  readonly model?: string | undefined
  /** Shares of `usd`, above 0 and up to 1: a notice `budget` when what was spent reaches one. Default 0.8 and 1. */
  readonly alertAt?: number | readonly number[] | undefined
  /**
   * Whether nothing is sent that may cost more than is left; then a model whose price is not known is not asked either. Default
   * true; `false` only tells.
   */
  readonly hard?: boolean | undefined
}

/** How a limit stands. */
export interface SpendStatus {
  /** The limit in words: `5 USD per day, tag team="research"`. */
  readonly limit: string
  readonly usd: number
  readonly spentUsd: number
  /** Kept back for attempts that run. */
  readonly reservedUsd: number
  /** When it begins anew, in milliseconds since the epoch; absent: with the next call, or another router. */
  readonly resetsAt?: number | undefined
}

/** What a notice `budget` tells: what was spent has reached a share of a limit. */
export interface SpendAlert extends SpendStatus {
  readonly share: number
}

/** One count of a store. Amounts are whole billionths of a USD, so that sums and refunds are exact. */
export interface SpendWindow {
  /** Names it; another window of the same limit has another key. */
  readonly key: string
  /** What spent and reserved may come to together; absent: anything. */
  readonly limitNanoUsd?: number | undefined
  /** From when on it may be forgotten, in milliseconds since the epoch; absent: as the store likes. */
  readonly endsAt?: number | undefined
}

/** What a window holds, in billionths of a USD. */
export interface SpendTotal {
  readonly spentNanoUsd: number
  readonly reservedNanoUsd: number
}

/** What came of a reservation. */
export interface SpendReservation {
  /** Whether all windows had room for it. */
  readonly ok: boolean
  /** What the windows held before it, in their order. */
  readonly totals: readonly SpendTotal[]
}

/**
 * Holds what was spent: in memory by default, or wherever several processes share it. Owns the sums, knows neither limits nor
 * prices. Each function must happen as one step (one script of a Redis, one transaction): two reservations never both get what
 * is left for one. What it throws, or an answer that takes 5 seconds, stops calls under hard limits and no others.
 */
export interface SpendStore {
  /** Adds `nanoUsd` to what every window has reserved, or to none when one of them would come to more than its limit. */
  reserve(windows: readonly SpendWindow[], nanoUsd: number): SpendReservation | Promise<SpendReservation>
  /** Takes a reservation back and adds what was spent in its place. Gives what the windows hold then. */
  settle(
    windows: readonly SpendWindow[],
    reservedNanoUsd: number,
    spentNanoUsd: number,
  ): readonly SpendTotal[] | Promise<readonly SpendTotal[]>
}
