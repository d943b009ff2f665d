import type { CostRange, TargetCostEstimate } from '../vocabulary/cost-estimate.ts'
import type { ModelInfo, PricedService, Target } from '../vocabulary/model.ts'
import type { BillingClass, Cost } from '../vocabulary/usage.ts'
import { type Charge, chargeOf, computeCost } from './compute-cost.ts'
import { isSteady } from './list-price.ts'

/** What a request to one target is estimated by. */
export interface EstimateInput {
  readonly target: Target
  readonly model: ModelInfo | undefined
  readonly billing: BillingClass
  /** Estimate of the input. */
  readonly inputTokens: number
  /** What the caller expects; absent: nothing is known of it. */
  readonly expectedOutputTokens: number | undefined
  /** The limit that would be sent, else the model's cap; absent: unknown. */
  readonly outputLimit: number | undefined
  readonly service: PricedService | undefined
  /** How long what is written to the provider's cache would be kept; absent: nothing is written. */
  readonly cacheTtl: '5m' | '1h' | undefined
  readonly requestsPerDay: number | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
}

/** An answer of medium length, where the caller says nothing. */
const usualOutputTokens = 500

/** What a provider counts is so many times the estimate, in eight of ten recorded requests that were not fitted to (2026-11). */
const inputError = { low: 0.9, high: 1.35 }

const dayMs = 86_400_000
const freshDays = 90

/** What a request may cost at one target. Pure. */
export function estimateTargetCost(input: EstimateInput): TargetCostEstimate {
  const { target, model, expectedOutputTokens, outputLimit, requestsPerDay } = input
  const most = Math.max(outputLimit ?? 0, expectedOutputTokens ?? 0)
  const expected = expectedOutput(input)
  const outputTokens = {
    low: expectedOutputTokens ?? 1,
    expected,
    ...(outputLimit === undefined ? {} : { high: most }),
  }
  const usual = costOf(input, expected)
  const cost = rangeOf(input, usual, outputTokens)
  return {
    target,
    inputTokens: input.inputTokens,
    outputTokens,
    confidence: confidenceOf(usual, model, expectedOutputTokens !== undefined, input.now),
    ...(cost === undefined ? {} : { cost }),
    ...(cost === undefined || requestsPerDay === undefined ? {} : { perDay: times(cost, requestsPerDay) }),
    ...(usual.pricesAsOf === undefined ? {} : { pricesAsOf: usual.pricesAsOf }),
    ...(usual.reason === undefined ? {} : { reason: usual.reason }),
  }
}

/** What the highest cost hangs on. */
export type HighestCostInput = Omit<EstimateInput, 'target' | 'requestsPerDay'>

/**
 * The `highUsd` of the estimate alone, for whoever weighs many targets against a limit. `unpriced`: what a request costs whose price
 * is not known. `undefined`: nothing bounds it.
 */
export function highestCost(input: HighestCostInput, unpriced?: number): number | undefined {
  const { model, inputTokens, expectedOutputTokens, outputLimit, now } = input
  const output = Math.max(outputLimit ?? 0, expectedOutputTokens ?? 0)
  // At a price that is always the same, what is usual is known where the most is, and is less.
  const isMost = model !== undefined && inputTokens >= 1 && output >= 1 && isSteady(model)
  const charge = isMost
    ? chargeFor(input, inputError.high, output, now)
    : chargeFor(input, 1, expectedOutput(input), now)
  if (charge === undefined) return unpriced
  if (charge === 'nothing') return 0
  if (outputLimit === undefined) return undefined
  return isMost ? Math.max(charge, written(input, output)) : mostOf(input, charge, output)
}

/** Adds how the expected costs compare: multiples of the first one above 0, over all lists together. */
export function withRelativeCosts(
  lists: readonly (readonly TargetCostEstimate[])[],
): readonly (readonly TargetCostEstimate[])[] {
  const first = lists.flat().find(({ cost }) => (cost?.expectedUsd ?? 0) > 0)?.cost?.expectedUsd
  if (first === undefined) return lists
  return lists.map((list) =>
    list.map((one) => (one.cost === undefined ? one : { ...one, relative: one.cost.expectedUsd / first })),
  )
}

function expectedOutput({ expectedOutputTokens, outputLimit }: HighestCostInput): number {
  return expectedOutputTokens ?? Math.min(usualOutputTokens, outputLimit ?? usualOutputTokens)
}

function costOf({ inputTokens, model, billing, service, now }: EstimateInput, output: number): Cost {
  return computeCost({ inputTokens: Math.round(inputTokens), outputTokens: output }, model, billing, {
    at: now,
    serviceTier: service,
  })
}

function chargeFor(
  { inputTokens, model, billing, service }: HighestCostInput,
  factor: number,
  output: number,
  at: number | undefined,
): Charge {
  const usage = { inputTokens: Math.round(inputTokens * factor), outputTokens: output }
  return chargeOf(usage, model, billing, { at, serviceTier: service })
}

function rangeOf(
  input: EstimateInput,
  usual: Cost,
  { low, high }: TargetCostEstimate['outputTokens'],
): CostRange | undefined {
  if (usual.usd === undefined) return undefined
  if (usual.source === 'none') return { lowUsd: usual.usd, expectedUsd: usual.usd, highUsd: usual.usd }
  return {
    lowUsd: leastOf(input, usual.usd, low),
    expectedUsd: usual.usd,
    ...(high === undefined ? {} : { highUsd: mostOf(input, usual.usd, high) }),
  }
}

/** The least that it may cost, when the usual is so much. */
function leastOf(input: EstimateInput, usual: number, output: number): number {
  return Math.min(usual, ...timesOf(input).map((at) => usdOf(chargeFor(input, inputError.low, output, at), usual)))
}

/** The most that it may cost, when the usual is so much. */
function mostOf(input: HighestCostInput, usual: number, output: number): number {
  let most = Math.max(usual, written(input, output))
  for (const at of timesOf(input)) most = Math.max(most, usdOf(chargeFor(input, inputError.high, output, at), 0))
  return most
}

/** A price that hangs on the hour may be anything between its highest and that of a Sunday. */
function timesOf({ model, now }: HighestCostInput): readonly (number | undefined)[] {
  return model?.peakHours === undefined ? [now] : [now, sundayAfter(now), undefined]
}

function usdOf(charge: Charge, unknown: number): number {
  return charge === 'nothing' ? 0 : (charge ?? unknown)
}

/** What it costs when all of the input is written to the cache, where that has a price: Claude's is above that of input. */
function written({ inputTokens, model, billing, service, cacheTtl }: HighestCostInput, outputTokens: number): number {
  if (cacheTtl === undefined || model?.price?.cacheWriteUsdPerMillion === undefined) return 0
  const tokens = Math.round(inputTokens * inputError.high)
  const usage = {
    inputTokens: tokens,
    outputTokens,
    cacheWriteTokens: tokens,
    cacheWrite1hTokens: cacheTtl === '1h' ? tokens : 0,
  }
  const charge = chargeOf(usage, model, billing, { serviceTier: service })
  return typeof charge === 'number' ? charge : 0
}

function sundayAfter(now: number): number {
  return now + ((7 - new Date(now).getUTCDay()) % 7) * dayMs
}

function confidenceOf(
  cost: Cost,
  model: ModelInfo | undefined,
  isExpected: boolean,
  now: number,
): TargetCostEstimate['confidence'] {
  if (cost.usd === undefined) return 'none'
  if (cost.source === 'none') return 'high'
  const day = Date.parse(model?.asOf ?? '')
  const isFresh = Number.isFinite(day) && now - day <= freshDays * dayMs
  return isExpected && isFresh && cost.incomplete !== true ? 'medium' : 'low'
}

function times({ lowUsd, expectedUsd, highUsd }: CostRange, count: number): CostRange {
  return {
    lowUsd: lowUsd * count,
    expectedUsd: expectedUsd * count,
    ...(highUsd === undefined ? {} : { highUsd: highUsd * count }),
  }
}
