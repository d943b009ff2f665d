import type { ClassifiedFailure } from '../vocabulary/failure.ts'

/** Whether another key of the same provider may well be served where this one was refused. */
export function concernsKey({ code, scope }: ClassifiedFailure): boolean {
  return scope === 'key' || (scope !== 'request' && (code === 'rate-limit' || code === 'permission'))
}
