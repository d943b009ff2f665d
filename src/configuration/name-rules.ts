import { parseModelRef } from '../vocabulary/model-ref.ts'
import { suggestion } from '../vocabulary/nearest-name.ts'
import type { OptionProblem } from './option-problem.ts'

type Entries = readonly (readonly [string, unknown])[]

/** The members of an option that may not be an object at all. */
export function entriesOf(value: unknown): Entries {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
}

/** Why a word cannot name a provider or a route: both stand in model references, where a slash ends the provider. */
function nameProblem(name: string): string | undefined {
  if (name.includes('/')) return 'a name cannot hold a slash'
  return name === '' || name !== name.trim() ? 'a name cannot be empty or begin or end with a blank' : undefined
}

/** Names of providers, and what one that is not built in must say. */
export function providerProblems(providers: Entries, known: readonly string[]): OptionProblem[] {
  return providers.flatMap(([id, config]): OptionProblem[] => {
    const path = ['providers', id]
    const wrongName = nameProblem(id)
    if (wrongName !== undefined) return [{ path, problem: wrongName }]
    if (known.includes(id) || typeof config !== 'object' || config === null) return []
    const missing = ['protocol', 'baseUrl'].filter((name) => Reflect.get(config, name) === undefined)
    if (missing.length === 0) return []
    const needs = missing.map((name) => `\`${name}\``).join(' and ')
    return [{ path, problem: `no such provider is built in, and any other needs ${needs}${suggestion(id, known)}` }]
  })
}

/** One provider under two of its names. */
export function aliasProblems(providers: Entries, aliases: ReadonlyMap<string, string> | undefined): OptionProblem[] {
  const given = new Set(providers.map(([id]) => id))
  return providers.flatMap(([name]): OptionProblem[] => {
    const id = aliases?.get(name)
    if (id === undefined || !given.has(id)) return []
    return [
      {
        path: ['providers', name],
        problem: `it is another name of \`${id}\`, which is configured as well; leave one out`,
      },
    ]
  })
}

/** Names of routes: they stand where a provider's may, so they must differ. */
export function routeNameProblems(routes: Entries, providers: readonly string[]): OptionProblem[] {
  return routes.flatMap(([name]): OptionProblem[] => {
    const problem = providers.includes(name) ? 'a provider has this name; give the route another' : nameProblem(name)
    return problem === undefined ? [] : [{ path: ['routes', name], problem }]
  })
}

/** A model reference in a chain or as a key of `models`. `path` is where it stands. */
export function referenceProblem(
  ref: unknown,
  path: readonly PropertyKey[],
  providers: readonly string[],
): OptionProblem[] {
  if (typeof ref !== 'string' || ref.trim() === '') return []
  const target = parseModelRef(ref)
  if (target === undefined) {
    const example = providers.includes(ref) ? `, e.g. \`${ref}/\` and the model's id` : ''
    return [{ path, problem: `expected \`provider/model\`${example}` }]
  }
  if (providers.includes(target.provider)) return []
  return [{ path, problem: `there is no provider \`${target.provider}\`${suggestion(target.provider, providers)}` }]
}

/**
 * What agents and roles are served by: a model, a route or a provider. Which routes there are besides is said by `more`:
 * presets are not known here.
 */
export function chainProblems(
  chain: unknown,
  path: readonly PropertyKey[],
  names: { readonly providers: readonly string[]; readonly routes: readonly string[]; readonly more: boolean },
): OptionProblem[] {
  const refs: readonly unknown[] = Array.isArray(chain) ? (chain as readonly unknown[]) : [chain]
  return refs.flatMap((ref, index): OptionProblem[] => {
    if (typeof ref !== 'string' || ref.trim() === '') return []
    const place = Array.isArray(chain) ? [...path, index] : path
    if (ref.includes('/')) return referenceProblem(ref, place, names.providers)
    const known = [...names.routes, ...names.providers]
    if (names.more || known.includes(ref)) return []
    return [{ path: place, problem: `there is no route or provider \`${ref}\`${suggestion(ref, known)}` }]
  })
}

/** One tier under two names that say different things. */
export function tierProblems(providers: Entries): OptionProblem[] {
  const pairs = [
    ['flagship', 'opus'],
    ['balanced', 'sonnet'],
    ['fast', 'haiku'],
  ] as const
  return providers.flatMap(([id, config]) => {
    const tiers = new Map(entriesOf(entriesOf(config).find(([name]) => name === 'tiers')?.[1]))
    return pairs.flatMap(([tier, alias]): OptionProblem[] => {
      const [ours, theirs] = [tiers.get(tier), tiers.get(alias)]
      if (ours === undefined || theirs === undefined || ours === theirs) return []
      return [
        {
          path: ['providers', id, 'tiers', alias],
          problem: `it is another word for \`${tier}\`, which names another model; leave one out`,
        },
      ]
    })
  })
}
