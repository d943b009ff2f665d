import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import { describe, expect, it } from 'vitest'

import { badNames, forbiddenImports, importCycles } from './import-rules.ts'
import { sourceFile } from './source-file.ts'
import type { SourceFile } from './source-file.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const paths = globSync('src/**/*.ts', { cwd: root }).map((path) => path.replaceAll('\\', '/'))
const files = paths.map((path) => sourceFile(path, readFileSync(`${root}/${path}`, 'utf8')))

/** Files of an imagined source tree: path -> text. */
function tree(texts: Record<string, string>): SourceFile[] {
  return Object.entries(texts).map(([path, text]) => sourceFile(path, text))
}

describe('the source tree', () => {
  it('was found', () => {
    expect(files.length).toBeGreaterThan(20)
    expect(paths).toEqual(
      expect.arrayContaining([
        'src/index.ts',
        'src/system-runtime.ts',
        'src/vocabulary/message.ts',
        'src/adapters/protocol.ts',
      ]),
    )
    expect(files.flatMap((file) => file.imports).length).toBeGreaterThan(50)
  })

  it('has folders that import themselves and vocabulary only, protocols that do not know each other, and no unplanned package', () => {
    expect(forbiddenImports(files)).toEqual([])
  })

  it('has no cycle of imports', () => {
    expect(importCycles(files)).toEqual([])
  })

  it('has no drawers, and kebab-case names', () => {
    expect(badNames(paths)).toEqual([])
  })

  it('admits targets in one place: whatever else asks one needs an `AdmittedTarget`', () => {
    const makers = paths.filter((path) => readFileSync(`${root}/${path}`, 'utf8').includes('as AdmittedTarget'))
    expect(makers).toEqual(['src/routing/admit.ts'])
  })

  it('reads the clock in system-runtime.ts only', () => {
    const readers = files.filter((file) => file.path !== 'src/system-runtime.ts' && file.clockReads.length > 0)
    expect(readers.map((file) => `${file.path}:${file.clockReads.join(',')}`)).toEqual([])
  })
})

describe('the rules', () => {
  const vocabulary = { 'src/vocabulary/usage.ts': '', 'src/vocabulary/message.ts': '' }

  it.each([
    ['a folder that imports another', 'src/routing/plan.ts', 'src/budget/cost.ts'],
    ['a folder that imports the root', 'src/routing/plan.ts', 'src/complete.ts'],
    ['vocabulary that imports a folder', 'src/vocabulary/model.ts', 'src/catalog/find-model.ts'],
    ['a protocol that imports another', 'src/adapters/gemini/decode.ts', 'src/adapters/ollama-chat/decode.ts'],
    ['a folder that imports what joins', 'src/routing/plan.ts', 'src/call/run-call.ts'],
    ['what joins and imports the root', 'src/call/run-call.ts', 'src/create-router.ts'],
    ['interop that imports the root', 'src/interop/http/serve.ts', 'src/complete.ts'],
    ['interop that imports another interface', 'src/interop/http/serve.ts', 'src/interop/mcp/wire-types.ts'],
  ])('reject %s, in every form of import', (_, from, to) => {
    const specifier = `${'../'.repeat(from.split('/').length - 2) || './'}${to.slice('src/'.length)}`
    for (const text of [
      `import { a } from '${specifier}'`,
      `import type { A } from '${specifier}'`,
      `export * from '${specifier}'`,
      `type A = import('${specifier}').A`,
      `const a = await import('${specifier}')`,
    ]) {
      expect(forbiddenImports(tree({ [from]: text, [to]: '' })), text).toHaveLength(1)
    }
  })

  it('let what a call is made of know types of the call alone', () => {
    const files = (text: string): SourceFile[] => tree({ 'src/state/a.ts': text, 'src/call/b.ts': '' })
    expect(forbiddenImports(files("import { b } from '../call/b.ts'"))).toHaveLength(1)
    expect(forbiddenImports(files("import type { B } from '../call/b.ts'"))).toEqual([])
  })

  it('accept what joins and what is named', () => {
    const accepted = tree({
      ...vocabulary,
      'src/index.ts': "export * from './call/complete.ts'",
      'src/call/complete.ts':
        "import '../attempt/run-attempt.ts'\nimport '../routing/plan.ts'\nimport('../adapters/gemini/decode.ts')",
      'src/attempt/run-attempt.ts': '',
      'src/routing/plan.ts':
        "import type { Usage } from '../vocabulary/usage.ts'\nimport './admit.ts'\nimport 'p-retry'",
      'src/routing/admit.ts': '',
      'src/adapters/tool-call-assembly.ts': '',
      'src/adapters/gemini/decode.ts':
        "import '../tool-call-assembly.ts'\nimport './wire-types.ts'\nimport '../../vocabulary/usage.ts'",
      'src/adapters/gemini/wire-types.ts': '',
      'src/interop/http/serve.ts': "import type { Router } from '../../index.ts'",
    })
    expect(forbiddenImports(accepted)).toEqual([])
    expect(importCycles(accepted)).toEqual([])
  })

  it.each(['zod', 'node:fs', 'eventsource-parser/stream', '../package.json', './admit', './admit.js'])(
    'reject the module %s',
    (specifier) => {
      expect(
        forbiddenImports(tree({ 'src/routing/plan.ts': `import '${specifier}'`, 'src/routing/admit.ts': '' })),
      ).toHaveLength(1)
    },
  )

  it('let one file use the modules of Node, and nobody import it', () => {
    const transport = 'src/transport/node-fetch.ts'
    expect(
      forbiddenImports(
        tree({ [transport]: "import 'node:http'\nimport '../vocabulary/fetch.ts'", 'src/vocabulary/fetch.ts': '' }),
      ),
    ).toEqual([])
    expect(
      forbiddenImports(tree({ 'src/transport/exchange.ts': "import './node-fetch.ts'", [transport]: '' })),
    ).toHaveLength(1)
  })

  it('reject every package in vocabulary', () => {
    expect(forbiddenImports(tree({ 'src/vocabulary/usage.ts': "import 'zod/mini'" }))).toHaveLength(1)
  })

  it('see a cycle through dynamic imports and inline types, and none through erased ones', () => {
    const cycle = (back: string): string[] => importCycles(tree({ 'src/a.ts': "import './b.ts'", 'src/b.ts': back }))
    expect(cycle("import('./a.ts')")).toEqual(['src/a.ts -> src/b.ts -> src/a.ts'])
    expect(cycle("import { type A } from './a.ts'")).toHaveLength(1)
    expect(cycle("import type { A } from './a.ts'")).toEqual([])
    expect(cycle("export type * from './a.ts'")).toEqual([])
  })

  it('see drawers and other cases', () => {
    const bad = [
      'src/utils/a.ts',
      'src/routing/helpers.ts',
      'src/json-utils.ts',
      'src/myFile.ts',
      'src/core/index.ts',
      'src/a_b.ts',
    ]
    expect(badNames([...bad, 'src/routing/attempt-log.ts', 'src/vocabulary/router.ts'])).toEqual(bad)
  })

  it('see every way to ask the clock for the date', () => {
    const text = 'new Date()\nnew Date\nDate()\nDate(5)\nnew Date(5)\nDate.parse(x)\nnew Date(x).getTime()'
    expect(sourceFile('src/a.ts', text).clockReads).toEqual([1, 2, 3, 4])
  })
})
