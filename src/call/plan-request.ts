import { joinProblems } from '../vocabulary/join-problems.ts'
import { wantedTier } from '../state/wanted-tier.ts'
import { admitTarget, type Suppose } from '../request/candidates.ts'
import { planCall, selectionContext, withPresets } from './plan-call.ts'
import { prepareRequest, type PreparedRequest } from '../request/prepare-request.ts'
import type { RouterState } from '../state/router-state.ts'
import { isDowngrade, mergeConstraints } from '../routing/merge-constraints.ts'
import { chainOf, listOf, rulesOf, type SelectionContext, targetsOf } from '../routing/select-targets.ts'
import type { CompletionRequest } from '../vocabulary/completion-request.ts'
import { isRecord } from '../vocabulary/option-kinds.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { ChainImpact, PlanOptions, RoutePlan } from '../vocabulary/route-plan.ts'
import type { ChainRef } from '../vocabulary/routing-config.ts'
import { readSelector } from '../vocabulary/read-selector.ts'
import { type Selector, selects } from '../vocabulary/selector.ts'
import { unknownOptions } from '../vocabulary/unknown-option.ts'

/**
 * Which targets a request would be served by as things stand, or with some of them down. Sends nothing, and takes no probe.
 * Loaded with the first plan that is asked for.
 */
export async function planRequest(
  router: RouterState,
  request: CompletionRequest,
  options: PlanOptions = {},
): Promise<RoutePlan> {
  const down = readOptions(options, router)
  const prepared = await prepareRequest(request)
  await router.loadCatalog()
  const suppose = down === undefined ? undefined : supposition(router, down)
  const plan = await planCall(router, prepared, suppose)
  const { selection, requested, floor } = plan
  await router.rateLimits.ready(selection.targets)
  const wanted = wantedTier({ router, requested, selection })
  const { targets, skipped } = plan.preview(true)
  return {
    route: selection.route,
    rule: selection.rule,
    reason: selection.reason,
    passed: selection.passed,
    requested,
    floor: higherFloor(floor, prepared, selection.rules.constraints),
    targets: targets.map(({ target, reason }) => {
      const { configured, facts, name } = router.known(target)
      const { model } = facts
      return {
        target,
        protocol: configured.protocol,
        reason,
        tier: model?.tier,
        score: model?.score,
        latencyMs: router.latency.average(name),
        downgrade: isDowngrade(wanted, model),
      }
    }),
    skipped,
    impact:
      suppose === undefined
        ? undefined
        : impactOf(router, prepared, await withPresets(router, selectionContext(router, prepared)), suppose),
  }
}

/** The stricter of the floor that the chain has and the one that the caller sets. */
function higherFloor(
  floor: RoutePlan['floor'],
  { given }: PreparedRequest,
  constraints: CompletionRequest['constraints'],
): RoutePlan['floor'] {
  const minTier = mergeConstraints(constraints, given.constraints)?.minTier
  return mergeConstraints({ minTier: floor }, { minTier })?.minTier
}

/** What becomes of every chain that the configuration names, for a request like this one. */
function impactOf(
  router: RouterState,
  prepared: PreparedRequest,
  context: SelectionContext,
  suppose: Suppose,
): readonly ChainImpact[] {
  const { routes, agents, roles } = router.config
  const named: readonly (readonly [string, ChainRef | undefined])[] = [
    ...Object.keys(routes).map((name) => [`routes.${name}`, name] as const),
    ...Object.entries(agents).map(([name, { model }]) => [`agents.${name}`, model] as const),
    ...Object.entries(roles).map(([name, chain]) => [`roles.${name}`, chain] as const),
  ]
  return named.flatMap(([chain, refs]) => {
    const choices = chainOf(listOf(refs), context)
    const rules = rulesOf(choices, context)
    const targets = targetsOf(choices).map((target) => ({ ...target }))
    if (targets.length === 0) return []
    const left = targets.filter((target) => admitTarget({ router, prepared, rules, suppose }, target, undefined).ok)
    return [{ chain, left, lost: targets.filter((target) => !left.includes(target)) }]
  })
}

function supposition(router: RouterState, down: readonly Selector[]): Suppose {
  return (target) => {
    const keys = router.provider(target.provider).credentials.map(({ label }) => label)
    if (!selects(down, target, keys)) return undefined
    return { reason: 'down', message: `\`${target.provider}/${target.model}\` is supposed to be down.` }
  }
}

/** The selectors as they are understood. A supposition about something that does not exist would prove nothing. */
function readOptions(
  options: PlanOptions,
  { knownProviders, providerAliases, provider }: RouterState,
): readonly Selector[] | undefined {
  const places = (id: string): readonly string[] => provider(id).credentials.map(({ label }) => label)
  if (!isRecord(options)) throw unusable(['the options are an object'])
  const problems = unknownOptions(options, ['down'])
  const { down: selectors = [] } = options
  if (!Array.isArray(selectors)) throw unusable(["down: expected a list such as [{ provider: 'openai' }]"])
  const down = selectors.flatMap((given: unknown, index): readonly Selector[] => {
    const read = readSelector(given, { providers: knownProviders, aliases: providerAliases, places })
    if ('selector' in read) return [read.selector]
    problems.push(`down[${index}]: ${read.problem}`)
    return []
  })
  if (problems.length > 0) throw unusable(problems)
  return options.down === undefined ? undefined : down
}

function unusable(problems: readonly string[]): RouterError {
  return new RouterError('configuration', `The plan cannot be made: ${joinProblems(problems)}`)
}
