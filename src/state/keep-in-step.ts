import type { Runtime } from '../vocabulary/runtime.ts'
import type { StateStore, StoredState, VersionedState } from '../vocabulary/state-store.ts'

/** How often a write is tried again after another writer came first. */
const mostTries = 10
/** What others have written is known at most this much later, in milliseconds, as long as there are calls. */
const refreshAfterMs = 5_000
/** A call waits no longer for a store, in milliseconds. */
const longestReadMs = 250

/** What is kept in step with a store. */
export interface KnownHere {
  /** What is known here. `writer`: the name of what is counted here. */
  readonly current: (writer: string) => StoredState
  /** Adds what a store holds. `writer`: what of it is one's own. */
  readonly absorb: (state: StoredState, writer: string | undefined) => void
}

/** The way to a store. */
export interface StoreLink {
  /** Something has changed here: it is written when the store is free. */
  readonly changed: () => void
  /** Before a call: reads what others have written, if that may be much. Never rejects, and lasts a quarter of a second at most. */
  readonly refresh: () => Promise<void> | undefined
}

/**
 * Keeps what is known here in step with a store that others may write to as well: read once now, then before calls, and whenever
 * another writer came first. One operation runs at a time; what changes meanwhile goes into the next one.
 */
export async function keepInStep(
  runtime: Pick<Runtime, 'now' | 'setTimer'>,
  store: StateStore,
  { current, absorb }: KnownHere,
): Promise<StoreLink> {
  let stored: VersionedState | undefined
  let storedText: string | undefined
  /** Only one write follows a version, so the version that the first one of ours followed is nobody else's name. */
  let writer: string | undefined
  let readAt = runtime.now()
  let isDirty = false
  let isReading = false
  let queue: Promise<unknown> = Promise.resolve()

  function keep(version: number, state: StoredState, text: string): void {
    stored = { version, state }
    storedText = text
  }

  async function read(): Promise<void> {
    readAt = runtime.now()
    const found = await store.get()
    if (found === undefined) stored = storedText = undefined
    else if (found.version !== stored?.version) {
      keep(found.version, found.state, JSON.stringify(found.state))
      absorb(found.state, writer)
    }
  }

  async function write(): Promise<void> {
    isDirty = false
    for (let tries = 0; tries < mostTries; tries++) {
      const name = writer ?? String(stored?.version ?? 'first')
      const state = current(name)
      const text = JSON.stringify(state)
      if (text === storedText) return
      const version = await store.set(state, stored?.version)
      if (version !== undefined) {
        writer = name
        keep(version, state, text)
        return
      }
      // Another writer came first: what it knows is known here from now on.
      await read()
    }
  }

  /** What cannot be read or kept is lost with the router, as it is without a store. */
  function enqueue(operation: () => Promise<void>): Promise<unknown> {
    queue = queue.then(operation).catch(() => undefined)
    return queue
  }

  function readOnce(): Promise<void> {
    isReading = true
    const over = enqueue(read).then(() => (isReading = false))
    return within(longestReadMs, runtime, over)
  }

  await readOnce()
  return {
    changed() {
      if (isDirty) return
      isDirty = true
      void enqueue(write)
    },
    refresh() {
      return isReading || runtime.now() - readAt < refreshAfterMs ? undefined : readOnce()
    },
  }
}

/** Whatever it takes, nobody waits for it any longer. */
async function within(ms: number, runtime: Pick<Runtime, 'setTimer'>, operation: Promise<unknown>): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = runtime.setTimer(ms, resolve)
    void operation.then(() => {
      timer.cancel()
      resolve()
    })
  })
}
