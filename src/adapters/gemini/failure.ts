import type { FailureDescription, WireFailure } from '../../vocabulary/failure.ts'
import type { Json, JsonObject } from '../../vocabulary/message.ts'
import { describeOpenaiFailure } from '../error-envelope.ts'
import { isJsonList, isJsonObject } from '../plain-json.ts'
import { parseJson } from '../server-sent-events.ts'

/**
 * Reads the facts out of an error: Google's `{ error: { code, message, status, details } }`, alone, in a list (without `alt=sse`)
 * or in Code Assist's envelope, and those of gateways in front of it. `type` is Google's status word (`RESOURCE_EXHAUSTED`), or
 * the finish reason of an answer that broke off. `code` is the reason of `ErrorInfo` (`API_KEY_INVALID`); where a quota is spent,
 * `PerDay` or `PerMinute` as the id of the quota says; else the number. The delay that comes beside a daily quota is that of
 * the minute's, so it is left out.
 */
export function describeFailure(failure: WireFailure, now: number): FailureDescription {
  const body = innermost(typeof failure.body === 'string' ? (parseJson(failure.body) ?? failure.body) : failure.body)
  const { wait, ...described } = describeOpenaiFailure({ ...failure, body }, now)
  const error = errorOf(body)
  const details = listOf(error?.['details']).filter(isJsonObject)
  const period = quotaPeriod(details)
  const reason = textOf(detailOf('ErrorInfo', details)?.['reason'])
  const code = period === 'PerDay' ? period : (reason ?? period ?? described.code)
  const type = textOf(error?.['status']) ?? described.type
  const requestId = described.requestId ?? textOf(detailOf('RequestInfo', details)?.['requestId'])
  return {
    ...described,
    ...(code === undefined ? {} : { code }),
    ...(type === undefined ? {} : { type }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(wait === undefined || period === 'PerDay' ? {} : { wait }),
  }
}

/** The document that holds the error: out of its list, its envelope, and the message of a gateway that quotes it. */
function innermost(body: unknown): unknown {
  const document: unknown = isJsonList(body) ? body[0] : body
  const unwrapped = isJsonObject(document) && isJsonObject(document['response']) ? document['response'] : document
  const message = textOf(errorOf(unwrapped)?.['message'])
  const quoted = message?.startsWith('{') === true ? parseJson(message) : undefined
  return errorOf(quoted) === undefined ? unwrapped : quoted
}

function errorOf(document: unknown): JsonObject | undefined {
  const error = isJsonObject(document) ? document['error'] : undefined
  return isJsonObject(error) ? error : undefined
}

/** A detail by the end of its type: `type.googleapis.com/google.rpc.RetryInfo`. */
function detailOf(name: string, details: readonly JsonObject[]): JsonObject | undefined {
  return details.find((detail) => textOf(detail['@type'])?.endsWith(`.${name}`) === true)
}

/** Which quota is spent, by its id: `GenerateRequestsPerDayPerProjectPerModel-FreeTier`. The longest period decides. */
function quotaPeriod(details: readonly JsonObject[]): 'PerDay' | 'PerMinute' | undefined {
  const violations = listOf(detailOf('QuotaFailure', details)?.['violations']).filter(isJsonObject)
  const ids = violations.map(({ quotaId }) => textOf(quotaId) ?? '')
  if (ids.some((id) => id.includes('PerDay'))) return 'PerDay'
  return ids.some((id) => id.includes('PerMinute')) ? 'PerMinute' : undefined
}

function listOf(value: Json | undefined): readonly Json[] {
  return isJsonList(value) ? value : []
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
