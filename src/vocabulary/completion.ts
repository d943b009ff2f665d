import type { CompletionEvent } from './completion-event.ts'
import type { CompletionResult } from './completion-result.ts'
import type { ToolCallPart } from './message.ts'
import type { RouterError } from './router-error.ts'

/**
 * One running call: an object with identity that is a promise of the result and an iterable of events.
 * Cold: work starts at the first pull, `then` or `settled`, and runs once however many consumers there are.
 */
export interface Completion<Output = unknown, Calls extends ToolCallPart<string, unknown> = ToolCallPart>
  extends
    AsyncIterable<CompletionEvent<CompletionResult<Output, Calls>>>,
    Promise<CompletionResult<Output, Calls>>,
    AsyncDisposable {
  /** All events. Not thenable, so it is safe to return from an async function. */
  readonly events: AsyncIterable<CompletionEvent<CompletionResult<Output, Calls>>>
  /** The deltas of the visible text, nothing else. */
  readonly textStream: AsyncIterable<string>
  /** The outcome as a value. Never rejects. */
  settled(): Promise<Settled<CompletionResult<Output, Calls>>>
  /** The same events as `events`, for whatever takes a web stream. Cancelling it is leaving as a consumer. */
  toReadableStream(): ReadableStream<CompletionEvent<CompletionResult<Output, Calls>>>
  /** Ends the call; its consumers get an `aborted` error whose `cause` is `reason`. Harmless when it is over. */
  abort(reason?: unknown): void
}

/** The outcome of a call. */
export type Settled<Result> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly error: RouterError }
