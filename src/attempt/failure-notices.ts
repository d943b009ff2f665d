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

/** Tells the operator that fewer requests of a key are sent at one time. `most`: how many; absent: as many as before. */
export function noticeConcurrency(
  { router, prepared }: CallState,
  { target, credential }: Pick<AskedTarget, 'target' | 'credential'>,
  most: number | undefined,
): void {
  if (most === undefined) return
  const key = credential.healthKey.credential
  const whose = key === '' ? `\`${target.provider}\`` : `\`${target.provider}\` (key \`${key}\`)`
  const requests = most === 1 ? '1 request' : `${most} requests`
  const message = `${whose} refused a request because too many ran: ${requests} at one time from here on.`
  router.notify({ type: 'concurrency', message, target, tags: prepared.given.tags })
}
