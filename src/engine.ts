import { createRouterMemory, type RouterMemory } from './state/router-memory.ts'
import { createRouterState, type RouterFoundation, type RouterState } from './state/router-state.ts'
import { runCall } from './call/run-call.ts'
import type { Runtime } from './vocabulary/runtime.ts'

/** What makes calls, and the state that those of one configuration share. */
export interface CallEngine {
  readonly runCall: typeof runCall
  readonly stateOf: (foundation: RouterFoundation) => RouterState
  /** Before anything is done, where what is known is shared with others. */
  readonly refresh: RouterMemory['refresh']
}

/** Makes the engine of a router: everything that any call needs, loaded with the first one as one chunk. */
export function createEngine(runtime: Runtime, memory: RouterMemory = createRouterMemory(runtime)): CallEngine {
  const states = new WeakMap<RouterFoundation, RouterState>()
  return {
    runCall,
    refresh: memory.refresh,
    stateOf(foundation) {
      const known = states.get(foundation)
      if (known !== undefined) return known
      const state = createRouterState(foundation, memory)
      states.set(foundation, state)
      return state
    },
  }
}
