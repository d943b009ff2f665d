import type { FailureDescription, WireFailure } from '../../vocabulary/failure.ts'
import { describeOpenaiFailure } from '../error-envelope.ts'
import { isJsonObject } from '../plain-json.ts'
import { parseJson } from '../server-sent-events.ts'

/**
 * Reads the facts out of an error: Anthropic's envelope, `{ type: 'error', error: { type, message, details }, request_id }`, and
 * those of the gateways, clouds and local servers that stand in front of it or imitate it, which are the envelopes of OpenAI's
 * hosts. `now` (milliseconds since the epoch) is for dates in wait hints.
 */
export function describeFailure(failure: WireFailure, now: number): FailureDescription {
  const body = typeof failure.body === 'string' ? parseJson(failure.body) : failure.body
  const { code, ...described } = describeOpenaiFailure(failure, now)
  // A gateway may quote the whole envelope of its upstream as its own message (LiteLLM).
  const quoted = described.message?.startsWith('{') === true ? parseJson(described.message) : undefined
  if (isJsonObject(quoted) && isJsonObject(quoted['error'])) return describeFailure({ ...failure, body: quoted }, now)
  const own = errorCode(body) ?? code
  // A code that only repeats the HTTP status (llama.cpp, OpenRouter, Azure's gateway) says nothing.
  return own === undefined || own === String(described.status) ? described : { ...described, code: own }
}

/** The code to branch on, rather than the message (Anthropic, 2026-11): `error.details.error_code`. */
function errorCode(body: unknown): string | undefined {
  const error = isJsonObject(body) ? body['error'] : undefined
  const details = isJsonObject(error) ? error['details'] : undefined
  const code = isJsonObject(details) ? details['error_code'] : undefined
  return typeof code === 'string' && code !== '' ? code : undefined
}
