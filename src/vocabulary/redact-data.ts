import type { Redact } from './known-values.ts'
import { mask } from './redact-secrets.ts'

/** Data nested deeper than this is not looked into, and replaced as a whole. */
const deepestLevel = 100

/**
 * Plain data with every text in it redacted, the names of members too. The same value when there is nothing to redact. What is nested
 * deeper than 100 levels is replaced; of objects of a class, which may hold anything, only the kind is told.
 */
export function redactData(value: unknown, redact: Redact): unknown {
  return redactLevel(value, redact, 0)
}

function redactLevel(value: unknown, redact: Redact, depth: number): unknown {
  if (typeof value === 'string') return redact(value)
  if (typeof value === 'function') return '[object Function]'
  if (typeof value !== 'object' || value === null) return value
  if (depth > deepestLevel) return mask
  if (!isPlain(value)) return redact(Object.prototype.toString.call(value))
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value
    const clean = list.map((item) => redactLevel(item, redact, depth + 1))
    return clean.some((item, index) => item !== list[index]) ? clean : value
  }
  let changed = false
  const entries = Object.entries(value).map(([name, member]: [string, unknown]): [string, unknown] => {
    const clean: [string, unknown] = [redact(name), redactLevel(member, redact, depth + 1)]
    if (clean[0] !== name || clean[1] !== member) changed = true
    return clean
  })
  // `fromEntries` defines members: one named `__proto__` stays a member.
  return changed ? Object.fromEntries(entries) : value
}

/** Whether a value is an array or an object without a class. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null
}
