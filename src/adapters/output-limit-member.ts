import type { JsonObject } from '../vocabulary/message.ts'
import type { ProtocolId } from '../vocabulary/model.ts'
import type { TargetedRequest } from './protocol.ts'
import type { Quirks } from './provider.ts'

/** The wire's field for the output limit, in the object that the protocol keeps it in (`generationConfig`, `options`, ...). */
const fields: Readonly<Record<ProtocolId, string>> = {
  'openai-chat': 'max_tokens',
  'openai-responses': 'max_output_tokens',
  'anthropic-messages': 'max_tokens',
  gemini: 'maxOutputTokens',
  'bedrock-converse': 'maxTokens',
  'ollama-chat': 'num_predict',
}

/** OpenAI's reasoning models, wherever they are served under their own name: `max_tokens` is a 400 (OpenAI SDK 7.55.0). */
const needsCompletionField = /^(?:gpt-(?:[5-9]|\d\d)|o[1-9])(?!\d)/

/** The field that a target is sent; `none`: it takes no limit. What the host's row says counts first; only the chat surface has two. */
export function outputLimitField(protocol: ProtocolId, { outputLimitField: own }: Quirks, model: string): string {
  if (own === 'none') return own
  if (protocol !== 'openai-chat') return fields[protocol]
  return own ?? (needsCompletionField.test(model) ? 'max_completion_tokens' : fields[protocol])
}

/** The one place that writes an output limit: the member that carries it, or none. */
export function outputLimitMember(
  protocol: ProtocolId,
  { quirks, model }: Pick<TargetedRequest, 'quirks' | 'model'>,
  maxOutputTokens: number | undefined,
  warn: (code: string, message: string) => void,
): JsonObject {
  if (maxOutputTokens === undefined) return {}
  const field = outputLimitField(protocol, quirks, model)
  if (field !== 'none') return { [field]: maxOutputTokens }
  warn('unsupported-parameter', `The output limit of ${maxOutputTokens} tokens is not sent: ${model} refuses it.`)
  return {}
}
