import type { Adjustment } from '../repair/adjustment.ts'
import { attemptLimit } from './attempt-limit.ts'
import { estimateTargetCost } from '../budget/estimate-cost.ts'
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
  attempt: EstimatedAttempt = {},
): TargetCostEstimate {
  const { adjustment, inputTokens = router.inputTokens(prepared, target), isEscalated = false } = attempt
  const provider = router.provider(target.provider)
  const modelInfo = router.modelInfo(target, adjustment?.wireModel)
  const { maxOutputTokens } = attemptLimit(
    prepared,
    { target, provider, modelInfo },
    { budget: router.outputBudget, adjustment, inputTokens, isEscalated },
  )
  const { mode, ttl } = cachingSettings(prepared.given.caching, router.config.caching, router.environmentCaching)
  return estimateTargetCost({
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
  })
}
