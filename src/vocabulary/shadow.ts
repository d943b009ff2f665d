import type { Target } from './model.ts'
import type { RouterErrorCode } from './router-error.ts'
import type { Cost, Usage } from './usage.ts'

/** What came of one side of a comparison. */
export interface ShadowSide {
  readonly target: Target
  readonly text: string
  /** Absent: it answered. */
  readonly error?: RouterErrorCode | undefined
  readonly usage: Usage
  readonly cost: Cost
  /** Milliseconds from the start of the first attempt to the end of the last. */
  readonly durationMs: number
  /** Milliseconds to the first token of the attempt that answered. */
  readonly firstTokenMs?: number | undefined
}

/** A call beside its copy at another target. What the copy cost is in no result of the call. */
export interface ShadowComparison {
  readonly original: ShadowSide
  readonly copy: ShadowSide
}
