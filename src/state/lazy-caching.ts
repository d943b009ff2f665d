import type { CacheEpochs } from '../caching/cache-epoch.ts'
import type { KeptContents } from '../caching/kept-contents.ts'
import type { planCache } from '../caching/plan-cache.ts'
import type { TurnMemory } from '../caching/turn-memory.ts'
import type { WarmPrefixes } from '../caching/warm-prefix.ts'
import type { Runtime } from '../vocabulary/runtime.ts'

/** What plans the cache marks of a router's calls. */
export interface CachePlanner {
  readonly planCache: typeof planCache
  readonly turnMemory: TurnMemory
}

/** Something that is loaded when it is first needed, and kept: a dynamic import costs something every time. */
interface Lazy<T> {
  /** Absent until it has been loaded. */
  readonly current: T | undefined
  load(): Promise<T>
}

/** What the calls of a router use and remember of prompt caching. */
export interface LazyCaching {
  /** For calls whose target is told what to cache. */
  readonly planner: Lazy<CachePlanner>
  /** For calls of known conversations, where notices are wanted. */
  readonly epochs: Lazy<CacheEpochs>
  /** For sessions whose targets the router orders, once an answer tells of a cache. */
  readonly warmPrefixes: Lazy<WarmPrefixes>
  /** For calls that may make cached contents. */
  readonly contents: Lazy<KeptContents>
}

/** Nothing is loaded yet. */
export function createLazyCaching(runtime: Runtime): LazyCaching {
  return {
    planner: lazy(async () => {
      const { planCache: plan, createTurnMemory } = await import('../caching/cache-planner.ts')
      return () => ({ planCache: plan, turnMemory: createTurnMemory() })
    }),
    epochs: lazy(async () => (await import('../caching/cache-epoch.ts')).createCacheEpochs),
    warmPrefixes: lazy(async () => {
      const { createWarmPrefixes } = await import('../caching/warm-prefix.ts')
      return () => createWarmPrefixes(runtime)
    }),
    contents: lazy(async () => {
      const { createKeptContents } = await import('../caching/kept-contents.ts')
      return () => createKeptContents(runtime)
    }),
  }
}

function lazy<T>(find: () => Promise<() => T>): Lazy<T> {
  let current: T | undefined
  return {
    get current() {
      return current
    },
    async load() {
      const make = await find()
      // Two calls may have begun to load it: what the first made is kept.
      return (current ??= make())
    },
  }
}
