import type { StateStore, StoredState, VersionedState } from '../vocabulary/state-store.ts'

/**
 * A `StateStore` in this process: give one to several routers, one after the other, and what is known of targets outlives them.
 *
 * @example
 * const stateStore = memoryStateStore()
 * const router = createRouter({ routing: { stateStore } })
 */
export function memoryStateStore(): StateStore {
  let stored: VersionedState | undefined
  return {
    get: () => stored,
    set(state: StoredState, expected: number | undefined) {
      if (stored?.version !== expected) return undefined
      stored = { version: (expected ?? 0) + 1, state }
      return stored.version
    },
  }
}
