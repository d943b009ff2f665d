import type { Warning } from '../../vocabulary/completion-result.ts'
import type { JsonObject, SystemBlock as SystemPart } from '../../vocabulary/message.ts'
import { regionOfModel } from '../aws-region.ts'
import type { Warn } from '../function-plan.ts'
import { outputInstruction } from '../output-instruction.ts'
import { outputLimitMember } from '../output-limit-member.ts'
import type { TargetedRequest, WireRequest } from '../protocol.ts'
import { planSampling, type Sampling } from '../sampling.ts'
import { commonToolNameRule, wireToolNames } from '../tool-names.ts'
import { cachePoint } from './cache-point.ts'
import { encodeMessages } from './encode-messages.ts'
import { demandsToolCall, planTools } from './encode-tools.ts'
import { bedrockModelRules, type BedrockModelRules } from './model-rules.ts'
import { planReasoning, type ReasoningPlan } from './reasoning.ts'
import type { SystemBlock, WireMessage, WireToolConfig } from './wire-types.ts'

/**
 * Ours to theirs. The model's id is part of the path. Guardrails, latency, service tier and request metadata are the caller's
 * matter: fields of the body, merged last. Throws a `RouterError` `unsupported` for a file that the wire has no block for.
 */
export function encode(request: TargetedRequest): WireRequest {
  const warnings: Warning[] = []
  const target = { provider: request.provider, model: request.model }
  const warn: Warn = (code, message) => {
    if (!warnings.some((warning) => warning.code === code && warning.message === message))
      warnings.push({ code, message, target })
  }
  const rules = bedrockModelRules(request.model, request.modelInfo)
  const outputByTool = request.output?.mode === 'tool'
  const forced = outputByTool || demandsToolCall(request)
  const reasoning = planReasoning(request, rules, forced, warn)
  const mayForce = rules.claude?.forcedToolChoice !== false && !reasoning.isThinking
  const output = planOutput(request, rules, warn)
  const toolNames = wireToolNames(
    [
      ...request.tools.map(({ name }) => name),
      ...(outputByTool && request.output !== undefined ? [request.output.name] : []),
    ],
    request.quirks.toolName ?? commonToolNameRule,
  )
  const tools = planTools(request, { names: toolNames, rules, outputByTool, mayForce, warn })
  const asksForCall = outputByTool && !(mayForce && rules.forcedTool !== 'none')
  const system = encodeSystem(request, [
    output.instruction,
    asksForCall && request.output !== undefined
      ? outputInstruction({ ...request.output, name: toolNames.of(request.output.name) })
      : undefined,
    tools.instruction,
  ])
  if (request.parallelToolCalls === false && tools.toolConfig !== undefined) {
    warn('unsupported-parameter', 'The protocol has no parallel_tool_calls, so several calls may come.')
  }
  const messages = encodeMessages(request.messages, { rules, toolNames, marks: request.cache?.marks === true, warn })
  return {
    path: `/model/${encodeURIComponent(request.model)}/converse-stream`,
    headers: {},
    region: regionOfModel(request.model),
    body: {
      ...placePrompt(tools.toolConfig, system, messages),
      ...encodeParameters(request, rules, reasoning, warn),
      ...output.fields,
    },
    warnings,
    toolNames: toolNames.rewritten,
  }
}

/** Tools, system and messages in the order of the cached prefix. */
function placePrompt(
  toolConfig: WireToolConfig | undefined,
  system: readonly SystemBlock[],
  messages: readonly WireMessage[],
): JsonObject {
  return {
    ...(toolConfig === undefined ? {} : { toolConfig }),
    ...(system.length === 0 ? {} : { system }),
    messages,
  }
}

/** The system prompt: what is stable first, then what changes, then what this request needs to have said. */
function encodeSystem(request: TargetedRequest, instructions: readonly (string | undefined)[]): readonly SystemBlock[] {
  const ofScope = (scope: SystemPart['scope']): readonly SystemPart[] =>
    request.system.filter((block) => block.scope === scope)
  const marks = request.cache?.marks === true
  const blocks = [...ofScope('session'), ...ofScope('turn')]
    .filter(({ text }) => text.trim() !== '')
    .flatMap(({ text, cache }): readonly SystemBlock[] => [{ text }, ...(marks ? cachePoint(cache) : [])])
  return [
    ...blocks,
    ...instructions.filter((text) => text !== undefined && text.trim() !== '').map((text = '') => ({ text })),
  ]
}

/** How the structured output is asked for: natively where the model can do that and the form can say the schema, else by the prompt. */
function planOutput(
  request: TargetedRequest,
  rules: BedrockModelRules,
  warn: Warn,
): { readonly fields: JsonObject; readonly instruction: string | undefined } {
  const { output, modelInfo } = request
  if (output === undefined || output.mode === 'tool') return { fields: {}, instruction: undefined }
  const byPrompt = { fields: {}, instruction: outputInstruction(output) }
  if (output.mode === 'prompt') return byPrompt
  const hasNative = modelInfo?.capabilities?.['structured-output'] ?? rules.structuredOutput
  if (!hasNative || request.quirks.structuredOutput === 'none') {
    warn('output-by-prompt', `${request.model} has no structured output here, so the prompt asks for it.`)
    return byPrompt
  }
  const { schema, changes, expressible, interfaceName } = request.adaptSchema(output.schema, 'bedrock-strict')
  if (!expressible) {
    warn('output-by-prompt', `${interfaceName} cannot say the schema of the output, so the prompt asks for it.`)
    return byPrompt
  }
  for (const change of changes) warn('adapted-schema', `Output: ${change}`)
  const jsonSchema = { name: wireToolNames([]).of(output.name), schema: JSON.stringify(schema) }
  return {
    fields: { outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema } } } },
    instruction: undefined,
  }
}

/** `inferenceConfig`, and the fields that only the model itself understands. */
function encodeParameters(
  request: TargetedRequest,
  rules: BedrockModelRules,
  reasoning: ReasoningPlan,
  warn: Warn,
): JsonObject {
  const sampling = sentSampling(request, rules, reasoning, warn)
  const { temperature, topP } = sampling
  const maxTokens = sentLimit(request, reasoning, warn)
  const stopSequences = sentStopSequences(request, warn)
  const inferenceConfig = {
    ...outputLimitMember('bedrock-converse', request, maxTokens, warn),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(stopSequences.length === 0 ? {} : { stopSequences }),
  }
  const modelFields = { ...reasoning.fields, ...topKFields(sampling, request, rules, warn) }
  return {
    ...(Object.keys(inferenceConfig).length === 0 ? {} : { inferenceConfig }),
    ...(Object.keys(modelFields).length === 0 ? {} : { additionalModelRequestFields: modelFields }),
  }
}

function sentSampling(
  request: TargetedRequest,
  rules: BedrockModelRules,
  reasoning: ReasoningPlan,
  warn: Warn,
): Sampling {
  const samples = !reasoning.isUnlimited && request.modelInfo?.sampling !== false
  const taken = rules.claude ?? { sampling: samples, bothSamplings: true }
  return planSampling(request, taken, reasoning.isThinking, warn)
}

function sentLimit(
  { model, maxOutputTokens }: TargetedRequest,
  reasoning: ReasoningPlan,
  warn: Warn,
): number | undefined {
  if (!reasoning.isUnlimited || maxOutputTokens === undefined) return maxOutputTokens
  warn('unsupported-parameter', `maxOutputTokens is not sent: ${model} takes no limit at this effort.`)
  return undefined
}

function topKFields({ topK }: Sampling, request: TargetedRequest, rules: BedrockModelRules, warn: Warn): JsonObject {
  if (topK === undefined) return {}
  if (rules.topK === 'top_k') return { top_k: topK }
  if (rules.topK === 'nova') return { inferenceConfig: { topK } }
  warn('unsupported-parameter', `topK is not sent: ${request.model} is not known to take it.`)
  return {}
}

function sentStopSequences({ stopSequences }: TargetedRequest, warn: Warn): readonly string[] {
  const sound = stopSequences.filter((sequence) => sequence.trim() !== '')
  if (sound.length < stopSequences.length)
    warn('unsupported-parameter', 'Blank stop sequences are not sent: they are refused.')
  return sound
}
