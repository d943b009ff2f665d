/** A value, or what is wrong with the text and where: line and column begin at 1. */
export type ReadJson =
  | { readonly value: unknown }
  | { readonly problem: string; readonly line: number; readonly column: number }

/** Definitions are a few levels deep; more is an attack or a mistake. */
const deepest = 100

const blanks = /(?:[\s\uFEFF]+|\/\/[^\n\r]*|\/\*[\s\S]*?\*\/)+/y
const scalar = /"(?:[^"\\\n\r]|\\.)*"|-?\d[\d.eE+-]*|true\b|false\b|null\b/y

/** Thrown and caught here: the place of what cannot be read. */
class Misread extends Error {
  readonly at: number

  constructor(problem: string, at: number) {
    super(problem)
    this.at = at
  }
}

/**
 * Reads JSON with comments and trailing commas, as editors write it. Unlike the platform's own reader it says where a text is wrong on every
 * platform, and repeats none of it: a key may stand there.
 */
export function readJsonc(text: string): ReadJson {
  let at = 0

  const skip = (): void => {
    blanks.lastIndex = at
    if (blanks.test(text)) at = blanks.lastIndex
  }
  const fail = (expected: string): never => {
    throw new Misread(at >= text.length ? `the text ends where ${expected} is expected` : `expected ${expected}`, at)
  }
  /** The next character that counts. */
  const next = (): string => {
    skip()
    return text.charAt(at)
  }

  function readScalar(expected: string): unknown {
    scalar.lastIndex = at
    const [found] = scalar.exec(text) ?? fail(expected)
    try {
      const value: unknown = JSON.parse(found ?? '')
      at += found?.length ?? 0
      return value
    } catch {
      return fail(`${expected} that JSON can hold`)
    }
  }

  /** What stands between two brackets, and a comma after each but perhaps the last. */
  function readItems(end: string, what: string, readItem: () => void): void {
    at++
    while (next() !== end) {
      readItem()
      if (next() === ',') at++
      else if (text.charAt(at) !== end) fail(`a comma or \`${end}\` after ${what}`)
    }
    at++
  }

  function readValue(depth: number): unknown {
    const first = next()
    if ((first === '{' || first === '[') && depth > deepest) fail('fewer levels')
    if (first === '[') {
      const list: unknown[] = []
      readItems(']', 'an item', () => list.push(readValue(depth + 1)))
      return list
    }
    if (first !== '{') return readScalar('a value')
    const entries: [string, unknown][] = []
    readItems('}', 'a member', () => {
      if (next() !== '"') fail('a name in double quotes')
      const name = String(readScalar('a name in double quotes'))
      if (next() !== ':') fail('`:` after a name')
      at++
      entries.push([name, readValue(depth + 1)])
    })
    // A name like `__proto__` becomes a member like any other.
    return Object.fromEntries(entries)
  }

  try {
    const value = readValue(0)
    if (next() !== '') fail('the end of the text')
    return { value }
  } catch (error) {
    if (!(error instanceof Misread)) throw error
    const before = text.slice(0, error.at).split('\n')
    return { problem: error.message, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
  }
}
