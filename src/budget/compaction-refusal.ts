import type { FailureDescription } from '../vocabulary/failure.ts'

/** Statuses of a request that is refused as it is, and of a feature that is not there. */
const refusing: ReadonlySet<number> = new Set([400, 403, 404, 422, 501])

/** The names of what is sent for it: the field, its members, the beta feature. */
const naming = /context[_ ]management|compact_20260112|compact-2026-01-12|compact_threshold|\bcompaction\b/i

/** Whether a provider refused a request because it was asked to compact the conversation itself. */
export function refusesCompaction({ status, message = '' }: Pick<FailureDescription, 'status' | 'message'>): boolean {
  return status !== undefined && refusing.has(status) && naming.test(message)
}
