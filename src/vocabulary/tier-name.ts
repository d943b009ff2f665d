import type { Tier, TierName } from './model.ts'

/** Every word for a tier, and what it means across providers. */
export const tierOfName: Readonly<Record<TierName, Tier>> = {
  flagship: 'flagship',
  balanced: 'balanced',
  fast: 'fast',
  opus: 'flagship',
  sonnet: 'balanced',
  haiku: 'fast',
}
