import { posix } from 'node:path'

import type { SourceFile } from './source-file.ts'

/** Packages that src may import: the two dependencies, and those that are inlined. */
const allowedPackages: ReadonlySet<string> = new Set([
  'eventsource-parser',
  'p-retry',
  'zod/mini',
  'aws4fetch',
  'htmlparser2',
])

/** The one file that is for Node alone, a module of its own that nothing else imports. */
const nodeTransport = 'src/transport/node-fetch.ts'

/** Folders that join what the others know and call them, as the root does. Only what is at the root may import these from outside. */
const joiningFolders: ReadonlySet<string> = new Set([
  'attempt',
  'call',
  'compaction',
  'operations',
  'repair',
  'request',
  'search-call',
  'state',
])

/** Of these, what a call is made of: it runs without the call, and knows no more of it than types. */
const belowCalls: ReadonlySet<string> = new Set(['attempt', 'repair', 'request', 'state'])
const callers: ReadonlySet<string> = new Set(['call', 'operations'])

/** The file that a relative import leads to; `undefined` for a package. */
function importedPath(from: string, specifier: string): string | undefined {
  return specifier.startsWith('.') ? posix.join(posix.dirname(from), specifier) : undefined
}

/** The folders between `src` and the file: `['adapters', 'openai-chat']`, empty at the root. */
function foldersOf(path: string): readonly string[] {
  return path.split('/').slice(1, -1)
}

/** Why a file must not import another; `undefined` when it may. */
function folderObjection(from: string, to: string, typeOnly: boolean): string | undefined {
  const [fromTop, fromSub] = foldersOf(from)
  const [toTop, toSub] = foldersOf(to)
  if (!to.startsWith('src/')) return 'leaves src'
  if (fromTop === undefined) return undefined
  if (fromTop === 'vocabulary') return toTop === 'vocabulary' ? undefined : 'vocabulary imports nothing outside itself'
  if (toTop === 'vocabulary') return undefined
  if (joiningFolders.has(fromTop)) {
    if (toTop === undefined) return 'what joins does not know the public surface'
    if (belowCalls.has(fromTop) && callers.has(toTop) && !typeOnly) return `${fromTop} is what calls are made of`
    return undefined
  }
  if (fromTop === 'interop') {
    return toTop === 'interop' && toSub === fromSub
      ? undefined
      : 'an interop folder imports vocabulary, the public types and itself'
  }
  if (toTop !== fromTop) return `${fromTop} imports itself and vocabulary only; what it needs arrives as an argument`
  if (fromTop === 'adapters' && fromSub !== undefined && toSub !== undefined && toSub !== fromSub) {
    return 'a protocol imports the files at the root of adapters, never another protocol'
  }
  return undefined
}

/** Every import that breaks the layout, as `file -> module: why`. */
export function forbiddenImports(files: readonly SourceFile[]): string[] {
  const known = new Set(files.map((file) => file.path))
  const violations: string[] = []
  for (const file of files) {
    for (const { specifier, typeOnly } of file.imports) {
      const object = (why: string | undefined): void => {
        if (why !== undefined) violations.push(`${file.path} -> ${specifier}: ${why}`)
      }
      const to = importedPath(file.path, specifier)
      if (to === undefined) {
        if (foldersOf(file.path)[0] === 'vocabulary') object('vocabulary imports nothing outside itself')
        else if (!allowedPackages.has(specifier) && !(file.path === nodeTransport && specifier.startsWith('node:')))
          object('not a package that src may import')
      } else if (to === nodeTransport) {
        object('it would take everything that imports it away from Workers')
      } else if (!known.has(to)) {
        object('no such source file (write the whole path with its .ts)')
      } else if (foldersOf(file.path)[0] === 'interop' && to === 'src/index.ts' && typeOnly) {
        continue
      } else {
        object(folderObjection(file.path, to, typeOnly))
      }
    }
  }
  return violations
}

/** Cycles of imports that exist at run time, each as `a -> b -> a`. Dynamic imports count; type imports are erased and do not. */
export function importCycles(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const done = new Set<string>()
  const trail: string[] = []
  const cycles: string[] = []

  const visit = (path: string): void => {
    const at = trail.indexOf(path)
    if (at >= 0) cycles.push([...trail.slice(at), path].join(' -> '))
    if (at >= 0 || done.has(path)) return
    trail.push(path)
    for (const { specifier, typeOnly } of byPath.get(path)?.imports ?? []) {
      const to = typeOnly ? undefined : importedPath(path, specifier)
      if (to !== undefined) visit(to)
    }
    trail.pop()
    done.add(path)
  }
  for (const file of files) visit(file.path)
  return cycles
}

const drawers: ReadonlySet<string> = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'shared', 'misc', 'core'])

/** Folders and files that are named after being useful, or not in kebab-case, instead of after what they do. */
export function badNames(paths: readonly string[]): string[] {
  return paths.filter((path) =>
    path.split('/').some((segment) => {
      const name = segment.replace(/(\.test|\.test-d|\.d|\.generated)?\.ts$/, '')
      return (
        drawers.has(name) || name.split('-').some((word) => drawers.has(word)) || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)
      )
    }),
  )
}
