import { planCall } from './plan-call.ts'
import { prepareRequest } from './prepare-request.ts'
import type { RouterState } from './router-state.ts'
import type { CompletionRequest } from './vocabulary/completion-request.ts'
import type { RoutePlan } from './vocabulary/router.ts'

/** Which targets a request would be served by as things stand. Sends nothing, and takes no probe. */
export async function planRequest(router: RouterState, request: CompletionRequest): Promise<RoutePlan> {
  const plan = await planCall(router, await prepareRequest(request))
  await router.rateLimits.ready(plan.selection.targets)
  const { targets, skipped } = plan.preview()
  return {
    route: plan.selection.route,
    targets: targets.map(({ target, reason }) => ({
      target,
      protocol: router.provider(target.provider).protocol,
      reason,
    })),
    skipped,
  }
}
