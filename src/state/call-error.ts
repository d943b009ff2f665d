import type { CallState } from './call-state.ts'
import { partialResult } from './partial-result.ts'
import { RouterError } from '../vocabulary/router-error.ts'

/** Puts what a call knows onto the error that ends it. */
export function callError(state: CallState, error: RouterError): RouterError {
  return new RouterError(error.code, error.message, {
    hints: error.hints,
    target: error.target,
    status: error.status,
    providerMessage: error.providerMessage,
    providerCode: error.providerCode,
    requestId: error.requestId,
    retryAfterMs: error.retryAfterMs,
    cause: error.cause,
    attempts: state.attempts,
    partial: partialResult(state),
  })
}

/** The error of a call that was aborted, or whose time is up. */
export function abortedError(state: CallState): RouterError {
  const { signal, deadline } = state
  const isLate = deadline !== undefined && signal.reason === deadline
  const error = isLate
    ? new RouterError('timeout', `The call took longer than ${deadline.totalMs} ms (timeouts.totalMs).`)
    : new RouterError('aborted', 'The call was aborted.', { cause: signal.reason })
  return callError(state, error)
}
