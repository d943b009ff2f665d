import type { FinishReason } from '../../vocabulary/finish-reason.ts'

/**
 * The words of the wire and what they mean. `degenerate`: the model broke off in the middle of something that nobody can use;
 * asking again helps. Words that are missing are `other`: `LANGUAGE`, `OTHER`, `NO_IMAGE`, and `MODEL_ARMOR`, which the
 * recorded answer of Vertex (2026-07) gives with empty content. Sources: @google/genai 3.1.0, recorded answers.
 */
const meanings: ReadonlyMap<string, FinishReason | 'degenerate'> = new Map([
  ['STOP', 'stop'],
  ['MAX_TOKENS', 'length'],
  // The cap of one request is reached, not the answer's end (Gemini 4 Argon; facts of 2026-11-10).
  ['CONTINUATION', 'length'],
  ['SAFETY', 'content-filter'],
  ['RECITATION', 'content-filter'],
  ['BLOCKLIST', 'content-filter'],
  ['PROHIBITED_CONTENT', 'content-filter'],
  ['SPII', 'content-filter'],
  ['IMAGE_SAFETY', 'content-filter'],
  ['IMAGE_PROHIBITED_CONTENT', 'content-filter'],
  ['IMAGE_RECITATION', 'content-filter'],
  ['MALFORMED_FUNCTION_CALL', 'degenerate'],
  ['MALFORMED_RESPONSE', 'degenerate'],
  ['UNEXPECTED_TOOL_CALL', 'degenerate'],
  ['TOO_MANY_TOOL_CALLS', 'degenerate'],
])

/** What a finish reason of the wire means. */
export function meaningOf(word: string): FinishReason | 'degenerate' {
  return meanings.get(word) ?? 'other'
}

/**
 * The finish reason as a word. `undefined` when there is none yet: proxies write an empty or unspecified one on every chunk.
 * A client that asks for numbers instead of words (`enum-encoding=int`, recorded) gets them as they are.
 */
export function finishWord(value: unknown): string | undefined {
  if (typeof value === 'number' && value !== 0) return String(value)
  return typeof value === 'string' && value !== '' && value !== 'FINISH_REASON_UNSPECIFIED' ? value : undefined
}
