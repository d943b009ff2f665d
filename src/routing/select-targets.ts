import type { Constraints } from '../vocabulary/completion-request.ts'
import type { SelectionRule } from '../vocabulary/completion-result.ts'
import type { Capability, Target, Tier } from '../vocabulary/model.ts'
import { parseModelRef } from '../vocabulary/model-ref.ts'
import { nearestName } from '../vocabulary/nearest-name.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { PassedRule } from '../vocabulary/route-plan.ts'
import type { ChainRef } from '../vocabulary/routing-config.ts'
import { mergeConstraints } from './merge-constraints.ts'

/** The rules of a route, with defaults applied. */
export interface RouteRules {
  /** Seconds until the primary is asked again after a failover. */
  readonly retryPrimaryAfterSeconds: number
  /** What a model vendor's verdict on the content does. */
  readonly onContentFilter: 'stop' | 'next'
  /** What every target must be able to do, beside what the request needs. */
  readonly needs: readonly Capability[]
  readonly constraints: Constraints | undefined
  /** `true`: targets of a lower tier serve; `false`: they do not; absent: they do where the caller named the chain. */
  readonly allowDowngrade?: boolean | undefined
}

/** A named chain with its rules, and the requests that take it without naming it. */
export interface Route extends RouteRules {
  readonly targets: readonly Target[]
  readonly tier?: Tier | undefined
  readonly tasks?: readonly string[] | undefined
  readonly phases?: readonly string[] | undefined
}

/** Where names are looked up. */
export interface SelectionContext {
  /** Routes by name. */
  readonly routes: Readonly<Record<string, Route>>
  /** Ids of all known providers. */
  readonly providers: readonly string[]
  /** Other names of them, and the ids they stand for. Default: none. */
  readonly aliases?: ReadonlyMap<string, string> | undefined
  /** Rules of a chain that is no route. */
  readonly defaults: Pick<RouteRules, 'retryPrimaryAfterSeconds' | 'onContentFilter' | 'allowDowngrade'>
  /** The model that is meant by the name of a provider alone. */
  readonly modelOf?: ((provider: string) => string | undefined) | undefined
  /** Routes that are not configured and count where no configured one has their name. */
  readonly presets?: Presets | undefined
}

/** Routes for common uses. */
export interface Presets {
  readonly names: readonly string[]
  /** Without targets where nobody known can serve it; `undefined`: there is none of this name. */
  find(name: string): Choice | undefined
}

/** The chain of a request. */
export interface Selection {
  /** Name of the route; what was asked for when it was no route. Keeps stickiness apart. */
  readonly route: string
  /** What chose it. */
  readonly rule: SelectionRule
  /** Why, in words. */
  readonly reason: string
  /** Rules that applied and gave way. */
  readonly passed: readonly PassedRule[]
  /** In order, each once, at least one. */
  readonly targets: readonly Target[]
  readonly rules: RouteRules
  /** The tier that was asked for; absent: that of the first target. */
  readonly tier?: Tier | undefined
  /** How many targets, from the first, the router has put in order itself; absent: none, the caller wrote the order. */
  readonly picked?: number | undefined
}

/** A chain in which each target stands once, with rules where it is a route. */
export type Choice = Pick<Route, 'targets'> & Partial<RouteRules> & { readonly tier?: Tier | undefined }

const defaultRoute = 'default'

/**
 * Resolves `model` of a request: absent is the route `default`; `provider/model` is one target; a name without a slash is a
 * route, or a provider for its default model; a list is the whole chain, routes in it expanded. Throws `RouterError`
 * `configuration` for a name that is none of these, with the nearest that is, and `no-target` when nothing is left.
 */
export function selectTargets(model: ChainRef | undefined, context: SelectionContext): Selection {
  const names = model === undefined ? [defaultRoute] : listOf(model)
  const chosen = chainOf(names, context)
  const targets = targetsOf(chosen)
  if (targets.length === 0) {
    throw new RouterError(
      'no-target',
      names.length === 0 ? '`model` is an empty list.' : `No target in \`${names.join('`, `')}\`.`,
      {
        hints: ['List at least one `provider/model` in `model` or in `routes.default`.'],
      },
    )
  }
  return {
    route: names.join(', '),
    rule: model === undefined ? 'default' : 'model',
    reason: model === undefined ? 'the route `default` serves what names no model' : '`model` of the request names it',
    passed: [],
    targets,
    rules: rulesOf(chosen, context),
  }
}

/** What each of the names stands for. Throws as `selectTargets` does for a name that stands for nothing. */
export function chainOf(names: readonly string[], context: SelectionContext): readonly Choice[] {
  return names.map((name) => {
    if (name.includes('/')) return { targets: [parseTarget(name, context)] }
    const route = ownMember(context.routes, name) ?? context.presets?.find(name)
    if (route !== undefined) return route
    const provider = context.aliases?.get(name) ?? name
    const model = context.providers.includes(provider) ? context.modelOf?.(provider) : undefined
    if (model === undefined) throw unknownRoute(name, context)
    return { targets: [{ provider, model }] }
  })
}

/** Reads an own member only: a name like `constructor` must not find what objects inherit. */
export function ownMember<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

function parseTarget(ref: string, { providers, aliases }: SelectionContext): Target {
  const target = parseModelRef(ref)
  if (target === undefined) {
    throw new RouterError('configuration', `\`${ref}\` is not a model: write \`provider/model\`.`)
  }
  const { model } = target
  const provider = aliases?.get(target.provider) ?? target.provider
  if (!providers.includes(provider)) {
    const nearest = nearestName(provider, providers)
    throw new RouterError('configuration', `\`${provider}\` in \`${ref}\` is not a known provider.`, {
      hints: [
        ...(nearest === undefined ? [] : [`Did you mean \`${nearest}/${model}\`?`]),
        `For a provider of your own set \`providers.${provider}\` with \`protocol\` and \`baseUrl\`.`,
      ],
    })
  }
  return { provider, model }
}

function unknownRoute(name: string, { routes, presets, providers }: SelectionContext): RouterError {
  if (providers.includes(name)) {
    return new RouterError(
      'configuration',
      `\`${name}\` is a provider without a default model: use \`${name}/<model>\`, or set \`providers.${name}.defaultModel\`.`,
    )
  }
  if (name === defaultRoute) {
    return new RouterError('no-target', 'There is no route `default`.', {
      hints: ['Set `routes.default`, or give `model` in the request.'],
    })
  }
  const known = [...Object.keys(routes), ...(presets?.names ?? [])]
  const nearest = nearestName(name, [...known, ...providers.map((id) => `${id}/`)])
  const meant = nearest?.endsWith('/') === true ? `${nearest}<model>` : nearest
  return new RouterError('configuration', `\`${name}\` is neither a route nor a provider nor \`provider/model\`.`, {
    hints: [
      ...(meant === undefined ? [] : [`Did you mean \`${meant}\`?`]),
      `Known routes: ${known.join(', ') || 'none'}.`,
    ],
  })
}

/** Rules of one route, or of a chain: then what its routes forbid and need holds for all of it, the rest is the default. */
export function rulesOf(chosen: readonly Choice[], { defaults }: SelectionContext): RouteRules {
  const alone = chosen.length === 1 ? chosen[0] : undefined
  return {
    retryPrimaryAfterSeconds: alone?.retryPrimaryAfterSeconds ?? defaults.retryPrimaryAfterSeconds,
    onContentFilter: alone?.onContentFilter ?? defaults.onContentFilter,
    needs: [...new Set(chosen.flatMap((choice) => choice.needs ?? []))],
    constraints: mergeConstraints(...chosen.map((choice) => choice.constraints)),
    allowDowngrade: alone?.allowDowngrade ?? defaults.allowDowngrade,
  }
}

/** The targets of what a chain is made of, each once. The list of one route is handed on as it is. */
export function targetsOf(choices: readonly Choice[]): readonly Target[] {
  const [alone, ...others] = choices
  if (alone !== undefined && others.length === 0) return alone.targets
  return distinct(choices.flatMap((choice) => choice.targets))
}

/** Each target once, at its first place. */
export function distinct(targets: readonly Target[]): readonly Target[] {
  const seen = new Set<string>()
  return targets.filter(({ provider, model }) => {
    const key = `${provider}/${model}`
    return !seen.has(key) && seen.add(key)
  })
}

/** The lowest tier that may serve in a chain; `undefined`: any. */
export function floorOf(
  { rule, rules: { allowDowngrade }, targets, tier }: Pick<Selection, 'rule' | 'rules' | 'targets' | 'tier'>,
  tierOf: (target: Target) => Tier | undefined,
): Tier | undefined {
  // A chain that the caller has named is served as it is written.
  const isConsented = rule === 'model' || rule === 'agent' || (rule === 'default' && tier === undefined)
  if (allowDowngrade ?? isConsented) return undefined
  return tier ?? (targets[0] === undefined ? undefined : tierOf(targets[0]))
}

/** A reference or several of them, as a list. */
export function listOf(refs: ChainRef | undefined): readonly string[] {
  return refs === undefined ? [] : typeof refs === 'string' ? [refs] : refs
}
