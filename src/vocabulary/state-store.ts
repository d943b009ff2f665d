import type { Json } from './message.ts'

/**
 * What a router remembers of targets, as plain JSON. What is in it is the router's business; it tells keys apart by a hash of
 * 32 bits and holds none.
 */
export interface StoredState {
  /** Which targets, keys, accounts and regions rest, and until when. */
  readonly health: Json
  /** What was used of the limits of keys, by each router apart, and what providers told of them. */
  readonly limits: Json
}

/** A state with the version that the store gave it. */
export interface VersionedState {
  readonly version: number
  readonly state: StoredState
}

/**
 * Keeps what a router knows of its targets beyond its life. Read when the first call begins and before a call that comes 5 s or
 * more after the last reading, which waits for it a quarter of a second at most; written after outcomes that change something. A
 * store that fails changes no call. It may be shared: whoever is not the first to write reads again and merges. Each version is
 * to be given once. Clocks of routers that share one should agree to within seconds. A key that was rejected elsewhere is tried
 * again after a day.
 */
export interface StateStore {
  /** What is stored; `undefined`: nothing. */
  get(): Promise<VersionedState | undefined> | VersionedState | undefined
  /**
   * Stores a state if the stored one is still of the version `expected` (`undefined`: there is none), and gives the version
   * that it has now; `undefined`: another writer came first, nothing is stored.
   */
  set(state: StoredState, expected: number | undefined): Promise<number | undefined> | number | undefined
}
