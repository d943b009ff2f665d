import type { Attempt, AttemptKind, CompletionResult, Warning } from './completion-result.ts'
import type { AssistantPart, Json } from './message.ts'
import type { Target } from './model.ts'
import type { SearchBackendId, SearchResult } from './search.ts'

/** An attempt begins. */
export interface AttemptStartEvent {
  readonly type: 'attempt-start'
  readonly number: number
  readonly target: Target
  readonly kind: AttemptKind
}

/** An attempt is over. Parts it had begun and not ended are discarded. */
export interface AttemptEndEvent {
  readonly type: 'attempt-end'
  readonly attempt: Attempt
}

/** Another target takes over; it comes before that target's first token. */
export interface RouteChangedEvent {
  readonly type: 'route-changed'
  readonly from: Target
  readonly to: Target
  readonly reason: string
  /** The new target is of a lower tier. */
  readonly downgrade: boolean
}

/** Drop every part from index `discard` on: the answer starts again. Only for consumers that asked with `appendOnly: false`. */
export interface RestartEvent {
  readonly type: 'restart'
  readonly discard: number
}

/** The answer was cut and goes on; `at` is the index of the first part of the rest. */
export interface ResumeEvent {
  readonly type: 'resume'
  readonly at: number
}

/** A text part begins. Indices are global and rise over all attempts of a call. */
export interface TextStartEvent {
  readonly type: 'text-start'
  readonly index: number
}

/** A reasoning part begins. */
export interface ReasoningStartEvent {
  readonly type: 'reasoning-start'
  readonly index: number
}

/** A tool call begins. */
export interface ToolCallStartEvent {
  readonly type: 'tool-call-start'
  readonly index: number
  readonly id: string
  readonly name: string
}

/** More visible text. */
export interface TextDeltaEvent {
  readonly type: 'text-delta'
  readonly index: number
  readonly delta: string
}

/** More reasoning. */
export interface ReasoningDeltaEvent {
  readonly type: 'reasoning-delta'
  readonly index: number
  readonly delta: string
}

/** More of a tool call's raw arguments. */
export interface ToolCallDeltaEvent {
  readonly type: 'tool-call-delta'
  readonly index: number
  readonly delta: string
}

/** A part is whole. Authoritative: a consumer may ignore all deltas. */
export interface PartEndEvent {
  readonly type: 'part-end'
  readonly index: number
  readonly part: AssistantPart
}

/** A web search that the router runs for the model, with `search`. It takes the place of the events of the tool call. */
export interface SearchEvent {
  readonly type: 'search'
  readonly state: 'started' | 'finished' | 'failed'
  /** The id of the tool call. */
  readonly id: string
  readonly query: string
  /** Who found it. */
  readonly backend?: SearchBackendId | undefined
  /** What was found. */
  readonly results?: readonly SearchResult[] | undefined
  /** Why it failed. */
  readonly message?: string | undefined
}

/** Something to know that did not stop the call. */
export interface WarningEvent {
  readonly type: 'warning'
  readonly warning: Warning
}

/** A frame of the wire as it came; only with `includeRaw`. */
export interface RawEvent {
  readonly type: 'raw'
  readonly attempt: number
  readonly event: string
  readonly data: Json
}

/** The call is complete. The last event, once. */
export interface FinishEvent<Result = CompletionResult> {
  readonly type: 'finish'
  readonly result: Result
}

/** Everything a consumer of `events` can see. A failed call throws instead of sending an event. */
export type CompletionEvent<Result = CompletionResult> =
  | AttemptStartEvent
  | AttemptEndEvent
  | RouteChangedEvent
  | RestartEvent
  | ResumeEvent
  | TextStartEvent
  | TextDeltaEvent
  | ReasoningStartEvent
  | ReasoningDeltaEvent
  | ToolCallStartEvent
  | ToolCallDeltaEvent
  | PartEndEvent
  | SearchEvent
  | WarningEvent
  | RawEvent
  | FinishEvent<Result>
