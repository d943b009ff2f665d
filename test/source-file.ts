import ts from 'typescript'

/** One module that a file names. */
export interface ImportReference {
  /** As written, e.g. `../vocabulary/usage.ts` or `zod/mini`. */
  readonly specifier: string
  /** Erased when compiled. `import { type A }` is not: `verbatimModuleSyntax` keeps the module's evaluation. */
  readonly typeOnly: boolean
}

/** What the architecture rules look at in a file. */
export interface SourceFile {
  /** From the root of the repository, with forward slashes. */
  readonly path: string
  readonly imports: readonly ImportReference[]
  /** Lines that read the clock through `new Date()` or `Date()`, which oxlint cannot forbid. */
  readonly clockReads: readonly number[]
}

/** Reads imports (static, re-exported, dynamic and in types) and clock reads out of a file's text. */
export function sourceFile(path: string, text: string): SourceFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const imports: ImportReference[] = []
  const clockReads: number[] = []

  const reference = (specifier: ts.Node | undefined, typeOnly: boolean): void => {
    if (specifier === undefined) return
    if (!ts.isStringLiteralLike(specifier)) throw new Error(`${path}: an import whose module is not a plain string`)
    imports.push({ specifier: specifier.text, typeOnly })
  }

  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      reference(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword)
    } else if (ts.isExportDeclaration(node)) {
      reference(node.moduleSpecifier, node.isTypeOnly)
    } else if (ts.isImportTypeNode(node)) {
      reference(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument, true)
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      reference(node.arguments[0], false)
    } else if (readsClock(node)) {
      clockReads.push(tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1)
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return { path, imports, clockReads }
}

function readsClock(node: ts.Node): boolean {
  if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return false
  if (!ts.isIdentifier(node.expression) || node.expression.text !== 'Date') return false
  // `Date(...)` called as a function ignores its arguments and gives the time of day.
  return ts.isCallExpression(node) || (node.arguments?.length ?? 0) === 0
}
