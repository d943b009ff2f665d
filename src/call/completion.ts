import { EventLog } from './event-log.ts'
import type { View } from './event-reader.ts'
import type { CompletionEvent } from '../vocabulary/completion-event.ts'
import type { CompletionResult } from '../vocabulary/completion-result.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { Completion, Settled } from '../vocabulary/completion.ts'

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
export function createCompletion(engine: Engine, options: CompletionOptions = {}): Completion {
  return new ColdCompletion(engine, options)
}

const textOf: View<string> = (event) => (event.type === 'text-delta' ? event.delta : undefined)
const allOf: View<CompletionEvent> = (event) => event
const allButRestarts: View<CompletionEvent> = (event) => (event.type === 'restart' ? undefined : event)

class ColdCompletion implements Completion {
  readonly #engine: Engine
  readonly #given: CompletionOptions
  readonly #controller = new AbortController()
  // These are no methods: they are handed on, as a listener for one, and taken out of the object by whoever needs nothing else of it.
  readonly abort = (reason?: unknown): void => this.#controller.abort(reason)
  readonly settled = (): Promise<Settled<CompletionResult>> => {
    this.#log.runFreely()
    return this.#start()
  }
  readonly toReadableStream = (): ReadableStream<CompletionEvent> => readableStream(this[Symbol.asyncIterator]())
  readonly #log: EventLog = new EventLog(() => this.abort(abandoned))
  readonly #begin = (): void => void this.#start()
  #running: Promise<Settled<CompletionResult>> | undefined

  constructor(engine: Engine, options: CompletionOptions) {
    this.#engine = engine
    this.#given = options
  }

  get events(): AsyncIterable<CompletionEvent> {
    return new Consumable(() => this[Symbol.asyncIterator]())
  }

  get textStream(): AsyncIterable<string> {
    return new Consumable(() => this.#log.consume(textOf, 'text', this.#begin))
  }

  get [Symbol.toStringTag](): string {
    return 'Completion'
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<CompletionEvent, undefined> {
    return this.#given.appendOnly === false
      ? this.#log.consume(allOf, 'restartable', this.#begin)
      : this.#log.consume(allButRestarts, 'append-only', this.#begin)
  }

  // A completion is a promise on purpose: `await router.complete(...)` is the short form of `settled()`.
  // oxlint-disable-next-line unicorn/no-thenable
  then<A = CompletionResult, B = never>(
    onFulfilled?: ((result: CompletionResult) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#result().then(onFulfilled, onRejected)
  }

  catch<B = never>(onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<CompletionResult | B> {
    return this.#result().catch(onRejected)
  }

  finally(onFinally?: (() => void) | null): Promise<CompletionResult> {
    return this.#result().finally(onFinally)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.abort('the completion was disposed')
    if (this.#running !== undefined) await this.#running
  }

  #start(): Promise<Settled<CompletionResult>> {
    this.#running ??= this.#run()
    return this.#running
  }

  async #run(): Promise<Settled<CompletionResult>> {
    const log = this.#log
    const { signal } = this.#controller
    // One that is none is a fault of the request, which the engine tells.
    const given = typeof this.#given.signal?.addEventListener === 'function' ? this.#given.signal : undefined
    // An engine that waits for demand would never see the abort.
    signal.addEventListener('abort', () => log.runFreely(), { once: true })
    const follow = (): void => this.abort(given?.reason)
    if (given?.aborted === true) follow()
    else given?.addEventListener('abort', follow, { once: true })
    try {
      const result = await this.#engine({ log, signal, abort: this.abort })
      log.push({ type: 'finish', result })
      log.close()
      return { ok: true, result }
    } catch (thrown) {
      const error = RouterError.is(thrown) ? thrown : (await import('./unexpected-error.ts')).unexpectedError(thrown)
      log.close(error)
      return { ok: false, error }
    } finally {
      given?.removeEventListener('abort', follow)
    }
  }

  async #result(): Promise<CompletionResult> {
    const outcome = await this.settled()
    if (outcome.ok) return outcome.result
    throw outcome.error
  }
}

/** What can be read in a loop, and nothing else. */
class Consumable<Value> implements AsyncIterable<Value> {
  readonly #consume: () => AsyncIterator<Value, undefined>

  constructor(consume: () => AsyncIterator<Value, undefined>) {
    this.#consume = consume
  }

  [Symbol.asyncIterator](): AsyncIterator<Value, undefined> {
    return this.#consume()
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
