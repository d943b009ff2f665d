import { existsSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

import ts from 'typescript'
import { describe, expect, it } from 'vitest'

import {
  agreedDeclarations,
  builtDeclarations,
  exportedNames,
  normalise,
  publicDeclarations,
} from '../scripts/public-declarations.ts'

describe.each(exportedNames)('the published declarations of %s', (name) => {
  it('were built', () => {
    expect(existsSync(builtDeclarations(name)), 'they are missing: run `npm run build` first').toBe(true)
  })

  it('are the agreed ones', () => {
    const agreed = readFileSync(agreedDeclarations(name), 'utf8')
    expect(
      publicDeclarations(name),
      'the public interface changed: build, and if the change is wanted run `npm run api:update` and add a changeset',
    ).toBe(agreed)
  })

  it('declare the values that there are, and no other', async () => {
    const declared = /^export \{ (?<names>[\w, ]+) \}/m.exec(readFileSync(builtDeclarations(name), 'utf8'))?.groups?.[
      'names'
    ]
    const built = (await import(pathToFileURL(builtDeclarations(name).replace(/\.d\.ts$/, '.js')).href)) as object
    expect(declared?.split(', ').toSorted()).toEqual(Object.keys(built).toSorted())
  })

  it('compile where an application brings the library of ES2022 and of browsers alone', () => {
    const lib = ['lib.es2022.d.ts', 'lib.dom.d.ts']
    // Who imports `trunkline/node` has the types of Node.
    const options = { strict: true, noEmit: true, lib, types: name === 'node' ? ['node'] : [] }
    const program = ts.createProgram([builtDeclarations(name)], options)
    const file = program.getSourceFile(builtDeclarations(name))
    expect(file?.text.length).toBeGreaterThan(1_000)
    const problems = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]
    expect(problems.map(({ messageText }) => messageText)).toEqual([])
  })

  it('hold the entry points and need no other package', () => {
    const built = publicDeclarations(name)
    const entries = {
      index: [/^declare class RouterError /m, /^interface Router</m, /^declare function createRouter</m],
      search: [/^interface SearchClient /m, /^declare function createSearch\(/m],
      pi: [/^declare function piProvider\(/m],
      providers: [/^interface ParsedProvider /m, /^declare function parseProvider\(/m],
      node: [/^interface Fetch/m, /^declare function nodeFetch\(/m],
    }
    for (const entry of entries[name]) expect(built).toMatch(entry)
    // Agents are Node's own.
    expect(built.replaceAll(/ from ['"]node:https?['"]/g, name === 'node' ? '' : '$&')).not.toMatch(
      /\bfrom ['"]|\bimport\(/,
    )
  })
})

describe('the normal form', () => {
  it('ignores comments, layout and order', () => {
    const one = '/** A. */\ninterface A { a: string }\ntype B = 1;\nexport { A, type B };\n'
    const two = 'type B = 1\n\ninterface A {\n  // a\n  a: string;\n}\nexport { type B, A }\n'
    expect(normalise(one)).toBe(normalise(two))
  })

  it('keeps every difference that a caller can see', () => {
    const forms = ['a: string', 'a?: string', 'readonly a: string', 'a: string | undefined', 'b: string']
    const normal = forms.map((member) => normalise(`interface A { ${member} }\nexport { type A };`))
    expect(new Set(normal).size).toBe(forms.length)
  })
})
