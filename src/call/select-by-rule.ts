import { admitTarget, type Suppose } from '../request/candidates.ts'
import type { PreparedRequest } from '../request/prepare-request.ts'
import type { RouterState } from '../state/router-state.ts'
import { chooseByRule, type RuleContext } from '../routing/choose-by-rule.ts'
import { distinct, type Selection, type SelectionContext } from '../routing/select-targets.ts'
import { taskOf } from '../routing/task-tiers.ts'
import { tierTargets } from '../routing/tier-targets.ts'
import type { Message } from '../vocabulary/message.ts'
import { parseModelRef } from '../vocabulary/model-ref.ts'
import { tierOfName } from '../vocabulary/tier-name.ts'

/**
 * Chooses the chain of a request that names no model, by the rules of the configuration and what the request says of itself.
 * Loaded with the first request for which there are any. Tiers and capabilities are facts of the catalogue, so it is waited for.
 */
export async function selectByRule(
  router: RouterState,
  prepared: PreparedRequest,
  context: SelectionContext,
  suppose: Suppose | undefined,
): Promise<Selection> {
  await router.loadCatalog()
  const { agent, task, phase, tier, purpose } = prepared.given
  const selection = chooseByRule(
    {
      agent,
      task: task === 'auto' ? taskOf(lastWords(prepared.messages)) : task,
      phase,
      tier: tier === undefined ? undefined : tierOfName[tier],
      role: purpose === 'agent' ? 'autonomous' : 'chat',
      needs: prepared.needs,
    },
    ruleContext(router, prepared, context, suppose),
  )
  // Results show these targets to callers: as objects that they know, which those of the configuration are not.
  return { ...selection, targets: Object.freeze(selection.targets.map((target) => Object.freeze({ ...target }))) }
}

function ruleContext(
  router: RouterState,
  prepared: PreparedRequest,
  context: SelectionContext,
  suppose: Suppose | undefined,
): RuleContext {
  const { config } = router
  return {
    ...context,
    agents: config.agents,
    roles: config.roles,
    tierTargets: (tier) =>
      tierTargets(tier, {
        providers: router.offeredProviders.map((id) => router.provider(id)),
        models: configuredModels(router),
        info: (target) => router.modelInfo(target),
      }),
    tierOf: (target) => router.modelInfo(target)?.tier,
    refusal(target, rules, floor) {
      const admission = admitTarget({ router, prepared, rules, floor, suppose }, target, undefined)
      return admission.ok ? undefined : admission.message
    },
  }
}

/** The models that routes name, and those that the configuration says something of. */
function configuredModels({ config }: RouterState): ReturnType<typeof distinct> {
  return distinct([
    ...Object.values(config.routes).flatMap(({ targets }) => targets),
    ...Object.keys(config.models).flatMap((ref) => parseModelRef(ref) ?? []),
  ])
}

/** What the user said last, as text. */
function lastWords(messages: readonly Message[]): string {
  const last = messages.findLast(({ role }) => role === 'user')
  if (last?.role !== 'user') return ''
  if (typeof last.content === 'string') return last.content
  return last.content.map((part) => (part.type === 'text' ? part.text : '')).join(' ')
}
