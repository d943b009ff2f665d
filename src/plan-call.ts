import { candidateOf, needOf } from './candidates.ts'
import type { PreparedRequest } from './prepare-request.ts'
import type { RouterState } from './router-state.ts'
import { planTargets, type TargetPlan } from './routing/plan-targets.ts'
import { selectTargets, type Selection } from './routing/select-targets.ts'
import type { StickyOrder } from './routing/sticky-route.ts'
import type { Target } from './vocabulary/model.ts'

/** The chain of a call, and the way to its order. */
export interface CallPlan {
  readonly prepared: PreparedRequest
  readonly selection: Selection
  /** What was asked for first. */
  readonly requested: Target
  /** The order as things stand. May give this call the probe of the primary: ask for it once, and report what came of it. */
  targetPlan(): TargetPlan
  /** The same without taking a probe. */
  preview(): TargetPlan
}

/** From this estimate on, in tokens, a window may be too small, so the catalogue is waited for. */
const largeInputTokens = 30_000

/** Protocols whose requests need a fact of the catalogue: the model's output cap. */
const cappedProtocols: ReadonlySet<string> = new Set(['anthropic-messages'])

/** Chooses the chain of a request. Waits for the catalogue only when the plan needs a fact of it. */
export async function planCall(router: RouterState, prepared: PreparedRequest): Promise<CallPlan> {
  const { config } = router
  const selection = selectTargets(prepared.given.model, {
    routes: config.routes,
    providers: router.knownProviders,
    defaults: config.routing,
  })
  if (needsCatalog(router, prepared, selection)) await router.loadCatalog()
  else void router.loadCatalog()
  const rules = selection.rules
  const isAlone = selection.targets.length === 1
  const plan = (order: (targets: readonly Target[], isBarred: (index: number) => boolean) => StickyOrder): TargetPlan =>
    planTargets({
      route: selection.route,
      candidates: selection.targets.map((target) => {
        const resting = router.credentials.restingNow(
          target,
          router.provider(target.provider),
          prepared.given,
          prepared.inputTokens,
        )
        // A lone target has nobody beside it: only a limit that it named itself is worth waiting for.
        const counts = !isAlone || resting?.code === 'rate-limit'
        return candidateOf({ router, prepared }, target, counts ? resting : undefined)
      }),
      need: needOf({ prepared, rules }),
      prefers: prepared.prefers,
      order,
    })
  return {
    prepared,
    selection,
    requested: selection.targets[0] ?? { provider: '', model: '' },
    targetPlan: () => plan((targets, isBarred) => router.stickyRoutes.order(selection.route, targets, isBarred)),
    preview: () => plan((targets, isBarred) => router.stickyRoutes.peek(selection.route, targets, isBarred)),
  }
}

function needsCatalog(router: RouterState, prepared: PreparedRequest, { targets, rules }: Selection): boolean {
  if (router.hasCatalog()) return false
  return (
    prepared.needs.length > 0 ||
    prepared.prefers.length > 0 ||
    rules.needs.length > 0 ||
    rules.constraints !== undefined ||
    prepared.given.constraints !== undefined ||
    prepared.given.maxOutputTokens !== undefined ||
    prepared.given.reasoningEffort !== undefined ||
    prepared.inputTokens > largeInputTokens ||
    targets.some((target) => cappedProtocols.has(router.provider(target.provider).protocol))
  )
}
