import type { Warning } from '../../vocabulary/completion-result.ts'
import type { Warn } from '../function-plan.ts'
import { outputLimitMember } from '../output-limit-member.ts'
import type { TargetedRequest, WireRequest } from '../protocol.ts'
import { commonToolNameRule, wireToolNames } from '../tool-names.ts'
import { contextTokens } from './context-window.ts'
import { encodeMessages } from './encode-messages.ts'
import { planToolsAndOutput } from './encode-tools.ts'
import { encodeThink } from './thinking.ts'
import type { ChatRequest, ModelOptions } from './wire-types.ts'

/**
 * Ours to theirs. Read of the provider's own options: `keepAlive`, how long the model stays loaded (`"10m"`, or seconds), and
 * `numCtx`, the window (see `contextTokens`). Throws a `RouterError` `unsupported` for a file that the wire cannot carry.
 */
export function encode(request: TargetedRequest): WireRequest {
  const warnings: Warning[] = []
  const target = { provider: request.provider, model: request.model }
  const warn: Warn = (code, message) => {
    if (!warnings.some((warning) => warning.code === code && warning.message === message))
      warnings.push({ code, message, target })
  }
  const offered = request.tools.map(({ name }) => name)
  const names = wireToolNames(
    request.output === undefined ? offered : [...offered, request.output.name],
    request.quirks.toolName ?? commonToolNameRule,
  )
  const { tools, format, instruction } = planToolsAndOutput(request, names, warn)
  const options = encodeOptions(request, warn)
  const keepAlive = request.options['keepAlive']
  const body: ChatRequest = {
    model: request.model,
    messages: encodeMessages(request, names, instruction, warn),
    ...(tools.length === 0 ? {} : { tools }),
    ...(format === undefined ? {} : { format }),
    ...encodeThink(request, warn),
    ...(Object.keys(options).length === 0 ? {} : { options }),
    ...(typeof keepAlive === 'string' || typeof keepAlive === 'number' ? { keep_alive: keepAlive } : {}),
    // By default the server drops the beginning of a prompt that is too long, says nothing and answers the rest. `truncate`
    // does it by messages, `shift` by tokens, before the answer and in the middle of it. Without both it answers 400, or ends
    // the answer with `length` (api/types.go, server/prompt.go, llm/llama_server.go at v0.33.2; older servers ignore them).
    truncate: false,
    shift: false,
    stream: true,
  }
  return { path: '/api/chat', headers: {}, body, warnings, toolNames: names.rewritten }
}

function encodeOptions(request: TargetedRequest, warn: Warn): ModelOptions {
  const { maxOutputTokens, seed } = request
  const window = contextTokens(request)
  const stop = request.stopSequences.filter((sequence) => sequence !== '')
  return {
    ...(window === undefined ? {} : { num_ctx: window }),
    ...outputLimitMember('ollama-chat', request, maxOutputTokens, warn),
    ...encodeSampling(request, warn),
    ...(seed === undefined ? {} : { seed }),
    ...(stop.length === 0 ? {} : { stop }),
  }
}

function encodeSampling({ temperature, topP, topK, model, modelInfo }: TargetedRequest, warn: Warn): ModelOptions {
  if (modelInfo?.sampling === false) {
    for (const [name, value] of Object.entries({ temperature, topP, topK })) {
      if (value !== undefined) warn('unsupported-parameter', `${name} is not sent: ${model} refuses it.`)
    }
    return {}
  }
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { top_p: topP }),
    ...(topK === undefined ? {} : { top_k: topK }),
  }
}
