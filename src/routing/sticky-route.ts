import type { Target } from '../vocabulary/model.ts'
import { keepRecent } from '../vocabulary/keep-recent.ts'

/** In which order a call asks the targets of its route. */
export interface StickyOrder {
  /** Names the route and this list of targets; to be given back with what came of it. */
  readonly key: string
  /** Indices into the route's targets, each once. */
  readonly order: readonly number[]
  /** This call alone asks `order[0]` whether it is back; it owes `endProbe`. */
  readonly probe: boolean
}

/** What came of a probe. `abandoned`: its caller left before there was an answer; the next call probes. */
export type ProbeOutcome = 'succeeded' | 'failed' | 'abandoned'

/** Keeps a route on the fallback that works, and finds the way back with one call at a time. */
export interface StickyRoutes {
  /** The order for one call. `isResting(index)`: the target may not be asked by this call: its own cooldown, or not admitted. */
  order(route: string, targets: readonly Target[], isResting: (index: number) => boolean): StickyOrder
  /** The order that a call would get now, taking no probe. */
  peek(route: string, targets: readonly Target[], isResting: (index: number) => boolean): StickyOrder
  /** The target `to` serves after others failed. From now it is asked first, for `retryPrimaryAfterSeconds`. */
  recordFailover(key: string, to: number, retryPrimaryAfterSeconds: number): void
  /** Once per probe, as soon as its target has given its first token or failed: until then all other calls stay where they are. */
  endProbe(key: string, outcome: ProbeOutcome): void
}

interface Stickiness {
  /** The target that serves. Never 0: then nothing is remembered. */
  current: number
  /** Earlier targets are not asked before this time, in milliseconds since the epoch. */
  until: number
  restMs: number
  /** The earlier target that a call is asking right now. */
  probing: number | undefined
}

/** Routes that are away from their first target; more are not remembered, the oldest go first. */
const mostRoutes = 1_000

/** Stickiness of all routes of a router. `now` is the clock in milliseconds since the epoch. */
export function createStickyRoutes({ now }: { readonly now: () => number }): StickyRoutes {
  const routes = new Map<string, Stickiness>()

  /** Chains of configured routes are the same frozen list every time: their keys are made once. */
  const keys = new WeakMap<readonly Target[], { readonly route: string; readonly key: string }>()

  function keyOf(route: string, targets: readonly Target[]): string {
    const known = keys.get(targets)
    if (known?.route === route) return known.key
    const key = JSON.stringify([route, ...targets.map(({ provider, model }) => [provider, model])])
    if (Object.isFrozen(targets)) keys.set(targets, { route, key })
    return key
  }

  function orderOf(route: string, targets: readonly Target[], isResting: (index: number) => boolean): StickyOrder {
    const key = keyOf(route, targets)
    const sticky = routes.get(key)
    const indices = targets.map((_, index) => index)
    if (sticky === undefined) return { key, order: indices, probe: false }
    const kept = [...indices.slice(sticky.current), ...indices.slice(0, sticky.current)]
    if (now() < sticky.until || sticky.probing !== undefined) return { key, order: kept, probe: false }
    // The primary, or while it rests the best of the targets before the one that serves.
    const back = indices.slice(0, sticky.current).find((index) => !isResting(index))
    if (back === undefined) return { key, order: kept, probe: false }
    return { key, order: [back, ...kept.filter((index) => index !== back)], probe: true }
  }

  return {
    peek: orderOf,
    order(route, targets, isResting) {
      const order = orderOf(route, targets, isResting)
      const sticky = routes.get(order.key)
      if (order.probe && sticky !== undefined) sticky.probing = order.order[0]
      return order
    },
    recordFailover(key, to, retryPrimaryAfterSeconds) {
      const probing = routes.get(key)?.probing
      const restMs = retryPrimaryAfterSeconds * 1_000
      if (to <= 0) routes.delete(key)
      else keepRecent(routes, key, { current: to, until: now() + restMs, restMs, probing }, mostRoutes)
    },
    endProbe(key, outcome) {
      const sticky = routes.get(key)
      if (sticky?.probing === undefined) return
      if (outcome === 'failed') sticky.until = now() + sticky.restMs
      if (outcome === 'succeeded') sticky.current = sticky.probing
      sticky.probing = undefined
      if (sticky.current === 0) routes.delete(key)
    },
  }
}
