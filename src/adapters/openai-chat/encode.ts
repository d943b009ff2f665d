import type { Warning } from '../../vocabulary/completion-result.ts'
import type { JsonObject } from '../../vocabulary/message.ts'
import { noFunctions } from '../function-plan.ts'
import type { Warn } from '../function-plan.ts'
import { encodeCacheKey } from '../cache-key-fields.ts'
import { outputLimitMember } from '../output-limit-member.ts'
import type { TargetedRequest, WireRequest } from '../protocol.ts'
import { samplingBesideEffort, thinks } from '../sampling.ts'
import { encodeSession } from '../session-affinity.ts'
import { commonToolNameRule, wireToolNames } from '../tool-names.ts'
import { encodeEffort } from './encode-effort.ts'
import { encodeMessages } from './encode-messages.ts'
import { encodeResponseFormat, encodeTool, encodeToolChoice } from './encode-tools.ts'

/** More stop sequences than these are a 400 (OpenAI, Groq, OpenRouter; 2026-11). */
const mostStopSequences = 4

/** Ours to theirs. Throws a `RouterError` `unsupported` for a file that the host has no part for. */
export function encodeChat(request: TargetedRequest): WireRequest {
  const warnings: Warning[] = []
  const target = { provider: request.provider, model: request.model }
  const warn: Warn = (code, message) => {
    if (!warnings.some((warning) => warning.code === code && warning.message === message))
      warnings.push({ code, message, target })
  }
  const { quirks, maxOutputTokens } = request
  const offered = request.tools.map(({ name }) => name)
  const names = wireToolNames(
    request.output === undefined ? offered : [...offered, request.output.name],
    quirks.toolName ?? commonToolNameRule,
  )
  const functions = request.functions ?? noFunctions
  const output = functions.planOutput(request, names, warn)
  const tools = functions.planTools(request, names, output.byTool, warn)
  const toolChoice = functions.planToolChoice(request, names, tools.length, output.byTool, warn)
  const effort = encodeEffort(request, tools.length > 0, warn)
  const session = encodeSession(request.session, quirks.sessionHeader)
  const body: JsonObject = {
    model: request.model,
    messages: encodeMessages(request, names, output.instruction),
    ...(tools.length === 0 ? {} : { tools: tools.map(encodeTool), ...quirks.toolFields }),
    ...encodeToolChoice(toolChoice, quirks),
    ...encodeResponseFormat(output.format),
    ...outputLimitMember('openai-chat', request, maxOutputTokens, warn),
    ...effort,
    ...encodeSampling(request, thinks(effort['reasoning_effort']), warn),
    ...encodeStop(request, warn),
    ...session.fields,
    ...quirks.bodyFields,
    ...encodeCacheKey(request, undefined),
    stream: true,
    ...(quirks.streamOptions === false ? {} : { stream_options: { include_usage: true } }),
  }
  return { path: '/chat/completions', headers: session.headers, body, warnings, toolNames: names.rewritten }
}

function encodeSampling(request: TargetedRequest, isThinking: boolean, warn: Warn): JsonObject {
  const { topK, seed, quirks, modelInfo, model } = request
  if ((request.temperature ?? request.topP ?? topK ?? seed) === undefined) return {}
  const { temperature, topP } = samplingBesideEffort(request, isThinking, warn)
  const seedField = quirks.seedField ?? 'seed'
  if (seed !== undefined && seedField === 'none')
    warn('unsupported-parameter', 'seed is not sent: the host does not know it.')
  const seeds = seed === undefined || seedField === 'none' ? {} : { [seedField]: seed }
  const wanted = { temperature, topP, topK }
  if (modelInfo?.sampling === false) {
    for (const [name, value] of Object.entries(wanted)) {
      if (value !== undefined) warn('unsupported-parameter', `${name} is not sent: ${model} refuses it.`)
    }
    return seeds
  }
  if (topK !== undefined && quirks.topK !== true)
    warn('unsupported-parameter', 'topK is not sent: the host does not know it.')
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(topK === undefined || quirks.topK !== true ? {} : { top_k: topK }),
    ...seeds,
  }
}

function encodeStop({ stopSequences }: TargetedRequest, warn: Warn): JsonObject {
  if (stopSequences.length === 0) return {}
  const sound = stopSequences.filter((sequence) => sequence !== '')
  if (sound.length > mostStopSequences) {
    warn(
      'parameter-adjusted',
      `Only the first ${mostStopSequences} of ${sound.length} stop sequences are sent: hosts take no more.`,
    )
  }
  return sound.length === 0 ? {} : { stop: sound.slice(0, mostStopSequences) }
}
