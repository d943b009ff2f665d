import { joinProblems } from '../vocabulary/join-problems.ts'
import { withRelativeCosts } from '../budget/estimate-cost.ts'
import { estimateAttemptCost } from '../attempt/estimate-attempt-cost.ts'
import { planCall, selectionContext } from '../call/plan-call.ts'
import { prepareRequest } from '../request/prepare-request.ts'
import type { RouterState } from '../state/router-state.ts'
import { selectTargets } from '../routing/select-targets.ts'
import type { CompletionRequest } from '../vocabulary/completion-request.ts'
import type { CostEstimate, CostEstimateOptions, TargetCostEstimate } from '../vocabulary/cost-estimate.ts'
import type { PricedService, Target } from '../vocabulary/model.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { unknownOptions } from '../vocabulary/unknown-option.ts'

/** What a request may cost at each target of its plan, and at others. Sends nothing. */
export async function estimateRequestCost(
  router: RouterState,
  request: CompletionRequest,
  options: CostEstimateOptions = {},
): Promise<CostEstimate> {
  checkOptions(options)
  const prepared = await prepareRequest(request)
  await router.loadCatalog()
  const plan = await planCall(router, prepared)
  await router.rateLimits.ready(plan.selection.targets)
  const { targets, skipped } = plan.preview()
  const context = selectionContext(router, prepared)
  const others = (options.alternatives ?? []).flatMap((name) => selectTargets(name, context).targets)
  const estimate = (target: Target): TargetCostEstimate => estimateAttemptCost(router, prepared, target, options)
  const [planned = [], compared = []] = withRelativeCosts([
    targets.map(({ target }) => estimate(target)),
    others.map((target) => estimate(target)),
  ])
  return {
    isEstimate: true,
    inputTokens: router.inputTokens(prepared, targets[0]?.target ?? plan.requested),
    targets: planned,
    alternatives: compared,
    skipped,
  }
}

const names: readonly (keyof CostEstimateOptions)[] = [
  'expectedOutputTokens',
  'requestsPerDay',
  'alternatives',
  'service',
]
const services: readonly PricedService[] = ['batch', 'flex', 'priority']

function checkOptions(options: unknown): asserts options is CostEstimateOptions {
  const problems: string[] = []
  if (typeof options !== 'object' || options === null) problems.push('the options are an object')
  else {
    const {
      expectedOutputTokens: tokens,
      requestsPerDay,
      alternatives: others,
      service,
    } = options as CostEstimateOptions
    problems.push(...unknownOptions(options, names))
    if (tokens !== undefined && !(Number.isInteger(tokens) && tokens > 0))
      problems.push('expectedOutputTokens: expected a whole number above 0')
    if (requestsPerDay !== undefined && !(Number.isFinite(requestsPerDay) && requestsPerDay > 0))
      problems.push('requestsPerDay: expected a number above 0')
    if (others !== undefined && !(Array.isArray(others) && others.every((name) => typeof name === 'string')))
      problems.push("alternatives: expected a list of models like 'openai/gpt-5.4', or of routes")
    if (service !== undefined && !services.includes(service))
      problems.push(`service: expected one of ${services.join(', ')}`)
  }
  if (problems.length > 0)
    throw new RouterError('invalid-request', `Nothing can be estimated: ${joinProblems(problems)}`)
}
