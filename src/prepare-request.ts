import type { AdaptSchema, WireTool } from './adapters/protocol.ts'
import type { ResolvedProvider } from './adapters/provider.ts'
import type { TranscriptTarget } from './adapters/transcript-target.ts'
import type { NormalisedOutput } from './adapters/wire-schema.ts'
import { measureRequest, type RequestSize } from './budget/request-size.ts'
import { tokensOf } from './budget/token-estimate.ts'
import { preferredCapabilities, requiredCapabilities } from './routing/admit.ts'
import type { OfferedSearch } from './search/search-tool.ts'
import type { RequestCaching } from './vocabulary/caching.ts'
import type { CompletionRequest } from './vocabulary/completion-request.ts'
import type { Warning } from './vocabulary/completion-result.ts'
import type { JsonObject, Message, SystemBlock } from './vocabulary/message.ts'
import type { Capability } from './vocabulary/model.ts'
import { RouterError } from './vocabulary/router-error.ts'
import { unknownOptions } from './vocabulary/unknown-option.ts'

/** What is said and offered, in its stored form. */
export interface Conversation {
  readonly system: readonly SystemBlock[]
  readonly messages: readonly Message[]
  readonly tools: readonly WireTool[]
  readonly output: NormalisedOutput | undefined
  readonly warnings: readonly Warning[]
  /** Fits the schemas of tools and output to an interface. */
  readonly adaptSchema: AdaptSchema
  /** The message from which on things are sent to a provider that has compacted the conversation itself; 0 where none has. */
  readonly since: number
  /** Makes messages ready for the origin that they go to. */
  transcribe(
    asked: readonly Message[],
    target: TranscriptTarget,
  ): { readonly messages: readonly Message[]; readonly warnings: readonly Warning[] }
}

/** A request that has been checked, the same for every target. */
export interface PreparedRequest extends Conversation {
  readonly given: CompletionRequest
  /** What a target must be able to do. */
  readonly needs: readonly Capability[]
  /** What a target had better be able to do, while another is left. */
  readonly prefers: readonly Capability[]
  /** How much it is, whoever counts. */
  readonly size: RequestSize
  /** Estimate of the input, in tokens of a usual model; `router.inputTokens` is that of a target. */
  readonly inputTokens: number
  /** The web search that the model may ask for; absent: none. Its tool is the last of `tools`. */
  readonly search?: OfferedSearch | undefined
  /** The tool by which a provider searches itself, in place of that one; absent: nobody's own search is wanted. */
  readonly nativeSearch?: ((provider: ResolvedProvider) => JsonObject | undefined) | undefined
}

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

/**
 * Checks a request and makes it ready. Rejects with `RouterError` `invalid-request` (or `configuration` for a schema that
 * yields no JSON Schema) that says what is wrong, where, and what to write instead.
 */
export async function prepareRequest(request: CompletionRequest): Promise<PreparedRequest> {
  checkOptions(request)
  if (request.tags !== undefined || (request.agent ?? request.task ?? request.phase ?? request.tier) !== undefined) {
    const { checkLabels } = await import('./check-labels.ts')
    checkLabels(request)
  }
  if (request.compaction !== undefined) (await import('./check-compaction.ts')).checkCompaction(request.compaction)
  const read = plainConversation(request) ?? (await import('./read-conversation.ts')).readConversation(request)
  const search = await offeredSearch(request, read)
  const conversation = search === undefined ? read : { ...read, tools: [...read.tools, search.tool] }
  checkToolChoice(request, conversation.tools)
  const { constraints, toolChoice } = request
  const question = { ...conversation, toolChoice, constraints }
  return {
    ...conversation,
    search,
    nativeSearch: search?.native === true ? await nativeSearchFor(search, read) : undefined,
    given: request,
    needs: requiredCapabilities(question),
    prefers: preferredCapabilities(question),
    ...sizeOf({ ...conversation, given: request }),
  }
}

async function offeredSearch(
  { search }: CompletionRequest,
  { tools }: Conversation,
): Promise<OfferedSearch | undefined> {
  if (search === undefined || search === false) return undefined
  const { offerSearch } = await import('./search/search-tool.ts')
  return offerSearch(
    search,
    tools.map(({ name }) => name),
  )
}

/** How much a conversation is. A provider that has compacted it reads nothing before that. */
export function sizeOf({
  given,
  since,
  ...conversation
}: Pick<PreparedRequest, 'given' | 'since' | 'system' | 'messages' | 'tools' | 'output'>): Pick<
  PreparedRequest,
  'size' | 'inputTokens'
> {
  const { reasoningEffort = 'none' } = given
  const messages = since === 0 ? conversation.messages : conversation.messages.slice(since)
  const size = measureRequest({ ...conversation, messages, thinks: reasoningEffort !== 'none' })
  return { size, inputTokens: tokensOf(size) }
}

/** None where the conversation holds searches of the router already: calls of a tool that is another one now. */
async function nativeSearchFor(
  { tool, maxSearches, query }: OfferedSearch,
  { messages, tools, output }: Conversation,
): Promise<PreparedRequest['nativeSearch']> {
  const hasSearched = messages.some(
    ({ role, content }) =>
      role === 'assistant' &&
      typeof content !== 'string' &&
      content.some((part) => part.type === 'tool-call' && part.name === tool.name),
  )
  if (hasSearched) return undefined
  const { nativeSearch } = await import('./adapters/native-search.ts')
  const { includeDomains = [], excludeDomains = [] } = query
  const limits = { maxSearches, includeDomains, excludeDomains }
  return (provider) => nativeSearch(provider, limits, { tools: tools.length > 0, output: output !== undefined })
}

/** One question as a string is ready as it is: what reads conversations need not be loaded for it. */
function plainConversation({ messages, system, tools, output, search }: CompletionRequest): Conversation | undefined {
  if (typeof messages !== 'string' || (tools ?? output ?? search) !== undefined) return undefined
  if (system !== undefined && typeof system !== 'string') return undefined
  if (messages.trim() === '' || !messages.isWellFormed() || system?.isWellFormed() === false) return undefined
  return {
    system: system === undefined || system.trim() === '' ? [] : [{ text: system, scope: 'session' }],
    messages: [{ role: 'user', content: messages }],
    tools: [],
    output: undefined,
    warnings: [],
    since: 0,
    // There is no schema to adapt.
    adaptSchema: (schema) => ({ schema, changes: [], expressible: true, interfaceName: '' }),
    transcribe: (asked) => ({ messages: asked, warnings: [] }),
  }
}

function invalid(message: string, hint?: string): RouterError {
  return new RouterError('invalid-request', message, hint === undefined ? {} : { hints: [hint] })
}

function checkOptions(request: unknown): asserts request is CompletionRequest {
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

const cachingWords: Readonly<Record<keyof RequestCaching, readonly string[] | undefined>> = {
  mode: ['auto', 'off'],
  ttl: ['5m', '1h'],
  tenant: undefined,
  cachedContent: undefined,
}

function cachingProblems(caching: unknown): string[] {
  if (!isObject(caching)) return ["caching: expected an object such as { mode: 'off' }"]
  const problems = unknownOptions(caching, Object.keys(cachingWords), ['caching'])
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

function checkToolChoice({ toolChoice }: CompletionRequest, tools: readonly WireTool[]): void {
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
