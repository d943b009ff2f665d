import { lookUp } from './plain-json.ts'

/** HTTP status of each exception of the service (botocore 1.43.117, 2026-10): those inside a stream bring none. */
const statuses: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  ConflictException: 400,
  InternalServerException: 500,
  ModelErrorException: 424,
  ModelNotReadyException: 429,
  ModelStreamErrorException: 424,
  ModelTimeoutException: 408,
  ResourceNotFoundException: 404,
  ServiceQuotaExceededException: 400,
  ServiceUnavailableException: 503,
  ThrottlingException: 429,
  ValidationException: 400,
}

/** The status that an exception has as an HTTP error; `undefined` for one that is not known. */
export function statusOfException(name: string): number | undefined {
  return lookUp(statuses, exceptionName(name))
}

/**
 * `ValidationException:http://internal.amazon.com/…` and `com.amazon.coral.service#UnknownOperationException` without what stands
 * around the name; `throttlingException`, as streams spell it, in the spelling of HTTP.
 */
export function exceptionName(name: string): string {
  const bare = name.replace(/:.*$/s, '').replace(/^.*#/s, '').trim()
  return bare.endsWith('Exception') ? bare.charAt(0).toUpperCase() + bare.slice(1) : bare
}
