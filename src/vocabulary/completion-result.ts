import type { FailureAction, FailureScope } from './failure.ts'
import type { FinishReason } from './finish-reason.ts'
import type { AssistantMessage, Citation, Message, ToolCallPart } from './message.ts'
import type { ProtocolId, Target } from './model.ts'
import type { RouterErrorCode } from './router-error.ts'
import type { AttemptUsage, Cost, Usage } from './usage.ts'

/** Who answered. */
export interface Served extends Target {
  readonly protocol: ProtocolId
  /** The model's name as the provider's answer gave it; absent when it gave none. */
  readonly wireModel?: string | undefined
}

/** Something the caller should know that did not stop the call. */
export interface Warning {
  /** A stable kebab-case word, e.g. `dropped-replay`. */
  readonly code: string
  readonly message: string
  readonly target?: Target | undefined
}

/**
 * Why an attempt was made: the first one, the same target again, the next target, the primary after its rest, the rest of an
 * answer that was cut, the same request with one field repaired, the same with a larger output limit, the rest of an answer
 * that the limit cut or the provider paused, the turn after a web search, a summary of older turns that takes their place, or
 * another target beside one that is slow to begin.
 */
export type AttemptKind =
  | 'first'
  | 'retry'
  | 'fallback'
  | 'probe'
  | 'resume'
  | 'repair'
  | 'escalation'
  | 'continuation'
  | 'follow-up'
  | 'compaction'
  | 'hedge'

/** The failure of one attempt, as plain data. */
export interface AttemptFailure {
  readonly code: RouterErrorCode
  readonly message: string
  readonly status?: number | undefined
  readonly providerMessage?: string | undefined
  readonly providerCode?: string | undefined
  readonly requestId?: string | undefined
  readonly retryAfterMs?: number | undefined
  /** Id of the failure rule that decided. */
  readonly rule: string
  readonly scope: FailureScope
  readonly action: FailureAction
}

/** One exchange with one target, or a target that was passed over without one. */
export interface Attempt {
  /** From 1, over the whole call. */
  readonly number: number
  /** Of a web search: the backend and the type of results. */
  readonly target: Target
  readonly protocol: ProtocolId | 'web-search'
  readonly kind: AttemptKind
  /** `failed` and `aborted` say so in `failure`; `discarded`: its answer was not used, or another target began to answer first. */
  readonly outcome: 'success' | 'failed' | 'aborted' | 'discarded'
  readonly failure?: AttemptFailure | undefined
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  readonly durationMs: number
  /** From the start to the first semantic event; absent when none came. */
  readonly firstTokenMs?: number | undefined
  /** The limit that was in force for the first token. */
  readonly firstTokenLimitMs?: number | undefined
  /** How long was waited before it. */
  readonly waitedMs?: number | undefined
  /** The output limit that was sent, and who set it: the request, the configuration, the environment, the policy, or the model's cap. Absent: none was sent. */
  readonly outputLimit?:
    | { readonly tokens: number; readonly source: 'request' | 'config' | 'environment' | 'policy' | 'model' }
    | undefined
  readonly finishReason?: FinishReason | undefined
  readonly rawFinishReason?: string | undefined
  readonly wireModel?: string | undefined
  readonly requestId?: string | undefined
  /** How the provider says it served the request, in its word (`default`, `flex`, `batch`, ...): it decides the price. */
  readonly serviceTier?: string | undefined
  /** Absent when no request was sent. */
  readonly usage?: AttemptUsage | undefined
  readonly cost?: Cost | undefined
  /** `true`: the failure is one of `routing.drill`; no request was sent. */
  readonly drill?: boolean | undefined
  /** Those of the request. */
  readonly tags?: Readonly<Record<string, string>> | undefined
}

/** The rules that choose a chain, in the order in which they are asked. */
export type SelectionRule =
  | 'model'
  | 'agent'
  | 'task'
  | 'phase'
  | 'capability'
  | 'tier'
  | 'role'
  | 'default'
  | 'fallback'

/**
 * Why a target is passed over: it lacks what the request needs (`capability`, `context-window`), rests (`cooldown`), is at a limit of
 * its key (`limit`) or on spending (`budget`), is switched off or supposed to be (`disabled`, `down`), does not fit a constraint
 * (`offline`, `region`, `vendor`, `training`, `price`, `latency`, `tier` for one below `minTier`), or is of a lower tier that nobody
 * allowed (`downgrade`). Else the code of the error that asking it would be: `missing-credential`, `unsupported`, ...
 */
export type SkipReason =
  | 'capability'
  | 'context-window'
  | 'cooldown'
  | 'limit'
  | 'budget'
  | 'disabled'
  | 'down'
  | 'offline'
  | 'region'
  | 'vendor'
  | 'training'
  | 'price'
  | 'latency'
  | 'tier'
  | 'downgrade'
  | RouterErrorCode

/** A target that was passed over before any request, and why. */
export interface SkippedTarget {
  readonly target: Target
  readonly reason: SkipReason
  readonly message: string
  /** Milliseconds since the epoch at which the reason ends, where it does. */
  readonly until?: number | undefined
}

/**
 * Why an answer is incomplete although the call succeeded: the limit cut its text, was spent on reasoning or cut a tool call, the window
 * is full, asking for the rest failed, the provider paused and did not go on, or the model still wants to search and may not.
 */
export type GuidanceCode =
  | 'output-truncated'
  | 'reasoning-exhausted'
  | 'tool-call-truncated'
  | 'context-full'
  | 'recovery-failed'
  | 'paused'
  | 'search-limit'

/** What a completed call gives. `Output` is typed from `output.schema`, `Calls` from `tools`. */
export interface CompletionResult<Output = unknown, Calls extends ToolCallPart<string, unknown> = ToolCallPart> {
  /** All text parts joined, those before a web search too: what `textStream` gives. */
  readonly text: string
  /** Every new turn, plain JSON: append them to the history. */
  readonly messages: readonly Message[]
  /** The last of them that the model made. */
  readonly message: AssistantMessage
  /** Set when compaction replaced the input: the history to keep instead of it. */
  readonly history?: readonly Message[] | undefined
  /** Calls of the caller's tools; not those of `web_search`, which the router has answered. */
  readonly toolCalls: readonly Calls[]
  /** The validated value when `output.schema` was given; `undefined` where the answer was tool calls. */
  readonly output: Output
  readonly citations: readonly Citation[]
  readonly finishReason: FinishReason
  readonly rawFinishReason: string | undefined
  /** Of all attempts together. */
  readonly usage: Usage
  /** Of all attempts together. */
  readonly cost: Cost
  /** What was asked for first. */
  readonly requested: Target
  /** Who answered; after a resume the last of `servedBy`. */
  readonly served: Served
  readonly servedBy: readonly Served[]
  /** The route: its name, or what chose the chain, e.g. `task triage`. */
  readonly route: string
  /** The rule that chose the chain. */
  readonly rule: SelectionRule
  /** Why this target was chosen, in words. */
  readonly reason: string
  readonly fallbackOccurred: boolean
  /** A lower tier than asked for answered. */
  readonly downgraded: boolean
  readonly attempts: readonly Attempt[]
  readonly skipped: readonly SkippedTarget[]
  readonly warnings: readonly Warning[]
  /** What to do when the answer is incomplete although the call succeeded. */
  readonly guidance?: { readonly code: GuidanceCode; readonly text: string } | undefined
}
