import { longestWaitOnLastMs } from './longest-wait.ts'
import type { ClassifiedFailure, WaitHint } from '../vocabulary/failure.ts'

/** Everything that decides what follows a failed attempt. */
export interface RetryQuestion {
  readonly failure: ClassifiedFailure
  /** When the provider says it may be asked again. */
  readonly wait: WaitHint | undefined
  /** Milliseconds since the epoch. */
  readonly now: number
  /** Retries of this target in this call so far. */
  readonly retriesMade: number
  /** Retries that this target may have; 0 means none. */
  readonly maxRetries: number
  /** Another target could still be asked. */
  readonly otherTargetsLeft: boolean
  /** When the call must be over, in milliseconds since the epoch; `undefined`: never. */
  readonly deadlineAt: number | undefined
  /** A number in [0, 1), for jitter. */
  readonly random: number
  /** The provider's retry bucket has something left. */
  readonly bucketAllows: boolean
  /** What the route does after a model vendor's verdict on the content. Default `stop`. */
  readonly onContentFilter?: 'stop' | 'next' | undefined
  /** Waits without a hint. Default: all of the wait is by chance, up to 500 ms, then 1 s, 2 s, ... 8 s. */
  readonly backoff?: Backoff | undefined
}

/** Waits that grow by two, in milliseconds. */
export interface Backoff {
  readonly firstMs: number
  /** Up to this is added by chance. */
  readonly jitterMs: number
}

/** Ask the same target again after a wait, ask the next one (on the last: the call is exhausted), or end the call. */
export type RetryDecision =
  | { readonly type: 'retry'; readonly waitMs: number }
  | { readonly type: 'next' }
  | { readonly type: 'stop' }

/** Longest wait that a provider may ask for while another target is left, in milliseconds: nobody waits beside a healthy target. */
const longestWaitBesideOthersMs = 5_000
/** Without a hint: the first wait is up to this, each further one up to twice the one before. */
const firstBackoffMs = 500
const longestBackoffMs = 8_000
/** What is added to a hint by chance at most, so that callers do not come back together. */
const hintJitter = 0.1

/** What to do after a failure. Pure. A hint of zero is no hint: asking again at once is what was refused. */
export function decideRetry(question: RetryQuestion): RetryDecision {
  const { failure, random, now, deadlineAt } = question
  if (failure.action === 'stop') {
    return failure.code === 'content-filter' && question.onContentFilter === 'next'
      ? { type: 'next' }
      : { type: 'stop' }
  }
  if (failure.action === 'next' || question.retriesMade >= question.maxRetries || !question.bucketAllows) {
    return { type: 'next' }
  }
  const hintMs = remainingMs(question.wait, now)
  const longestMs = question.otherTargetsLeft ? longestWaitBesideOthersMs : longestWaitOnLastMs
  if (hintMs > longestMs) return { type: 'next' }
  const waitMs = Math.ceil(hintMs > 0 ? hintMs * (1 + hintJitter * random) : backoffMs(question))
  return deadlineAt !== undefined && now + waitMs >= deadlineAt ? { type: 'next' } : { type: 'retry', waitMs }
}

function backoffMs({ backoff, retriesMade, random }: RetryQuestion): number {
  const growth = 2 ** retriesMade
  if (backoff !== undefined) return backoff.firstMs * growth + backoff.jitterMs * random
  return Math.min(firstBackoffMs * growth, longestBackoffMs) * random
}

function remainingMs(wait: WaitHint | undefined, now: number): number {
  if (wait?.resetsAt !== undefined) return Math.max(0, wait.resetsAt - now)
  return wait?.retryAfterMs ?? 0
}
