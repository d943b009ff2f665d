import type { AuditTrail } from '../operations/audit-trail.ts'
import { candidatesOf, needOf, type Suppose } from '../request/candidates.ts'
import type { PreparedRequest } from '../request/prepare-request.ts'
import type { RouterState } from '../state/router-state.ts'
import type { Need } from '../routing/candidate.ts'
import { planTargets, type PlanQuestion, type TargetPlan } from '../routing/plan-targets.ts'
import { floorOf, selectTargets, type Selection, type SelectionContext } from '../routing/select-targets.ts'
import type { StickyOrder } from '../routing/sticky-route.ts'
import type { CompletionRequest } from '../vocabulary/completion-request.ts'
import type { Target, Tier } from '../vocabulary/model.ts'
import { tierOfName } from '../vocabulary/tier-name.ts'

/** The chain of a call, and the way to its order. */
export interface CallPlan {
  readonly prepared: PreparedRequest
  readonly selection: Selection
  /** What was asked for first. */
  readonly requested: Target
  /** The lowest tier that may serve; absent: any. */
  readonly floor: Tier | undefined
  /** The order as things stand. May give this call the probe of the primary: ask for it once, and report what came of it. */
  targetPlan(audit?: AuditTrail): TargetPlan
  /** The same without taking a probe. `withPlaces`: whoever has no place for it now is passed over, as a call does that asks for one. */
  preview(withPlaces?: boolean): TargetPlan
}

/** From this estimate on, in tokens, a window may be too small, so the catalogue is waited for. */
const largeInputTokens = 30_000

/** Protocols whose requests need a fact of the catalogue: the model's output cap, or whether it reasons and seals what it thought. */
const informedProtocols: ReadonlySet<string> = new Set(['anthropic-messages', 'openai-responses'])

/** Chooses the chain of a request. Waits for the catalogue only when the plan needs a fact of it. `suppose`: what is taken to be down. */
export async function planCall(router: RouterState, asked: PreparedRequest, suppose?: Suppose): Promise<CallPlan> {
  const prepared =
    (asked.given.apiKeys ?? asked.given.providerOptions) === undefined ? asked : await underIds(router, asked)
  const { spending } = router
  if (spending.current === undefined && spending.concerns(prepared.given)) await spending.load()
  const { model, agent, task, phase, tier } = prepared.given
  const byRule = model === undefined && (router.hasRules || (agent ?? task ?? phase ?? tier) !== undefined)
  const context = selectionContext(router, prepared)
  const asWritten =
    byRule || router.config.routing.presets
      ? await selectLazily(router, prepared, context, { byRule, suppose })
      : selectOnce(router, prepared.given, context)
  const selection = await warmFirst(router, prepared, asWritten)
  if (needsCatalog(router, prepared, selection)) await router.loadCatalog(providersOf(selection))
  const rules = selection.rules
  const floor = floorOf(selection, (target) => router.modelInfo(target)?.tier)
  const plan = (
    order: PlanQuestion['order'],
    { withPlaces, audit }: { readonly withPlaces: boolean; readonly audit?: AuditTrail | undefined },
  ): TargetPlan => {
    let ordered: StickyOrder | undefined
    const { route, targets } = selection
    const known = router.knownChain(targets)
    const need = needOf({ prepared, rules, floor })
    const standings = router.standings.of(known, need)
    const question = {
      route,
      targets,
      candidates: candidatesOf({ router, prepared, rules, suppose, targets: known, standings, withPlaces }),
      need,
      standings: (wanted: Need) => (wanted === need ? standings : router.standings.of(known, wanted)),
      prefers: prepared.prefers,
    }
    const made = planTargets({ ...question, order: (targets, isBarred) => (ordered = order(targets, isBarred)) })
    if (audit !== undefined && ordered !== undefined) audit.note('plan', { ...question, order: ordered }, made)
    return made
  }
  return {
    prepared,
    selection,
    requested: selection.targets[0] ?? { provider: '', model: '' },
    floor,
    targetPlan: (audit) =>
      plan((targets, isBarred) => router.stickyRoutes.order(selection.route, targets, isBarred), {
        withPlaces: false,
        audit,
      }),
    preview: (withPlaces = false) =>
      plan((targets, isBarred) => router.stickyRoutes.peek(selection.route, targets, isBarred), {
        withPlaces,
      }),
  }
}

/** Chains that are remembered; when there are more, all are looked up again. */
const mostSelections = 1_000

/** What a request names, looked up once: the configuration of a router's state does not change. */
function selectOnce(
  { selections }: RouterState,
  { model, tier }: CompletionRequest,
  context: SelectionContext,
): Selection {
  const isList = Array.isArray(model) && model.every((name) => typeof name === 'string')
  if (!isList && model !== undefined && typeof model !== 'string') return selectTargets(model, context)
  const key = `${tier ?? ''} ${isList ? `*${JSON.stringify(model)}` : model === undefined ? '' : `=${model}`}`
  const known = selections.get(key)
  if (known !== undefined) return known
  const selection = selectTargets(model, context)
  // Results show these targets to callers.
  const targets = Object.freeze(selection.targets.map((target) => Object.freeze({ ...target })))
  const kept = { ...selection, targets }
  if (selections.size >= mostSelections) selections.clear()
  selections.set(key, kept)
  return kept
}

/** A session goes where it is warm; nothing of that is loaded before an answer of one has told of a cache. */
async function warmFirst(router: RouterState, prepared: PreparedRequest, selection: Selection): Promise<Selection> {
  const warm = router.caching.warmPrefixes.current
  if (warm === undefined || prepared.given.session === undefined || (selection.picked ?? 0) < 2) return selection
  return (await import('./warm-first.ts')).warmFirst(router, prepared, { selection, warm })
}

/** What only some requests need to be chosen for is loaded with the first of them: rules, and presets. */
async function selectLazily(
  router: RouterState,
  prepared: PreparedRequest,
  context: SelectionContext,
  { byRule, suppose }: { readonly byRule: boolean; readonly suppose: Suppose | undefined },
): Promise<Selection> {
  const whole = await withPresets(router, context)
  if (!byRule) return selectTargets(prepared.given.model, whole)
  const { selectByRule } = await import('./select-by-rule.ts')
  return selectByRule(router, prepared, whole, suppose)
}

/** Where the names of a request are looked up, but for presets. */
export function selectionContext(router: RouterState, { given: { tier } }: PreparedRequest): SelectionContext {
  return {
    routes: router.config.routes,
    providers: router.knownProviders,
    aliases: router.providerAliases,
    defaults: router.config.routing,
    modelOf: (id) => modelOf(router, id, tier === undefined ? undefined : tierOfName[tier]),
  }
}

/** The same with the presets, where they are on. */
export async function withPresets(router: RouterState, context: SelectionContext): Promise<SelectionContext> {
  if (!router.config.routing.presets) return context
  const { presetsOf } = await import('../routing/presets.ts')
  return {
    ...context,
    presets: presetsOf({ providers: context.providers, modelOf: (id, tier) => modelOf(router, id, tier) }),
  }
}

/** A provider's model of a tier, else its default model. */
function modelOf(router: RouterState, id: string, tier: Tier | undefined): string | undefined {
  const { tiers, defaultModel } = router.provider(id)
  return (tier === undefined ? undefined : tiers[tier]) ?? defaultModel
}

/** A limit will be sent that must not be above the model's cap. */
function isLimited({ outputBudget }: RouterState, { given }: PreparedRequest): boolean {
  return (
    outputBudget.limit !== undefined ||
    (outputBudget.policy ?? (given.purpose === 'agent' ? 'adaptive' : 'chat')) === 'adaptive'
  )
}

async function underIds(router: RouterState, prepared: PreparedRequest): Promise<PreparedRequest> {
  const { withProviderIds } = await import('../request/provider-ids.ts')
  return withProviderIds(prepared, router)
}

function providersOf({ targets }: Selection): readonly string[] {
  return targets.map(({ provider }) => provider)
}

/** Whether everything is there that the catalogue knows of a chain. Once it is, it stays. */
function isInformed({ informed, hasCatalog }: RouterState, selection: Selection): boolean {
  const { targets } = selection
  if (informed.has(targets)) return true
  const has = hasCatalog(providersOf(selection))
  if (has && Object.isFrozen(targets)) informed.add(targets)
  return has
}

function needsCatalog(router: RouterState, prepared: PreparedRequest, selection: Selection): boolean {
  const { targets, rules } = selection
  if (isInformed(router, selection)) return false
  return (
    router.spending.concerns(prepared.given) ||
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
    targets.some((target) => informedProtocols.has(router.provider(target.provider).protocol))
  )
}
