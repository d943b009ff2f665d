import type { Attempt, CompletionResult, SelectionRule, Served, SkippedTarget } from './completion-result.ts'
import type { Json } from './message.ts'
import type { Target } from './model.ts'
import type { RouterErrorCode } from './router-error.ts'

/** One routing decision: everything that it was made from, clock readings and chance among it, and what was decided. Plain JSON. */
export interface AuditDecision {
  /** The order of the chain, the admission of one target, the meaning of a failure, or what follows it. */
  readonly type: 'plan' | 'admission' | 'failure' | 'retry'
  readonly question: Json
  readonly decision: Json
}

/** Who answered a call and why, with every routing decision on the way. Plain JSON without texts of the conversation and without keys. */
export interface AuditRecord {
  /** The format of the record. */
  readonly version: 1
  readonly requested: Target
  readonly route: string
  readonly rule: SelectionRule
  readonly reason: string
  /** Who answered, with the name that the answer gave the model; absent: nobody. */
  readonly served?: Served | undefined
  /** What the call ended with; absent: it was answered. */
  readonly error?: RouterErrorCode | undefined
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly endedAt: number
  readonly attempts: readonly Attempt[]
  readonly skipped: readonly SkippedTarget[]
  readonly usage: CompletionResult['usage']
  readonly cost: CompletionResult['cost']
  readonly decisions: readonly AuditDecision[]
}

/** What came of deciding again. */
export interface AuditReplay {
  /** Every decision came out as it is recorded. */
  readonly isSame: boolean
  readonly decisions: number
  /** Those that came out otherwise: where they are, and what is decided now. */
  readonly differences: readonly {
    readonly index: number
    readonly type: AuditDecision['type']
    readonly decision: Json
  }[]
}
