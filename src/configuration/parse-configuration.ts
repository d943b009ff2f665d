import { targetProblem } from '../vocabulary/compaction-target.ts'
import type { ProviderAuth } from '../vocabulary/credential.ts'
import type { ModelRef } from '../vocabulary/model.ts'
import { parseModelRef } from '../vocabulary/model-ref.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { authProblems } from './auth-problems.ts'
import type { ProviderConfig } from '../vocabulary/provider-config.ts'
import { fillOutput, fillRoute, fillRouting, zeroConfigTarget } from './checked-config.ts'
import type { CheckedConfig, CheckedRoute, CheckedRouting } from './checked-config.ts'
import { fillSearch } from './checked-search.ts'
import { checkShape } from './configuration-schema.ts'
import type { ShapedConfig } from './configuration-schema.ts'
import { hiddenKeys } from './hidden-key.ts'
import { invalidConfiguration } from './invalid-configuration.ts'
import {
  aliasProblems,
  chainProblems,
  entriesOf,
  providerProblems,
  referenceProblem,
  routeNameProblems,
  tierProblems,
} from './name-rules.ts'
import type { OptionProblem } from './option-problem.ts'
import { backendIds } from './search-schema.ts'
import { spendProblems } from './spend-schema.ts'
import { runtimeProblems } from './runtime-problems.ts'
import { frozenCopy, isPlainObject, plainDataProblems } from './plain-data.ts'

/** The names that exist without being configured. */
export interface KnownNames {
  /** Ids of the providers that are built in. */
  readonly providers: readonly string[]
  /** Other names that they may be written by. Default: none. */
  readonly aliases?: ReadonlyMap<string, string> | undefined
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined

/** `config` with the short forms written as objects: a route that is a list, and compaction that is a word. */
function withObjects(config: unknown): unknown {
  const routes = member(config, 'routes')
  const compaction = member(config, 'compaction')
  if (typeof config !== 'object' || !(isPlainObject(routes) || typeof compaction === 'string')) return config
  const objects = entriesOf(routes).map(([name, route]) => [name, Array.isArray(route) ? { targets: route } : route])
  return {
    ...config,
    ...(isPlainObject(routes) ? { routes: Object.fromEntries(objects) as unknown } : {}),
    ...(typeof compaction === 'string' ? { compaction: { mode: compaction } } : {}),
  }
}

/** Problems of names and references: those that the shape of an option does not show. */
function nameProblems(config: unknown, known: KnownNames): OptionProblem[] {
  const providers = entriesOf(member(config, 'providers'))
  const routes = entriesOf(member(config, 'routes'))
  const builtIn = [...known.providers, ...(known.aliases?.keys() ?? [])]
  const ids = [...new Set([...builtIn, ...providers.map(([id]) => id)])]
  const chains = routes.flatMap(([name, route]): OptionProblem[] => {
    const targets = Array.isArray(route) ? (route as readonly unknown[]) : member(route, 'targets')
    if (!Array.isArray(targets)) return []
    const path = ['routes', name, ...(Array.isArray(route) ? [] : ['targets'])]
    if (targets.length === 0) return [{ path, problem: 'a chain needs at least one model' }]
    return targets.flatMap((ref: unknown, index) => referenceProblem(ref, [...path, index], ids))
  })
  const names = {
    providers: ids,
    routes: routes.map(([name]) => name),
    more: member(member(config, 'routing'), 'presets') === true,
  }
  const chosen: readonly (readonly [readonly string[], unknown])[] = [
    ...entriesOf(member(config, 'agents')).map(([name, agent]): readonly [readonly string[], unknown] => [
      ['agents', name, 'model'],
      member(agent, 'model'),
    ]),
    [['compaction', 'model'], member(member(config, 'compaction'), 'model')],
    ...entriesOf(member(config, 'roles')).map(([name, chain]): readonly [readonly string[], unknown] => [
      ['roles', name],
      chain,
    ]),
  ]
  return [
    ...providerProblems(providers, builtIn),
    ...aliasProblems(providers, known.aliases),
    ...authProblems(providers),
    ...tierProblems(providers),
    ...routeNameProblems(routes, ids),
    ...chains,
    ...chosen.flatMap(([path, chain]) => chainProblems(chain, path, names)),
    ...routingProblems(member(config, 'routing'), ids),
    ...entriesOf(member(config, 'models')).flatMap(([ref]) => referenceProblem(ref, ['models', ref], ids)),
    ...compactionProblems(member(config, 'compaction')),
    ...spendProblems(member(member(config, 'budget'), 'spend'), [...ids, ...backendIds]),
    ...runtimeProblems(member(config, 'runtime')),
  ]
}

/** Problems of references in `routing`. */
function routingProblems(routing: unknown, ids: readonly string[]): OptionProblem[] {
  const shadows = listOf(member(member(routing, 'shadow'), 'targets'))
  return [
    ...shadows.flatMap((ref, index) => referenceProblem(ref, ['routing', 'shadow', 'targets', index], ids)),
    ...listOf(member(routing, 'drill')).flatMap((drill, index) =>
      referenceProblem(member(drill, 'target'), ['routing', 'drill', index, 'target'], ids),
    ),
  ]
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function compactionProblems(compaction: unknown): OptionProblem[] {
  const problem = targetProblem(member(compaction, 'trigger'), member(compaction, 'target'))
  return problem === undefined ? [] : [{ path: ['compaction', 'target'], problem }]
}

/** Where the caller wrote the option: a chain that is a list has no `targets`, a word no `mode`. */
function writtenPath(path: readonly PropertyKey[], config: unknown): readonly PropertyKey[] {
  const isList =
    path[0] === 'routes' && path[2] === 'targets' && Array.isArray(member(member(config, 'routes'), String(path[1])))
  const isWord = path[0] === 'compaction' && typeof member(config, 'compaction') === 'string'
  return isList ? path.toSpliced(2, 1) : isWord ? ['compaction'] : path
}

function withHiddenKeys({ apiKey, auth, ...others }: ProviderConfig): ProviderConfig {
  const config = auth === undefined ? others : { ...others, auth: withHiddenCredentials(auth) }
  if (apiKey === undefined) return config
  return {
    ...config,
    apiKey: hiddenKeys(apiKey),
  }
}

function withHiddenCredentials(auth: ProviderAuth): ProviderAuth {
  if (auth.type === 'access-token') {
    const { token } = auth
    return typeof token === 'function' ? auth : { ...auth, token: () => token }
  }
  if (typeof auth.credentials === 'function') return auth
  if (auth.type === 'aws') {
    const copy = { ...auth.credentials }
    return { ...auth, credentials: () => copy }
  }
  const { credentials } = auth
  const copy = typeof credentials === 'string' ? credentials : { ...credentials }
  return { ...auth, credentials: () => copy }
}

/** Members of a record, each turned into something else. */
function mapRecord<A, B>(record: Readonly<Record<string, A>> | undefined, turn: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record ?? {}).map(([name, value]) => [name, turn(value)]))
}

/** The one id of a provider, by whatever name it is written. */
const canonical = (provider: string, { aliases }: KnownNames): string => aliases?.get(provider) ?? provider

/** The same with the names of its members written anew. */
function renamed<T>(record: Readonly<Record<string, T>>, name: (name: string) => string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [name(key), value]))
}

/** A reference with the one id of its provider. */
function canonicalRef(ref: string, known: KnownNames): string {
  const target = parseModelRef(ref)
  return target === undefined ? ref : `${canonical(target.provider, known)}/${target.model}`
}

function withCanonicalRefs(routing: ShapedConfig['routing'], known: KnownNames): ShapedConfig['routing'] {
  if (routing?.drill === undefined && routing?.shadow === undefined) return routing
  const name = (ref: string): ModelRef => canonicalRef(ref, known) as ModelRef
  return {
    ...routing,
    drill: routing.drill?.map((drill) => ({ ...drill, target: name(drill.target) })),
    shadow: routing.shadow === undefined ? undefined : { ...routing.shadow, targets: routing.shadow.targets.map(name) },
  }
}

function checkedRoutes(shaped: ShapedConfig, routing: CheckedRouting, known: KnownNames): Record<string, CheckedRoute> {
  const routes = mapRecord(shaped.routes, (route) => {
    const refs = [...new Set(route.targets.map((ref) => canonicalRef(ref, known)))]
    const targets = refs.map((ref) => parseModelRef(ref)).filter((target) => target !== undefined)
    return fillRoute(targets, route, routing)
  })
  const mayChoose = shaped.providers === undefined || Object.hasOwn(shaped.providers, zeroConfigTarget.provider)
  if (Object.keys(routes).length > 0 || !mayChoose || !known.providers.includes(zeroConfigTarget.provider))
    return routes
  return { default: fillRoute([zeroConfigTarget], {}, routing) }
}

/** Who gives options without a mode wants them used. */
function checkedCompaction({ compaction }: ShapedConfig): CheckedConfig['compaction'] {
  return compaction === undefined ? undefined : frozenCopy({ ...compaction, mode: compaction.mode ?? 'auto' })
}

/** The store stays the caller's own object. */
function checkedBudget(given: ShapedConfig['budget'], known: KnownNames): CheckedConfig['budget'] {
  const spend = (given?.spend ?? []).map((limit) => ({
    ...limit,
    ...(limit.provider === undefined ? {} : { provider: canonical(limit.provider, known) }),
    ...(limit.model === undefined ? {} : { model: canonicalRef(limit.model, known) }),
  }))
  return Object.freeze({
    output: frozenCopy(fillOutput(given?.output)),
    spend: frozenCopy(spend),
    spendStore: given?.spendStore,
  })
}

function parse(config: unknown, known: KnownNames): CheckedConfig {
  const unreadable = plainDataProblems(config)
  if (unreadable.some(({ problem }) => problem !== 'unknown option')) throw invalidConfiguration(unreadable)
  const shape = checkShape(withObjects(config))
  const wrongShape =
    'problems' in shape
      ? shape.problems.map((problem) => ({ ...problem, path: writtenPath(problem.path, config) }))
      : []
  const problems = [...unreadable, ...wrongShape, ...nameProblems(config, known)]
  if ('problems' in shape || problems.length > 0) throw invalidConfiguration(problems)
  const { shaped } = shape
  const routing = fillRouting(withCanonicalRefs(shaped.routing, known))
  return Object.freeze({
    providers: frozenCopy(renamed(mapRecord(shaped.providers, withHiddenKeys), (id) => canonical(id, known))),
    routes: frozenCopy(checkedRoutes(shaped, routing, known)),
    agents: frozenCopy(shaped.agents ?? {}),
    roles: frozenCopy(shaped.roles ?? {}),
    models: frozenCopy(renamed(shaped.models ?? {}, (ref) => canonicalRef(ref, known))),
    routing: Object.freeze({ ...frozenCopy({ ...routing, stateStore: undefined }), stateStore: routing.stateStore }),
    budget: checkedBudget(shaped.budget, known),
    caching: frozenCopy(shaped.caching ?? {}),
    compaction: checkedCompaction(shaped),
    search: fillSearch(shaped.search),
    runtime: shaped.runtime ?? Object.freeze({}),
    onNotice: shaped.onNotice,
  })
}

/**
 * Checks a whole configuration and fills in the defaults; nowhere else are there any. `undefined` is an empty one. Ranges:
 * `retryPrimaryAfterSeconds` whole seconds 0 to 3600 (nothing is rounded or clamped), `maxRetries` 0 to 10, `maxAttempts` 1
 * to 50, timeouts above 0 or `Infinity`. Unknown options are refused with the nearest known one; every chain needs a model,
 * and every model reference a provider that is built in or configured.
 *
 * The route `default` is made up only where no route is configured and OpenRouter may be used: when no provider is
 * configured, or it is among them. It is OpenRouter's router over free models.
 *
 * Throws one `RouterError` `configuration` that lists every problem with its path in `hints`. No key and no other text of
 * the caller's is repeated, only names of options, providers, routes and models.
 */
export function parseConfiguration(config: unknown, known: KnownNames): CheckedConfig {
  try {
    return parse(config === undefined ? {} : config, known)
  } catch (error) {
    if (RouterError.is(error)) throw error
    throw new RouterError(
      'configuration',
      'The configuration could not be read: a member of it throws. Give plain data and functions.',
      { cause: error },
    )
  }
}
