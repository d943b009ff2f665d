import type { WaitHint } from '../vocabulary/failure.ts'

/** How many requests of one key are sent at one time, as refusals have taught. Plain data. */
export interface LearntConcurrency {
  /** At least 1. */
  readonly most: number
  /** Answers since `most` was changed. */
  readonly served: number
  /** When it was lowered, in milliseconds since the epoch. */
  readonly loweredAt: number
  /** Nothing is sent before this time; 0: at once. */
  readonly notBefore: number
}

/** A request that was refused because too many of its key ran at one time. */
export interface RefusedRequest {
  /** When it was sent, in milliseconds since the epoch. */
  readonly startedAt: number
  /** Requests of the key that ran, this one among them. */
  readonly running: number
  readonly wait: WaitHint | undefined
}

/** A refusal is remembered this long, in milliseconds: what a provider allows changes with its load and with the plan. */
export const quietMs = 300_000

/**
 * A refusal halves what may run at one time. Those that were sent before the last halving tell nothing new: they were refused
 * together. Where nothing else of the key runs here, the places are somebody else's, and only the time that was named helps.
 */
export function afterRefusal(
  known: LearntConcurrency | undefined,
  { startedAt, running, wait }: RefusedRequest,
  now: number,
): LearntConcurrency {
  const notBefore = Math.max(known?.notBefore ?? 0, running > 1 ? 0 : namedTime(wait, now))
  if (known !== undefined && startedAt <= known.loweredAt) return { ...known, notBefore }
  const most = Math.max(1, Math.floor(Math.min(known?.most ?? Infinity, running) / 2))
  return { most, served: 0, loweredAt: now, notBefore }
}

/** An answer. After as many as may run at one time, one more may. */
export function afterAnswer(known: LearntConcurrency): LearntConcurrency {
  const served = known.served + 1
  return served < known.most ? { ...known, served } : { ...known, most: known.most + 1, served: 0 }
}

/** Whether the last refusal is so long ago that it says nothing. */
export function isForgotten({ loweredAt }: LearntConcurrency, now: number): boolean {
  return now - loweredAt >= quietMs
}

/** What two know of one key: who was refused last knows best, and since one refusal who has got further. */
export function newerConcurrency(one: LearntConcurrency | undefined, other: LearntConcurrency): LearntConcurrency {
  if (one === undefined || other.loweredAt !== one.loweredAt)
    return one === undefined || other.loweredAt > one.loweredAt ? other : one
  const further = other.most > one.most || (other.most === one.most && other.served > one.served) ? other : one
  return { ...further, notBefore: Math.max(one.notBefore, other.notBefore) }
}

/** Believed no longer than the refusal is remembered. */
function namedTime(wait: WaitHint | undefined, now: number): number {
  const until = wait?.resetsAt ?? now + (wait?.retryAfterMs ?? 0)
  return until > now ? Math.min(until, now + quietMs) : 0
}
