import { createRouterMemory, type RouterMemory } from './router-memory.ts'
import { keepInStep } from './keep-in-step.ts'
import { readHealth } from '../routing/health-state.ts'
import { createRateLimits, type RateLimits } from '../routing/rate-limits.ts'
import type { Health } from '../routing/health.ts'
import type { Json } from '../vocabulary/message.ts'
import type { Runtime } from '../vocabulary/runtime.ts'
import type { StateStore } from '../vocabulary/state-store.ts'

/**
 * What a router knows of targets, begun with what a store holds and kept in step with it. Loaded where a store is configured. A
 * store that fails, or holds what nobody can read, is one that holds nothing.
 */
export async function storedMemory(runtime: Runtime, store: StateStore): Promise<RouterMemory> {
  const memory = createRouterMemory(runtime)
  const limits = createRateLimits({ now: () => runtime.now() })
  const link = await keepInStep(runtime, store, {
    current: (writer) => ({ health: plain(memory.health.snapshot()), limits: plain(limits.snapshot(writer)) }),
    absorb(state, writer) {
      memory.health.absorb(readHealth(state.health, runtime.now()))
      limits.absorb(state.limits, writer)
    },
  })
  return {
    ...memory,
    // Numbers that another router gives to the same keys, so that what is stored finds its key again.
    keyNumbers: { ...memory.keyNumbers, numberOf: hashOfKey },
    health: toldHealth(memory.health, link.changed),
    rateLimits: { current: toldLimits(limits, link.changed), loading: undefined },
    refresh: link.refresh,
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
      if (place.type === 'full') return place
      tell()
      return {
        ...place,
        settle(used) {
          place.settle(used)
          tell()
        },
        refund() {
          place.refund()
          tell()
        },
      }
    },
    answered(key, headers) {
      limits.answered(key, headers)
      tell()
    },
    refused(key, request) {
      const most = limits.refused(key, request)
      tell()
      return most
    },
  }
}

/** FNV-1a, 32 bits: tells keys apart, and is far too short to find one by. */
function hashOfKey(key: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
