import type { SpendLimit, SpendStore } from './spend.ts'

/** How long answers may be, and what happens to one that was cut. `COWORK_LLM_*` variables stand in for what is not given. */
export interface OutputBudgetConfig {
  /**
   * `adaptive`: every request gets the limits of an agent; `legacy`: none does, and what was cut stays cut. Default:
   * `adaptive` for requests with `purpose: 'agent'`.
   */
  readonly policy?: 'adaptive' | 'legacy' | undefined
  /** The limit of every answer whose request has no `maxOutputTokens`, in tokens. Default: the policy's. */
  readonly maxOutputTokens?: number | undefined
  /** The policy's first limit, in tokens. Default 8 000, after a tool result 16 000. */
  readonly initialTokens?: number | undefined
  /** The policy's limit for an answer that was cut by the first one, in tokens. Default 64 000 for Claude, 48 000 or 16 000 for others. */
  readonly escalatedTokens?: number | undefined
  /** How often one answer that the limit has cut is gone on with, 0 to 20. Default 4. */
  readonly maxContinuations?: number | undefined
}

/** What may be spent. */
export interface BudgetConfig {
  readonly output?: OutputBudgetConfig | undefined
  /** Limits on what may be spent; all of them hold. Default: none. */
  readonly spend?: readonly SpendLimit[] | undefined
  /** Where what was spent is counted, to share limits between processes. Default: in memory, for this router alone. */
  readonly spendStore?: SpendStore | undefined
}
