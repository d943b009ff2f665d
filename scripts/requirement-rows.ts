import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/*
 * Prints the rows of the requirements that no test name carries: `node scripts/requirement-rows.ts`, or with ranges,
 * `node scripts/requirement-rows.ts 5-40 94-97 177`. Exit code 1 when there is one.
 */

/** The last row. */
const lastRow = 228

const tests = fileURLToPath(new URL('../test/', import.meta.url))

/** Rows of ranges like `5-40` or `177`. */
function rowsOf(range: string): number[] {
  const [, first, last = first] = /^R?(\d+)(?:-R?(\d+))?$/i.exec(range) ?? []
  if (first === undefined || Number(first) < 1 || Number(last) > lastRow || Number(first) > Number(last))
    throw new Error(`"${range}" is no range of rows: write them like 5-40 or 177, from 1 to ${lastRow}.`)
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index)
}

/** Rows that stand in the names of a file's tests: what `it`, `test` and `describe` are called with, tables of cases included. */
function rowsIn(text: string): number[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  const named = [...code.matchAll(/['"`](?:[^'"`\n]*\b)?R\d{1,3}\b[^'"`\n]*/g)].flatMap(([name]) => [
    ...name.matchAll(/\bR(\d{1,3})(?:\s*(?:-|–|to)\s*R?(\d{1,3}))?\b/g),
  ])
  return named.flatMap(([, first = '', last]) => {
    if (last === undefined || Number(last) <= Number(first)) return [Number(first)]
    return rowsOf(`${first}-${Math.min(Number(last), lastRow)}`)
  })
}

// Suites that several test files share stand in files of their own.
const files = readdirSync(tests, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
if (files.length === 0) throw new Error('there are no tests to look at')
const covered = new Set(files.flatMap((file) => rowsIn(readFileSync(join(tests, file), 'utf8'))))

const ranges = process.argv.slice(2)
const asked = ranges.length === 0 ? rowsOf(`1-${lastRow}`) : ranges.flatMap(rowsOf)
const missing = asked.filter((row) => !covered.has(row))
for (const row of missing) console.log(`R${row}`)
console.error(`${asked.length - missing.length} of ${asked.length} rows are named by a test (${files.length} files).`)
if (missing.length > 0) process.exitCode = 1
