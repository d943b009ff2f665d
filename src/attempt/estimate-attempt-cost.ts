import type { Adjustment } from '../state/adjustment.ts'
import { attemptLimit } from './attempt-limit.ts'
import { estimateTargetCost, highestCost } from '../budget/estimate-cost.ts'
import { isSteady } from '../budget/list-price.ts'
import { clampedLimit } from '../budget/output-limit.ts'
import { cachingSettings } from '../caching/cache-strategy.ts'
import type { PreparedRequest } from '../request/prepare-request.ts'
import type { KnownTarget } from '../state/known-target.ts'
import type { RouterState } from '../state/router-state.ts'
import type { CostEstimateOptions, TargetCostEstimate } from '../vocabulary/cost-estimate.ts'
import type { CacheLifetime } from '../vocabulary/caching.ts'
import type { ModelInfo, Target } from '../vocabulary/model.ts'

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
  const known = router.known(target)
  const asked = { known, model: known.facts.model, inputTokens: router.tokensAt(prepared, known), attempt: {} }
  return estimateTargetCost({
    target,
    model: asked.model,
    billing: known.configured.billing,
    inputTokens: asked.inputTokens,
    expectedOutputTokens: options.expectedOutputTokens,
    outputLimit: outputLimitOf(router, prepared, asked),
    service: options.service,
    cacheTtl: cacheTtlOf(router, prepared, asked.model),
    requestsPerDay: options.requestsPerDay,
    now: router.runtime.now(),
  })
}

/**
 * The most of it, in USD, for limits: they look at every target of a chain and read nothing else. `undefined`: not known. What runs on
 * this machine and has no price costs nothing.
 */
export function highestAttemptCost(
  router: RouterState,
  prepared: PreparedRequest,
  known: KnownTarget,
  attempt: EstimatedAttempt = {},
): number | undefined {
  const { facts, configured } = known
  const wireModel = attempt.adjustment?.wireModel
  const model = (wireModel === undefined ? undefined : known.modelAs(wireModel)) ?? facts.model
  const inputTokens = attempt.inputTokens ?? router.tokensAt(prepared, known)
  const fields = prepared.given.providerOptions?.[facts.target.provider]
  return highestCost(
    {
      model,
      billing: configured.billing,
      inputTokens,
      expectedOutputTokens: undefined,
      outputLimit: outputLimitOf(router, prepared, { known, model, inputTokens, attempt }),
      service: fields?.['service_tier'] === 'priority' ? 'priority' : undefined,
      cacheTtl: cacheTtlOf(router, prepared, model),
      now: model === undefined || isSteady(model) ? 0 : router.runtime.now(),
    },
    configured.local ? 0 : undefined,
  )
}

/** What is asked for, and of whom. */
interface AskedModel {
  readonly known: KnownTarget
  readonly model: ModelInfo | undefined
  readonly inputTokens: number
  readonly attempt: EstimatedAttempt
}

/** The output limit that would be sent, else the model's cap; absent: nothing is known that bounds the answer. */
function outputLimitOf(
  { outputBudget: budget }: RouterState,
  prepared: PreparedRequest,
  { known, model, inputTokens, attempt }: AskedModel,
): number | undefined {
  const { adjustment, isEscalated = false } = attempt
  const { maxOutputTokens: requested } = prepared.given
  if (requested !== undefined) return clampedLimit(requested, { model, inputTokens, learntCap: adjustment?.outputCap })
  const target = { target: known.facts.target, provider: known.configured, modelInfo: model }
  const limit = attemptLimit(prepared, target, { budget, adjustment, inputTokens, isEscalated })
  return limit.maxOutputTokens ?? model?.maxOutputTokens
}

/** How long what is written to the cache is kept there; absent: nothing is written, or it costs no more. */
function cacheTtlOf(
  { config, environmentCaching }: RouterState,
  { given }: PreparedRequest,
  model: ModelInfo | undefined,
): CacheLifetime | undefined {
  if (model?.price?.cacheWriteUsdPerMillion === undefined) return undefined
  const { mode, ttl } = cachingSettings(given.caching, config.caching, environmentCaching)
  return mode === 'off' ? undefined : ttl
}
