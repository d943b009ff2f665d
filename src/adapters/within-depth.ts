import { maxDepth } from './plain-json.ts'

/** Whether a parsed value can stand in a conversation: what nests deeper is refused there, and much deeper it cannot even be written. */
export function isWithinDepth(value: unknown, depth: number = maxDepth): boolean {
  if (typeof value !== 'object' || value === null) return true
  return depth > 0 && Object.values(value).every((member) => isWithinDepth(member, depth - 1))
}
