import { cleanCause } from '../vocabulary/clean-cause.ts'
import { redactSecrets } from '../vocabulary/redact-secrets.ts'
import { RouterError } from '../vocabulary/router-error.ts'

/** A defect of this library, told as one: it must never look like a provider's failure. */
export function unexpectedError(thrown: unknown): RouterError {
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  return new RouterError('configuration', `The call ended in an unexpected error: ${message}`, {
    hints: ['This is a defect of trunkline, or of a function that was passed to it (fetch, a key function, a schema).'],
    cause: cleanCause(thrown, redactSecrets),
  })
}
