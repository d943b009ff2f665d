/*
 * What plans the cache marks of a call, as one chunk.
 */

export { planCache } from './plan-cache.ts'
export { createTurnMemory } from './turn-memory.ts'
