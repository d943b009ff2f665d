import type { RequestCaching } from '../vocabulary/caching.ts'
import type { CompletionRequest, Constraints, Timeouts } from '../vocabulary/completion-request.ts'
import { isRecord, isSignal } from '../vocabulary/option-kinds.ts'
import { unknownOptions } from '../vocabulary/unknown-option.ts'
import { capabilities, reasoningEfforts, tiers } from '../vocabulary/model-words.ts'

/** Whether an option holds what it should, and that in words. */
type Check = readonly [isGood: (value: unknown) => boolean, expected: string]

/** An object with options of its own. */
interface Members {
  readonly members: Readonly<Record<string, Check>>
  /** How one is written. */
  readonly example: string
}

const flag: Check = [(value) => typeof value === 'boolean', 'true or false']
const number: Check = [Number.isFinite, 'a number']
const amount: Check = [(value) => Number.isFinite(value) && Number(value) >= 0, 'a number from 0']
const duration: Check = [(value) => typeof value === 'number' && value > 0, 'a positive number of milliseconds']
const text: Check = [isText, 'a text']
const texts: Check = [(value) => isListOf(value, isText), 'a list of texts that are not empty']

const constraints = {
  regions: texts,
  vendors: texts,
  offline: flag,
  noTraining: flag,
  minTier: oneOf(tiers),
  maxCostUsd: amount,
  maxLatencyMs: duration,
  needs: [
    (value) => isListOf(value, (one) => isAmong(one, capabilities)),
    `a list, each one of ${capabilities.join(', ')}`,
  ],
} as const satisfies Record<keyof Constraints, Check>

const timeouts = {
  headersMs: duration,
  firstTokenMs: duration,
  idleMs: duration,
  stallMs: duration,
  totalMs: duration,
} as const satisfies Record<keyof Timeouts, Check>

const caching = {
  mode: eitherOf(['auto', 'off']),
  ttl: eitherOf(['5m', '1h']),
  tenant: text,
  cachedContent: text,
  makeContents: flag,
} as const satisfies Record<keyof RequestCaching, Check>

/**
 * What the options of a request hold. The conversation, tools and output are looked at where they are read; labels, compaction and
 * search where they are used. What may hold keys is among these, because whoever refuses it later would repeat it.
 */
const checks: Readonly<Partial<Record<keyof CompletionRequest, Check | Members>>> = {
  model: [isChain, "a model like 'openai/gpt-5.4', a route, a provider, or a list of these"],
  purpose: oneOf(['chat', 'agent']),
  constraints: { members: constraints, example: "{ regions: ['eu'] }" },
  parallelToolCalls: flag,
  maxOutputTokens: [(value) => Number.isInteger(value) && Number(value) > 0, 'a whole number above 0'],
  onTruncation: oneOf(['recover', 'stop']),
  reasoningEffort: oneOf(reasoningEfforts),
  temperature: number,
  topP: number,
  topK: number,
  seed: number,
  stopSequences: texts,
  appendOnly: flag,
  includeRaw: flag,
  signal: [isSignal, 'an AbortSignal'],
  timeouts: { members: timeouts, example: '{ totalMs: 60_000 }' },
  session: [(value) => typeof value === 'string', 'a text'],
  caching: { members: caching, example: "{ mode: 'off' }" },
  apiKeys: [(value) => isRecordOf(value, isKey), 'an object of keys, or functions that give them, by provider'],
  headers: [areHeaders, 'an object of header names and texts that a header can carry'],
  providerOptions: [
    (value) => isRecordOf(value, (fields) => fields === undefined || isRecord(fields)),
    'an object of fields by provider, such as { openai: { user: "ada" } }',
  ],
}

/** One sentence for each option of a request that does not hold what it should. */
export function optionProblems(request: object): string[] {
  return problemsIn(request, checks, [])
}

function problemsIn(
  given: object,
  known: Readonly<Record<string, Check | Members>>,
  path: readonly string[],
): string[] {
  return Object.entries(known).flatMap(([name, check]) => {
    const value: unknown = Reflect.get(given, name)
    if (value === undefined) return []
    const place = [...path, name]
    if (!('members' in check)) {
      const [isGood, expected] = check
      return isGood(value) ? [] : [`${place.join('.')}: expected ${expected}, got ${shown(value)}`]
    }
    const { members, example } = check
    if (!isRecord(value)) return [`${name}: expected an object such as ${example}, got ${shown(value)}`]
    return [...unknownOptions(value, Object.keys(members), place), ...problemsIn(value, members, place)]
  })
}

/** A number as it is; of anything else, which may be a key in the wrong place, only the kind. */
function shown(value: unknown): string {
  if (typeof value === 'number') return String(value)
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`
}

function oneOf(words: readonly string[]): Check {
  return [(value) => isAmong(value, words), `one of ${words.join(', ')}`]
}

function eitherOf(words: readonly string[]): Check {
  return [(value) => isAmong(value, words), words.map((word) => `'${word}'`).join(' or ')]
}

function isAmong(value: unknown, words: readonly string[]): boolean {
  return typeof value === 'string' && words.includes(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isListOf(value: unknown, isGood: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isGood(item))
}

/** Names that stand for nothing are told of where they are looked up. */
function isChain(value: unknown): boolean {
  return typeof value === 'string' || isListOf(value, (item) => typeof item === 'string')
}

function isRecordOf(value: unknown, isGood: (member: unknown) => boolean): boolean {
  return isRecord(value) && Object.values(value).every((member) => isGood(member))
}

function isKey(value: unknown): boolean {
  return value === undefined || typeof value === 'string' || typeof value === 'function'
}

function areHeaders(value: unknown): boolean {
  if (!isRecordOf(value, (text) => typeof text === 'string')) return false
  try {
    return [...new Headers(value as Record<string, string>)].length >= 0
  } catch {
    return false
  }
}
