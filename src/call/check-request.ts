import type { WireTool } from '../adapters/protocol.ts'
import type { RequestCaching } from '../vocabulary/caching.ts'
import type { CompletionRequest } from '../vocabulary/completion-request.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { unknownOptions } from '../vocabulary/unknown-option.ts'

/** Every option of a request; the type keeps the list whole. */
const options = {
  messages: true,
  system: true,
  model: true,
  agent: true,
  task: true,
  phase: true,
  tier: true,
  purpose: true,
  constraints: true,
  tools: true,
  toolChoice: true,
  parallelToolCalls: true,
  output: true,
  maxOutputTokens: true,
  onTruncation: true,
  reasoningEffort: true,
  temperature: true,
  topP: true,
  topK: true,
  seed: true,
  stopSequences: true,
  appendOnly: true,
  includeRaw: true,
  signal: true,
  timeouts: true,
  session: true,
  tags: true,
  search: true,
  caching: true,
  compaction: true,
  apiKeys: true,
  headers: true,
  providerOptions: true,
} as const satisfies Record<keyof CompletionRequest, true>

const optionNames = Object.keys(options)
const timeoutOptions = ['headersMs', 'firstTokenMs', 'idleMs', 'stallMs', 'totalMs']

function invalid(message: string, hint?: string): RouterError {
  return new RouterError('invalid-request', message, hint === undefined ? {} : { hints: [hint] })
}

/** Throws `RouterError` `invalid-request` that lists every option that does not exist, or does not hold what it should. */
export function checkOptions(request: unknown): void {
  if (typeof request !== 'object' || request === null) {
    throw invalid('complete() takes one object.', 'Write: router.complete({ messages: "Why is the sky blue?" }).')
  }
  const problems = unknownOptions(request, optionNames)
  if ('timeouts' in request && typeof request.timeouts === 'object' && request.timeouts !== null) {
    problems.push(...unknownOptions(request.timeouts, timeoutOptions, ['timeouts']))
    for (const [name, value] of Object.entries(request.timeouts)) {
      if (value !== undefined && !(typeof value === 'number' && value > 0)) {
        problems.push(`timeouts.${name}: expected a positive number of milliseconds, got ${shown(value)}`)
      }
    }
  }
  if ('caching' in request && request.caching !== undefined) problems.push(...cachingProblems(request.caching))
  problems.push(...wordProblems(request), ...numberProblems(request as CompletionRequest), ...secretProblems(request))
  if (problems.length > 0) throw invalid(`The request cannot be used: ${problems.join('; ')}.`)
}

/** The words of options that take one of a few. */
const words = {
  purpose: ['chat', 'agent'],
  onTruncation: ['recover', 'stop'],
  reasoningEffort: ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'],
} as const

function wordProblems(request: { readonly [Name in keyof typeof words]?: unknown }): string[] {
  const problems: string[] = []
  for (const name of ['purpose', 'onTruncation', 'reasoningEffort'] as const) {
    const value = request[name]
    if (value === undefined || words[name].some((word) => word === value)) continue
    problems.push(`${name}: expected one of ${words[name].join(', ')}`)
  }
  return problems
}

const cachingWords: Readonly<Record<Exclude<keyof RequestCaching, 'makeContents'>, readonly string[] | undefined>> = {
  mode: ['auto', 'off'],
  ttl: ['5m', '1h'],
  tenant: undefined,
  cachedContent: undefined,
}

function cachingProblems(caching: unknown): string[] {
  if (!isObject(caching)) return ["caching: expected an object such as { mode: 'off' }"]
  const problems = unknownOptions(caching, [...Object.keys(cachingWords), 'makeContents'], ['caching'])
  const makes: unknown = Reflect.get(caching, 'makeContents')
  if (makes !== undefined && typeof makes !== 'boolean') problems.push('caching.makeContents: expected true or false')
  for (const [name, words] of Object.entries(cachingWords)) {
    const value: unknown = Reflect.get(caching, name)
    const isGood = typeof value === 'string' && (words === undefined ? value !== '' : words.includes(value))
    if (value === undefined || isGood) continue
    problems.push(
      words === undefined
        ? `caching.${name}: expected a text`
        : `caching.${name}: expected ${words.map((word) => `'${word}'`).join(' or ')}`,
    )
  }
  return problems
}

function numberProblems(request: CompletionRequest): string[] {
  const problems: string[] = []
  const { maxOutputTokens, stopSequences } = request
  if (maxOutputTokens !== undefined && !(Number.isInteger(maxOutputTokens) && maxOutputTokens > 0)) {
    problems.push(`maxOutputTokens: expected a whole number above 0, got ${shown(maxOutputTokens)}`)
  }
  for (const name of ['temperature', 'topP', 'topK', 'seed'] as const) {
    const value = request[name]
    if (value !== undefined && !Number.isFinite(value)) problems.push(`${name}: expected a number, got ${shown(value)}`)
  }
  if (
    stopSequences !== undefined &&
    !(Array.isArray(stopSequences) && stopSequences.every((stop) => typeof stop === 'string' && stop !== ''))
  ) {
    problems.push('stopSequences: expected a list of texts that are not empty')
  }
  return problems
}

/** A number as it is; of anything else, which may be a key in the wrong place, only the kind. */
function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : `a value of type ${typeof value}`
}

/** What may hold keys is checked before it is sent, because whoever refuses it then would repeat it. */
function secretProblems({ headers, apiKeys }: { readonly headers?: unknown; readonly apiKeys?: unknown }): string[] {
  const problems: string[] = []
  if (headers !== undefined && !areHeaders(headers)) {
    problems.push('headers: expected an object of header names and texts that a header can carry')
  }
  if (apiKeys !== undefined && !(isObject(apiKeys) && Object.values(apiKeys).every(isKey))) {
    problems.push('apiKeys: expected an object of keys, or functions that give them, by provider')
  }
  return problems
}

function isObject(given: unknown): given is object {
  return typeof given === 'object' && given !== null && !Array.isArray(given)
}

function isKey(given: unknown): boolean {
  return given === undefined || typeof given === 'string' || typeof given === 'function'
}

function areHeaders(given: unknown): boolean {
  if (!isObject(given) || !Object.values(given).every((value) => typeof value === 'string')) return false
  try {
    return [...new Headers(given as Record<string, string>)].length >= 0
  } catch {
    return false
  }
}

/** The tool that must be called has to be among those that are offered. Throws like `checkOptions`. */
export function checkToolChoice({ toolChoice }: CompletionRequest, tools: readonly WireTool[]): void {
  if (toolChoice === undefined || toolChoice === 'auto' || toolChoice === 'none') return
  if (tools.length === 0)
    throw invalid(
      'toolChoice asks for a tool, but the request offers none.',
      'Give `tools`, or leave `toolChoice` out.',
    )
  if (toolChoice === 'required') return
  const name: unknown = typeof toolChoice === 'object' && toolChoice !== null ? toolChoice.name : undefined
  if (tools.some((tool) => tool.name === name)) return
  throw invalid(
    `toolChoice: there is no tool ${JSON.stringify(name)}.`,
    `It is 'auto', 'none', 'required' or { name } with one of: ${tools.map((tool) => tool.name).join(', ')}.`,
  )
}
