import { dropOldest } from './drop-oldest.ts'

/**
 * Sets an entry of a bounded memory, as the one that was used last: the longest unused goes when there are more than `most`. Order costs
 * something and matters only once a memory fills up, so it is not kept while it is less than half full.
 */
export function keepRecent<Key, Value>(memory: Map<Key, Value>, key: Key, value: Value, most: number): void {
  if (memory.size * 2 >= most) memory.delete(key)
  memory.set(key, value)
  dropOldest(memory, most)
}
