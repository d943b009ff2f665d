import { array, custom, optional, record, strictObject, string } from 'zod/mini'
import type { ZodMiniCustom, ZodMiniOptional } from 'zod/mini'

import type { Constraints, Secret, Timeouts } from '../vocabulary/completion-request.ts'
import { keyProblem } from '../vocabulary/credential.ts'
import type { JsonObject } from '../vocabulary/message.ts'
import type { Capability, ModelInfo, ModelPrice, PriceTier, ProtocolId, ReasoningEffort, Tier } from '../vocabulary/model.ts'
import { nearestName } from '../vocabulary/nearest-name.ts'
import type { DetectorConfig, Notice, ProviderConfig, RouteConfig, RouterConfig, RoutingConfig } from '../vocabulary/router.ts'
import type { Runtime } from '../vocabulary/runtime.ts'

const protocols: readonly ProtocolId[] = ['openai-chat', 'openai-responses', 'anthropic-messages', 'gemini', 'bedrock-converse', 'ollama-chat']
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

type Option<T> = ZodMiniOptional<ZodMiniCustom<T, T>>

/** An option that may be left out. `isValid` decides; `expected` says in words what it decides for. */
function option<T>(isValid: (value: unknown) => boolean, expected: string): Option<T> {
  return optional(custom<T>(isValid, { error: ({ input }) => `expected ${expected}, got ${shown(input)}` }))
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''
const isNumber = (value: unknown): value is number => typeof value === 'number'
const isSecret = (value: unknown): boolean => typeof value === 'function' || (typeof value === 'string' && keyProblem(value.trim()) === undefined)

const text = option<string>(isText, 'a text that is not empty')
const flag = option<boolean>((value) => typeof value === 'boolean', 'true or false')
const callback = <F>(): Option<F> => option<F>((value) => typeof value === 'function', 'a function')
const seconds = option<number>((value) => isNumber(value) && Number.isInteger(value) && value >= 0 && value <= 3600, 'whole seconds from 0 to 3600')
const duration = option<number>((value) => isNumber(value) && value > 0, 'milliseconds above 0, or Infinity')
const amount = option<number>((value) => isNumber(value) && value >= 0 && value < Number.POSITIVE_INFINITY, 'a number from 0')
const count = (from: number, to: number): Option<number> =>
  option<number>((value) => isNumber(value) && Number.isInteger(value) && value >= from && value <= to, `a whole number from ${from} to ${to}`)
const tokens = option<number>((value) => isNumber(value) && Number.isSafeInteger(value) && value > 0, 'a whole number above 0')

function oneOf<const Word extends string>(words: readonly Word[]): Option<Word> {
  return optional(
    custom<Word>((value) => words.some((word) => word === value), {
      error: ({ input }) => {
        const nearest = typeof input === 'string' ? nearestName(input, words) : undefined
        const meant = nearest === undefined ? '' : `; did you mean '${nearest}'?`
        return `expected one of ${words.map((word) => `'${word}'`).join(', ')}${meant}`
      },
    }),
  )
}

/** Whether a value survives `JSON.stringify` unchanged. Cycles have been ruled out before. */
function isJson(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => isJson(item))
  if (typeof value === 'object' && value !== null) return Object.values(value).every((item) => item === undefined || isJson(item))
  return value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
}

function isHeaders(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.entries(value).every(
    ([name, content]) => /^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof content === 'string' && /^[\t\x20-\x7e\xa0-\xff]*$/.test(content),
  )
}

/** One option for each of `names`. */
function each<Name extends string, S>(names: readonly Name[], schema: S): Record<Name, S> {
  return Object.fromEntries(names.map((name) => [name, schema])) as Record<Name, S>
}

const efforts: readonly ReasoningEffort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']

const provider = strictObject({
  protocol: oneOf(protocols),
  baseUrl: text,
  allowHttp: flag,
  apiKey: option<Secret | readonly Secret[]>(
    (value) => (Array.isArray(value) ? value.length > 0 && value.every((item) => isSecret(item)) : isSecret(value)),
    'a key on one line, a function that gives one, or a list of these',
  ),
  headers: option<Readonly<Record<string, string>>>(isHeaders, 'an object of header names and texts that a header can carry'),
  fetch: callback<typeof globalThis.fetch>(),
  defaultModel: text,
  tiers: optional(strictObject(each([...tiers, 'opus', 'sonnet', 'haiku'] as const, text))),
  region: text,
  owner: text,
  enabled: flag,
  options: option<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value) && isJson(value), 'an object of JSON values'),
} satisfies Record<keyof ProviderConfig, unknown>)

const constraints = strictObject({
  regions: optional(array(text)),
  vendors: optional(array(text)),
  offline: flag,
  noTraining: flag,
  minTier: oneOf(tiers),
  maxCostUsd: amount,
  maxLatencyMs: duration,
  needs: optional(array(oneOf(capabilities))),
} satisfies Record<keyof Constraints, unknown>)

const route = strictObject({
  targets: array(text),
  retryPrimaryAfterSeconds: seconds,
  onContentFilter: oneOf(['stop', 'next']),
  needs: optional(array(oneOf(capabilities))),
  constraints: optional(constraints),
} satisfies Record<keyof RouteConfig, unknown>)

const routing = strictObject({
  maxRetries: count(0, 10),
  maxAttempts: count(1, 50),
  retryPrimaryAfterSeconds: seconds,
  onContentFilter: oneOf(['stop', 'next']),
  timeouts: optional(strictObject(each<keyof Timeouts, typeof duration>(['headersMs', 'firstTokenMs', 'idleMs', 'stallMs', 'totalMs'], duration))),
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
  tier: oneOf(tiers),
  price: optional(strictObject(price)),
  priceTiers: optional(array(strictObject({ ...price, aboveInputTokens: tokens } satisfies Record<keyof PriceTier, unknown>))),
  asOf: option<string>((value) => isText(value) && /^\d{4}-\d\d(?:-\d\d)?$/.test(value), 'a day like 2026-11-20'),
  efforts: optional(strictObject(each(efforts, option<string | null>((value) => value === null || isText(value), 'the word that is sent, or null')))),
  sampling: flag,
  region: text,
  score: option<number>((value) => Number.isFinite(value), 'a number'),
} satisfies Record<keyof Omit<ModelInfo, 'provider' | 'model'>, unknown>)

/**
 * The shape of a configuration whose routes are all written as `{ targets }`. It says what each option must look like; names,
 * references and what depends on several options are checked apart.
 */
export const configurationSchema = strictObject({
  providers: optional(record(string(), provider)),
  routes: optional(record(string(), route)),
  models: optional(record(string(), model)),
  routing: optional(routing),
  runtime: option<Partial<Runtime>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'an object'),
  onNotice: callback<(notice: Notice) => void>(),
} satisfies Record<keyof RouterConfig, unknown>)
