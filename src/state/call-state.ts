import type { AnswerAssembly } from '../adapters/answer-assembly.ts'
import type { AuditTrail } from '../operations/audit-trail.ts'
import type { SpendingIdentity } from '../budget/spend-book.ts'
import type { UsageLabels } from '../budget/usage-ledger.ts'
import type { EventLog } from '../call/event-log.ts'
import type { PreparedRequest } from '../request/prepare-request.ts'
import type { RouterState } from './router-state.ts'
import type { RouteRules, Selection } from '../routing/select-targets.ts'
import type { CompletionRequest } from '../vocabulary/completion-request.ts'
import type { Attempt, Served, SkippedTarget, Warning } from '../vocabulary/completion-result.ts'
import type { Redact } from '../vocabulary/known-values.ts'
import type { AssistantPart, Citation, Message } from '../vocabulary/message.ts'
import type { Target, Tier } from '../vocabulary/model.ts'
import type { Completion } from '../vocabulary/completion.ts'
import type { RouterError } from '../vocabulary/router-error.ts'
import type { TextSeam } from '../vocabulary/text-seam.ts'

/** How an answer goes on after it was cut: from scratch, or from where it stopped. */
export type Continuation =
  | {
      readonly type: 'restart'
      readonly discard: number
      /** There was something to take back. */
      readonly concerns: boolean
    }
  | { readonly type: 'resume' }

/** How an answer goes on that was cut after somebody was given its text. */
export interface Resumption {
  /** The text so far. */
  readonly text: string
  /** The conversation that asks for the rest. */
  messages(asked: readonly Message[]): readonly Message[]
  /** Where the rest joins: drops what is said already. One for each attempt. */
  openSeam(): TextSeam
}

/** The end of a call's time. */
export interface Deadline {
  readonly totalMs: number
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** What a call does with its events. */
export type CallLog = Pick<EventLog, 'push' | 'readOpenPartsFrom' | 'demand' | 'wasGiven' | 'retract'>

/** What a call is booked under. A call that is made for another one has that one's account. */
export interface CallAccount extends UsageLabels {
  /** Stands for the call in what is kept for each call: the same for everything that is asked for it. */
  readonly identity: SpendingIdentity
  readonly session: string | undefined
  /** What the call is made for, where that is another one. */
  readonly purpose: 'compaction' | 'shadow' | undefined
}

/** One call while it runs. The only mutable state between its attempts. */
export interface CallState {
  readonly account: CallAccount
  readonly router: RouterState
  /** The request; with a shorter conversation once it was compacted, and after a web search with what was found. */
  prepared: PreparedRequest
  /** Makes a call beside this one. */
  complete(request: CompletionRequest): Completion
  readonly log: CallLog
  readonly signal: AbortSignal
  readonly selection: Selection
  readonly rules: RouteRules
  /** The lowest tier that may serve; absent: any. */
  readonly floor: Tier | undefined
  readonly requested: Target
  /** When the call must be over; also the reason of the abort that then ends it. */
  readonly deadline: Deadline | undefined
  /** How many targets the chain has: with one, its own error is the call's. */
  readonly chainLength: number
  /** Notes routing decisions; absent: nobody wants to see them. */
  readonly audit: AuditTrail | undefined
  readonly attempts: Attempt[]
  readonly skipped: SkippedTarget[]
  readonly warnings: Warning[]
  readonly servedBy: Served[]
  /** What was said before the turn that runs, with what the router answered to it. */
  readonly turns: Message[]
  /** Finds in a text what it cites; absent: there is nothing to be cited. */
  cite: ((text: string) => readonly Citation[]) | undefined
  /** Parts of cut attempts that stay: somebody was given them. */
  readonly kept: AssistantPart[]
  /** Set when they hold text: the rest is asked for, not the whole. */
  resumption: Resumption | undefined
  /** The answer of the last attempt, as far as it is not among the kept parts. */
  unkept: AnswerAssembly | undefined
  /** The fullest of the answers that were cut since the last whole one, given to nobody, and replaced by the next attempt. */
  dropped: AnswerAssembly | undefined
  /** Index of the next part. */
  nextIndex: number
  /** Index of the first part of the turn that runs. */
  turnIndex: number
  failures: number
  /** Attempts that have begun. */
  started: number
  /** The target of the last attempt. */
  previous: Target | undefined
  /** An answer was cut by the output limit: the larger one is asked for. */
  isEscalated: boolean
  /** What the next attempt begins with. */
  continuation: Continuation | undefined
  /** How often its conversation was to be made shorter, and whether it was. */
  compactions: number
  isCompacted: boolean
  /** The largest known window that was too small, in tokens. */
  overflowedWindow: number | undefined
  /** The first failure that was met; its error may be made when it is read. */
  firstFailure: { readonly error: RouterError } | undefined
  /** Takes out what the last attempt sent that is secret. */
  redact: Redact
}
