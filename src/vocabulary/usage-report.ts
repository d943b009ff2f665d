import type { RouterErrorCode } from './router-error.ts'
import type { Usage } from './usage.ts'

/**
 * What a report can be grouped by: who was asked, what for (`task`, `phase` and `agent` of the request), why (`kind` of the
 * attempt), when (by UTC), or the values of a tag: `tag:team`.
 */
export type ReportDimension =
  | 'provider'
  | 'model'
  | 'task'
  | 'phase'
  | 'agent'
  | 'kind'
  | 'day'
  | 'month'
  | `tag:${string}`

/** What a report is to show. */
export interface UsageQuery {
  /** One row for each combination that occurs. Default provider and model; an empty list: only the total. */
  readonly groupBy?: readonly ReportDimension[] | undefined
  /** Only what has these values: `{ provider: 'openai', 'tag:team': 'a' }`. Default: everything. */
  readonly where?: Readonly<Partial<Record<ReportDimension, string>>> | undefined
  /** First day, `YYYY-MM-DD` by UTC. Default: the first there is. */
  readonly from?: string | undefined
  /** Last day. Default: today. */
  readonly to?: string | undefined
}

/** What was used. */
export interface UsageCounts {
  /** Calls that ended; each counts where it was answered, a failed one where it was asked first. Searches are no calls. */
  readonly calls: number
  readonly failedCalls: number
  /** Calls that another target answered than the one that was asked for. */
  readonly fallbacks: number
  /** Calls that a lower tier than the one that was asked for answered. */
  readonly downgrades: number
  /** Exchanges with models and search backends, whatever came of them. */
  readonly attempts: number
  /** Those that were asked of the same target again. */
  readonly retries: number
  readonly failedAttempts: number
  /** Those by code. */
  readonly failures: Readonly<Partial<Record<RouterErrorCode, number>>>
  /** Tokens of all attempts, inclusive like those of a result; what nobody reported is estimated. */
  readonly usage: Usage
  /** Cost of all attempts, in USD. */
  readonly usd: number
  /** Attempts whose cost is not known, or not in full: `usd` leaves something out when there are any. */
  readonly unpricedAttempts: number
}

/** The counts of one group. */
export interface UsageRow extends UsageCounts {
  /** Its values, by dimension; one that the request did not give is absent. */
  readonly group: Readonly<Partial<Record<ReportDimension, string>>>
}

/** What the calls and searches of a router used since it was made. Plain JSON; the same use gives the same report. */
export interface UsageReport {
  /** First and last day that something counted on; absent: nothing did. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly total: UsageCounts
  /** The most expensive first, then by name. */
  readonly rows: readonly UsageRow[]
  /**
   * Whether all groups are told apart. `false` after so many different tags, tasks and models (10 000 combinations) that the labels of
   * later ones were left away; sums are right all the same.
   */
  readonly isComplete: boolean
}
