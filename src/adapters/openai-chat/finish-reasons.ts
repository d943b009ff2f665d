import type { FinishReason } from '../../vocabulary/finish-reason.ts'

/**
 * The words of chat hosts and what they mean. `failed`: the host gave up in the middle, so what came is no answer to rely on.
 * Words of other protocols (facts, protocols.md 8) are here because gateways pass them through. Sources: OpenAI SDK 7.55.0; Z.AI (`sensitive`,
 * `network_error`, `model_context_window_exceeded`), Mistral (`model_length`, `error`), DeepSeek
 * (`insufficient_system_resource`), TGI and Together (`eos`), vLLM (`abort`): their documentation, as of 2026-11-10.
 */
const meanings: ReadonlyMap<string, FinishReason | 'failed'> = new Map([
  ['stop', 'stop'],
  ['end', 'stop'],
  ['eos', 'stop'],
  ['eos_token', 'stop'],
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['complete', 'stop'],
  ['length', 'length'],
  ['model_length', 'length'],
  ['max_tokens', 'length'],
  ['max_output_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_calls', 'tool-calls'],
  ['tool_use', 'tool-calls'],
  ['tool_call', 'tool-calls'],
  ['function_call', 'tool-calls'],
  ['content_filter', 'content-filter'],
  ['sensitive', 'content-filter'],
  ['safety', 'content-filter'],
  ['refusal', 'content-filter'],
  ['content_filtered', 'content-filter'],
  ['guardrail_intervened', 'content-filter'],
  ['prohibited_content', 'content-filter'],
  ['blocklist', 'content-filter'],
  ['spii', 'content-filter'],
  ['recitation', 'content-filter'],
  ['model_armor', 'content-filter'],
  ['image_safety', 'content-filter'],
  ['error', 'failed'],
  ['network_error', 'failed'],
  ['insufficient_system_resource', 'failed'],
  ['abort', 'failed'],
  ['timeout', 'failed'],
  ['malformed_function_call', 'failed'],
  ['malformed_response', 'failed'],
  ['unexpected_tool_call', 'failed'],
  ['too_many_tool_calls', 'failed'],
  ['malformed_tool_use', 'failed'],
  ['malformed_model_output', 'failed'],
])

/** What a host's finish reason means; `other` for words that nobody knows. */
export function meaningOf(rawReason: string): FinishReason | 'failed' {
  return meanings.get(rawReason) ?? meanings.get(rawReason.toLowerCase()) ?? 'other'
}
