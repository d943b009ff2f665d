import type { Redact } from './known-values.ts'
import { redactData } from './redact-data.ts'
import { RouterError } from './router-error.ts'

/** How many causes behind one another, and beside one another, are kept. */
const mostCauses = 8

/** What every error has, and what is copied by itself. */
const ownMembers: ReadonlySet<string> = new Set(['name', 'message', 'stack', 'cause', 'errors'])

/** How a line of a stack begins that names a place in the code: it holds no values of the program. */
const place = /^ {4}at /

/**
 * A foreign error as it may be kept as the `cause` of ours: printing an error prints its causes, and clients hang requests, headers and
 * addresses onto theirs. The same object when it holds nothing to redact and nothing but plain data; else a plain `Error` with its name,
 * message, places in the code, plain members and causes, all redacted. Places are redacted by `redactPlace` where one is given.
 */
export function cleanCause(cause: unknown, redact: Redact, redactPlace: Redact = redact): unknown {
  return cleanLevel(cause, { redact, redactPlace }, [])
}

interface Redactors {
  readonly redact: Redact
  readonly redactPlace: Redact
}

function cleanLevel(cause: unknown, redactors: Redactors, above: readonly object[]): unknown {
  const { redact } = redactors
  if (typeof cause === 'string') return redact(cause)
  if (typeof cause === 'function') return undefined
  if (typeof cause !== 'object' || cause === null || RouterError.is(cause)) return cause
  if (above.includes(cause) || above.length >= mostCauses) return undefined
  if (cause instanceof Error) return cleanError(cause, redactors, [...above, cause])
  return redactData(cause, redact)
}

function cleanError(cause: Error, redactors: Redactors, above: readonly object[]): Error {
  const { redact, redactPlace } = redactors
  let changed = false
  const noted = <Value>(before: Value, after: Value): Value => {
    if (after !== before) changed = true
    return after
  }
  const text = (given: unknown): string => (typeof given === 'string' ? noted(given, redact(given)) : '')
  const error = new Error(text(cause.message))
  define(error, 'name', text(cause.name))
  const lines = typeof cause.stack === 'string' ? cause.stack.split('\n') : []
  text(lines.filter((line) => !place.test(line)).join('\n'))
  const places = lines.filter((line) => place.test(line)).map((line) => noted(line, redactPlace(line)))
  define(error, 'stack', [`${error.name}: ${error.message}`, ...places].join('\n'))
  if (cause.cause !== undefined) define(error, 'cause', noted(cause.cause, cleanLevel(cause.cause, redactors, above)))
  if ('errors' in cause && Array.isArray(cause.errors)) {
    const errors = (cause.errors as readonly unknown[]).slice(0, mostCauses)
    const clean = errors.map((one) => noted(one, cleanLevel(one, redactors, above)))
    define(error, 'errors', clean)
  }
  for (const [member, value] of Object.entries(cause) as [string, unknown][]) {
    if (ownMembers.has(member)) continue
    const clean = noted(value, typeof value === 'function' ? undefined : redactData(value, redact))
    if (clean !== undefined) define(error, text(member), clean, true)
  }
  return changed ? error : cause
}

function define(error: Error, name: string, value: unknown, enumerable = false): void {
  Object.defineProperty(error, name, { value, enumerable, configurable: true, writable: true })
}
