import type { FinishReason } from '../../vocabulary/finish-reason.ts'

/** What a word means; `degenerate`: the model broke off, and what it wrote cannot be used. */
export type FinishMeaning = FinishReason | 'degenerate'

/** The wire's words (botocore 1.43.117, 2026-10); `refusal` is Claude's own, passed on (facts of 2026-11). */
const meanings: ReadonlyMap<string, FinishMeaning> = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['tool_use', 'tool-calls'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['guardrail_intervened', 'content-filter'],
  ['content_filtered', 'content-filter'],
  ['refusal', 'content-filter'],
  ['malformed_model_output', 'degenerate'],
  ['malformed_tool_use', 'degenerate'],
])

/** The meaning of a word; one that is missing or not known is `other`. */
export function meaningOf(word: string | undefined): FinishMeaning {
  return meanings.get(word ?? '') ?? 'other'
}
