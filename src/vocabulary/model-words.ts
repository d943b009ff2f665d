import type { Capability, ReasoningEffort, Tier } from './model.ts'

/** All efforts, from none to the most. */
export const reasoningEfforts: readonly ReasoningEffort[] = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']

/** All tiers, the best first. */
export const tiers: readonly Tier[] = ['flagship', 'balanced', 'fast']

/** All capabilities. */
export const capabilities: readonly Capability[] = ['vision', 'pdf', 'audio', 'tools', 'structured-output', 'reasoning']
