import type { AssemblyOptions } from '../adapters/assembly-options.ts'
import type { AdaptSchema, TargetedRequest, WireTool } from '../adapters/protocol.ts'
import type { ResolvedProvider } from '../adapters/provider.ts'
import type { TranscriptTarget } from '../adapters/transcript-target.ts'
import type { NormalisedOutput } from '../adapters/wire-schema.ts'
import { measureRequest, type RequestSize } from '../budget/request-size.ts'
import { tokensOf } from '../budget/token-estimate.ts'
import { preferredCapabilities, requiredCapabilities } from '../routing/admit.ts'
import type { OfferedSearch } from '../search/search-tool.ts'
import { loadedOnce } from '../vocabulary/loaded-once.ts'
import type { CompletionRequest } from '../vocabulary/completion-request.ts'
import type { Warning } from '../vocabulary/completion-result.ts'
import type { JsonObject, Message, SystemBlock } from '../vocabulary/message.ts'
import type { Capability } from '../vocabulary/model.ts'

/** What is said and offered, in its stored form. */
export interface Conversation {
  readonly system: readonly SystemBlock[]
  readonly messages: readonly Message[]
  readonly tools: readonly WireTool[]
  readonly output: NormalisedOutput | undefined
  readonly warnings: readonly Warning[]
  /** Fits the schemas of tools and output to an interface. */
  readonly adaptSchema: AdaptSchema
  /** Takes from the arguments of a call what only the strict form of its tool's schema made the model write; absent: no tool is strict. */
  readonly restoreArguments?: AssemblyOptions['restoreArguments']
  /** Plans tools and output; absent: there are none. */
  readonly functions?: TargetedRequest['functions']
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

/** What is said, and how it is read: of these options only the kind is looked at, which is enough or is looked at where they are read. */
const kinds: ReadonlyMap<string, string> = new Map<keyof CompletionRequest, string>([
  ['messages', 'string object'],
  ['system', 'string object'],
  ['model', 'string'],
  ['tools', 'object'],
  ['toolChoice', 'string object'],
  ['output', 'object'],
  ['appendOnly', 'boolean'],
  ['includeRaw', 'boolean'],
  ['session', 'string'],
])

/** What a request says it is for, and is booked under. */
const labels = ['agent', 'task', 'phase', 'tier', 'tags'] as const

const loadChecks = loadedOnce(async () => import('./check-request.ts'))

/**
 * Checks a request and makes it ready. Rejects with `RouterError` `invalid-request` (or `configuration` for a schema that
 * yields no JSON Schema) that says what is wrong, where, and what to write instead.
 */
export async function prepareRequest(request: CompletionRequest): Promise<PreparedRequest> {
  if (needsCheck(request)) (await loadChecks()).checkOptions(request)
  if (labels.some((name) => request[name] !== undefined)) {
    const { checkLabels } = await import('./check-labels.ts')
    checkLabels(request)
  }
  if (request.compaction !== undefined) (await import('./check-compaction.ts')).checkCompaction(request.compaction)
  const read = plainConversation(request) ?? (await import('./read-conversation.ts')).readConversation(request)
  const search = request.search === undefined ? undefined : await offeredSearch(request, read)
  const conversation = search === undefined ? read : { ...read, tools: [...read.tools, search.tool] }
  const { constraints, toolChoice } = request
  if (toolChoice !== undefined) (await loadChecks()).checkToolChoice(request, conversation.tools)
  const { system, messages, tools, output, since } = conversation
  const question = { messages, tools, output, toolChoice, constraints }
  const { size, inputTokens } = sizeOf({ given: request, since, system, messages, tools, output })
  return {
    ...conversation,
    search,
    nativeSearch: search?.native === true ? await nativeSearchFor(search, read) : undefined,
    given: request,
    needs: requiredCapabilities(question),
    prefers: preferredCapabilities(question),
    size,
    inputTokens,
  }
}

async function offeredSearch(
  { search }: CompletionRequest,
  { tools }: Conversation,
): Promise<OfferedSearch | undefined> {
  if (search === undefined || search === false) return undefined
  const { offerSearch } = await import('../search/search-tool.ts')
  return offerSearch(
    search,
    tools.map(({ name }) => name),
  )
}

/** How much a conversation is. A provider that has compacted it reads nothing before that. */
export function sizeOf(
  request: Pick<PreparedRequest, 'given' | 'since' | 'system' | 'messages' | 'tools' | 'output'>,
): Pick<PreparedRequest, 'size' | 'inputTokens'> {
  const { given, since, system, tools, output } = request
  const { reasoningEffort = 'none' } = given
  const messages = since === 0 ? request.messages : request.messages.slice(since)
  const size = measureRequest({ system, messages, tools, output, thinks: reasoningEffort !== 'none' })
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
  const { nativeSearch } = await import('../adapters/native-search.ts')
  const { includeDomains = [], excludeDomains = [] } = query
  const limits = { maxSearches, includeDomains, excludeDomains }
  return (provider) => nativeSearch(provider, limits, { tools: tools.length > 0, output: output !== undefined })
}

/** One question as a string is ready as it is: what reads conversations need not be loaded for it. */
function plainConversation({ messages, system, tools, output, search }: CompletionRequest): Conversation | undefined {
  if (typeof messages !== 'string' || [tools, output, search].some((one) => one !== undefined)) return undefined
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

/** Whether anything is in it that must be looked at. */
function needsCheck(request: unknown): boolean {
  if (typeof request !== 'object' || request === null) return true
  return Object.entries(request).some(([name, value]) => value !== undefined && !isUsual(name, value))
}

function isUsual(name: string, value: unknown): boolean {
  if (name === 'signal') return value instanceof AbortSignal
  if (name === 'model' && Array.isArray(value)) return value.every((item) => typeof item === 'string')
  return value !== null && kinds.get(name)?.includes(typeof value) === true
}
