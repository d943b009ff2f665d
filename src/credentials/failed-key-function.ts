import { cleanCause } from '../vocabulary/clean-cause.ts'
import { redactPossibleKeys } from '../vocabulary/redact-possible-keys.ts'
import { redactSecrets } from '../vocabulary/redact-secrets.ts'
import { RouterError } from '../vocabulary/router-error.ts'

/**
 * The error for a function of the caller's that gave no key because it failed. Nobody knows what its error holds, so of its cause words
 * stay that cannot be keys. `where` is the option that the function stands in.
 */
export function failedKeyFunction(where: string, cause: unknown): RouterError {
  return new RouterError('missing-credential', `The function at ${where} failed; see the cause.`, {
    cause: cleanCause(cause, redactPossibleKeys, redactSecrets),
  })
}
