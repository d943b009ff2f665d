import type { JsonObject } from '../vocabulary/message.ts'

/** Those members of an object that have one of these names. */
export function pickMembers(from: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)))
}
