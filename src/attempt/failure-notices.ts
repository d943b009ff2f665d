import type { AskedTarget } from './attempt-once.ts'
import type { UsageLedger } from '../budget/usage-ledger.ts'
import type { CallState } from '../state/call-state.ts'
import type { Resting } from '../routing/cooldown.ts'
import { untilReplaced, type ClassifiedFailure } from '../vocabulary/failure.ts'
import { isSame, nameOf } from '../vocabulary/model-ref.ts'
import type { Target } from '../vocabulary/model.ts'
import type { Notice } from '../vocabulary/notice.ts'

/** Tells the operator what a failure means beyond its call: a target begins to rest, or answered with nothing. */
export function noticeFailure(
  { router, prepared }: CallState,
  { target, credential }: Pick<AskedTarget, 'target' | 'credential'>,
  { code, scope }: ClassifiedFailure,
  restedBefore: Resting | undefined,
): void {
  const { tags } = prepared.given
  if (code === 'empty-response') {
    const message = `\`${nameOf(target)}\` answered with nothing.`
    router.notify({ type: 'empty-response', message, target, tags, empty: emptyAnswers(router.usage, target) })
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

/** How often a target has answered with nothing. The attempt that is being booked is not among those that are counted. */
function emptyAnswers({ cells }: UsageLedger, target: Target): NonNullable<Notice['empty']> {
  let [answers, attempts] = [1, 1]
  for (const cell of cells) {
    if (!isSame(cell, target)) continue
    answers += cell.failures.get('empty-response') ?? 0
    attempts += cell.attempts
  }
  return { answers, attempts }
}
