import type { AskedTarget } from './attempt-once.ts'
import { abortedError } from '../state/call-error.ts'
import type { CallState } from '../state/call-state.ts'
import type { RateLimits, Reservation } from '../routing/rate-limits.ts'
import { longestWaitOnLastMs } from '../routing/longest-wait.ts'
import { wait } from '../transport/wait.ts'
import type { SkippedTarget } from '../vocabulary/completion-result.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { nameOf } from '../vocabulary/model-ref.ts'

/** A place under the limits, or why there is none. */
export type Pass =
  | { readonly type: 'passed'; readonly reservation: Reservation; readonly waitedMs: number }
  | { readonly type: 'refused'; readonly skipped: SkippedTarget; readonly error: RouterError }

/**
 * Takes a place under the limits of the key for one attempt. A target that is full is passed over while another is left, and
 * waited for where it is the last. Throws the `RouterError` of a call that is aborted meanwhile.
 */
export async function passLimits(state: CallState, asked: AskedTarget, limits: RateLimits): Promise<Pass> {
  const { router, prepared, signal } = state
  const { healthKey } = asked.credential
  const configured = router.config.providers[asked.provider.id]?.limits
  const tokens = router.inputTokens(prepared, asked.target) + (prepared.given.maxOutputTokens ?? 0)
  const startedAt = router.runtime.now()
  const lastAt = Math.min(startedAt + longestWaitOnLastMs, asked.until ?? state.deadline?.at ?? Infinity)
  for (;;) {
    const place = limits.reserve(healthKey, configured, tokens)
    const now = router.runtime.now()
    if (place.type === 'reserved') return { type: 'passed', reservation: place, waitedMs: now - startedAt }
    if (asked.otherTargetsLeft || (place.until ?? now) > lastAt || now >= lastAt) return refused(asked, place)
    if (place.until === undefined) await placeFreed(state, limits.placeFreed(healthKey), lastAt - now)
    else await wait(Math.max(1, Math.ceil(place.until - now)), router.runtime, signal)
    if (signal.aborted) throw abortedError(state)
  }
}

async function placeFreed({ router, signal }: CallState, freed: Promise<void>, mostMs: number): Promise<void> {
  const over = new AbortController()
  await Promise.race([freed, wait(mostMs, router.runtime, AbortSignal.any([signal, over.signal]))])
  over.abort()
}

function refused(
  { target }: AskedTarget,
  { until, limit }: { readonly until: number | undefined; readonly limit: string },
): Pass {
  const message = `\`${nameOf(target)}\` is at its limit (${limit}).`
  const error = new RouterError('rate-limit', message, { target })
  return { type: 'refused', skipped: { target, reason: 'limit', message, until }, error }
}
