import type { AskedTarget } from './attempt-once.ts'
import { type CallState } from '../call/call-state.ts'
import type { Resting } from '../routing/cooldown.ts'
import { untilReplaced, type ClassifiedFailure } from '../vocabulary/failure.ts'
import { nameOf } from '../vocabulary/model-ref.ts'

/** Tells the operator what a failure means beyond its call: a target begins to rest, or answered with nothing. */
export function noticeFailure(
  { router, prepared }: CallState,
  { target, credential }: Pick<AskedTarget, 'target' | 'credential'>,
  { code, scope }: ClassifiedFailure,
  restedBefore: Resting | undefined,
): void {
  const { tags } = prepared.given
  if (code === 'empty-response') {
    router.notify({ type: 'empty-response', message: `\`${nameOf(target)}\` answered with nothing.`, target, tags })
  }
  const resting = router.health.restingUntil(credential.healthKey)
  if (resting === undefined || restedBefore !== undefined) return
  const until =
    resting.until >= untilReplaced ? 'until its key is replaced' : `until ${new Date(resting.until).toISOString()}`
  const message = `\`${nameOf(target)}\` rests ${until}, after ${code} (scope ${scope}).`
  router.notify({ type: 'cooldown', message, target, tags })
}
