import type { SkippedTarget } from './completion-result.ts'
import type { ModelRef, PricedService, Target } from './model.ts'

/** What an estimate is to assume. */
export interface CostEstimateOptions {
  /**
   * Tokens that an answer is expected to have, thinking included, from 1. Default 500, or the output limit where that is
   * smaller.
   */
  readonly expectedOutputTokens?: number | undefined
  /** Requests like this one a day, above 0: adds what a day costs. */
  readonly requestsPerDay?: number | undefined
  /** Other models (or routes) to compare with. They need no key. */
  readonly alternatives?: readonly (ModelRef | (string & {}))[] | undefined
  /** Prices of a batch or of another service. Default: the usual one. */
  readonly service?: PricedService | undefined
}

/** From the least that is likely to the most that is possible, in USD. */
export interface CostRange {
  readonly lowUsd: number
  readonly expectedUsd: number
  /** Absent: nothing bounds the output. */
  readonly highUsd?: number | undefined
}

/** What one request to one target may cost, were it the one that answers, and at the first attempt. */
export interface TargetCostEstimate {
  readonly target: Target
  /** Absent: unknown. */
  readonly cost?: CostRange | undefined
  /** `requestsPerDay` of them. */
  readonly perDay?: CostRange | undefined
  /** The expected cost as a multiple of that of the first target that has one above 0. */
  readonly relative?: number | undefined
  /** Estimate of the input, in its tokens. */
  readonly inputTokens: number
  /** What was assumed of the answer, in tokens. `high` is the output limit. */
  readonly outputTokens: { readonly low: number; readonly expected: number; readonly high?: number | undefined }
  /** Day of the prices, `YYYY-MM-DD`. */
  readonly pricesAsOf?: string | undefined
  /**
   * How far to trust it. `high`: nothing is charged by the token. `medium`: prices of the last 90 days, and the caller said
   * how long the answer will be. `low`: else. `none`: no price is known.
   */
  readonly confidence: 'high' | 'medium' | 'low' | 'none'
  /** Why it is 0, unknown or incomplete. */
  readonly reason?: string | undefined
}

/** What a request may cost: an aid for planning, not a promise. */
export interface CostEstimate {
  readonly isEstimate: true
  /** Estimate of the input at the first target, in tokens. */
  readonly inputTokens: number
  /** The targets of the plan, in its order. */
  readonly targets: readonly TargetCostEstimate[]
  readonly alternatives: readonly TargetCostEstimate[]
  readonly skipped: readonly SkippedTarget[]
}
