import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { mutations, type Mutation } from './mutation-list.ts'

/*
 * Breaks the library on purpose, one way after the other, in a copy of the repository: for each way some test must fail. Prints a
 * table; fails when a change goes unnoticed, or when the list no longer fits the sources. Words as arguments choose the
 * mutations whose names hold one of them.
 */

const root = fileURLToPath(new URL('..', import.meta.url))
const notCopied: ReadonlySet<string> = new Set(['node_modules', '.git', 'dist', 'coverage'])

type Fate = 'noticed' | 'SURVIVED' | 'DOES NOT FIT'

function copyRepository(): string {
  const copy = mkdtempSync(join(tmpdir(), 'mutations-'))
  cpSync(root, copy, { recursive: true, filter: (from) => from === root || !notCopied.has(basename(from)) })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

/** Whether the tests pass. What cannot be run at all is an error, not a failed test. */
function testsPass(copy: string, tests: readonly string[]): boolean {
  const files = tests.map((name) => `test/${name}`)
  const { status, stdout, stderr } = spawnSync(
    join(root, 'node_modules/.bin/vitest'),
    ['run', '--project', 'logic', '--bail', '1', '--testTimeout', '8000', '--hookTimeout', '8000', ...files],
    { cwd: copy, encoding: 'utf8', timeout: 120_000 },
  )
  if (!/Test Files/.test(stdout)) throw new Error(`the tests did not run: ${files.join(' ')}\n${stdout}${stderr}`)
  return status === 0
}

function fateOf(copy: string, { file, find, replace, tests }: Mutation): Fate {
  const path = join(copy, file)
  const source = readFileSync(path, 'utf8')
  if (source.split(find).length !== 2) return 'DOES NOT FIT'
  writeFileSync(
    path,
    source.replace(find, () => replace),
  )
  try {
    return testsPass(copy, tests) ? 'SURVIVED' : 'noticed'
  } finally {
    writeFileSync(path, source)
  }
}

function main(words: readonly string[]): boolean {
  const chosen = mutations.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)))
  if (chosen.length === 0) throw new Error('no mutation has such a name')
  const copy = copyRepository()
  try {
    const all = [...new Set(chosen.flatMap(({ tests }) => tests))]
    if (!testsPass(copy, all))
      throw new Error('the tests fail without any mutation; nothing is proven by their failing')
    const fates = chosen.map((mutation) => {
      const begun = performance.now()
      const fate = fateOf(copy, mutation)
      const seconds = ((performance.now() - begun) / 1_000).toFixed(1)
      console.log(`${fate.padEnd(12)}  ${mutation.name.padEnd(58)}  ${mutation.file}  ${seconds} s`)
      return fate
    })
    const noticed = fates.filter((fate) => fate === 'noticed').length
    console.log(`${noticed} of ${fates.length} mutations were noticed.`)
    return noticed === fates.length
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

process.exitCode = main(process.argv.slice(2)) ? 0 : 1
