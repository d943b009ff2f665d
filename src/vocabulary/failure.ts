import type { RouterErrorCode } from './router-error.ts'

/** Where an exchange failed, as the attempt saw it, before any protocol looked at it. */
export interface WireFailure {
  /** HTTP status; absent when no answer came. */
  readonly status?: number | undefined
  /** Response headers, lower-case names. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The error body or the error event: parsed when it is JSON, else the text, cut at 64 KiB. */
  readonly body?: unknown
}

/** When a provider says it may be asked again. */
export interface WaitHint {
  /** Milliseconds from now, never negative. */
  readonly retryAfterMs?: number | undefined
  /** Milliseconds since the epoch. */
  readonly resetsAt?: number | undefined
}

/** What a protocol reads out of a provider's error: facts, no judgement. Routing's rules judge. */
export interface FailureDescription {
  readonly status?: number | undefined
  /** The provider's own error code, e.g. `context_length_exceeded`. */
  readonly code?: string | undefined
  /** The provider's own error type, e.g. `overloaded_error`. */
  readonly type?: string | undefined
  /** The provider's own words. */
  readonly message?: string | undefined
  readonly requestId?: string | undefined
  readonly wait?: WaitHint | undefined
  /** `x-should-retry`, where the provider sends it. */
  readonly shouldRetry?: boolean | undefined
}

/** How far a failure reaches; a cooldown covers just that. Ordered from narrow to wide. */
export type FailureScope = 'request' | 'model-key' | 'key' | 'account' | 'region'

/** What to do about a failure: ask the same target again, ask the next one, or end the call. */
export type FailureAction = 'retry' | 'next' | 'stop'

/** The verdict of the failure rules. */
export interface ClassifiedFailure {
  readonly code: RouterErrorCode
  readonly scope: FailureScope
  readonly action: FailureAction
  /** Id of the rule that decided, kept in the attempt. */
  readonly rule: string
  /** How long the scope rests when the provider gave no hint, in milliseconds; absent: it does not rest. */
  readonly cooldownMs?: number | undefined
  /** The rest is as long as said: neither longer by chance nor by repetition. */
  readonly fixedCooldown?: boolean | undefined
  /** Too many requests of the key ran at one time: nothing rests, fewer are sent at one time. */
  readonly tooManyAtOnce?: boolean | undefined
}

/** A rest until another credential takes this one's place. A number so large that it outlives everyone and survives JSON. */
export const untilReplaced: number = Number.MAX_SAFE_INTEGER
