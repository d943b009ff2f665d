import { createRouterMemory, type RouterMemory } from './router-memory.ts'
import { readHealth } from '../routing/health-state.ts'
import { createRateLimits, type RateLimits } from '../routing/rate-limits.ts'
import type { Health } from '../routing/health.ts'
import type { Json } from '../vocabulary/message.ts'
import type { Runtime } from '../vocabulary/runtime.ts'
import type { StateStore, StoredState, VersionedState } from '../vocabulary/state-store.ts'

/** How often a write is tried again after another writer came first. */
const mostTries = 3

/**
 * What a router knows of targets, begun with what a store holds and written to it after outcomes. Loaded where a store is
 * configured. A store that fails, or holds what nobody can read, is one that holds nothing.
 */
export async function storedMemory(runtime: Runtime, store: StateStore): Promise<RouterMemory> {
  const stored = await read(store)
  const memory = createRouterMemory(runtime, readHealth(stored?.state.health))
  const limits = createRateLimits({ now: () => runtime.now(), state: stored?.state.limits })
  const write = writer(store, stored, {
    current: () => ({ health: plain(memory.health.snapshot()), limits: plain(limits.snapshot()) }),
    absorb: (other) => memory.health.absorb(readHealth(other?.state.health)),
  })
  return {
    ...memory,
    // Numbers that another router gives to the same keys, so that what is stored finds its key again.
    keyNumbers: { ...memory.keyNumbers, numberOf: hashOfKey },
    health: toldHealth(memory.health, write),
    rateLimits: { current: toldLimits(limits, write), loading: undefined },
  }
}

/** Writes what there is to write, one write at a time; what changes meanwhile goes into the next one. */
function writer(
  store: StateStore,
  first: VersionedState | undefined,
  {
    current,
    absorb,
  }: { readonly current: () => StoredState; readonly absorb: (stored: VersionedState | undefined) => void },
): () => void {
  let stored = first
  let isDirty = false
  let isWriting = false

  async function writeOnce(): Promise<void> {
    for (let tries = 0; tries < mostTries; tries++) {
      const state = current()
      if (JSON.stringify(state) === JSON.stringify(stored?.state)) return
      const version = await store.set(state, stored?.version)
      if (version !== undefined) {
        stored = { version, state }
        return
      }
      // Another writer came first: what it knows is known here from now on.
      stored = await read(store)
      absorb(stored)
    }
  }

  return () => {
    isDirty = true
    if (isWriting) return
    isWriting = true
    void (async () => {
      while (isDirty) {
        isDirty = false
        // What cannot be kept is lost with the router, as it is without a store.
        await writeOnce().catch(() => undefined)
      }
      isWriting = false
    })()
  }
}

async function read(store: StateStore): Promise<VersionedState | undefined> {
  try {
    return await store.get()
  } catch {
    return undefined
  }
}

/** A copy that is JSON alone. */
function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json
}

function toldHealth(health: Health, tell: () => void): Health {
  return {
    ...health,
    recordFailure(key, failure, wait) {
      health.recordFailure(key, failure, wait)
      tell()
    },
    recordSuccess(key) {
      health.recordSuccess(key)
      tell()
    },
  }
}

function toldLimits(limits: RateLimits, tell: () => void): RateLimits {
  return {
    ...limits,
    reserve(key, configured, tokens) {
      const place = limits.reserve(key, configured, tokens)
      tell()
      return place
    },
    learn(key, headers) {
      limits.learn(key, headers)
      tell()
    },
  }
}

/** FNV-1a, 32 bits: tells keys apart, and is far too short to find one by. */
function hashOfKey(key: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
