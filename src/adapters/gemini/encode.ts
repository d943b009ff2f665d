import type { Warning } from '../../vocabulary/completion-result.ts'
import type { JsonObject, SystemBlock } from '../../vocabulary/message.ts'
import type { Warn } from '../function-plan.ts'
import { outputInstruction } from '../output-instruction.ts'
import { outputLimitMember } from '../output-limit-member.ts'
import type { TargetedRequest, WireRequest } from '../protocol.ts'
import { wireToolNames, type ToolNameRule } from '../tool-names.ts'
import { pathSegment } from '../path-segment.ts'
import { encodeMessages } from './encode-messages.ts'
import { encodeToolChoice, encodeTools, planOutput, type OutputPlan } from './encode-tools.ts'
import { modelRules, type ModelRules } from './model-rules.ts'
import { encodeThinking } from './thinking.ts'

/** Up to 128 characters at the Gemini API, 64 on Vertex (facts of 2026-11-20): 64 is safe at both. */
const toolNameRule: ToolNameRule = { pattern: /^[a-zA-Z_][a-zA-Z0-9_.:-]*$/, maxLength: 64 }

/** More stop sequences than these are a 400 (GenerationConfig, ai.google.dev, 2026). */
const mostStopSequences = 5

/** A higher temperature is a 400 (recorded, Vertex). */
const highestTemperature = 2

/**
 * Ours to theirs. `quirks.codeAssist`: the request travels in Code Assist's envelope, with `options.project` in it. On Vertex the base
 * URL says all that stands before `/models`.
 */
export function encode(request: TargetedRequest): WireRequest {
  const warnings: Warning[] = []
  const target = { provider: request.provider, model: request.model }
  const warn: Warn = (code, message) => {
    if (!warnings.some((warning) => warning.code === code && warning.message === message))
      warnings.push({ code, message, target })
  }
  const rules = modelRules(request.model, request.modelInfo)
  const output = planOutput(request, rules, warn)
  const byTool = output.mode === 'tool'
  const offered = request.tools.map(({ name }) => name)
  const toolNames = wireToolNames(
    byTool && request.output !== undefined ? [...offered, request.output.name] : offered,
    request.quirks.toolName ?? toolNameRule,
  )
  const tools = encodeTools(request, toolNames, byTool, warn)
  const choice = encodeToolChoice(request, toolNames, tools.length, byTool, warn)
  const system = encodeSystem(request, output)
  const generationConfig = encodeGenerationConfig(request, rules, output, warn)
  const cachedContent = request.cache?.content
  if (cachedContent !== undefined && request.system.some(({ scope }) => scope === 'turn')) {
    warn('dropped-system', 'The turn blocks of the system prompt are not sent: a cached content takes its place.')
  }
  const prompt = {
    ...(system.length === 0 ? {} : { systemInstruction: { parts: system } }),
    ...(tools.length === 0 ? {} : { tools: [{ functionDeclarations: tools }] }),
    ...(choice === undefined ? {} : { toolConfig: { functionCallingConfig: choice } }),
  }
  const body: JsonObject = {
    // What the cached content holds may not be sent again: a 400 (ai.google.dev, caching, 2026-07).
    ...(cachedContent === undefined ? prompt : { cachedContent }),
    contents: encodeMessages(request.messages, { model: request.model, rules, toolNames, warn }),
    ...(Object.keys(generationConfig).length === 0 ? {} : { generationConfig }),
  }
  return { ...place(request, body), headers: {}, warnings, toolNames: toolNames.rewritten }
}

/** Where the request goes, and what is around it. */
function place({ model, options, quirks }: TargetedRequest, body: JsonObject): Pick<WireRequest, 'path' | 'body'> {
  if (quirks.codeAssist === true) {
    const project = options['project']
    const envelope = { model, ...(typeof project === 'string' && project !== '' ? { project } : {}), request: body }
    return { path: '/v1internal:streamGenerateContent?alt=sse', body: envelope }
  }
  return { path: `/${modelPath(model)}:streamGenerateContent?alt=sse`, body }
}

/** Lists of models name them with their collection: `models/gemini-3.8-flash`, `tunedModels/mine`. */
function modelPath(model: string): string {
  const [, collection = 'models', id = model] = /^(models|tunedModels)\/(.+)$/s.exec(model) ?? []
  return `${collection}/${pathSegment(id)}`
}

/** The system prompt: what is stable first, then what changes, then what this request's output needs. */
function encodeSystem(request: TargetedRequest, output: OutputPlan): readonly { readonly text: string }[] {
  const ofScope = (scope: SystemBlock['scope']): readonly string[] =>
    request.system.filter((block) => block.scope === scope).map(({ text }) => text)
  const instruction =
    request.output !== undefined && output.mode === 'prompt'
      ? [outputInstruction({ ...request.output, mode: 'prompt' })]
      : []
  return [...ofScope('session'), ...ofScope('turn'), ...instruction]
    .filter((text) => text.trim() !== '')
    .map((text) => ({ text }))
}

function encodeGenerationConfig(
  request: TargetedRequest,
  rules: ModelRules,
  output: OutputPlan,
  warn: Warn,
): JsonObject {
  const { maxOutputTokens, seed } = request
  return {
    ...outputLimitMember('gemini', request, maxOutputTokens, warn),
    ...encodeSampling(request, rules, warn),
    ...(seed === undefined ? {} : { seed }),
    ...encodeStopSequences(request, warn),
    ...output.fields,
    ...encodeThinking(request, rules, warn),
  }
}

function encodeSampling(
  { temperature, topP, topK, model }: TargetedRequest,
  rules: ModelRules,
  warn: Warn,
): JsonObject {
  if (!rules.sampling) {
    for (const [name, value] of Object.entries({ temperature, topP, topK })) {
      if (value !== undefined) warn('unsupported-parameter', `${name} is not sent: ${model} does not read it.`)
    }
    return {}
  }
  if (temperature !== undefined && temperature > highestTemperature) {
    warn(
      'parameter-adjusted',
      `temperature is at most ${highestTemperature} here; it is sent instead of ${temperature}.`,
    )
  }
  return {
    ...(temperature === undefined ? {} : { temperature: Math.min(temperature, highestTemperature) }),
    ...(topP === undefined ? {} : { topP }),
    ...(topK === undefined ? {} : { topK }),
  }
}

function encodeStopSequences({ stopSequences }: TargetedRequest, warn: Warn): JsonObject {
  const sound = stopSequences.filter((sequence) => sequence !== '')
  if (sound.length > mostStopSequences) {
    warn(
      'parameter-adjusted',
      `Only the first ${mostStopSequences} of ${sound.length} stop sequences are sent: the wire takes no more.`,
    )
  }
  return sound.length === 0 ? {} : { stopSequences: sound.slice(0, mostStopSequences) }
}
