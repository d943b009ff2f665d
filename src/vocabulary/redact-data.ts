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
  return redactMembers(value as Readonly<Record<string, unknown>>, redact, depth + 1)
}

/** Nearly always there is nothing to redact: then nothing is copied. */
function redactMembers(value: Readonly<Record<string, unknown>>, redact: Redact, depth: number): unknown {
  const names = Object.keys(value)
  let clean: [string, unknown][] | undefined
  for (const [place, name] of names.entries()) {
    const cleanName = redact(name)
    const member = redactLevel(value[name], redact, depth)
    if (cleanName !== name || member !== value[name])
      clean ??= names.slice(0, place).map((before): [string, unknown] => [before, value[before]])
    clean?.push([cleanName, member])
  }
  // `fromEntries` defines members: one named `__proto__` stays a member.
  return clean === undefined ? value : Object.fromEntries(clean)
}

/** Whether a value is an array or an object without a class. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null
}
