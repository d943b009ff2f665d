import type { CompletionEvent } from '../vocabulary/completion-event.ts'
import type { RouterError } from '../vocabulary/router-error.ts'

/** What a consumer makes of an event; `undefined` passes it over. */
export type View<Value> = (event: CompletionEvent) => Value | undefined

/**
 * What a consumer takes back: one of text or of events that cannot unsay what it showed, or one of events that understands
 * `restart`.
 */
export type ConsumerKind = 'text' | 'append-only' | 'restartable'

/** The events that a consumer reads, and whom it tells that it does. */
export interface ReadableLog {
  /** Position of the first entry. */
  readonly base: number
  /** Events that somebody has still to get; `undefined`: taken back. */
  readonly entries: readonly (CompletionEvent | undefined)[]
  /** How the call ended. */
  readonly outcome: { readonly error: RouterError | undefined } | undefined
  /** A consumer begins. Returns the events that it has missed. */
  join(reader: Consumer): readonly CompletionEvent[]
  leave(reader: Consumer): void
  /** It has left before the end. */
  abandon(): void
  /** It wants more. */
  wake(): void
}

/** A consumer as the log sees it. */
export interface Consumer {
  readonly kind: ConsumerKind
  /** Events before this position are behind it. */
  position: number
  /** Whether a `next()` waits; it is at the head then. */
  readonly isWaiting: boolean
  offer(event: CompletionEvent): void
  settle(error: RouterError | undefined): void
}

interface Waiter<Value> {
  resolve(result: IteratorResult<Value, undefined>): void
  reject(error: unknown): void
}

/** One consumer of the events of a call. It counts from its first `next()` on, which calls `onStart`. */
export class EventReader<Value> implements Consumer, AsyncIterableIterator<Value, undefined> {
  readonly kind: ConsumerKind
  position = 0
  readonly #log: ReadableLog
  readonly #view: View<Value>
  readonly #onStart: () => void
  readonly #waiters: Waiter<Value>[] = []
  #backlog: readonly CompletionEvent[] = []
  #backlogAt = 0
  #state: 'cold' | 'live' | 'done' = 'cold'

  constructor(log: ReadableLog, view: View<Value>, kind: ConsumerKind, onStart: () => void) {
    this.#log = log
    this.#view = view
    this.kind = kind
    this.#onStart = onStart
  }

  get isWaiting(): boolean {
    return this.#waiters.length > 0
  }

  offer(event: CompletionEvent): void {
    this.position++
    const value = this.#view(event)
    if (value !== undefined) this.#waiters.shift()?.resolve({ value, done: false })
  }

  settle(error: RouterError | undefined): void {
    if (this.#waiters.length === 0) return
    this.#leave()
    if (error !== undefined) this.#waiters.shift()?.reject(error)
    this.#endWaiters()
  }

  next(): Promise<IteratorResult<Value, undefined>> {
    if (this.#state === 'cold') this.#begin()
    if (this.#state === 'done') return Promise.resolve({ value: undefined, done: true })
    const value = this.#waiters.length > 0 ? undefined : this.#take()
    if (value !== undefined) return Promise.resolve({ value, done: false })
    const { outcome } = this.#log
    if (outcome !== undefined) {
      this.#leave()
      return outcome.error === undefined
        ? Promise.resolve({ value: undefined, done: true })
        : Promise.reject(outcome.error)
    }
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject })
      this.#log.wake()
    })
  }

  return(): Promise<IteratorResult<Value, undefined>> {
    const wasLive = this.#state === 'live'
    this.#leave()
    this.#endWaiters()
    if (wasLive) this.#log.abandon()
    return Promise.resolve({ value: undefined, done: true })
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  #begin(): void {
    this.#state = 'live'
    this.#backlog = this.#log.join(this)
    this.#onStart()
  }

  #leave(): void {
    if (this.#state === 'live') this.#log.leave(this)
    this.#state = 'done'
  }

  #endWaiters(): void {
    for (const waiter of this.#waiters.splice(0)) waiter.resolve({ value: undefined, done: true })
  }

  /** The next value that is there already. */
  #take(): Value | undefined {
    while (this.#backlogAt < this.#backlog.length) {
      const event = this.#backlog[this.#backlogAt++]
      const value = event === undefined ? undefined : this.#view(event)
      if (value !== undefined) return value
    }
    const { entries, base } = this.#log
    for (let slot = this.position - base; slot < entries.length; slot++) {
      this.position++
      const event = entries[slot]
      const value = event === undefined ? undefined : this.#view(event)
      if (value !== undefined) return value
    }
    return undefined
  }
}
