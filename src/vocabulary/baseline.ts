import type { CompletionRequest } from './completion-request.ts'
import type { CompletionResult } from './completion-result.ts'
import type { ModelRef } from './model.ts'
import type { RouterErrorCode } from './router-error.ts'
import type { Cost, Usage } from './usage.ts'

/** A prompt of a baseline: a question, or a whole request without what chooses the target. */
export type BaselinePrompt = string | Omit<CompletionRequest, 'model' | 'agent' | 'task' | 'phase' | 'tier' | 'signal'>

/** What is measured, and how. */
export interface BaselineOptions {
  /** Asked in this order; at least one. */
  readonly prompts: readonly BaselinePrompt[]
  /** Measured one after the other; at least one. */
  readonly targets: readonly ModelRef[]
  /** How often each prompt is asked, 1 to 100. Default 3. */
  readonly repeat?: number | undefined
  /** How good an answer is; more is better. Default: nothing is scored. */
  readonly score?: ((answer: BaselineAnswer) => number | Promise<number>) | undefined
  /** Ends the measurement with an error `aborted`. */
  readonly signal?: AbortSignal | undefined
}

/** An answer to be scored. */
export interface BaselineAnswer {
  readonly target: ModelRef
  /** Place of the prompt, from 0. */
  readonly prompt: number
  /** Which of the repetitions, from 0. */
  readonly round: number
  readonly result: CompletionResult
}

/** What half, nine of ten and 99 of 100 of the values do not exceed: the nearest value that was measured. */
export interface Percentiles {
  readonly p50: number
  readonly p90: number
  readonly p99: number
}

/** What was measured at one target. */
export interface BaselineTarget {
  readonly target: ModelRef
  readonly answered: number
  /** Calls that failed, by code. */
  readonly failed: Readonly<Partial<Record<RouterErrorCode, number>>>
  /** Milliseconds from the start of the attempt; absent: nothing was measured. */
  readonly firstTokenMs?: Percentiles | undefined
  /** Milliseconds of the attempt that answered. */
  readonly totalMs?: Percentiles | undefined
  /** Output tokens in a second after the first. */
  readonly tokensPerSecond?: Percentiles | undefined
  /** Of all calls together. */
  readonly usage: Usage
  /** Of all calls together. */
  readonly cost: Cost
  /** The mean of the scores; absent: nothing was scored. */
  readonly score?: number | undefined
}

/** Targets beside each other. Plain JSON. */
export interface BaselineReport {
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly prompts: number
  readonly repeat: number
  readonly targets: readonly BaselineTarget[]
  /** The scores, as `models` of the configuration takes them. */
  readonly models: Readonly<Record<ModelRef, { readonly score: number }>>
}
