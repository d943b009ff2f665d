/** Two counts of the same prompt. */
export interface PromptCounts {
  /**
   * The router's own estimate, in tokens, without reasoning that is sent back: chat templates leave that of earlier turns out
   * (recorded), and what was never read looks cut.
   */
  readonly estimatedInputTokens: number
  /** What the provider says that it read, with what it took from its cache; absent: it does not say. */
  readonly reportedInputTokens: number | undefined
}

/** A smaller estimate may be wrong by a larger part of it, and no server's window is that small. In tokens. */
const leastEstimate = 1_000

/**
 * For nine prompts in ten the estimate is less than a quarter too large, and a server that cuts by tokens keeps about half of its
 * window: 60 % is between the two (facts/errors.md, 2026-11: Ollama).
 */
const truncatedShare = 0.6

/**
 * Whether the provider read so much less than was sent that it must have dropped a part of the prompt without saying so, as
 * Ollama does when its window is too small. A hint and no proof: servers that leave cached tokens out of their count look the
 * same, and one that drops few of many messages shows nothing. Unknown counts as whole.
 */
export function isPromptTruncated({ estimatedInputTokens, reportedInputTokens }: PromptCounts): boolean {
  if (reportedInputTokens === undefined || estimatedInputTokens <= leastEstimate) return false
  return reportedInputTokens < estimatedInputTokens * truncatedShare
}
