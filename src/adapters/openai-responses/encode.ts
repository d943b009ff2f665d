import type { Warning } from '../../vocabulary/completion-result.ts'
import type { JsonObject } from '../../vocabulary/message.ts'
import type { ModelInfo, ReasoningEffort } from '../../vocabulary/model.ts'
import { noFunctions } from '../function-plan.ts'
import type { OutputPlan, Warn } from '../function-plan.ts'
import { cacheBreakpoint, isMarked } from '../cache-control.ts'
import { encodeCacheKey } from '../cache-key-fields.ts'
import { nearestEffort } from '../nearest-effort.ts'
import { outputLimitMember } from '../output-limit-member.ts'
import { isJsonObject } from '../plain-json.ts'
import type { TargetedRequest, WireRequest } from '../protocol.ts'
import { samplingBesideEffort, thinks } from '../sampling.ts'
import { encodeSession } from '../session-affinity.ts'
import { joinBlocks, splitAtMarks, type MarkedBlock } from '../split-at-marks.ts'
import { commonToolNameRule, wireToolNames } from '../tool-names.ts'
import type { WireToolNames } from '../tool-names.ts'
import { encodeInput, systemRole } from './encode-input.ts'
import type { FunctionTool, InputItem, InputPart, WireToolChoice } from './wire-types.ts'

/** A smaller limit is a 400 (OpenAI, 2026-11). */
const leastOutputTokens = 16

/** The smallest threshold of a compaction that is taken, in tokens. */
const leastThreshold = 1_000

/** What is said where a host demands instructions and the caller gives none (ChatGPT backend, 2026-11). */
const leastInstructions = 'You are a helpful assistant.'

/**
 * Ours to theirs, always stateless: nothing is stored at the provider, and what the model thought comes back sealed. Throws a
 * `RouterError` `unsupported` for a file that the wire has no part for.
 */
export function encode(request: TargetedRequest): WireRequest {
  const warnings: Warning[] = []
  const target = { provider: request.provider, model: request.model }
  const warn: Warn = (code, message) => {
    if (!warnings.some((warning) => warning.code === code && warning.message === message)) {
      warnings.push({ code, message, target })
    }
  }
  const { quirks } = request
  const offered = request.tools.map(({ name }) => name)
  const names = wireToolNames(
    request.output === undefined ? offered : [...offered, request.output.name],
    quirks.toolName ?? commonToolNameRule,
  )
  const output = (request.functions ?? noFunctions).planOutput(request, names, warn)
  const effort = encodeEffort(request, warn)
  const { instructions, marked, changing } = encodeSystem(request, output.instruction)
  const session = encodeSession(request.session, quirks.sessionHeader)
  const body: JsonObject = {
    model: request.model,
    ...(instructions === '' ? {} : { instructions }),
    input: [...marked, ...encodeInput(request, names, changing, warn)],
    ...encodeTools(request, names, output, warn),
    ...encodeFormat(output),
    ...encodeOutputLimit(request, warn),
    ...effort,
    ...(reasons(request) ? { include: ['reasoning.encrypted_content'] } : {}),
    ...encodeSampling(
      request,
      thinks(isJsonObject(effort['reasoning']) ? effort['reasoning']['effort'] : undefined),
      warn,
    ),
    ...session.fields,
    ...encodeCacheKey(request, '12h'),
    ...encodeCompaction(request),
    store: false,
    stream: true,
  }
  return {
    path: '/responses',
    headers: session.headers,
    body: withoutRefused(body, quirks.refusedFields ?? [], warn),
    warnings,
    toolNames: names.rewritten,
  }
}

/** The system prompt in its places. */
interface EncodedSystem {
  readonly instructions: string
  /** What is stable, in the place of instructions, which have no room for marks. */
  readonly marked: readonly InputItem[]
  /** What is for this turn only. */
  readonly changing: string
}

/** What is stable of the system prompt, and what is for this turn only; on hosts that take one system prompt all is in it. */
function encodeSystem(request: TargetedRequest, instruction: string | undefined): EncodedSystem {
  const { system, quirks, cache } = request
  const ofScope = (scope: 'session' | 'turn'): MarkedBlock[] => system.filter((block) => block.scope === scope)
  const stable = [...ofScope('session'), ...(instruction === undefined ? [] : [{ text: instruction }])]
  const isOne = quirks.oneSystemMessage === true
  const changing = isOne ? '' : joinBlocks(ofScope('turn'))
  if (cache?.breakpoints === true && !isOne && stable.some((block) => isMarked(block.cache))) {
    const content = splitAtMarks(stable).map((block): InputPart => ({
      type: 'input_text',
      text: block.text,
      ...cacheBreakpoint(block.cache, cache),
    }))
    return { instructions: '', marked: [{ role: systemRole(quirks), content }], changing }
  }
  const instructions = joinBlocks(isOne ? [...stable, ...ofScope('turn')] : stable)
  return {
    instructions: instructions === '' && quirks.instructionsRequired === true ? leastInstructions : instructions,
    marked: [],
    changing,
  }
}

function encodeTools(request: TargetedRequest, names: WireToolNames, output: OutputPlan, warn: Warn): JsonObject {
  const functions = request.functions ?? noFunctions
  const tools = functions
    .planTools(request, names, output.byTool, warn)
    .map(({ name, description, parameters, strict }): FunctionTool => ({
      type: 'function',
      name,
      ...(description === undefined ? {} : { description }),
      parameters,
      strict,
    }))
  const { choice, parallel } = functions.planToolChoice(request, names, tools.length, output.byTool, warn)
  const sent: WireToolChoice | undefined = typeof choice === 'object' ? { type: 'function', name: choice.name } : choice
  return {
    ...(tools.length === 0 ? {} : { tools }),
    ...(sent === undefined ? {} : { tool_choice: sent }),
    ...(parallel === undefined ? {} : { parallel_tool_calls: parallel }),
  }
}

function encodeFormat({ format }: OutputPlan): JsonObject {
  if (format === undefined) return {}
  return { text: { format: format === 'json' ? { type: 'json_object' } : { type: 'json_schema', ...format } } }
}

/** The provider compacts when the context crosses the threshold, and goes on (protocols.md, 2026-11; at least 1 000). */
function encodeCompaction({ compaction }: TargetedRequest): JsonObject {
  if (compaction === undefined) return {}
  const threshold = Math.max(leastThreshold, compaction.triggerTokens)
  return { context_management: [{ type: 'compaction', compact_threshold: threshold }] }
}

function encodeOutputLimit(request: TargetedRequest, warn: Warn): JsonObject {
  const { maxOutputTokens: wanted, model } = request
  if (wanted !== undefined && wanted < leastOutputTokens)
    warn('parameter-adjusted', `${model} is sent an output limit of ${leastOutputTokens}: ${wanted} is refused.`)
  const sent = wanted === undefined ? undefined : Math.max(wanted, leastOutputTokens)
  return outputLimitMember('openai-responses', request, sent, warn)
}

/**
 * The host's own fields for the wanted effort where its row has such, else the word that the catalogue knows for the model.
 * What the model does not take becomes the nearest that it does, with a warning. A summary is asked for wherever the model
 * is asked to think.
 */
function encodeEffort(request: TargetedRequest, warn: Warn): JsonObject {
  const { model, modelInfo, quirks, reasoningEffort: wanted } = request
  if (wanted === undefined) return {}
  if (modelInfo?.capabilities?.reasoning === false) {
    if (wanted !== 'none') warn('effort-adjusted', `${model} does not think; the effort ${wanted} is not sent.`)
    return {}
  }
  const words = knownWords(modelInfo)
  const fieldsOf = (effort: ReasoningEffort): JsonObject | undefined => {
    if (quirks.effortFields !== undefined) return quirks.effortFields[effort]
    const word = words === undefined ? effort : words[effort]
    if (typeof word !== 'string') return undefined
    return { reasoning: word === 'none' ? { effort: word } : { effort: word, summary: 'auto' } }
  }
  const own = fieldsOf(wanted)
  if (own !== undefined) return own
  const nearest = nearestEffort(wanted, (effort) => fieldsOf(effort) !== undefined)
  const sent = nearest ?? (fieldsOf('none') === undefined ? undefined : 'none')
  warn(
    'effort-adjusted',
    sent === undefined
      ? `${model} takes no effort here; ${wanted} is not sent.`
      : `${model} does not take the effort ${wanted}; ${sent} is sent.`,
  )
  return sent === undefined ? {} : (fieldsOf(sent) ?? {})
}

/** A list of nulls says nothing of what the model takes. */
function knownWords(info: ModelInfo | undefined): ModelInfo['efforts'] {
  const words = info?.efforts
  return words !== undefined && Object.values(words).some((word) => typeof word === 'string') ? words : undefined
}

/** Whether sealed reasoning is to be asked for. Models that do not reason answer 400 to that, so it must be known or wanted. */
function reasons({ modelInfo, reasoningEffort }: TargetedRequest): boolean {
  const known = modelInfo?.capabilities?.reasoning
  return known ?? (reasoningEffort !== undefined && reasoningEffort !== 'none')
}

function encodeSampling(request: TargetedRequest, isThinking: boolean, warn: Warn): JsonObject {
  const { topK, seed, stopSequences, modelInfo, model } = request
  const { temperature, topP } = samplingBesideEffort(request, isThinking, warn)
  const unknown = { topK, seed, stopSequences: stopSequences.length === 0 ? undefined : stopSequences }
  for (const [name, value] of Object.entries(unknown)) {
    if (value !== undefined) warn('unsupported-parameter', `${name} is not sent: the protocol has none.`)
  }
  if (modelInfo?.sampling === false) {
    for (const [name, value] of Object.entries({ temperature, topP })) {
      if (value !== undefined) warn('unsupported-parameter', `${name} is not sent: ${model} refuses it.`)
    }
    return {}
  }
  return { ...(temperature === undefined ? {} : { temperature }), ...(topP === undefined ? {} : { top_p: topP }) }
}

/** The fields that a caller did not ask for; leaving them out needs no warning. */
const ownFields: ReadonlySet<string> = new Set([
  'include',
  'store',
  'prompt_cache_key',
  'prompt_cache_retention',
  'prompt_cache_options',
])

function withoutRefused(body: JsonObject, refused: readonly string[], warn: Warn): JsonObject {
  const names = refused.filter((name) => body[name] !== undefined)
  if (names.length === 0) return body
  for (const name of names) {
    if (!ownFields.has(name)) warn('unsupported-parameter', `${name} is not sent: the host refuses it.`)
  }
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)))
}
