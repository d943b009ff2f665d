import type { Attempt, CompletionResult } from './completion-result.ts'
import type { Target } from './model.ts'
import { redactSecrets } from './redact-secrets.ts'

/** Every way a call can fail. */
export type RouterErrorCode =
  | 'configuration'
  | 'missing-credential'
  | 'no-target'
  | 'exhausted'
  | 'aborted'
  | 'authentication'
  | 'permission'
  | 'model-not-found'
  | 'rate-limit'
  | 'quota'
  | 'overloaded'
  | 'server'
  | 'network'
  | 'timeout'
  | 'invalid-request'
  | 'request-too-large'
  | 'context-overflow'
  | 'content-filter'
  | 'empty-response'
  | 'stream-truncated'
  | 'malformed-stream'
  | 'invalid-output'
  | 'budget'
  | 'unsupported'

/** What an error knows beside its code and message. */
export interface RouterErrorDetails {
  /** What to do about it, in sentences. */
  readonly hints?: readonly string[] | undefined
  readonly target?: Target | undefined
  /** HTTP status of the provider's answer. */
  readonly status?: number | undefined
  /** The provider's own words. */
  readonly providerMessage?: string | undefined
  /** The provider's own error code or type. */
  readonly providerCode?: string | undefined
  /** The provider's id of the request. */
  readonly requestId?: string | undefined
  /** How long to wait before another try makes sense, in milliseconds. */
  readonly retryAfterMs?: number | undefined
  /** Every attempt of the call, in order. */
  readonly attempts?: readonly Attempt[] | undefined
  /** What had arrived: same shape as a result, as far as it is known. */
  readonly partial?: Partial<CompletionResult> | undefined
  readonly cause?: unknown
}

const mark: unique symbol = Symbol.for('trunkline.RouterError') as never

/**
 * The one error of this library. `code` says what happened; `RouterError.is(error)` and `instanceof` recognise it across copies of the
 * package and its sub-paths, which share no code.
 * No member ever holds a key: messages, hints and everything printed pass the redactor.
 */
export class RouterError extends Error {
  readonly code: RouterErrorCode
  readonly hints: readonly string[]
  readonly target: Target | undefined
  readonly status: number | undefined
  readonly providerMessage: string | undefined
  readonly providerCode: string | undefined
  readonly requestId: string | undefined
  readonly retryAfterMs: number | undefined
  readonly attempts: readonly Attempt[]
  readonly partial: Partial<CompletionResult> | undefined

  constructor(code: RouterErrorCode, message: string, details: RouterErrorDetails = {}) {
    super(redactSecrets(message), details.cause === undefined ? undefined : { cause: details.cause })
    this.name = code === 'aborted' ? 'AbortError' : 'RouterError'
    this.code = code
    this.hints = (details.hints ?? []).map((hint) => redactSecrets(hint))
    this.target = details.target
    this.status = details.status
    this.providerMessage = details.providerMessage && redactSecrets(details.providerMessage)
    this.providerCode = details.providerCode && redactSecrets(details.providerCode)
    this.requestId = details.requestId
    this.retryAfterMs = details.retryAfterMs
    this.attempts = details.attempts ?? []
    this.partial = details.partial
    Object.defineProperty(this, mark, { value: true })
  }

  /** Whether `error` is a `RouterError` (of any copy of this package), and of the given code when one is given. */
  static is(error: unknown, code?: RouterErrorCode): error is RouterError {
    if (typeof error !== 'object' || error === null || (error as Record<symbol, unknown>)[mark] !== true) return false
    return code === undefined || (error as RouterError).code === code
  }

  /** `instanceof` answers as `RouterError.is` does: the sub-paths of the package hold copies of this class. */
  static override [Symbol.hasInstance](error: unknown): boolean {
    // A class that extends this one has instances of its own. Named in here, the class would be printed as `_RouterError` once it is built.
    return Object.getPrototypeOf(this) === Error ? this.is(error) : super[Symbol.hasInstance](error)
  }

  /**
   * A plain object without secrets, stack or causes other than their messages. The reason of an abort is left out: it is the caller's own
   * and is kept as it came, so it may hold anything.
   */
  toJSON(): Record<string, unknown> {
    const { name, code, message, hints, target, status, providerMessage, providerCode, requestId } = this
    const { retryAfterMs, attempts, cause } = this
    return {
      name,
      code,
      message,
      hints,
      target,
      status,
      providerMessage,
      providerCode,
      requestId,
      retryAfterMs,
      attempts,
      cause:
        cause instanceof Error && code !== 'aborted' ? redactSecrets(`${cause.name}: ${cause.message}`) : undefined,
    }
  }
}
