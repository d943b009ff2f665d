import { candidateOf, needOf } from './candidates.ts'
import type { PreparedRequest } from './prepare-request.ts'
import type { RouterState } from './router-state.ts'
import { planTargets, type TargetPlan } from './routing/plan-targets.ts'
import { floorOf, selectTargets, type Selection, type SelectionContext } from './routing/select-targets.ts'
import type { StickyOrder } from './routing/sticky-route.ts'
import type { Target, Tier } from './vocabulary/model.ts'
import type { Selector } from './vocabulary/selector.ts'
import { tierOfName } from './vocabulary/tier-name.ts'

/** The chain of a call, and the way to its order. */
export interface CallPlan {
  readonly prepared: PreparedRequest
  readonly selection: Selection
  /** What was asked for first. */
  readonly requested: Target
  /** The lowest tier that may serve; absent: any. */
  readonly floor: Tier | undefined
  /** The order as things stand. May give this call the probe of the primary: ask for it once, and report what came of it. */
  targetPlan(): TargetPlan
  /** The same without taking a probe. */
  preview(): TargetPlan
}

/** From this estimate on, in tokens, a window may be too small, so the catalogue is waited for. */
const largeInputTokens = 30_000

/** Protocols whose requests need a fact of the catalogue: the model's output cap. */
const cappedProtocols: ReadonlySet<string> = new Set(['anthropic-messages'])

/** Chooses the chain of a request. Waits for the catalogue only when the plan needs a fact of it. `down`: targets that are taken to be down. */
export async function planCall(
  router: RouterState,
  prepared: PreparedRequest,
  down?: readonly Selector[],
): Promise<CallPlan> {
  const selection = await select(router, prepared, down)
  if (needsCatalog(router, prepared, selection)) await router.loadCatalog()
  else void router.loadCatalog()
  const rules = selection.rules
  const floor = floorOf(selection, (target) => router.modelInfo(target)?.tier)
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
        return candidateOf({ router, prepared, down }, target, counts ? resting : undefined)
      }),
      need: needOf({ prepared, rules, floor }),
      prefers: prepared.prefers,
      order,
    })
  return {
    prepared,
    selection,
    requested: selection.targets[0] ?? { provider: '', model: '' },
    floor,
    targetPlan: () => plan((targets, isBarred) => router.stickyRoutes.order(selection.route, targets, isBarred)),
    preview: () => plan((targets, isBarred) => router.stickyRoutes.peek(selection.route, targets, isBarred)),
  }
}

/** A model that is named decides alone. Rules are loaded when the request or the configuration has any. */
async function select(
  router: RouterState,
  prepared: PreparedRequest,
  down: readonly Selector[] | undefined,
): Promise<Selection> {
  const { model, agent, task, phase, tier } = prepared.given
  const context = await selectionContext(router, prepared)
  const asksForRule = (agent ?? task ?? phase ?? tier) !== undefined
  if (model !== undefined || !(asksForRule || router.hasRules)) return selectTargets(model, context)
  const { selectByRule } = await import('./select-by-rule.ts')
  return selectByRule(router, prepared, context, down)
}

/** Where the names of this request are looked up. */
export async function selectionContext(router: RouterState, prepared: PreparedRequest): Promise<SelectionContext> {
  const { config, knownProviders } = router
  const { tier } = prepared.given
  const wanted = tier === undefined ? undefined : tierOfName[tier]
  const modelOf = (id: string, ofTier: Tier | undefined): string | undefined => {
    const { tiers, defaultModel } = router.provider(id)
    return (ofTier === undefined ? undefined : tiers[ofTier]) ?? defaultModel
  }
  const context = {
    routes: config.routes,
    providers: knownProviders,
    aliases: router.providerAliases,
    defaults: config.routing,
    modelOf: (id: string) => modelOf(id, wanted),
  }
  if (!config.routing.presets) return context
  const { presetsOf } = await import('./routing/presets.ts')
  return { ...context, presets: presetsOf({ providers: knownProviders, modelOf }) }
}

/** A limit will be sent that must not be above the model's cap. */
function isLimited({ outputBudget }: RouterState, { given }: PreparedRequest): boolean {
  return (
    outputBudget.limit !== undefined ||
    (outputBudget.policy ?? (given.purpose === 'agent' ? 'adaptive' : 'chat')) === 'adaptive'
  )
}

function needsCatalog(router: RouterState, prepared: PreparedRequest, { targets, rules }: Selection): boolean {
  if (router.hasCatalog()) return false
  return (
    prepared.needs.length > 0 ||
    prepared.prefers.length > 0 ||
    rules.needs.length > 0 ||
    rules.constraints !== undefined ||
    rules.allowDowngrade === false ||
    prepared.given.constraints !== undefined ||
    prepared.given.maxOutputTokens !== undefined ||
    isLimited(router, prepared) ||
    prepared.given.reasoningEffort !== undefined ||
    prepared.inputTokens > largeInputTokens ||
    targets.some((target) => cappedProtocols.has(router.provider(target.provider).protocol))
  )
}
