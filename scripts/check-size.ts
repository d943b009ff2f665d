import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

import { build } from 'esbuild'
import type { Metafile } from 'esbuild'

/** Gzipped bytes that an application may load before the first delta of an answer. */
const budgetBytes = 25_000

/** Lazy chunks made of these sources alone are not awaited before a delta. Every other lazy chunk counts for every protocol. */
const notNeededForDelta: readonly string[] = ['src/catalog/']

const root = fileURLToPath(new URL('..', import.meta.url))
const entry = 'dist/index.js'

/** One file of the bundle, as a browser or a Worker would fetch it. */
interface Chunk {
  readonly bytes: number
  readonly imports: Metafile['outputs'][string]['imports']
  /** The file of dist that it begins with, when it is an entry or loaded lazily. */
  readonly entryPoint: string | undefined
}

/** Bundles the built package and its two dependencies as an application would, minified, one file per lazy chunk. */
async function bundle(): Promise<ReadonlyMap<string, Chunk>> {
  if (!existsSync(join(root, entry))) throw new Error(`${entry} is missing: run \`npm run build\` first.`)
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outdir: 'bundle',
    write: false,
    metafile: true,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'esnext',
    platform: 'browser',
    conditions: ['worker', 'browser', 'import'],
    logLevel: 'error',
  })
  const chunks = new Map<string, Chunk>()
  for (const file of outputFiles) {
    const path = relative(root, file.path).replaceAll('\\', '/')
    const output = metafile.outputs[path]
    if (output === undefined) throw new Error(`${path} is not in the bundler's report`)
    chunks.set(path, {
      bytes: gzipSync(file.contents, { level: 9 }).length,
      imports: output.imports,
      entryPoint: output.entryPoint,
    })
  }
  return chunks
}

/** A chunk and all that it imports statically. */
function loadedWith(start: string, chunks: ReadonlyMap<string, Chunk>, loaded: Set<string> = new Set()): Set<string> {
  const chunk = chunks.get(start)
  if (chunk === undefined || loaded.has(start)) return loaded
  loaded.add(start)
  for (const { path, kind } of chunk.imports) if (kind === 'import-statement') loadedWith(path, chunks, loaded)
  return loaded
}

/** The sources that a file of dist was built from, e.g. `src/adapters/gemini/protocol.ts`. */
function sourcesOf(distFile: string): readonly string[] {
  const map = JSON.parse(readFileSync(join(root, `${distFile}.map`), 'utf8')) as { readonly sources: readonly string[] }
  return map.sources.map((source) => relative(root, join(root, dirname(distFile), source)).replaceAll('\\', '/'))
}

/** The chunks that are loaded lazily, each with the sources of the file that it begins with. */
function lazyChunks(
  chunks: ReadonlyMap<string, Chunk>,
): { readonly path: string; readonly sources: readonly string[] }[] {
  const imports = [...chunks.values()].flatMap((chunk) => chunk.imports)
  const paths = new Set(imports.filter((each) => each.kind === 'dynamic-import').map((each) => each.path))
  return [...paths].map((path) => {
    const distFile = chunks.get(path)?.entryPoint
    return { path, sources: distFile === undefined ? [] : sourcesOf(distFile) }
  })
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(2)} kB`.padStart(10)
}

const chunks = await bundle()
const entryChunk = [...chunks].find(([, chunk]) => chunk.entryPoint === entry)?.[0]
if (entryChunk === undefined) throw new Error(`the bundle has no chunk for ${entry}`)
const sum = (paths: Iterable<string>): number =>
  [...paths].reduce((total, path) => total + (chunks.get(path)?.bytes ?? 0), 0)

const always = loadedWith(entryChunk, chunks)
const protocols = new Map<string, string>()
const later: string[] = []
const rows: [string, number][] = [['entry', sum(always)]]
for (const { path, sources } of lazyChunks(chunks)) {
  const protocol = sources
    .map((source) => /^src\/adapters\/([^/]+)\/protocol\.ts$/.exec(source)?.[1])
    .find((id) => id !== undefined)
  if (protocol !== undefined) protocols.set(protocol, path)
  else if (
    sources.length > 0 &&
    sources.every((source) => notNeededForDelta.some((folder) => source.startsWith(folder)))
  )
    later.push(path)
  else loadedWith(path, chunks, always)
}
if (protocols.size === 0) throw new Error('the bundle has no lazy chunk of a protocol: nothing was measured')

rows.push(['entry and what every request loads', sum(always)])
for (const path of later) rows.push([`not before a delta: ${basename(path)}`, sum(loadedWith(path, chunks))])
let largest = 0
for (const [protocol, path] of protocols) {
  const total = sum(loadedWith(path, chunks, new Set(always)))
  largest = Math.max(largest, total)
  rows.push([`until a delta of ${protocol}`, total])
}
rows.push(['budget', budgetBytes])
for (const [label, bytes] of rows) console.log(`${kilobytes(bytes)}  ${label}`)
if (largest > budgetBytes) {
  console.error(`A first delta needs ${largest - budgetBytes} bytes too many.`)
  process.exitCode = 1
}
