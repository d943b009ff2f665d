import type { Warning } from '../../vocabulary/completion-result.ts'
import type { JsonObject, SystemBlock } from '../../vocabulary/message.ts'
import type { ReasoningEffort } from '../../vocabulary/model.ts'
import { nearestEffort } from '../nearest-effort.ts'
import { outputInstruction } from '../output-instruction.ts'
import type { TargetedRequest, WireRequest } from '../protocol.ts'
import { commonToolNameRule, wireToolNames } from '../tool-names.ts'
import { encodeMessages } from './encode-messages.ts'
import { demandsToolCall, encodeToolChoice, encodeTools } from './encode-tools.ts'
import { modelRules, planThinking, type ModelRules, type ThinkingPlan } from './thinking.ts'
import type { TextBlock, WireMessage, WireToolBlock } from './wire-types.ts'

/** The version of the API that requests are written for. */
const apiVersion = '2023-06-01'

/**
 * `max_tokens` is required. This is sent when neither the caller nor the catalogue knows a limit: every Claude model since
 * 3.5 takes it (the catalogue's smallest cap is 8192), and compatible hosts lower it to their own.
 */
const fallbackMaxTokens = 8192

type Warn = (code: string, message: string) => void

/** Ours to theirs. Throws a `RouterError` `unsupported` for a file that the wire has no block for. */
export function encode(request: TargetedRequest): WireRequest {
  const warnings: Warning[] = []
  const target = { provider: request.provider, model: request.model }
  const warn = (code: string, message: string): void => {
    if (!warnings.some((warning) => warning.code === code && warning.message === message)) warnings.push({ code, message, target })
  }
  const rules = modelRules(request.model, request.modelInfo)
  const maxTokens = request.maxOutputTokens ?? request.modelInfo?.maxOutputTokens ?? fallbackMaxTokens
  const forced = demandsToolCall(request)
  const { plan, fields } = planEffort(request, rules, maxTokens, forced && rules.forcedToolChoice, warn)
  const mayForce = forced && rules.forcedToolChoice && !plan.isOn
  const output = outputMode(request, rules, mayForce)
  const offered = [...request.tools.map(({ name }) => name), ...(output === 'tool' && request.output ? [request.output.name] : [])]
  const toolNames = wireToolNames(offered, request.quirks.toolName ?? commonToolNameRule)
  const betas = new Set<string>()
  const tools = encodeTools(request, toolNames, output === 'tool', warn)
  const facts = { toolCount: tools.length, outputByTool: output === 'tool', forced: forced && output !== 'native', mayForce }
  const toolChoice = encodeToolChoice(request, toolNames, facts, warn)
  const messages = encodeMessages(request.messages, { quirks: request.quirks, toolNames, betas, warn })
  const outputConfig = {
    ...(plan.effort === undefined ? {} : { effort: plan.effort }),
    ...(output === 'native' && request.output ? { format: { type: 'json_schema', schema: adaptOutputSchema(request.output.schema) } } : {}),
  }
  const body: JsonObject = {
    model: request.model,
    max_tokens: maxTokens,
    stream: true,
    ...placePrompt(tools, encodeSystem(request, output, mayForce), messages),
    ...(toolChoice === undefined ? {} : { tool_choice: toolChoice }),
    ...(plan.thinking === undefined ? {} : { thinking: plan.thinking }),
    ...(Object.keys(outputConfig).length === 0 ? {} : { output_config: outputConfig }),
    ...encodeSampling(request, rules, plan.isOn, warn),
    ...encodeStopSequences(request, warn),
    ...fields,
  }
  return { path: '/v1/messages', headers: encodeHeaders(request, betas), body, warnings, toolNames: toolNames.rewritten }
}

/** Tools, system and messages in the order of the cached prefix. Cache marks are set here, on blocks that are placed already. */
function placePrompt(
  tools: readonly WireToolBlock[],
  system: readonly TextBlock[],
  messages: readonly WireMessage[],
): { readonly tools?: readonly WireToolBlock[]; readonly system?: readonly TextBlock[]; readonly messages: readonly WireMessage[] } {
  return { ...(tools.length === 0 ? {} : { tools }), ...(system.length === 0 ? {} : { system }), messages }
}

function encodeHeaders(request: TargetedRequest, betas: ReadonlySet<string>): Readonly<Record<string, string>> {
  const { sessionHeader } = request.quirks
  return {
    'anthropic-version': apiVersion,
    // Hosts that do not know a feature may refuse its name, so only what the request needs is named.
    ...(betas.size === 0 ? {} : { 'anthropic-beta': [...betas].join(',') }),
    ...(sessionHeader === undefined || request.session === undefined ? {} : { [sessionHeader]: request.session }),
  }
}

/** The system prompt: what is stable first, then what changes, then what this request's output needs. */
function encodeSystem(request: TargetedRequest, output: OutputMode, mayForce: boolean): readonly TextBlock[] {
  const ofScope = (scope: SystemBlock['scope']): readonly string[] =>
    request.system.filter((block) => block.scope === scope).map(({ text }) => text)
  const needsInstruction = output === 'prompt' || (output === 'tool' && !mayForce)
  const instruction = request.output !== undefined && needsInstruction ? [outputInstruction({ ...request.output, mode: output })] : []
  return [...ofScope('session'), ...ofScope('turn'), ...instruction]
    .filter((text) => text.trim() !== '')
    .map((text) => ({ type: 'text', text }))
}

type OutputMode = 'native' | 'tool' | 'prompt' | 'none'

/** How the structured output is asked for. A tool that the model cannot be made to call gives way to the native form. */
function outputMode(request: TargetedRequest, rules: ModelRules, mayForce: boolean): OutputMode {
  const mode = request.output?.mode ?? 'none'
  if (mode !== 'tool' || mayForce) return mode
  // Models that never take a forced choice are newer than the native form.
  const hasNative = request.modelInfo?.capabilities?.['structured-output'] ?? !rules.forcedToolChoice
  return hasNative ? 'native' : 'tool'
}

/** The one place where the schema of a native structured output is fitted to the wire. */
function adaptOutputSchema(schema: JsonObject): JsonObject {
  return schema
}

/** What is said about effort: the host's own fields where it has such, else the protocol's. */
function planEffort(
  request: TargetedRequest,
  rules: ModelRules,
  maxTokens: number,
  forced: boolean,
  warn: Warn,
): { readonly plan: ThinkingPlan; readonly fields: JsonObject } {
  const { effortFields } = request.quirks
  if (effortFields === undefined) return { plan: planThinking(request, rules, maxTokens, forced, warn), fields: {} }
  const wanted = request.reasoningEffort
  const sent = wanted === undefined ? undefined : nearestField(wanted, effortFields)
  if (sent !== undefined && sent !== wanted) warn('effort-adjusted', `${request.model} does not take the effort ${wanted}; ${sent} is sent.`)
  return {
    plan: { thinking: undefined, effort: undefined, isOn: sent !== undefined && sent !== 'none' },
    fields: sent === undefined ? {} : (effortFields[sent] ?? {}),
  }
}

function nearestField(
  wanted: ReasoningEffort,
  fields: Readonly<Partial<Record<ReasoningEffort, JsonObject>>>,
): ReasoningEffort | undefined {
  if (fields[wanted] !== undefined) return wanted
  return nearestEffort(wanted, (effort) => fields[effort] !== undefined)
}

/** Thinking takes no temperature but 1, no top_k, and a top_p of 0.95 and more (Anthropic, extended thinking, 2026). */
const leastTopPWithThinking = 0.95

function encodeSampling(request: TargetedRequest, rules: ModelRules, isThinking: boolean, warn: Warn): JsonObject {
  const { temperature, topP, topK, seed } = request
  const drop = (name: string, why: string): undefined => {
    warn('unsupported-parameter', `${name} is not sent: ${why}.`)
    return undefined
  }
  const refused = `${request.model} does not take it`
  const inThinking = 'it does not go with thinking'
  const readTemperature = (): number | undefined => {
    if (temperature === undefined) return undefined
    if (!rules.sampling) return drop('temperature', refused)
    if (isThinking && temperature !== 1) return drop('temperature', inThinking)
    if (temperature <= 1) return temperature
    warn('parameter-adjusted', `temperature is at most 1 here; 1 is sent instead of ${temperature}.`)
    return 1
  }
  const readTopP = (sentTemperature: number | undefined): number | undefined => {
    if (topP === undefined) return undefined
    if (!rules.sampling) return drop('topP', refused)
    if (isThinking && topP < leastTopPWithThinking) return drop('topP', inThinking)
    return sentTemperature !== undefined && !rules.bothSamplings ? drop('topP', 'it does not go with temperature') : topP
  }
  const readTopK = (): number | undefined => {
    if (topK === undefined) return undefined
    if (!rules.sampling) return drop('topK', refused)
    return isThinking ? drop('topK', inThinking) : topK
  }
  if (seed !== undefined) drop('seed', 'the protocol has none')
  const sent = readTemperature()
  const fields = { temperature: sent, top_p: readTopP(sent), top_k: readTopK() }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function encodeStopSequences({ stopSequences }: TargetedRequest, warn: Warn): JsonObject {
  const sound = stopSequences.filter((sequence) => sequence.trim() !== '')
  if (sound.length < stopSequences.length) warn('unsupported-parameter', 'Blank stop sequences are not sent: they are refused.')
  return sound.length === 0 ? {} : { stop_sequences: sound }
}
