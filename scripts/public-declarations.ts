import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import ts from 'typescript'

/** The declarations that the package publishes. */
export const builtDeclarations: string = fileURLToPath(new URL('../dist/index.d.ts', import.meta.url))

/** The declarations that were agreed on, normalised. */
export const agreedDeclarations: string = fileURLToPath(new URL('../api/index.d.ts', import.meta.url))

/**
 * The built declarations without what does not bind a caller: comments, layout, and the order that the bundler found them in.
 * Throws when the package was not built.
 */
export function publicDeclarations(): string {
  if (!existsSync(builtDeclarations)) throw new Error('dist/index.d.ts is missing: run `npm run build` first.')
  return normalise(readFileSync(builtDeclarations, 'utf8'))
}

/** Sorts the top-level statements of declarations by their name and prints them without comments. */
export function normalise(declarations: string): string {
  const tree = ts.createSourceFile('index.d.ts', declarations, ts.ScriptTarget.Latest, true)
  const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed })
  const statements = tree.statements.map((statement) => ({
    name: sortName(statement),
    text: printer.printNode(ts.EmitHint.Unspecified, sortedExports(statement), tree),
  }))
  statements.sort((a, b) => compare(a.name, b.name) || compare(a.text, b.text))
  return statements.map(({ text }) => `${text}\n`).join('\n')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Imports come first and the list of exports last, as one writes them. */
function sortName(statement: ts.Statement): string {
  if (ts.isImportDeclaration(statement)) return ''
  if (ts.isExportDeclaration(statement)) return '~'
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map((each) => each.name.getText()).join()
  const { name } = statement as ts.DeclarationStatement
  return name?.getText() ?? ''
}

function sortedExports(statement: ts.Statement): ts.Statement {
  if (
    !ts.isExportDeclaration(statement) ||
    statement.exportClause === undefined ||
    !ts.isNamedExports(statement.exportClause)
  ) {
    return statement
  }
  const elements = statement.exportClause.elements.toSorted((a, b) => compare(a.name.text, b.name.text))
  const { factory } = ts
  return factory.updateExportDeclaration(
    statement,
    statement.modifiers,
    statement.isTypeOnly,
    factory.updateNamedExports(statement.exportClause, elements),
    statement.moduleSpecifier,
    statement.attributes,
  )
}
