import { vi } from 'vitest'

import type { Runtime, Timer } from '../src/vocabulary/runtime.ts'

/** A runtime whose time stands still until it is moved on, with a scripted fetch and chance. */
export interface ManualRuntime extends Runtime {
  /** Moves the clock on, firing timers in order and letting promises settle between them. */
  advance(ms: number): Promise<void>
  /** Timers that wait. */
  readonly pendingTimers: number
}

/** Makes one. The clock begins at 1 000 000 ms; `random` gives 0.5 unless told otherwise. */
export function manualRuntime(
  options: { fetch?: typeof globalThis.fetch; env?: Record<string, string>; random?: () => number } = {},
): ManualRuntime {
  let now = 1_000_000
  let sequence = 0
  const timers = new Map<number, { at: number; order: number; fire: () => void }>()

  return {
    fetch: options.fetch ?? (() => Promise.reject(new Error('no fetch was scripted'))),
    now: () => now,
    random: options.random ?? (() => 0.5),
    readEnv: (name) => options.env?.[name],
    setTimer(delayMs, fire): Timer {
      const id = sequence++
      timers.set(id, { at: now + delayMs, order: id, fire })
      return { cancel: () => void timers.delete(id) }
    },
    get pendingTimers() {
      return timers.size
    },
    async advance(ms) {
      const end = now + ms
      await settle()
      for (;;) {
        const due = [...timers].filter(([, timer]) => timer.at <= end)
        const next = due.toSorted(([, a], [, b]) => a.at - b.at || a.order - b.order)[0]
        if (next === undefined) break
        timers.delete(next[0])
        now = Math.max(now, next[1].at)
        next[1].fire()
        await settle()
      }
      now = end
      await settle()
    },
  }
}

/** What is loaded takes longer than a look at whether something is, in milliseconds. */
const lookMs = 4

/** Lets everything that is ready run: promises, streams, p-retry's zero-delay steps, and what is loaded lazily. */
async function settle(): Promise<void> {
  for (let looked = Infinity; looked >= lookMs;) {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    const start = performance.now()
    await vi.dynamicImportSettled()
    looked = performance.now() - start
  }
}
