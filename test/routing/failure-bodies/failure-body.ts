import type { WireFailure } from '../../../src/vocabulary/failure.ts'
import type { ProtocolId } from '../../../src/vocabulary/model.ts'

/** What an error means: its code, how far it reaches, what follows. */
export const means = {
  rateLimit: 'rate-limit model-key retry',
  concurrency: 'rate-limit key retry',
  quota: 'quota key next',
  quotaOfModel: 'quota model-key next',
  overloaded: 'overloaded model-key retry',
  server: 'server model-key retry',
  timeout: 'timeout model-key retry',
  overflow: 'context-overflow request next',
  tooLarge: 'request-too-large request next',
  filtered: 'content-filter request stop',
  filteredByGateway: 'content-filter request next',
  badKey: 'authentication key next',
  permission: 'permission model-key next',
  unknownModel: 'model-not-found model-key next',
  invalid: 'invalid-request request stop',
  unsupported: 'unsupported request next',
  degenerate: 'malformed-stream model-key retry',
} as const

/**
 * One error as it comes: HTTP status (`undefined`: inside of a stream), body, meaning. `by status`: the table names nothing but a
 * status, so that no narrower rule is to be expected.
 */
export type FailureBody = readonly [
  status: number | undefined,
  body: unknown,
  meaning: (typeof means)[keyof typeof means],
  more?: 'by status' | WireFailure['headers'],
]

/** The errors of one row of the provider table in the error facts (2026-11). */
export interface FailureFamily {
  readonly name: string
  readonly provider: string
  readonly protocol: ProtocolId
  readonly local?: boolean
  readonly bodies: readonly FailureBody[]
}

/** OpenAI's envelope. */
export function openai(message: string, type: string | null = null, code: string | number | null = null): unknown {
  return { error: { message, type, param: null, code } }
}

/** Anthropic's envelope; `details` as newer answers have it. */
export function anthropic(type: string, message: string, details?: object): unknown {
  return { type: 'error', error: { type, message, ...(details === undefined ? {} : { details }) }, request_id: 'req_1' }
}

/** Google's envelope. */
export function google(code: number, status: string, message: string, ...details: readonly object[]): unknown {
  return { error: { code, status, message, details } }
}
