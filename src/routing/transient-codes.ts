import type { RouterErrorCode } from '../vocabulary/router-error.ts'

/** Failures that pass by themselves: asking the same target again may help. */
export const transientCodes: ReadonlySet<RouterErrorCode> = new Set<RouterErrorCode>([
  'rate-limit',
  'overloaded',
  'server',
  'network',
  'timeout',
  'empty-response',
  'stream-truncated',
  'malformed-stream',
])
