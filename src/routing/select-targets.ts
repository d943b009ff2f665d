import type { Constraints } from '../vocabulary/completion-request.ts'
import type { Capability, Target } from '../vocabulary/model.ts'
import { parseModelRef } from '../vocabulary/model-ref.ts'
import { nearestName } from '../vocabulary/nearest-name.ts'
import { RouterError } from '../vocabulary/router-error.ts'
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
}

/** A named chain with its rules. */
export interface Route extends RouteRules {
  readonly targets: readonly Target[]
}

/** Where names are looked up. */
export interface SelectionContext {
  /** Routes by name. */
  readonly routes: Readonly<Record<string, Route>>
  /** Ids of all known providers. */
  readonly providers: readonly string[]
  /** Rules of a chain that is no route. */
  readonly defaults: Pick<RouteRules, 'retryPrimaryAfterSeconds' | 'onContentFilter'>
}

/** The chain of a request. */
export interface Selection {
  /** Name of the route; what was asked for when it was no route. Keeps stickiness apart. */
  readonly route: string
  /** In order, each once, at least one. */
  readonly targets: readonly Target[]
  readonly rules: RouteRules
}

const defaultRoute = 'default'

/**
 * Resolves `model` of a request: absent is the route `default`; `provider/model` is one target; a name without a slash is a
 * route; a list is the whole chain, routes in it expanded. Throws `RouterError` `configuration` for a name that is neither,
 * with the nearest that is, and `no-target` when nothing is left.
 */
export function selectTargets(model: string | readonly string[] | undefined, context: SelectionContext): Selection {
  const names = model === undefined ? [defaultRoute] : typeof model === 'string' ? [model] : model
  const chosen = names.map((name) => resolveName(name, context))
  const targets = distinct(chosen.flatMap((choice) => choice.targets))
  if (targets.length === 0) {
    throw new RouterError(
      'no-target',
      names.length === 0 ? '`model` is an empty list.' : `No target in \`${names.join('`, `')}\`.`,
      {
        hints: ['List at least one `provider/model` in `model` or in `routes.default`.'],
      },
    )
  }
  return { route: names.join(', '), targets, rules: rulesOf(chosen, context) }
}

type Choice = Pick<Route, 'targets'> & Partial<RouteRules>

function resolveName(name: string, context: SelectionContext): Choice {
  if (name.includes('/')) return { targets: [parseTarget(name, context)] }
  const route = Object.hasOwn(context.routes, name) ? context.routes[name] : undefined
  if (route === undefined) throw unknownRoute(name, context)
  return route
}

function parseTarget(ref: string, { providers }: SelectionContext): Target {
  const target = parseModelRef(ref)
  if (target === undefined) {
    throw new RouterError('configuration', `\`${ref}\` is not a model: write \`provider/model\`.`)
  }
  const { provider, model } = target
  if (!providers.includes(provider)) {
    const nearest = nearestName(provider, providers)
    throw new RouterError('configuration', `\`${provider}\` in \`${ref}\` is not a known provider.`, {
      hints: [
        ...(nearest === undefined ? [] : [`Did you mean \`${nearest}/${model}\`?`]),
        `For a provider of your own set \`providers.${provider}\` with \`protocol\` and \`baseUrl\`.`,
      ],
    })
  }
  return target
}

function unknownRoute(name: string, { routes, providers }: SelectionContext): RouterError {
  if (providers.includes(name)) {
    return new RouterError('configuration', `\`${name}\` is a provider, not a model: use \`${name}/<model>\`.`)
  }
  if (name === defaultRoute) {
    return new RouterError('no-target', 'There is no route `default`.', {
      hints: ['Set `routes.default`, or give `model` in the request.'],
    })
  }
  const nearest = nearestName(name, [...Object.keys(routes), ...providers.map((id) => `${id}/`)])
  const meant = nearest?.endsWith('/') === true ? `${nearest}<model>` : nearest
  return new RouterError('configuration', `\`${name}\` is neither a route nor \`provider/model\`.`, {
    hints: [
      ...(meant === undefined ? [] : [`Did you mean \`${meant}\`?`]),
      `Known routes: ${Object.keys(routes).join(', ') || 'none'}.`,
    ],
  })
}

/** Rules of one route, or of a chain: then what its routes forbid and need holds for all of it, the rest is the default. */
function rulesOf(chosen: readonly Choice[], { defaults }: SelectionContext): RouteRules {
  const alone = chosen.length === 1 ? chosen[0] : undefined
  return {
    retryPrimaryAfterSeconds: alone?.retryPrimaryAfterSeconds ?? defaults.retryPrimaryAfterSeconds,
    onContentFilter: alone?.onContentFilter ?? defaults.onContentFilter,
    needs: [...new Set(chosen.flatMap((choice) => choice.needs ?? []))],
    constraints: mergeConstraints(...chosen.map((choice) => choice.constraints)),
  }
}

function distinct(targets: readonly Target[]): readonly Target[] {
  const seen = new Set<string>()
  return targets.filter(({ provider, model }) => {
    const key = `${provider}/${model}`
    return !seen.has(key) && seen.add(key)
  })
}
