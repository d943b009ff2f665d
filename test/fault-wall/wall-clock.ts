import type { Runtime } from '../../src/vocabulary/runtime.ts'

/** A clock that runs `speed` times as fast as the real one. */
export interface WallClock {
  readonly speed: number
  /** Milliseconds since it was started, as it counts them. */
  now(): number
  /** Calls back after `ms` of its own milliseconds; what it returns calls that off. */
  after(ms: number, fire: () => void): () => void
  /** Longer than any wait of a test, short enough for a timer. */
  readonly longestMs: number
}

const longestRealMs = 10 * 60_000

/** Starts one. Everything that is measured with it is real waiting, `speed` times shorter; work is not, so it counts `speed` times. */
export function startClock(speed: number = 1): WallClock {
  const start = performance.now()
  return {
    speed,
    now: () => (performance.now() - start) * speed,
    after(ms, fire) {
      const timer = setTimeout(fire, ms / speed)
      return () => clearTimeout(timer)
    },
    longestMs: longestRealMs * speed,
  }
}

/**
 * The time of a router on the same clock as its wall: timers and `now` are both scaled, nothing else. Limits keep their
 * defaults, and what a test reads off the clock is what it would have read in real time, plus `speed` times the work.
 */
export function acceleratedRuntime(clock: WallClock): Pick<Runtime, 'now' | 'setTimer'> {
  const epoch = Date.now()
  return {
    now: () => epoch + clock.now(),
    setTimer: (delayMs, fire) => ({ cancel: clock.after(Math.min(delayMs, clock.longestMs), fire) }),
  }
}
