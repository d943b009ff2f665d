import type { FailureDescription, WireFailure } from '../../vocabulary/failure.ts'
import { describeOpenaiFailure } from '../error-envelope.ts'

/** The windows of a ChatGPT plan, each with its share that is used and the time until it begins anew. */
const planWindows = ['primary', 'secondary'] as const

/**
 * Reads the facts out of an error: an HTTP error, an `error` event nested or flat, the error of a `response.failed`. The
 * ChatGPT backend says in headers which window of the plan is spent: when nothing else says how long to wait, they do.
 */
export function describeFailure(failure: WireFailure, now: number): FailureDescription {
  const description = describeOpenaiFailure(failure, now)
  const seconds = description.wait === undefined ? planResetSeconds(failure.headers ?? {}) : undefined
  if (seconds === undefined) return description
  return { ...description, wait: { retryAfterMs: seconds * 1000, resetsAt: Math.ceil(now + seconds * 1000) } }
}

/** Until the last of the spent windows begins anew. */
function planResetSeconds(headers: Readonly<Record<string, string>>): number | undefined {
  let longest: number | undefined
  for (const window of planWindows) {
    const used = Number(headers[`x-codex-${window}-used-percent`] ?? Number.NaN)
    const seconds = Number(headers[`x-codex-${window}-reset-after-seconds`] ?? Number.NaN)
    if (used >= 100 && seconds >= 0 && seconds !== Infinity) longest = Math.max(longest ?? 0, seconds)
  }
  return longest
}
