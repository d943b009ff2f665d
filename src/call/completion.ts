import { EventLog } from './event-log.ts'
import type { CompletionEvent } from '../vocabulary/completion-event.ts'
import type { CompletionResult } from '../vocabulary/completion-result.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { Completion, Settled } from '../vocabulary/router.ts'

/** What an engine works with. */
export interface Call {
  readonly log: EventLog
  /** Aborted by the caller, by the last consumer's leaving, or by the engine itself. */
  readonly signal: AbortSignal
  readonly abort: (reason: unknown) => void
}

/** What runs inside a completion: it pushes events and gives the result, or throws the `RouterError` of the call. */
export type Engine = (call: Call) => Promise<CompletionResult>

/** The part of a request that concerns the object. */
export interface CompletionOptions {
  readonly appendOnly?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

/** The reason of an abort that comes from the last consumer having left. */
const abandoned = 'every consumer of the completion has left'

/**
 * Makes the object that a caller holds: cold until the first pull, run once, read by any number of consumers.
 * It owns the start, the end and the ways to fail; the engine owns the call.
 */
export function createCompletion(engine: Engine, { appendOnly, signal }: CompletionOptions = {}): Completion {
  const controller = new AbortController()
  const log = new EventLog(() => controller.abort(abandoned))
  const call: Call = { log, signal: controller.signal, abort: (reason) => controller.abort(reason) }
  let running: Promise<Settled<CompletionResult>> | undefined

  function start(): Promise<Settled<CompletionResult>> {
    running ??= run()
    return running
  }

  async function run(): Promise<Settled<CompletionResult>> {
    // An engine that waits for demand would never see the abort.
    controller.signal.addEventListener('abort', () => log.runFreely(), { once: true })
    const abort = (): void => controller.abort(signal?.reason)
    if (signal?.aborted === true) abort()
    else signal?.addEventListener('abort', abort, { once: true })
    try {
      const result = await engine(call)
      log.push({ type: 'finish', result })
      log.close()
      return { ok: true, result }
    } catch (thrown) {
      const error = RouterError.is(thrown) ? thrown : (await import('./unexpected-error.ts')).unexpectedError(thrown)
      log.close(error)
      return { ok: false, error }
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  function settled(): Promise<Settled<CompletionResult>> {
    log.runFreely()
    return start()
  }

  async function result(): Promise<CompletionResult> {
    const outcome = await settled()
    if (outcome.ok) return outcome.result
    throw outcome.error
  }

  const begin = (): void => void start()
  const eventKind = appendOnly === false ? 'restartable' : 'append-only'
  const allEvents = (event: CompletionEvent): CompletionEvent | undefined =>
    event.type === 'restart' && eventKind !== 'restartable' ? undefined : event
  const textDeltas = (event: CompletionEvent): string | undefined =>
    event.type === 'text-delta' ? event.delta : undefined

  const events: AsyncIterable<CompletionEvent, undefined> = {
    [Symbol.asyncIterator]: () => log.consume(allEvents, eventKind, begin),
  }

  return {
    events,
    textStream: { [Symbol.asyncIterator]: () => log.consume(textDeltas, 'text', begin) },
    [Symbol.asyncIterator]: () => log.consume(allEvents, eventKind, begin),
    [Symbol.toStringTag]: 'Completion',
    // A completion is a promise on purpose: `await router.complete(...)` is the short form of `settled()`.
    // oxlint-disable-next-line unicorn/no-thenable
    then: (onFulfilled, onRejected) => result().then(onFulfilled, onRejected),
    catch: (onRejected) => result().catch(onRejected),
    finally: (onFinally) => result().finally(onFinally),
    settled,
    toReadableStream: () => readableStream(events[Symbol.asyncIterator]()),
    abort: (reason) => controller.abort(reason),
    async [Symbol.asyncDispose]() {
      controller.abort('the completion was disposed')
      if (running !== undefined) await running
    },
  }
}

function readableStream(iterator: AsyncIterator<CompletionEvent, undefined>): ReadableStream<CompletionEvent> {
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await iterator.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      },
      async cancel() {
        await iterator.return?.()
      },
    },
    // Nothing is read ahead: what waits in the stream's queue would count as given.
    { highWaterMark: 0 },
  )
}
