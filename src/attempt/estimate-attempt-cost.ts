import type { Adjustment } from '../repair/adjustment.ts'
import { attemptLimit } from './attempt-limit.ts'
import { estimateTargetCost, highestCost, type EstimateInput } from '../budget/estimate-cost.ts'
import { cachingSettings } from '../caching/cache-strategy.ts'
import type { PreparedRequest } from '../call/prepare-request.ts'
import type { RouterState } from '../state/router-state.ts'
import type { CostEstimateOptions, TargetCostEstimate } from '../vocabulary/cost-estimate.ts'
import type { Target } from '../vocabulary/model.ts'

/** What one attempt differs by from the first one at its target. */
export interface EstimatedAttempt {
  readonly adjustment?: Adjustment | undefined
  /** With the cut answer that is gone on with; absent: those of the request. */
  readonly inputTokens?: number | undefined
  readonly isEscalated?: boolean | undefined
}

/** What one attempt at a target may cost: the one estimate behind `estimateCost`, `maxCostUsd` and the limits on spending. */
export function estimateAttemptCost(
  router: RouterState,
  prepared: PreparedRequest,
  target: Target,
  options: CostEstimateOptions = {},
): TargetCostEstimate {
  return estimateTargetCost(estimateInput(router, prepared, target, options, {}))
}

/**
 * The most of it, in USD, for limits: they look at every target of a chain and read nothing else. `undefined`: not known. What runs on
 * this machine and has no price costs nothing.
 */
export function highestAttemptCost(
  router: RouterState,
  prepared: PreparedRequest,
  target: Target,
  attempt: EstimatedAttempt = {},
): number | undefined {
  const fields = prepared.given.providerOptions?.[target.provider]
  const service = fields?.['service_tier'] === 'priority' ? 'priority' : undefined
  const input = estimateInput(router, prepared, target, { service }, attempt)
  return highestCost(input, router.provider(target.provider).local ? 0 : undefined)
}

function estimateInput(
  router: RouterState,
  prepared: PreparedRequest,
  target: Target,
  options: CostEstimateOptions,
  attempt: EstimatedAttempt,
): EstimateInput {
  const { adjustment, inputTokens = router.inputTokens(prepared, target), isEscalated = false } = attempt
  const provider = router.provider(target.provider)
  const modelInfo = router.modelInfo(target, adjustment?.wireModel)
  const { maxOutputTokens } = attemptLimit(
    prepared,
    { target, provider, modelInfo },
    { budget: router.outputBudget, adjustment, inputTokens, isEscalated },
  )
  const { mode, ttl } = cachingSettings(prepared.given.caching, router.config.caching, router.environmentCaching)
  return {
    target,
    model: modelInfo,
    billing: provider.billing,
    inputTokens,
    expectedOutputTokens: options.expectedOutputTokens,
    outputLimit: maxOutputTokens ?? modelInfo?.maxOutputTokens,
    service: options.service,
    cacheTtl: mode === 'off' ? undefined : ttl,
    requestsPerDay: options.requestsPerDay,
    now: router.runtime.now(),
  }
}
