import type { OptionProblem } from './option-problem.ts'

/** Names that reach an object's prototype where objects are merged. They are never options. */
const forbiddenNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** Options are a few levels deep; provider options are the caller's JSON. */
const deepestLevel = 64

/**
 * What must be known before a configuration can be read at all: no name that reaches a prototype, no object inside itself,
 * no bottomless nesting. `runtime` and a store are objects with a life of their own and are not looked into.
 */
export function plainDataProblems(config: unknown): readonly OptionProblem[] {
  const problems: OptionProblem[] = []
  const walk = (value: unknown, path: readonly PropertyKey[], around: readonly object[]): void => {
    if (typeof value !== 'object' || value === null || isOwnObject(path)) return
    if (around.includes(value) || path.length > deepestLevel) {
      problems.push({ path: path.slice(0, 6), problem: 'it holds itself, or is nested too deep' })
      return
    }
    const names: Iterable<PropertyKey> = Array.isArray(value) ? value.keys() : Object.keys(value)
    for (const name of names) {
      if (typeof name === 'string' && forbiddenNames.has(name))
        problems.push({ path: [...path, name], problem: 'unknown option' })
      else walk(Reflect.get(value, name), [...path, name], [...around, value])
    }
  }
  walk(config, [], [])
  return problems
}

const stores: ReadonlySet<string> = new Set(['routing.stateStore', 'budget.spendStore'])

/** The caller's own objects: what is in them is their business. */
function isOwnObject(path: readonly PropertyKey[]): boolean {
  return (path.length === 1 && path[0] === 'runtime') || stores.has(path.join('.'))
}

/** An object literal, what JSON gives, or an object without a prototype. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return Object.freeze(value.map((item) => copyOf(item)))
  if (!isPlainObject(value)) return value
  const copy = Object.create(null) as Record<string, unknown>
  for (const [name, member] of Object.entries(value)) if (member !== undefined) copy[name] = copyOf(member)
  return Object.freeze(copy)
}

/**
 * A copy of plain data, frozen all through. Its objects have no prototype, so that looking up a name finds members only, and
 * no members that are `undefined`. Functions and objects of a class stay what they are.
 */
export function frozenCopy<T>(value: T): T {
  return copyOf(value) as T
}
