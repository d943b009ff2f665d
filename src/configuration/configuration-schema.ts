import { array, custom, optional, record, safeParse, strictObject, string } from 'zod/mini'
import type { ZodMiniCustom, ZodMiniOptional } from 'zod/mini'

import type { Constraints, Secret, Timeouts } from '../vocabulary/completion-request.ts'
import { keyProblem } from '../vocabulary/credential.ts'
import type { JsonObject } from '../vocabulary/message.ts'
import type {
  Capability,
  ModelInfo,
  ModelPrice,
  PriceTier,
  ProtocolId,
  ReasoningEffort,
  Tier,
} from '../vocabulary/model.ts'
import { nearestName } from '../vocabulary/nearest-name.ts'
import type {
  DetectorConfig,
  Notice,
  ProviderConfig,
  RouteConfig,
  RouterConfig,
  RoutingConfig,
} from '../vocabulary/router.ts'
import type { Runtime } from '../vocabulary/runtime.ts'

const protocols: readonly ProtocolId[] = [
  'openai-chat',
  'openai-responses',
  'anthropic-messages',
  'gemini',
  'bedrock-converse',
  'ollama-chat',
]
const capabilities: readonly Capability[] = ['vision', 'pdf', 'audio', 'tools', 'structured-output', 'reasoning']
const tiers: readonly Tier[] = ['flagship', 'balanced', 'fast']

/** What was given, without repeating texts: they may be keys. */
function shown(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return value.trim() === '' ? 'an empty string' : 'a string'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`
}

type Value<T> = ZodMiniCustom<T, T>
type Option<T> = ZodMiniOptional<Value<T>>

/** A value. `isValid` decides; `expected` says in words what it decides for. */
function value<T>(isValid: (value: unknown) => boolean, expected: string): Value<T> {
  return custom<T>(isValid, { error: ({ input }) => `expected ${expected}, got ${shown(input)}` })
}

/** A value that may be left out. */
function option<T>(isValid: (value: unknown) => boolean, expected: string): Option<T> {
  return optional(value<T>(isValid, expected))
}

const isText = (given: unknown): given is string => typeof given === 'string' && given.trim() !== ''
const isNumber = (value: unknown): value is number => typeof value === 'number'
const isSecret = (value: unknown): boolean =>
  typeof value === 'function' || (typeof value === 'string' && keyProblem(value.trim()) === undefined)

const requiredText = value<string>(isText, 'a text that is not empty')
const text = optional(requiredText)
const flag = option<boolean>((given) => typeof given === 'boolean', 'true or false')
const callback = <F>(): Option<F> => option<F>((given) => typeof given === 'function', 'a function')
const seconds = option<number>(
  (given) => isNumber(given) && Number.isInteger(given) && given >= 0 && given <= 3600,
  'whole seconds from 0 to 3600',
)
const duration = option<number>((given) => isNumber(given) && given > 0, 'milliseconds above 0, or Infinity')
const amount = option<number>(
  (given) => isNumber(given) && given >= 0 && given < Number.POSITIVE_INFINITY,
  'a number from 0',
)
const count = (from: number, to: number): Option<number> =>
  option<number>(
    (given) => isNumber(given) && Number.isInteger(given) && given >= from && given <= to,
    `a whole number from ${from} to ${to}`,
  )
const requiredTokens = value<number>(
  (given) => isNumber(given) && Number.isSafeInteger(given) && given > 0,
  'a whole number above 0',
)
const tokens = optional(requiredTokens)

function oneOf<const Word extends string>(words: readonly Word[]): Value<Word> {
  return custom<Word>((input) => words.some((word) => word === input), {
    error: ({ input }) => {
      const nearest = typeof input === 'string' ? nearestName(input, words) : undefined
      const meant = nearest === undefined ? '' : `; did you mean '${nearest}'?`
      return `expected one of ${words.map((word) => `'${word}'`).join(', ')}${meant}`
    },
  })
}

/** Whether a value survives `JSON.stringify` unchanged. Cycles have been ruled out before. */
function isJson(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => isJson(item))
  if (typeof value === 'object' && value !== null)
    return Object.values(value).every((item) => item === undefined || isJson(item))
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}

function isHeaders(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.entries(value).every(
    ([name, content]) =>
      /^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof content === 'string' && /^[\t\x20-\x7e\xa0-\xff]*$/.test(content),
  )
}

/** One option for each of `names`. */
function each<Name extends string, S>(names: readonly Name[], schema: S): Record<Name, S> {
  return Object.fromEntries(names.map((name) => [name, schema])) as Record<Name, S>
}

const efforts: readonly ReasoningEffort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']

const provider = strictObject({
  protocol: optional(oneOf(protocols)),
  baseUrl: text,
  allowHttp: flag,
  apiKey: option<Secret | readonly Secret[]>(
    (given) => (Array.isArray(given) ? given.length > 0 && given.every((item) => isSecret(item)) : isSecret(given)),
    'a key on one line, a function that gives one, or a list of these',
  ),
  headers: option<Readonly<Record<string, string>>>(
    isHeaders,
    'an object of header names and texts that a header can carry',
  ),
  fetch: callback<typeof globalThis.fetch>(),
  defaultModel: text,
  tiers: optional(strictObject(each([...tiers, 'opus', 'sonnet', 'haiku'] as const, text))),
  region: text,
  owner: text,
  enabled: flag,
  options: option<JsonObject>(
    (given) => typeof given === 'object' && given !== null && !Array.isArray(given) && isJson(given),
    'an object of JSON values',
  ),
} satisfies Record<keyof ProviderConfig, unknown>)

const constraints = strictObject({
  regions: optional(array(requiredText)),
  vendors: optional(array(requiredText)),
  offline: flag,
  noTraining: flag,
  minTier: optional(oneOf(tiers)),
  maxCostUsd: amount,
  maxLatencyMs: duration,
  needs: optional(array(oneOf(capabilities))),
} satisfies Record<keyof Constraints, unknown>)

const route = strictObject({
  targets: array(requiredText),
  retryPrimaryAfterSeconds: seconds,
  onContentFilter: optional(oneOf(['stop', 'next'])),
  needs: optional(array(oneOf(capabilities))),
  constraints: optional(constraints),
} satisfies Record<keyof RouteConfig, unknown>)

const routing = strictObject({
  maxRetries: count(0, 10),
  maxAttempts: count(1, 50),
  retryPrimaryAfterSeconds: seconds,
  onContentFilter: optional(oneOf(['stop', 'next'])),
  timeouts: optional(
    strictObject(
      each<keyof Timeouts, typeof duration>(['headersMs', 'firstTokenMs', 'idleMs', 'stallMs', 'totalMs'], duration),
    ),
  ),
  detectors: optional(strictObject(each<keyof DetectorConfig, typeof flag>(['empty', 'wrongModel'], flag))),
} satisfies Record<keyof RoutingConfig, unknown>)

const price = {
  inputUsdPerMillion: amount,
  outputUsdPerMillion: amount,
  cacheReadUsdPerMillion: amount,
  cacheWriteUsdPerMillion: amount,
  cacheWrite1hUsdPerMillion: amount,
} satisfies Record<keyof ModelPrice, unknown>

const model = strictObject({
  name: text,
  contextWindow: tokens,
  maxInputTokens: tokens,
  maxOutputTokens: tokens,
  capabilities: optional(strictObject(each(capabilities, flag))),
  tier: optional(oneOf(tiers)),
  price: optional(strictObject(price)),
  priceTiers: optional(
    array(strictObject({ ...price, aboveInputTokens: requiredTokens } satisfies Record<keyof PriceTier, unknown>)),
  ),
  asOf: option<string>((given) => isText(given) && /^\d{4}-\d\d(?:-\d\d)?$/.test(given), 'a day like 2026-11-20'),
  efforts: optional(
    strictObject(
      each(
        efforts,
        option<string | null>((given) => given === null || isText(given), 'the word that is sent, or null'),
      ),
    ),
  ),
  sampling: flag,
  region: text,
  score: option<number>((given) => Number.isFinite(given), 'a number'),
} satisfies Record<keyof Omit<ModelInfo, 'provider' | 'model'>, unknown>)

const configuration = strictObject({
  providers: optional(record(string(), provider)),
  routes: optional(record(string(), route)),
  models: optional(record(string(), model)),
  routing: optional(routing),
  runtime: option<Partial<Runtime>>(
    (given) => typeof given === 'object' && given !== null && !Array.isArray(given),
    'an object',
  ),
  onNotice: callback<(notice: Notice) => void>(),
} satisfies Record<keyof RouterConfig, unknown>)

/** A route whose references have not been looked at. */
export interface ShapedRoute extends Omit<RouteConfig, 'targets'> {
  readonly targets: readonly string[]
}

/** A configuration whose options all exist and look right, and whose routes all are objects. */
export interface ShapedConfig extends Omit<RouterConfig, 'routes'> {
  readonly routes?: Readonly<Record<string, ShapedRoute>> | undefined
}

/** Something wrong with one option. */
export interface OptionProblem {
  readonly path: readonly PropertyKey[]
  /** What is wrong and what is expected; absent: there is no such option, and `known` are those that there are. */
  readonly problem?: string | undefined
  readonly known?: readonly string[] | undefined
}

/** What of a schema's definition is walked here. */
interface Definition {
  readonly shape?: Readonly<Record<string, Walkable>>
  readonly innerType?: Walkable
  readonly valueType?: Walkable
  readonly element?: Walkable
}
interface Walkable {
  readonly _zod: { readonly def: unknown }
}

/** The option names that exist at a place. */
function namesAt(path: readonly PropertyKey[]): string[] {
  const definition = (schema: Walkable): Definition => {
    const def = schema._zod.def as Definition
    return def.innerType === undefined ? def : definition(def.innerType)
  }
  let here = definition(configuration)
  for (const segment of path) {
    const next = here.shape?.[String(segment)] ?? here.valueType ?? here.element
    if (next === undefined) return []
    here = definition(next)
  }
  return Object.keys(here.shape ?? {})
}

/**
 * Looks at every option's name and value; `config` has routes as objects. Names of providers and routes, references and what
 * depends on several options are checked elsewhere.
 */
export function checkShape(
  config: unknown,
): { readonly shaped: ShapedConfig } | { readonly problems: readonly OptionProblem[] } {
  const result = safeParse(configuration, config)
  // The schema lets an absent member be `undefined`; the types of some members do not say so.
  if (result.success) return { shaped: result.data as ShapedConfig }
  const problems = result.error.issues.flatMap((issue): OptionProblem[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((name) => ({ path: [...issue.path, name], known: namesAt(issue.path) }))
    }
    const isList = issue.code === 'invalid_type' && issue.expected === 'array'
    return [
      {
        path: issue.path,
        problem: issue.code === 'custom' ? issue.message : `expected ${isList ? 'a list' : 'an object'}`,
      },
    ]
  })
  return { problems }
}
