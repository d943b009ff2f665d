import { warn } from './judge-answer.ts'
import type { CallState } from '../state/call-state.ts'
import { dropUnkept } from '../state/unkept-answer.ts'
import { isBelowRequest } from '../state/wanted-tier.ts'
import type { AttemptKind } from '../vocabulary/completion-result.ts'
import type { Target } from '../vocabulary/model.ts'
import { isSame, nameOf } from '../vocabulary/model-ref.ts'

/** Tells consumers what begins: another target, a new start of the answer or the rest of it, the attempt. */
export function beginAttempt(state: CallState, target: Target, kind: AttemptKind): number {
  const { log, previous, continuation } = state
  // Who is asked beside another takes its place when it begins to answer.
  if (kind === 'hedge') state.previous = target
  else if (!isSame(previous ?? state.requested, target)) changeRoute(state, target)
  else if (previous === undefined && isBelowRequest(state, target)) {
    warn(state, { code: 'downgrade', message: `${nameOf(target)} is of a lower tier than was asked for.`, target })
  }
  tellRestart(state)
  const number = ++state.started
  log.push({ type: 'attempt-start', number, target, kind })
  if (continuation?.type === 'resume') log.push({ type: 'resume', at: state.nextIndex })
  state.continuation = undefined
  if (state.unkept !== undefined) dropUnkept(state)
  state.previous = target
  return number
}

/** Tells those who understand it that what they were given of an answer counts no more. */
export function tellRestart({ log, continuation }: CallState): void {
  if (continuation?.type === 'restart' && continuation.concerns) {
    log.push({ type: 'restart', discard: continuation.discard })
  }
}

/** Nothing takes the place of what was requested in silence, whether that failed or was passed over. */
export function changeRoute(state: CallState, target: Target, why?: 'hedge'): void {
  const { log, router, requested, previous, prepared } = state
  const from = previous ?? requested
  const downgrade = isBelowRequest(state, target)
  const passedOver = state.skipped.find((skipped) => isSame(skipped.target, from))
  const last = state.attempts.findLast(({ protocol }) => protocol !== 'web-search')
  const reason = why ?? last?.failure?.code ?? passedOver?.reason ?? 'fallback'
  log.push({ type: 'route-changed', from, to: target, reason, downgrade })
  if (previous === undefined && !downgrade) return
  const what = why === 'hedge' ? 'is slow' : previous === undefined ? 'is not asked' : 'failed'
  const message = `${nameOf(from)} ${what} (${reason}); ${nameOf(target)} takes over.`
  router.notify({ type: downgrade ? 'downgrade' : 'failover', message, target, tags: prepared.given.tags })
}
