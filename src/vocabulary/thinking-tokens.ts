import type { ReasoningEffort } from './model.ts'

/**
 * Tokens to think with, by effort: the budget of models that take one, and what is kept free for thinking within an output
 * limit. The first four as in pi-ai (2026-03-15); the others double them.
 */
export const thinkingTokens: Readonly<Record<Exclude<ReasoningEffort, 'none'>, number>> = {
  minimal: 1024,
  low: 2048,
  medium: 8192,
  high: 16_384,
  xhigh: 32_768,
  max: 65_536,
}
