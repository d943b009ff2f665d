import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import ts from 'typescript'

/** What the package exports, each with declarations of its own. */
export const exportedNames = ['index', 'search', 'pi', 'providers', 'node'] as const

/** One of them. */
export type ExportedName = (typeof exportedNames)[number]

/** Where the declarations are that the package publishes. */
export function builtDeclarations(name: ExportedName): string {
  return fileURLToPath(new URL(`../dist/${name}.d.ts`, import.meta.url))
}

/** Where those are that were agreed on, normalised. */
export function agreedDeclarations(name: ExportedName): string {
  return fileURLToPath(new URL(`../api/${name}.d.ts`, import.meta.url))
}

/**
 * The built declarations without what does not bind a caller: comments, layout, and the order that the bundler found them in.
 * Throws when the package was not built.
 */
export function publicDeclarations(name: ExportedName): string {
  const path = builtDeclarations(name)
  if (!existsSync(path)) throw new Error(`dist/${name}.d.ts is missing: run \`npm run build\` first.`)
  return normalise(readFileSync(path, 'utf8'))
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
