import { bodyText } from '../adapters/body-text.ts'
import type { NativeCompaction, Protocol, TargetedRequest, WireRequest } from '../adapters/protocol.ts'
import type { Quirks, ResolvedProvider } from '../adapters/provider.ts'
import type { Adjustment } from '../state/adjustment.ts'
import { isJsonList, isJsonObject } from '../adapters/plain-json.ts'
import { nearestEffort } from '../adapters/nearest-effort.ts'
import { transcriptTarget } from '../adapters/transcript-target.ts'
import { wireModel } from '../adapters/wire-model.ts'
import { attemptLimit } from './attempt-limit.ts'
import type { OutputBudget } from '../budget/output-budget.ts'
import { estimateTokens } from '../budget/token-estimate.ts'
import type { PlanCache } from './cache-stage.ts'
import type { Resumption } from '../state/call-state.ts'
import type { ReadCredential } from '../state/choose-credential.ts'
import type { PreparedRequest } from '../request/prepare-request.ts'
import type { HeadMaker, RequestHead } from '../state/request-head.ts'
import type { Attempt, Warning } from '../vocabulary/completion-result.ts'
import type { Json, JsonObject, Message, Origin } from '../vocabulary/message.ts'
import type { ModelInfo, ReasoningEffort, Target } from '../vocabulary/model.ts'

/** What a request is written for. */
export interface Addressee {
  readonly target: Target
  readonly provider: ResolvedProvider
  readonly protocol: Protocol
  readonly modelInfo: ModelInfo | undefined
  /** Absent when the provider needs none. */
  readonly credential: ReadCredential | undefined
}

/** One request in the words of its target. */
export interface WrittenAttempt {
  readonly origin: Origin
  readonly head: RequestHead
  /** The region that the model's own name binds the request to. */
  readonly region: string | undefined
  readonly body: string
  readonly warnings: readonly Warning[]
  readonly toolNames: ReadonlyMap<string, string> | undefined
  /** The tool whose call is the structured answer. */
  readonly outputTool: string | undefined
  /** The provider was offered its own search. */
  readonly searchesItself: boolean
  readonly outputLimit: Attempt['outputLimit']
}

/** How a request is written beside what it says. */
export interface WritingOptions {
  readonly resume?: Resumption | undefined
  readonly adjustment?: Adjustment | undefined
  readonly budget: OutputBudget
  /** Estimate of the request, in the target's tokens. */
  readonly inputTokens: number
  /** Ask for the larger output limit. */
  readonly isEscalated: boolean
  /** Sets the cache marks; absent where the target is told nothing. */
  readonly planCache?: PlanCache | undefined
  /** Puts a name in the place of what the target keeps of the body; absent: it keeps nothing. */
  readonly writeContent?: ((wire: WireRequest) => JsonObject) | undefined
  /** How the target is asked to compact by itself; absent: not at all. */
  readonly compaction?: NativeCompaction | undefined
}

/**
 * Writes the request for one target: transcript, output limit, cache marks, encoding, key, and the caller's own headers and fields last.
 * With `resume` the target is asked to go on with a cut answer.
 */
export function writeAttempt(
  prepared: PreparedRequest,
  to: Addressee,
  options: WritingOptions & { readonly makeHead: HeadMaker },
): WrittenAttempt {
  const { provider, protocol, credential } = to
  const written = writeRequest(prepared, to, options)
  const { wire } = written
  const { headers } = prepared.given
  const head = options.makeHead({ provider, framing: protocol.framing, wire, credential, headers })
  return { ...written, head, body: bodyText(wire.body) }
}

/** The same without the key, as plain data. */
export function writeRequest(
  prepared: PreparedRequest,
  to: Omit<Addressee, 'credential'>,
  options: WritingOptions,
): Omit<WrittenAttempt, 'head' | 'body'> & { readonly wire: WireRequest } {
  const { provider, protocol, target } = to
  const model = options.adjustment?.wireModel ?? wireModel(provider, target.model)
  const asked = options.resume?.messages(prepared.messages) ?? prepared.messages
  const quirks = quirksFor(to, options.adjustment)
  const rules = transcriptTarget({ id: provider.id, protocol: provider.protocol, quirks }, target.model)
  const withoutReplay = options.adjustment?.withoutReplay === true
  const transcript = prepared.transcribe(asked, withoutReplay ? { ...rules, replay: 'nowhere' } : rules)
  const inputTokens = options.inputTokens + estimateTokens(options.resume?.text ?? '')
  const { adjustment, budget, isEscalated } = options
  const limit = attemptLimit(prepared, to, { budget, adjustment, inputTokens, isEscalated })
  const hosted = prepared.nativeSearch?.(provider)
  const offered = hosted === undefined ? prepared : { ...prepared, tools: prepared.tools.slice(0, -1) }
  const cached = options.planCache?.(offered, transcript.messages)
  const effort = adjustedEffort(prepared.given.reasoningEffort, target.model, adjustment)
  const targeted = targetedRequest({ ...offered, ...cached }, to, model, cached?.messages ?? transcript.messages, {
    inputTokens,
    maxOutputTokens: limit.maxOutputTokens,
    quirks,
    cache: cached?.plan,
    compaction: adjustment?.withoutCompaction === true ? undefined : options.compaction,
    reasoningEffort: effort.sent,
  })
  const wire = protocol.encode(targeted)
  const body = withCallersFields(
    hosted === undefined ? wire.body : withTool(wire.body, hosted),
    prepared.given.providerOptions?.[provider.id],
  )
  const warnings = [
    ...transcript.warnings,
    ...(cached?.warnings ?? []),
    ...limit.warnings,
    ...effort.warnings,
    ...wire.warnings,
  ]
  return {
    origin: { provider: target.provider, protocol: protocol.id, model: target.model },
    wire: { ...wire, body: options.writeContent?.({ ...wire, body }) ?? body },
    region: wire.region,
    warnings: warnings.map((warning) => ({ ...warning, target: warning.target ?? target })),
    toolNames: wire.toolNames,
    searchesItself: hosted !== undefined,
    outputTool: targeted.output?.mode === 'tool' ? targeted.output.name : undefined,
    outputLimit:
      limit.maxOutputTokens === undefined || limit.source === undefined
        ? undefined
        : { tokens: limit.maxOutputTokens, source: limit.source },
  }
}

/** A body that offers a tool of the host's beside those that are in it. */
function withTool(body: JsonObject, tool: JsonObject): JsonObject {
  const { tools } = body
  return { ...body, tools: [...(isJsonList(tools) ? tools : []), tool] }
}

/** What the host's row says, as far as neither the host itself nor the configuration of the model has said otherwise. */
function quirksFor(
  { provider: { quirks, protocol }, modelInfo }: Omit<Addressee, 'credential'>,
  adjustment: Adjustment | undefined,
): Quirks {
  const outputLimitField = adjustment?.outputLimitField
  const replayReasoning = protocol === 'openai-chat' ? modelInfo?.replayReasoning : undefined
  if (outputLimitField === undefined && replayReasoning === undefined) return quirks
  return {
    ...quirks,
    ...(outputLimitField === undefined ? {} : { outputLimitField }),
    ...(replayReasoning === undefined ? {} : { replayReasoning }),
  }
}

/** The effort that is asked of a target that has refused others. */
function adjustedEffort(
  wanted: ReasoningEffort | undefined,
  model: string,
  adjustment: Adjustment | undefined,
): { readonly sent: ReasoningEffort | undefined; readonly warnings: readonly Warning[] } {
  const taken = adjustment?.efforts
  if (wanted === undefined || taken === undefined || taken.includes(wanted)) return { sent: wanted, warnings: [] }
  const sent =
    nearestEffort(wanted, (effort) => taken.includes(effort)) ?? (taken.includes('none') ? 'none' : undefined)
  const instead = sent === undefined ? 'none is sent' : `${sent} is sent`
  return {
    sent,
    warnings: [{ code: 'effort-adjusted', message: `${model} has refused the effort ${wanted}; ${instead}.` }],
  }
}

function targetedRequest(
  {
    given,
    system,
    tools,
    output,
    adaptSchema,
    functions,
  }: Pick<PreparedRequest, 'given' | 'system' | 'tools' | 'output' | 'adaptSchema' | 'functions'>,
  { provider, modelInfo }: Pick<Addressee, 'provider' | 'modelInfo'>,
  model: string,
  messages: readonly Message[],
  resolved: Pick<
    TargetedRequest,
    'inputTokens' | 'maxOutputTokens' | 'quirks' | 'cache' | 'compaction' | 'reasoningEffort'
  >,
): TargetedRequest {
  return {
    provider: provider.id,
    model,
    modelInfo,
    options: provider.options,
    system,
    messages,
    tools,
    adaptSchema,
    functions,
    toolChoice: given.toolChoice,
    parallelToolCalls: given.parallelToolCalls,
    output:
      output === undefined ? undefined : { ...output, mode: output.mode ?? outputMode(modelInfo, tools.length > 0) },
    ...resolved,
    temperature: given.temperature,
    topP: given.topP,
    topK: given.topK,
    seed: given.seed,
    stopSequences: given.stopSequences ?? [],
    session: given.session,
  }
}

/** Native where it may be there; a forced tool takes its place, unless the model is to choose among tools of the caller's. */
function outputMode(model: ModelInfo | undefined, hasTools: boolean): 'native' | 'tool' | 'prompt' {
  const { capabilities = {} } = model ?? {}
  if (capabilities['structured-output'] !== false) return 'native'
  return capabilities.tools === false || hasTools ? 'prompt' : 'tool'
}

/**
 * The caller's fields win: an object is merged with ours, member by member; everything else, lists and `null` too, takes the place of
 * ours; `undefined` takes ours away.
 */
function withCallersFields(body: JsonObject, fields: JsonObject | undefined): JsonObject {
  if (fields === undefined) return body
  const merged: Record<string, Json | undefined> = { ...body }
  for (const [name, given] of Object.entries(fields)) {
    const own = Object.hasOwn(body, name) ? body[name] : undefined
    const value = isJsonObject(own) && isJsonObject(given) ? withCallersFields(own, given) : given
    // A name like `__proto__` is a name like any other.
    Object.defineProperty(merged, name, { value, enumerable: true, writable: true, configurable: true })
  }
  return merged
}
