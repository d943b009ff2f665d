import type { Constraints, Timeouts } from './completion-request.ts'
import type { Capability, ModelRef, TierName } from './model.ts'
import type { RouterErrorCode } from './router-error.ts'
import type { StateStore } from './state-store.ts'
import type { PhaseName, TaskName } from './task.ts'

/** A named chain with its rules. */
export interface RouteConfig {
  readonly targets: readonly ModelRef[]
  /** Requests for this tier take this route. */
  readonly tier?: TierName | undefined
  /** Requests for this task, or one of these, take this route. */
  readonly task?: TaskName | readonly TaskName[] | undefined
  /** Requests in this phase, or one of these, take this route. */
  readonly phase?: PhaseName | readonly PhaseName[] | undefined
  /**
   * Whether a target of a lower tier than the first may serve. Default: where `model` names the route yes, for the order is the
   * caller's; where a rule chose it (`task`, `phase`, `needs`, `tier`, a role) no.
   */
  readonly allowDowngrade?: boolean | undefined
  /** Seconds until the primary is asked again after a failover, 0 to 3600. Default 60. */
  readonly retryPrimaryAfterSeconds?: number | undefined
  /** What a model vendor's verdict on the content does. Default `stop`. */
  readonly onContentFilter?: 'stop' | 'next' | undefined
  /** What every target must be able to do. Requests that need it and name no model take this route. */
  readonly needs?: readonly Capability[] | undefined
  readonly constraints?: Constraints | undefined
}

/** One or several of: `provider/model`, the name of a route, or that of a provider for its default model. */
export type ChainRef = string | readonly string[]

/** What is assigned to one agent. */
export interface AgentConfig {
  /** What it is served by. Default: as if it had no assignment. */
  readonly model?: ChainRef | undefined
  /** `false` sets the assignment aside. Default true. */
  readonly enabled?: boolean | undefined
}

/** What serves requests that name no model and that no other rule takes. */
export interface RolesConfig {
  /** For `purpose: 'chat'`, which is the default. */
  readonly chat?: ChainRef | undefined
  /** For `purpose: 'agent'`. */
  readonly autonomous?: ChainRef | undefined
  /** Asked last, behind every chain that the request did not name itself. */
  readonly fallback?: ChainRef | undefined
}

/** Rules of every route. */
export interface RoutingConfig {
  /** Retries of the same target for one failure streak. Default 1. */
  readonly maxRetries?: number | undefined
  /** Failed attempts of one call before it ends. Default 6. */
  readonly maxAttempts?: number | undefined
  /** Seconds, 0 to 3600. Default 60. */
  readonly retryPrimaryAfterSeconds?: number | undefined
  /** Default `stop`. */
  readonly onContentFilter?: 'stop' | 'next' | undefined
  /** `allowDowngrade` of every route that does not say itself, and of chains that are no route. Default: see `RouteConfig`. */
  readonly allowDowngrade?: boolean | undefined
  /** Routes for common uses, by name: `best-quality`, `daily`, `fastest`, `cheapest`, ... Default false. */
  readonly presets?: boolean | undefined
  /** Bytes of one answer's body that are read, from 1. A longer one ends its attempt as `malformed-stream`. Default 268 435 456 (256 MiB). */
  readonly maxAnswerBytes?: number | undefined
  readonly timeouts?: Timeouts | undefined
  readonly detectors?: DetectorConfig | undefined
  /** A target that is slow to begin gets company. Default: none does. */
  readonly hedge?: HedgeConfig | undefined
  /** Failures to rehearse a fallback with. Default: none. */
  readonly drill?: readonly DrillConfig[] | undefined
  /** Copies of calls at other targets, to compare them. Default: none. */
  readonly shadow?: ShadowConfig | undefined
  /** Tells every call's routing decisions as a notice `audit`, where there is `onNotice`. Default false. */
  readonly audit?: boolean | undefined
  /** Where health and limits are kept. Default: in the router, as long as it lives. */
  readonly stateStore?: StateStore | undefined
}

/** When the next target is asked beside one that is silent: whoever begins to answer first serves, the others are cancelled and booked. */
export interface HedgeConfig {
  /** Silence in milliseconds after which another target is asked too, above 0. */
  readonly afterMs: number
  /** Further targets of one turn of the model that are asked so, 1 to 5. Default 1. */
  readonly maxExtra?: number | undefined
}

/** The failures that an attempt can be made to end with. */
export type DrillCode = Exclude<
  RouterErrorCode,
  'configuration' | 'missing-credential' | 'no-target' | 'exhausted' | 'aborted' | 'budget'
>

/** One target that fails on purpose. It is not contacted, and its health does not suffer. */
export interface DrillConfig {
  readonly target: ModelRef
  /** What its attempts end with. */
  readonly code: DrillCode
}

/**
 * Copies of calls that are sent elsewhere once their own answer is complete. What comes of one is told as a notice `shadow`;
 * without `onNotice` none is made, nor of calls with keys of their own user, nor of calls with a search.
 */
export interface ShadowConfig {
  /** Each sampled call is copied to all of them. What the call and its route demand of a target holds. */
  readonly targets: readonly ModelRef[]
  /** Share of the calls that is copied, 0 to 1. Default 0.01. */
  readonly sample?: number | undefined
  /** Copies a day (UTC), from 1. Default 100. */
  readonly maxCallsPerDay?: number | undefined
  /** USD a day (UTC) after which no further copy is made; a target without a known price is not asked then. Default: no limit. */
  readonly maxUsdPerDay?: number | undefined
}

/** What is looked for in an answer. */
export interface DetectorConfig {
  /** A success without any content is a failure. Default true. */
  readonly empty?: boolean | undefined
  /** Another model than the one asked for answered: a warning. Default true. */
  readonly wrongModel?: boolean | undefined
  /** The model was done after reasoning, without a word: a warning. Default true. */
  readonly reasoningOnly?: boolean | undefined
  /** A server of one's own read much less than was sent: a warning. Default true. */
  readonly truncatedPrompt?: boolean | undefined
  /**
   * The end of the answer is one piece over and over (1 000 characters, 8 times): a failure, noticed while it comes; a warning
   * once the text was given to someone who cannot forget it. Default false.
   */
  readonly loop?: boolean | undefined
  /** A call of an offered tool is written as text instead of made: a failure; a warning once the text was given. Default false. */
  readonly toolCallAsText?: boolean | undefined
}
