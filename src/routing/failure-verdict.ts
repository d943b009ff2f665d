import { untilReplaced } from '../vocabulary/failure.ts'
import type { ClassifiedFailure } from '../vocabulary/failure.ts'
import type { RouterErrorCode } from '../vocabulary/router-error.ts'

/** What a failure rule concludes: everything but the rule's id. */
export type Verdict = Omit<ClassifiedFailure, 'rule'>

const minute = 60_000

/**
 * What each class of failure means when a rule says nothing else: how far it reaches, what to do, and how long its scope rests
 * when the provider named no time, in milliseconds. Classes that are about the request
 * alone let nothing rest.
 */
export const verdicts: Readonly<Record<RouterErrorCode, Verdict>> = {
  'rate-limit': { code: 'rate-limit', scope: 'model-key', action: 'retry', cooldownMs: 15_000 },
  quota: { code: 'quota', scope: 'key', action: 'next', cooldownMs: 60 * minute },
  overloaded: { code: 'overloaded', scope: 'model-key', action: 'retry', cooldownMs: 5_000 },
  server: { code: 'server', scope: 'model-key', action: 'retry', cooldownMs: 15_000 },
  network: { code: 'network', scope: 'model-key', action: 'retry', cooldownMs: 15_000 },
  timeout: { code: 'timeout', scope: 'model-key', action: 'retry', cooldownMs: 15_000 },
  'empty-response': { code: 'empty-response', scope: 'model-key', action: 'retry', cooldownMs: 15_000 },
  'stream-truncated': { code: 'stream-truncated', scope: 'model-key', action: 'retry', cooldownMs: 15_000 },
  'malformed-stream': { code: 'malformed-stream', scope: 'model-key', action: 'retry', cooldownMs: 15_000 },
  authentication: { code: 'authentication', scope: 'key', action: 'next', cooldownMs: untilReplaced },
  permission: { code: 'permission', scope: 'model-key', action: 'next', cooldownMs: 30 * minute },
  'model-not-found': { code: 'model-not-found', scope: 'model-key', action: 'next', cooldownMs: 10 * minute },
  'context-overflow': { code: 'context-overflow', scope: 'request', action: 'next' },
  'request-too-large': { code: 'request-too-large', scope: 'request', action: 'next' },
  unsupported: { code: 'unsupported', scope: 'request', action: 'next' },
  'missing-credential': { code: 'missing-credential', scope: 'request', action: 'next' },
  'content-filter': { code: 'content-filter', scope: 'request', action: 'stop' },
  'invalid-request': { code: 'invalid-request', scope: 'request', action: 'stop' },
  'invalid-output': { code: 'invalid-output', scope: 'request', action: 'stop' },
  configuration: { code: 'configuration', scope: 'request', action: 'next' },
  'no-target': { code: 'no-target', scope: 'request', action: 'stop' },
  exhausted: { code: 'exhausted', scope: 'request', action: 'stop' },
  budget: { code: 'budget', scope: 'request', action: 'stop' },
  aborted: { code: 'aborted', scope: 'request', action: 'stop' },
}
