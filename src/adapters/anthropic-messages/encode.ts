import type { Warning } from '../../vocabulary/completion-result.ts'
import type { JsonObject, SystemBlock } from '../../vocabulary/message.ts'
import type { ReasoningEffort } from '../../vocabulary/model.ts'
import { cacheControl } from '../cache-control.ts'
import { fittingBudget, modelRules, planThinking, type ModelRules, type ThinkingPlan } from '../claude-thinking.ts'
import { nearestEffort } from '../nearest-effort.ts'
import { outputInstruction } from '../output-instruction.ts'
import { outputLimitMember } from '../output-limit-member.ts'
import { isJsonObject } from '../plain-json.ts'
import type { NativeCompaction, TargetedRequest, WireRequest } from '../protocol.ts'
import { planSampling } from '../sampling.ts'
import { encodeSession } from '../session-affinity.ts'
import { commonToolNameRule, wireToolNames } from '../tool-names.ts'
import { compactionBeta, encodeMessages } from './encode-messages.ts'
import { demandsToolCall, encodeToolChoice, encodeTools } from './encode-tools.ts'
import type { TextBlock, WireMessage, WireToolBlock } from './wire-types.ts'

/** The version of the API that requests are written for. */
const apiVersion = '2023-06-01'

/**
 * `max_tokens` is required. This is sent when neither the caller nor the catalogue knows a limit: every Claude model since
 * 3.5 takes it (the catalogue's smallest cap is 8192), and compatible hosts lower it to their own.
 */
const fallbackMaxTokens = 8192

/** The smallest trigger of a compaction that is taken, in tokens. */
const leastTrigger = 50_000

type Warn = (code: string, message: string) => void

/** Ours to theirs. Throws a `RouterError` `unsupported` for a file that the wire has no block for. */
export function encode(request: TargetedRequest): WireRequest {
  const warnings: Warning[] = []
  const target = { provider: request.provider, model: request.model }
  const warn = (code: string, message: string): void => {
    if (!warnings.some((warning) => warning.code === code && warning.message === message))
      warnings.push({ code, message, target })
  }
  const rules = modelRules(request.model, request.modelInfo)
  const maxTokens = request.maxOutputTokens ?? request.modelInfo?.maxOutputTokens ?? fallbackMaxTokens
  const forced = request.output?.mode === 'tool' || demandsToolCall(request)
  const { plan, fields } = planEffort(request, rules, maxTokens, forced && rules.forcedToolChoice, warn)
  const mayForce = forced && rules.forcedToolChoice && !plan.isOn
  const { mode: output, format } = planOutput(request, rules, mayForce, warn)
  const offered = [
    ...request.tools.map(({ name }) => name),
    ...(output === 'tool' && request.output ? [request.output.name] : []),
  ]
  const toolNames = wireToolNames(offered, request.quirks.toolName ?? commonToolNameRule)
  const betas = new Set<string>()
  const tools = encodeTools(request, toolNames, output === 'tool', warn)
  const facts = {
    toolCount: tools.length,
    outputByTool: output === 'tool',
    forced: output === 'tool' || demandsToolCall(request),
    mayForce,
  }
  const toolChoice = encodeToolChoice(request, toolNames, facts, warn)
  const marks = request.cache?.marks === true
  const system = encodeSystem(request, output, mayForce)
  const context = { quirks: request.quirks, toolNames, marks, betas, warn }
  const messages = encodeMessages(request.messages, context, system.late)
  const outputConfig = {
    ...(plan.effort === undefined ? {} : { effort: plan.effort }),
    ...(format === undefined ? {} : { format }),
  }
  const body: JsonObject = {
    model: request.model,
    ...outputLimitMember('anthropic-messages', request, maxTokens, warn),
    stream: true,
    ...cacheControl(request.cache?.automatic),
    ...placePrompt(tools, system.early, messages),
    ...(toolChoice === undefined ? {} : { tool_choice: toolChoice }),
    ...(plan.thinking === undefined ? {} : { thinking: plan.thinking }),
    ...(Object.keys(outputConfig).length === 0 ? {} : { output_config: outputConfig }),
    ...encodeSampling(request, rules, plan.isOn, warn),
    ...encodeStopSequences(request, warn),
    ...fields,
    ...encodeCompaction(request.compaction, betas),
  }
  return {
    path: '/v1/messages',
    headers: encodeHeaders(request, betas),
    body,
    warnings,
    toolNames: toolNames.rewritten,
  }
}

/** Tools, system and messages in the order of the cached prefix. */
function placePrompt(
  tools: readonly WireToolBlock[],
  system: readonly TextBlock[],
  messages: readonly WireMessage[],
): {
  readonly tools?: readonly WireToolBlock[]
  readonly system?: readonly TextBlock[]
  readonly messages: readonly WireMessage[]
} {
  return { ...(tools.length === 0 ? {} : { tools }), ...(system.length === 0 ? {} : { system }), messages }
}

function encodeHeaders(request: TargetedRequest, betas: ReadonlySet<string>): Readonly<Record<string, string>> {
  return {
    'anthropic-version': apiVersion,
    // Hosts that do not know a feature may refuse its name, so only what the request needs is named.
    ...(betas.size === 0 ? {} : { 'anthropic-beta': [...betas].join(',') }),
    ...encodeSession(request.session, request.quirks.sessionHeader).headers,
  }
}

/**
 * The system prompt: what is stable first, then what changes, then what this request's output needs. Where the model takes it
 * within the conversation, what changes is `late`: in front of the conversation it would make what is cached of that useless.
 */
function encodeSystem(
  request: TargetedRequest,
  output: OutputMode,
  mayForce: boolean,
): { readonly early: readonly TextBlock[]; readonly late: readonly TextBlock[] } {
  const marks = request.cache?.marks === true
  const ofScope = (scope: SystemBlock['scope']): readonly TextBlock[] =>
    request.system
      .filter((block) => block.scope === scope && block.text.trim() !== '')
      .map(({ text, cache }) => ({ type: 'text', text, ...(marks ? cacheControl(cache) : {}) }))
  const needsInstruction = output === 'prompt' || (output === 'tool' && !mayForce)
  const instruction: readonly TextBlock[] =
    request.output !== undefined && needsInstruction
      ? [{ type: 'text', text: outputInstruction({ ...request.output, mode: output }) }]
      : []
  const isLate =
    request.quirks.lateSystem?.test(request.model) === true && request.messages.some(({ role }) => role === 'user')
  return isLate
    ? { early: [...ofScope('session'), ...instruction], late: ofScope('turn') }
    : { early: [...ofScope('session'), ...ofScope('turn'), ...instruction], late: [] }
}

type OutputMode = 'native' | 'tool' | 'prompt' | 'none'

/**
 * How the structured output is asked for. A tool that the model cannot be made to call gives way to the native form, and a
 * schema that the native form cannot say to the prompt.
 */
function planOutput(
  request: TargetedRequest,
  rules: ModelRules,
  mayForce: boolean,
  warn: Warn,
): { readonly mode: OutputMode; readonly format: JsonObject | undefined } {
  const { output } = request
  if (output === undefined) return { mode: 'none', format: undefined }
  const capability =
    request.quirks.structuredOutput === 'none' ? false : request.modelInfo?.capabilities?.['structured-output']
  if (output.mode === 'native' && capability === false) {
    warn('output-by-prompt', `${request.model} has no structured output here, so the prompt asks for it.`)
    return { mode: 'prompt', format: undefined }
  }
  // Models that never take a forced choice are newer than the native form.
  const hasNative = capability ?? !rules.forcedToolChoice
  const mode = output.mode === 'tool' && !mayForce && hasNative ? 'native' : output.mode
  if (mode !== 'native') return { mode, format: undefined }
  const { schema, changes, expressible, interfaceName } = request.adaptSchema(output.schema, 'anthropic-strict')
  if (!expressible) {
    warn('output-by-prompt', `${interfaceName} cannot say the schema of the output, so the prompt asks for it.`)
    return { mode: 'prompt', format: undefined }
  }
  for (const change of changes) warn('adapted-schema', `Output: ${change}`)
  return { mode, format: { type: 'json_schema', schema } }
}

/** What is said about effort: for a Claude model the protocol's words, for others the host's own fields where it has such. */
function planEffort(
  request: TargetedRequest,
  rules: ModelRules,
  maxTokens: number,
  forced: boolean,
  warn: Warn,
): { readonly plan: ThinkingPlan; readonly fields: JsonObject } {
  const { effortFields } = request.quirks
  if (effortFields === undefined || rules.isClaude)
    return { plan: planThinking(request, rules, maxTokens, forced, warn), fields: {} }
  const wanted = request.reasoningEffort
  const sent = wanted === undefined ? undefined : nearestField(wanted, effortFields)
  if (sent !== undefined && sent !== wanted)
    warn('effort-adjusted', `${request.model} does not take the effort ${wanted}; ${sent} is sent.`)
  const fields = sent === undefined ? {} : fitBudget(effortFields[sent] ?? {}, maxTokens, warn)
  return { plan: { thinking: undefined, effort: undefined, isOn: sent !== undefined && sent !== 'none' }, fields }
}

/** A host's fields are the same for every output limit; a budget among them must fit into this one. */
function fitBudget(fields: JsonObject, maxTokens: number, warn: Warn): JsonObject {
  const { thinking, ...others } = fields
  if (!isJsonObject(thinking) || typeof thinking['budget_tokens'] !== 'number') return fields
  const tokens = fittingBudget(thinking['budget_tokens'], maxTokens, warn)
  return tokens === undefined ? others : { ...others, thinking: { ...thinking, budget_tokens: tokens } }
}

function nearestField(
  wanted: ReasoningEffort,
  fields: Readonly<Partial<Record<ReasoningEffort, JsonObject>>>,
): ReasoningEffort | undefined {
  if (fields[wanted] !== undefined) return wanted
  return nearestEffort(wanted, (effort) => fields[effort] !== undefined)
}

/** Sampling parameters, as far as the model takes them. */
function encodeSampling(request: TargetedRequest, rules: ModelRules, isThinking: boolean, warn: Warn): JsonObject {
  const { temperature, topP, topK } = planSampling(request, rules, isThinking, warn)
  const fields = { temperature, top_p: topP, top_k: topK }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/**
 * The provider compacts before it answers, and its answer begins with the compaction. Protocols.md, context_management,
 * 2026-11: a smaller trigger is refused.
 */
function encodeCompaction(compaction: NativeCompaction | undefined, betas: Set<string>): JsonObject {
  if (compaction === undefined) return {}
  betas.add(compactionBeta)
  const { triggerTokens, instructions } = compaction
  const edit = {
    type: 'compact_20260112',
    trigger: { type: 'input_tokens', value: Math.max(leastTrigger, triggerTokens) },
    ...(instructions === undefined ? {} : { instructions }),
  }
  return { context_management: { edits: [edit] } }
}

function encodeStopSequences({ stopSequences }: TargetedRequest, warn: Warn): JsonObject {
  const sound = stopSequences.filter((sequence) => sequence.trim() !== '')
  if (sound.length < stopSequences.length)
    warn('unsupported-parameter', 'Blank stop sequences are not sent: they are refused.')
  return sound.length === 0 ? {} : { stop_sequences: sound }
}
