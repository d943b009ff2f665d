/**
 * Keeps a memory bounded: the entry that was set first goes when there are more than `most`. A key that is set again keeps its age, unless
 * it is deleted before.
 */
export function dropOldest<Key>(memory: Map<Key, unknown>, most: number): void {
  if (memory.size <= most) return
  const oldest = memory.keys().next()
  if (oldest.done === false) memory.delete(oldest.value)
}
