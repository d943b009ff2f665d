import type { SelectionRule } from '../vocabulary/completion-result.ts'
import type { Capability, Target, Tier } from '../vocabulary/model.ts'
import { nearestName } from '../vocabulary/nearest-name.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { PassedRule } from '../vocabulary/route-plan.ts'
import type { AgentConfig, RolesConfig } from '../vocabulary/routing-config.ts'
import { mergeConstraints } from './merge-constraints.ts'
import {
  chainOf,
  type Choice,
  distinct,
  floorOf,
  listOf,
  ownMember,
  type Route,
  type RouteRules,
  rulesOf,
  type Selection,
  type SelectionContext,
  targetsOf,
} from './select-targets.ts'
import { phaseTiers, taskTiers } from './task-tiers.ts'

/** What a request that names no model says of itself. */
export interface RuleQuestion {
  readonly agent?: string | undefined
  readonly task?: string | undefined
  readonly phase?: string | undefined
  readonly tier?: Tier | undefined
  readonly role: 'chat' | 'autonomous'
  /** What the request needs of any target. */
  readonly needs: readonly Capability[]
}

/** Where rules look. */
export interface RuleContext extends SelectionContext {
  readonly agents: Readonly<Record<string, AgentConfig>>
  readonly roles: RolesConfig
  /** What a tier may be served by: `tierTargets`. */
  readonly tierTargets: (tier: Tier) => readonly Target[]
  /** Absent: not known. */
  readonly tierOf: (target: Target) => Tier | undefined
  /** Why a target may not serve under these rules, in words; `undefined`: it may. That it rests is no reason. */
  readonly refusal: (target: Target, rules: RouteRules, floor: Tier | undefined) => string | undefined
}

/** A chain that a rule has found. */
interface Found {
  readonly rule: SelectionRule
  readonly route: string
  readonly reason: string
  readonly choices: readonly Choice[]
  /** The tier that it is to be of; absent: the one that the request gives. */
  readonly tier?: Tier | undefined
  /** The caller has said what serves the tier. */
  readonly isLabelled?: boolean
  /** The router has put the chain together: whoever may not serve goes to its end. */
  readonly picked?: boolean
}

type Rule = (question: RuleQuestion, context: RuleContext) => Found | PassedRule | undefined

/** The order in which rules are asked. */
const rules: readonly Rule[] = [byAgent, byTask, byPhase, byCapability, byTier, byRole, byDefault, byFallback]

/**
 * Chooses the chain of a request that names no model: the first rule wins that applies and whose chain holds a target that may
 * serve. `roles.fallback` stands behind every chain. When no chain may serve, the first is returned, and `passed` says what
 * stands against each. Throws `RouterError` `no-target` when no rule applies, `invalid-request` for an unknown task or phase.
 */
export function chooseByRule(question: RuleQuestion, context: RuleContext): Selection {
  const passed: PassedRule[] = []
  let first: Selection | undefined
  for (const rule of rules) {
    const found = rule(question, context)
    if (found === undefined) continue
    if (!('choices' in found)) {
      passed.push(found)
      continue
    }
    const selection = selectionOf(found, question, context)
    const refusals = selection.targets.map((target) => refusalIn(selection, target, context))
    if (refusals.includes(undefined)) {
      return { ...withFallback(found.picked === true ? servingFirst(selection, refusals) : selection, context), passed }
    }
    first ??= selection
    passed.push({
      rule: found.rule,
      reason: refusals.join(' ') || `${found.reason}, but nothing is configured for it.`,
    })
  }
  if (first !== undefined && first.targets.length > 0) return { ...first, passed }
  throw new RouterError('no-target', 'No rule leads to a target for this request.', {
    hints: [
      ...passed.map(({ rule, reason }) => `${rule}: ${reason}`),
      'Set `routes.default` or `roles.chat`, or give `model` in the request.',
    ],
  })
}

function refusalIn(selection: Selection, target: Target, context: RuleContext): string | undefined {
  return context.refusal(target, selection.rules, floorOf(selection, context.tierOf))
}

function selectionOf(found: Found, question: RuleQuestion, context: RuleContext): Selection {
  const { rule, route, reason, choices } = found
  const targets = targetsOf(choices)
  const tier = rule === 'agent' || found.isLabelled === true ? undefined : (found.tier ?? question.tier)
  return { rule, route, reason, passed: [], targets, rules: rulesOf(choices, context), tier }
}

function servingFirst(selection: Selection, refusals: readonly (string | undefined)[]): Selection {
  const serving = selection.targets.filter((_, index) => refusals[index] === undefined)
  const refused = selection.targets.filter((_, index) => refusals[index] !== undefined)
  return { ...selection, targets: [...serving, ...refused], picked: serving.length }
}

/** What the fallback's routes forbid holds for the whole chain: nothing may become looser on the way. */
function withFallback(selection: Selection, context: RuleContext): Selection {
  const refs = listOf(context.roles.fallback)
  if (refs.length === 0 || selection.rule === 'fallback') return selection
  const choices = chainOf(refs, context)
  const { constraints } = rulesOf(choices, context)
  return {
    ...selection,
    targets: distinct([...selection.targets, ...choices.flatMap((choice) => choice.targets)]),
    rules: { ...selection.rules, constraints: mergeConstraints(selection.rules.constraints, constraints) },
  }
}

function byAgent({ agent }: RuleQuestion, context: RuleContext): Found | PassedRule | undefined {
  if (agent === undefined) return undefined
  const assigned = ownMember(context.agents, agent)
  const refs = listOf(assigned?.model)
  if (refs.length === 0) return { rule: 'agent', reason: `no model is assigned to the agent \`${agent}\`` }
  if (assigned?.enabled === false) return { rule: 'agent', reason: `the assignment of \`${agent}\` is disabled` }
  return {
    rule: 'agent',
    route: `agent ${agent}`,
    reason: `it is assigned to the agent \`${agent}\``,
    choices: chainOf(refs, context),
  }
}

function byTask({ task, tier }: RuleQuestion, context: RuleContext): Found | PassedRule | undefined {
  if (task === undefined) return undefined
  return byLabel('task', task, tier, ({ tasks }) => tasks ?? [], taskTiers, context)
}

function byPhase({ phase, tier }: RuleQuestion, context: RuleContext): Found | PassedRule | undefined {
  if (phase === undefined) return undefined
  return byLabel('phase', phase, tier, ({ phases }) => phases ?? [], phaseTiers, context)
}

/** A route with the label, else the label's usual tier. A tier that the request gives itself stands above the usual one. */
function byLabel(
  rule: 'task' | 'phase',
  label: string,
  tier: Tier | undefined,
  labelsOf: (route: Route) => readonly string[],
  usual: Readonly<Record<string, Tier | undefined>>,
  context: RuleContext,
): Found | PassedRule {
  const named = Object.entries(context.routes).find(([, route]) => labelsOf(route).includes(label))
  if (named !== undefined) {
    const [route, choice] = named
    return { rule, route, reason: `the route \`${route}\` is for ${rule} \`${label}\``, choices: [choice] }
  }
  if (!Object.hasOwn(usual, label)) {
    const known = [...Object.values(context.routes).flatMap((route) => labelsOf(route)), ...Object.keys(usual)]
    const nearest = nearestName(label, known)
    throw new RouterError('invalid-request', `There is no ${rule} \`${label}\`.`, {
      hints: [
        ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
        `A route becomes the one for it with \`${rule}: '${label}'\`. Known: ${known.join(', ')}.`,
      ],
    })
  }
  const wanted = usual[label]
  if (wanted === undefined) return { rule, reason: `\`${label}\` has no usual tier` }
  if (tier !== undefined) return { rule, reason: `\`${label}\` is work for ${wanted} models, but \`tier\` is given` }
  return {
    ...ofTier(wanted, context),
    rule,
    route: `${rule} ${label}`,
    reason: `${rule} \`${label}\` is work for ${wanted} models`,
  }
}

/** The route that is for the most of what the request needs. */
function byCapability({ needs }: RuleQuestion, { routes }: RuleContext): Found | undefined {
  const fitting = Object.entries(routes)
    .filter(([name, route]) => name !== 'default' && route.needs.length > 0)
    .filter(([, route]) => route.needs.every((need) => needs.includes(need)))
    .toSorted(([, a], [, b]) => b.needs.length - a.needs.length)
  const [found] = fitting
  if (found === undefined) return undefined
  const [route, choice] = found
  return {
    rule: 'capability',
    route,
    reason: `the route \`${route}\` is for what needs ${choice.needs.join(', ')}`,
    choices: [choice],
  }
}

function byTier({ tier }: RuleQuestion, context: RuleContext): Found | undefined {
  if (tier === undefined) return undefined
  return { ...ofTier(tier, context), rule: 'tier', reason: `the request is for ${tier} models` }
}

/** A route of the tier, as its caller wrote it; else what providers have. */
function ofTier(tier: Tier, context: RuleContext): Omit<Found, 'rule' | 'reason'> {
  const named = Object.entries(context.routes).find(([, route]) => route.tier === tier)
  if (named !== undefined) return { route: named[0], choices: [named[1]], isLabelled: true }
  return { route: `tier ${tier}`, choices: [{ targets: context.tierTargets(tier) }], tier, picked: true }
}

function byRole({ role }: RuleQuestion, context: RuleContext): Found | undefined {
  const refs = listOf(context.roles[role])
  if (refs.length === 0) return undefined
  return { rule: 'role', route: `role ${role}`, reason: `it is \`roles.${role}\``, choices: chainOf(refs, context) }
}

function byDefault(_: RuleQuestion, { routes }: RuleContext): Found | undefined {
  const choice = ownMember(routes, 'default')
  if (choice === undefined) return undefined
  const reason = 'the route `default` serves what names no model'
  return { rule: 'default', route: 'default', reason, choices: [choice] }
}

function byFallback(_: RuleQuestion, context: RuleContext): Found | undefined {
  const refs = listOf(context.roles.fallback)
  if (refs.length === 0) return undefined
  return { rule: 'fallback', route: 'role fallback', reason: 'it is `roles.fallback`', choices: chainOf(refs, context) }
}
