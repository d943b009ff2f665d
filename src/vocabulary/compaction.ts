import type { Attempt, Warning } from './completion-result.ts'
import type { Message } from './message.ts'
import type { Cost, Usage } from './usage.ts'

/**
 * When a conversation is made shorter: `auto` before it fills the window, by the provider itself where it can; `overflow` only
 * where no target can be asked otherwise, because the conversation is larger than its window; `off` never.
 */
export type CompactionMode = 'auto' | 'overflow' | 'off'

/** How a conversation is made shorter: its older turns become a summary, everything else stays. */
export interface CompactionOptions {
  /** Default `auto` where options are given, else `overflow`. */
  readonly mode?: CompactionMode | undefined
  /** From where on `auto` acts: up to 1 a share of what the window has for input, above 1 a number of tokens. Default 0.9. */
  readonly trigger?: number | undefined
  /** What it is brought down to, written like `trigger` and smaller. Default 0.55, or as much less than `trigger` as that is than 0.9. */
  readonly target?: number | undefined
  /** What the summary must keep, in words, beside what it keeps anyway. Default: nothing more. */
  readonly instructions?: string | undefined
  /** Who writes the summary: a model, a route, a provider, or a list of these. Default: the target that is asked, then the rest of its chain. */
  readonly model?: string | readonly string[] | undefined
  /** Whether `auto` leaves it to providers that can do it themselves. Default true. */
  readonly native?: boolean | undefined
}

/** What `router.compact` gives. */
export interface CompactedHistory {
  /** The conversation to go on with: the one that was given where that is small enough. */
  readonly history: readonly Message[]
  /** Estimates of the whole request, in tokens. */
  readonly tokensBefore: number
  readonly tokensAfter: number
  /** What stands for the turns that were taken out; absent when none were. */
  readonly summary?: string | undefined
  /** Of all attempts together; zero or unknown members are as in a result. */
  readonly usage: Usage
  readonly cost: Cost
  readonly attempts: readonly Attempt[]
  readonly warnings: readonly Warning[]
}
