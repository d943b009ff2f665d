import type { AnswerAssembly, TextSeam } from '../adapters/answer-assembly.ts'
import type { AuditTrail } from '../operations/audit-trail.ts'
import { sumCosts } from '../budget/cost.ts'
import type { SpendingIdentity } from '../budget/spend-book.ts'
import type { UsageLabels } from '../budget/usage-ledger.ts'
import type { EventLog } from '../call/event-log.ts'
import type { PreparedRequest } from '../request/prepare-request.ts'
import type { RouterState } from './router-state.ts'
import { isDowngrade } from '../routing/merge-constraints.ts'
import type { RouteRules, Selection } from '../routing/select-targets.ts'
import type { CompletionRequest } from '../vocabulary/completion-request.ts'
import type { Attempt, CompletionResult, Served, SkippedTarget, Warning } from '../vocabulary/completion-result.ts'
import type { Redact } from '../vocabulary/known-values.ts'
import type { AssistantMessage, AssistantPart, Citation, Message, ToolCallPart } from '../vocabulary/message.ts'
import type { Target, Tier } from '../vocabulary/model.ts'
import type { Completion } from '../vocabulary/completion.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { sumUsage } from '../vocabulary/usage.ts'
import { isSame } from '../vocabulary/model-ref.ts'

/** How an answer goes on after it was cut: from scratch, or from where it stopped. */
export type Continuation = { readonly type: 'restart'; readonly discard: number } | { readonly type: 'resume' }

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
export type CallLog = Pick<EventLog, 'push' | 'readOpenPartsFrom' | 'demand' | 'wasGiven' | 'retract' | 'restart'>

/** Why an attempt was cancelled beside which another began to answer first. */
export const lostRace: { readonly message: string } = { message: 'Another target began to answer first.' }

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

/** Whether a target is known to be of a lower tier than the request asked for. */
export function isBelowRequest(state: RequestedQuality, target: Target): boolean {
  return isDowngrade(wantedTier(state), state.router.modelInfo(target))
}

type RequestedQuality = Pick<CallState, 'router' | 'requested' | 'selection'>

/** The tier that a request asks for, as far as it is known. */
export function wantedTier({ router, requested, selection }: RequestedQuality): {
  readonly tier?: Tier | undefined
} {
  return selection.tier === undefined ? (router.modelInfo(requested) ?? {}) : selection
}

/** The visible text of parts. */
export function textOf(parts: readonly AssistantPart[]): string {
  let text = ''
  for (const part of parts) if (part.type === 'text') text += part.text
  return text
}

/** One message; who made it stands on it when that is the same for all of its parts. */
export function messageOf(parts: readonly AssistantPart[]): AssistantMessage {
  const origins = parts.map((part) => part.origin)
  const first = origins[0]
  const isShared =
    first !== undefined &&
    origins.every(
      (origin) =>
        origin?.provider === first.provider && origin.model === first.model && origin.protocol === first.protocol,
    )
  if (!isShared) return { role: 'assistant', content: parts }
  return { role: 'assistant', content: parts.map(({ origin: _origin, ...part }) => part), origin: first }
}

/** What the model said in the turns before, and `parts`. */
export function allParts(
  { turns }: Pick<CallState, 'turns'>,
  parts: readonly AssistantPart[],
): readonly AssistantPart[] {
  if (turns.length === 0) return parts
  const before = turns.flatMap((turn) =>
    turn.role === 'assistant' && typeof turn.content !== 'string' ? turn.content : [],
  )
  return [...before, ...parts]
}

/** The calls among parts that are the caller's to answer. */
export function callersCalls(
  { prepared }: Pick<CallState, 'prepared'>,
  parts: readonly AssistantPart[],
): readonly ToolCallPart[] {
  const own = prepared.search?.tool.name
  return parts.filter((part): part is ToolCallPart => part.type === 'tool-call' && part.name !== own)
}

/** Notes who made what stays of an answer; a target that goes on with its own answer is noted once. */
export function noteServed(state: CallState, assembly: AnswerAssembly): Served {
  const { provider, model, protocol } = assembly.origin
  const served = { provider, model, protocol, wireModel: assembly.wireModel }
  const last = state.servedBy.at(-1)
  if (last !== undefined && isSame(last, served)) state.servedBy.pop()
  state.servedBy.push(served)
  return served
}

/** The conversation to go on with, where it is no longer the one that was given. */
function historyOf(
  { isCompacted, prepared }: CallState,
  messages: readonly Message[],
): Pick<CompletionResult, 'history'> {
  return isCompacted ? { history: [...prepared.messages, ...messages] } : {}
}

/**
 * Another attempt takes the place of an answer. Of those that nobody was given the fullest is kept, for the error of a call that gets no
 * whole one; who was told to forget one finds in the error what they hold.
 */
export function dropUnkept(state: CallState): void {
  const { unkept, log } = state
  const isGiven = unkept !== undefined && log.wasGiven(unkept.visibleAt, ['restartable'])
  state.dropped = isGiven ? undefined : fuller(unkept, state.dropped)
  state.unkept = undefined
}

/** What was said last. Where nobody was given anything, the fullest that came. */
function lastOf({ kept, unkept, dropped }: CallState): AnswerAssembly | undefined {
  return kept.length > 0 ? unkept : fuller(unkept, dropped)
}

function fuller(one: AnswerAssembly | undefined, other: AnswerAssembly | undefined): AnswerAssembly | undefined {
  return (other?.visibleText ?? '').length > (one?.visibleText ?? '').length ? other : (one ?? other)
}

/** What is known of the result of a call at any time. */
export function partialResult(state: CallState): Partial<CompletionResult> {
  const last = lastOf(state)
  const open = last?.openPart
  const parts = [...state.kept, ...(last?.parts ?? []), ...(open === undefined ? [] : [open])]
  const message: AssistantMessage = { role: 'assistant', content: parts }
  const { turns } = state
  return {
    text: textOf(allParts(state, parts)),
    ...(parts.length === 0 ? {} : { message }),
    ...(parts.length + turns.length === 0 ? {} : { messages: [...turns, ...(parts.length === 0 ? [] : [message])] }),
    ...historyOf(state, parts.length === 0 ? [] : [message]),
    toolCalls: callersCalls(state, parts),
    usage: sumUsage(state.attempts.map((attempt) => attempt.usage)),
    cost: sumCosts(state.attempts.map((attempt) => attempt.cost)),
    requested: state.requested,
    route: state.selection.route,
    rule: state.selection.rule,
    servedBy: state.servedBy,
    attempts: state.attempts,
    skipped: state.skipped,
    warnings: state.warnings,
  }
}

/** Puts what a call knows onto the error that ends it. */
export function callError(state: CallState, error: RouterError): RouterError {
  return new RouterError(error.code, error.message, {
    hints: error.hints,
    target: error.target,
    status: error.status,
    providerMessage: error.providerMessage,
    providerCode: error.providerCode,
    requestId: error.requestId,
    retryAfterMs: error.retryAfterMs,
    cause: error.cause,
    attempts: state.attempts,
    partial: partialResult(state),
  })
}

/** The error of a call that was aborted, or whose time is up. */
export function abortedError(state: CallState): RouterError {
  const { signal, deadline } = state
  const isLate = deadline !== undefined && signal.reason === deadline
  const error = isLate
    ? new RouterError('timeout', `The call took longer than ${deadline.totalMs} ms (timeouts.totalMs).`)
    : new RouterError('aborted', 'The call was aborted.', { cause: signal.reason })
  return callError(state, error)
}
