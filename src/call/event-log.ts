import type { EventSink } from '../adapters/assembly-options.ts'
import type {
  CompletionEvent,
  ReasoningDeltaEvent,
  ReasoningStartEvent,
  TextDeltaEvent,
  TextStartEvent,
  ToolCallDeltaEvent,
  ToolCallStartEvent,
} from '../vocabulary/completion-event.ts'
import type { RouterError } from '../vocabulary/router-error.ts'
import { EventReader, type Consumer, type ConsumerKind, type ReadableLog, type View } from './event-reader.ts'

/** Reads what an open part holds so far: its text, its reasoning, or its raw arguments. */
export type OpenPartReader = (index: number) => string | undefined

type DeltaEvent = TextDeltaEvent | ReasoningDeltaEvent | ToolCallDeltaEvent
type PartStartEvent = TextStartEvent | ReasoningStartEvent | ToolCallStartEvent

/** Nothing has come yet. */
const nothing: readonly CompletionEvent[] = []
const nobodyKnows: OpenPartReader = () => undefined

/** Once this many delivered events have piled up they are dropped, and undelivered deltas are merged. */
const tidyAfter = 1024

/**
 * The events of one call, between the engine that makes them and any number of consumers. It owns delivery, backpressure and
 * the memory of what each consumer was given; beyond parts and restarts it does not know what the events mean.
 *
 * Events are kept until the slowest consumer has them. A late consumer gets the events that give structure, with the deltas of
 * each part merged into one, and follows like the others from there.
 */
export class EventLog implements EventSink, ReadableLog {
  entries: (CompletionEvent | undefined)[] = []
  base = 0
  outcome: { readonly error: RouterError | undefined } | undefined
  #consumers: readonly Consumer[] = []
  readonly #onAbandoned: () => void
  /** What consumers that have left were given: it stays given. */
  readonly #departed: Record<ConsumerKind, number> = { text: 0, 'append-only': 0, restartable: 0 }
  #tidyAt = tidyAfter
  #structure: CompletionEvent[] = []
  #openPart: OpenPartReader = nobodyKnows
  #runsFreely = false
  #demanded: (() => void) | undefined

  /** `onAbandoned` is called when the last consumer has left a call that nobody awaits. */
  constructor(onAbandoned: () => void) {
    this.#onAbandoned = onAbandoned
  }

  push(event: CompletionEvent): number {
    const position = this.base + this.entries.length
    if (!isDelta(event) && event.type !== 'raw') this.#structure.push(event)
    if (this.#consumers.length === 0) {
      this.base++
      return position
    }
    this.entries.push(event)
    for (const consumer of this.#consumers) if (consumer.isWaiting) consumer.offer(event)
    return position
  }

  /** Tells where a late consumer reads what the open parts hold. */
  readOpenPartsFrom(reader: OpenPartReader): void {
    this.#openPart = reader
  }

  /** Whether the event at `position` was given to a consumer of one of the kinds. */
  wasGiven(position: number, kinds: readonly ConsumerKind[]): boolean {
    if (position < 0) return false
    if (kinds.some((kind) => this.#departed[kind] > position)) return true
    for (const consumer of this.#consumers) {
      if (consumer.position > position && kinds.includes(consumer.kind)) return true
    }
    return false
  }

  /** Takes parts back: whoever has not got their events yet never will. Whether there was anything to take back. */
  retract(isDiscarded: (index: number) => boolean): boolean {
    const concerns = (event: CompletionEvent | undefined): boolean =>
      event !== undefined && 'index' in event && isDiscarded(event.index)
    const kept = this.#structure.filter((event) => !concerns(event))
    if (kept.length === this.#structure.length) return false
    this.#structure = kept
    for (let slot = 0; slot < this.entries.length; slot++) {
      if (concerns(this.entries[slot])) this.entries[slot] = undefined
    }
    return true
  }

  /** Resolves when someone wants more; `undefined` when someone does already. The fastest consumer sets the pace. */
  demand(): Promise<void> | undefined {
    if (this.entries.length >= this.#tidyAt) this.#tidy()
    if (this.#runsFreely) return undefined
    for (const consumer of this.#consumers) if (consumer.isWaiting) return undefined
    return new Promise((resolve) => {
      this.#demanded = resolve
    })
  }

  /** The call runs to its end at its own pace from now on: someone awaits the result, or it is being aborted. */
  runFreely(): void {
    this.#runsFreely = true
    this.wake()
  }

  /** The call is over. Consumers get what is left and then the error, if there is one. */
  close(error?: RouterError): void {
    this.outcome = { error }
    for (const consumer of this.#consumers) consumer.settle(error)
  }

  /** A consumer of its own. It counts from its first `next()` on, which calls `onStart`. */
  consume<Value>(view: View<Value>, kind: ConsumerKind, onStart: () => void): AsyncIterableIterator<Value, undefined> {
    return new EventReader(this, view, kind, onStart)
  }

  join(reader: Consumer): readonly CompletionEvent[] {
    const missed = this.#structure.length === 0 ? nothing : this.#snapshot()
    reader.position = this.base + this.entries.length
    this.#consumers = [...this.#consumers, reader]
    return missed
  }

  leave(reader: Consumer): void {
    this.#departed[reader.kind] = Math.max(this.#departed[reader.kind], reader.position)
    this.#consumers = this.#consumers.filter((consumer) => consumer !== reader)
  }

  abandon(): void {
    if (this.#consumers.length === 0 && !this.#runsFreely && this.outcome === undefined) this.#onAbandoned()
  }

  wake(): void {
    this.#demanded?.()
    this.#demanded = undefined
  }

  /** The call so far as a late consumer should see it: no discarded parts, one delta a part. */
  #snapshot(): readonly CompletionEvent[] {
    const ended = new Map<number, string>()
    for (const event of this.#structure) {
      if (event.type !== 'part-end') continue
      const { part } = event
      if (part.type === 'text' || part.type === 'reasoning') ended.set(event.index, part.text)
      else if (part.type === 'tool-call') ended.set(event.index, part.rawArgs)
    }
    return this.#structure.flatMap((event): readonly CompletionEvent[] => {
      if (!isPartStart(event)) return [event]
      const delta = ended.get(event.index) ?? this.#openPart(event.index)
      if (delta === undefined) return []
      return delta === '' ? [event] : [event, { type: deltaTypes[event.type], index: event.index, delta }]
    })
  }

  /** Drops what everybody has and merges the deltas that only slower consumers still have to get. */
  #tidy(): void {
    const positions = [...this.#consumers].map((consumer) => consumer.position)
    const head = this.base + this.entries.length
    const behind = Math.min(head, ...positions) - this.base
    this.entries = this.entries.slice(behind)
    this.base += behind
    // What nobody was given yet stays in pieces, unless the call runs ahead of all of its consumers.
    const mergeable = (this.#runsFreely ? head : Math.max(...positions)) - this.base
    const boundaries = new Set(positions)
    let run: { slot: number; delta: DeltaEvent; pieces: string[] } | undefined
    const closeRun = (): void => {
      if (run !== undefined && run.pieces.length > 1) {
        this.entries[run.slot] = { ...run.delta, delta: run.pieces.join('') }
      }
      run = undefined
    }
    for (const [slot, event] of this.entries.slice(0, mergeable).entries()) {
      if (event === undefined) continue
      if (run !== undefined && isDelta(event) && event.index === run.delta.index && !boundaries.has(this.base + slot)) {
        run.pieces.push(event.delta)
        this.entries[slot] = undefined
        continue
      }
      closeRun()
      if (isDelta(event)) run = { slot, delta: event, pieces: [event.delta] }
    }
    closeRun()
    this.#tidyAt = Math.max(tidyAfter, this.entries.length * 2)
  }
}

const deltaTypes = {
  'text-start': 'text-delta',
  'reasoning-start': 'reasoning-delta',
  'tool-call-start': 'tool-call-delta',
} as const

function isPartStart(event: CompletionEvent): event is PartStartEvent {
  return event.type === 'text-start' || event.type === 'reasoning-start' || event.type === 'tool-call-start'
}

function isDelta(event: CompletionEvent): event is DeltaEvent {
  return event.type === 'text-delta' || event.type === 'reasoning-delta' || event.type === 'tool-call-delta'
}
