import { cleanCause } from '../vocabulary/clean-cause.ts'
import { redactPossibleKeys } from '../vocabulary/redact-possible-keys.ts'
import { redactSecrets } from '../vocabulary/redact-secrets.ts'
import { RouterError } from '../vocabulary/router-error.ts'

/**
 * The error for a function of the caller's that gave no key because it failed. Nobody knows what its error holds, so of its cause words
 * stay that cannot be keys. `where` is the option that the function stands in.
 */
export function failedKeyFunction(where: string, cause: unknown): RouterError {
  // What it gave cannot be used, or what stands there is no function at all: ours says why.
  const what = RouterError.is(cause) ? `${where}: ${cause.message}` : `The function at ${where} failed; see the cause.`
  return new RouterError('missing-credential', what, {
    cause: cleanCause(cause, redactPossibleKeys, redactSecrets),
  })
}
