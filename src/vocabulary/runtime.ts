import type { Fetch } from './fetch.ts'

/** A running timer. */
export interface Timer {
  /** Stops it. Harmless when it has fired already. */
  cancel(): void
}

/** Everything the library needs of the world outside. Nothing else touches the network, the clock, chance or the environment. */
export interface Runtime {
  /**
   * Sends one request. Default: the global `fetch` of the time of the call. On Node `nodeFetch()` of `trunkline/node` is faster and takes an
   * agent: proxies, certificates.
   */
  readonly fetch: Fetch
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls `fire` once after `delayMs`. */
  setTimer(delayMs: number, fire: () => void): Timer
  /** A number in [0, 1). */
  random(): number
  /** A variable of the environment. Read when the router is made, never during a call. */
  readEnv(name: string): string | undefined
}
