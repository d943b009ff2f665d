import type { Json, JsonObject } from '../vocabulary/message.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { RouterErrorCode } from '../vocabulary/router-error.ts'

/** How deep a value may be nested. Deeper ones, and those that hold themselves, are refused. */
export const maxDepth = 100
/** How many values one tree may hold: a small graph of shared objects can unfold to more than memory holds. */
const maxValues = 1_000_000

/** Whether a value is an object with members: not null, not a list. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a value is a list. */
export function isJsonList(value: unknown): value is readonly Json[] {
  return Array.isArray(value)
}

/** What a table says under a name; nothing for names that only its prototype knows. */
export function lookUp<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

/** How a value is copied. */
export interface CopyRules {
  /** Code of the error for what JSON cannot hold. Default `invalid-request`. */
  readonly code?: RouterErrorCode | undefined
  /** Called for every string; what it returns takes the string's place. Default: strings stay as they are. */
  readonly text?: ((text: string) => string) | undefined
}

/**
 * A frozen copy as plain JSON. Members that are `undefined` are left out; objects with a `toJSON` (dates, URLs) show
 * themselves by it. Throws a `RouterError` that names the place of a function, a symbol, a bigint, NaN, an infinity, a map,
 * a set, bytes, or of nesting deeper than 100 levels.
 */
export function copyJson(value: unknown, path: string, rules: CopyRules = {}): Json {
  return copy(value, { root: path, steps: [], values: 0, code: rules.code ?? 'invalid-request', text: rules.text })
}

interface Copying {
  readonly root: string
  readonly steps: (string | number)[]
  values: number
  readonly code: RouterErrorCode
  readonly text: ((text: string) => string) | undefined
}

function copy(value: unknown, state: Copying): Json {
  state.values += 1
  if (state.values > maxValues) throw refuse(state, `more than ${maxValues} values`)
  if (typeof value === 'string') return state.text === undefined ? value : state.text(value)
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw refuse(state, `${String(value)} is not a JSON number`)
    return value
  }
  if (typeof value !== 'object') throw refuse(state, `${describeValue(value)} is not JSON`)
  if (state.steps.length >= maxDepth) throw refuse(state, `nested deeper than ${maxDepth} levels, or it holds itself`)
  return copyObject(value, state)
}

function copyObject(value: object, state: Copying): Json {
  if (showsItself(value)) {
    const shown = value.toJSON()
    if (shown === null && value instanceof Date) throw refuse(state, 'an invalid date is not JSON')
    if (typeof shown !== 'object' || shown === null) return copy(shown, state)
    return copyMembers(shown, state)
  }
  return copyMembers(value, state)
}

function showsItself(value: object): value is { toJSON(): unknown } {
  return 'toJSON' in value && typeof value.toJSON === 'function'
}

function copyMembers(value: object, state: Copying): Json {
  if (Array.isArray(value)) {
    const list = value.map((item: unknown, index) => step(item === undefined ? null : item, index, state))
    return Object.freeze(list)
  }
  if (isBytes(value) || value instanceof Map || value instanceof Set || value instanceof Promise) {
    throw refuse(state, `${describeValue(value)} is not JSON`)
  }
  const object: Record<string, Json> = {}
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) setOwn(object, key, step(member, key, state))
  }
  return Object.freeze(object)
}

function step(value: unknown, key: string | number, state: Copying): Json {
  state.steps.push(key)
  const copied = copy(value, state)
  state.steps.pop()
  return copied
}

/** Sets a member of its own even where the name is `__proto__`, which an assignment would take as the prototype. */
function setOwn(object: Record<string, Json>, key: string, value: Json): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true })
  else object[key] = value
}

/** Whether a value is raw bytes: a buffer or a view of one. */
export function isBytes(value: unknown): value is ArrayBuffer | ArrayBufferView {
  return value instanceof ArrayBuffer || ArrayBuffer.isView(value)
}

/** A value that stands where a word should, for an error: the word that it is, else what it is. Never fails, whatever it is. */
export function shownValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : describeValue(value)
}

/** What a value is, in words for an error. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null'
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') {
    const name = value.constructor?.name
    return name === undefined || name === 'Object' ? 'an object' : `a ${name}`
  }
  return typeof value === 'string' ? 'a string' : `a ${typeof value}`
}

function refuse(state: Copying, what: string): RouterError {
  const path = state.steps.reduce<string>(appendStep, state.root)
  const shown = path.length > 200 ? `${path.slice(0, 200)}...` : path
  return new RouterError(state.code, `${shown}: ${what}`, {
    hints: ['Give plain JSON: null, booleans, numbers, strings, lists and objects.'],
  })
}

function appendStep(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`
  return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`
}
