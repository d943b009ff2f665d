import type { Attempt, Warning } from './completion-result.ts'
import type { Target } from './model.ts'
import type { RouterErrorCode } from './router-error.ts'
import type { Cost } from './usage.ts'

/** How a probe is made. */
export interface ProbeOptions {
  /** Milliseconds until the answer must have begun. Default 20 000, for a model on this machine 120 000. */
  readonly timeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** What one cheap request to a target has shown. Never a secret. */
export interface ProbeReport {
  readonly target: Target
  /**
   * `ok`: it answers; `adjusted`: it answers, but had to be asked otherwise than its kind is asked (another field for the output limit, an
   * inference profile, ...), which the router remembers; `failed`: it does not, see `hints`.
   */
  readonly outcome: 'ok' | 'adjusted' | 'failed'
  /** From the start to the end of the answer or failure, in milliseconds. */
  readonly latencyMs: number
  /** The model's name as the answer gave it. */
  readonly wireModel?: string | undefined
  /** Why it failed. */
  readonly code?: RouterErrorCode | undefined
  /** HTTP status of the failure. */
  readonly status?: number | undefined
  /** What failed, in words. */
  readonly message?: string | undefined
  /** What to do about it, in sentences. */
  readonly hints: readonly string[]
  readonly warnings: readonly Warning[]
  readonly attempts: readonly Attempt[]
  readonly cost?: Cost | undefined
}
