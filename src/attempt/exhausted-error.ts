import { callError } from '../state/call-error.ts'
import type { CallState } from '../state/call-state.ts'
import { chainError } from './chain-error.ts'
import type { RouterError } from '../vocabulary/router-error.ts'

/** What a request may cost is mostly its longest answer, which nobody thinks of. */
const advice = {
  budget: [
    'Give the request a (smaller) `maxOutputTokens`: the longest answer that it allows is what may be spent; `router.estimateCost()` tells how much.',
  ],
} as const

/** The error of a call whose chain has come to its end. */
export function exhaustedError(state: CallState): RouterError {
  const { router, requested, attempts, skipped, firstFailure, chainLength, selection } = state
  const now = router.runtime.now()
  const isAlone = chainLength === 1
  return callError(
    state,
    chainError({
      noun: 'target',
      requested,
      attempts: attempts.filter(({ outcome, protocol }) => outcome !== 'success' && protocol !== 'web-search'),
      skipped,
      firstError: firstFailure?.error,
      isAlone,
      now,
      advice,
      // The first of them is the rule whose targets these are.
      others: selection.passed.slice(1).map(({ rule, reason }) => `Nor by the rule ${rule}: ${reason}`),
    }),
  )
}
