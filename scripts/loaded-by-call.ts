import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'

import { build, type Metafile } from 'esbuild'

const run = promisify(execFile)
const root = fileURLToPath(new URL('..', import.meta.url))

/** Protocols whose calls are measured. */
export const measuredProtocols = ['openai-chat', 'anthropic-messages', 'openai-responses', 'gemini'] as const

/** What one call really loads. */
export interface LoadedCode {
  /** Gzipped bytes of all files that were loaded by the end of the call, and of those before its first delta. */
  readonly gzipBytes: number
  readonly gzipBytesBeforeDelta: number
  /** Of those that importing the library loads. */
  readonly gzipBytesOnImport: number
  readonly chunks: readonly LoadedChunk[]
}

/** A file of the bundle that was loaded. */
export interface LoadedChunk {
  readonly file: string
  readonly gzipBytes: number
  readonly beforeDelta: boolean
  readonly onImport: boolean
}

/** How much a module holds of what was loaded, minified, in bytes. */
export interface ModuleShare {
  readonly module: string
  readonly bytes: number
}

/**
 * Bundles the built package as an application for Workers would, minified and split, makes one call over the protocol with a made-up
 * provider, and sees which files were loaded. Throws when the package was not built, the call failed, or nothing was loaded.
 */
export async function loadedByCall(protocol: string): Promise<LoadedCode> {
  if (!existsSync(join(root, 'dist', 'index.js'))) throw new Error('dist is missing: run `npm run build` first.')
  return bundled('dist/index.js', async (folder) => {
    const { loaded, beforeDelta, onImport } = await recordLoads(folder, protocol)
    const chunks = loaded.map((file) => ({
      file,
      gzipBytes: gzipSync(readFileSync(join(folder, file)), { level: 9 }).length,
      beforeDelta: beforeDelta.includes(file),
      onImport: onImport.includes(file),
    }))
    const sum = (counted: readonly LoadedChunk[]): number =>
      counted.reduce((total, { gzipBytes }) => total + gzipBytes, 0)
    return {
      gzipBytes: sum(chunks),
      gzipBytesBeforeDelta: sum(chunks.filter((chunk) => chunk.beforeDelta)),
      gzipBytesOnImport: sum(chunks.filter((chunk) => chunk.onImport)),
      chunks,
    }
  })
}

/**
 * The modules that such a call loads, the largest first. They are those of a bundle of the sources, whose chunks are cut a little
 * differently from those of the built package: the sums differ by what the cutting costs.
 */
export function modulesLoadedByCall(protocol: string): Promise<readonly ModuleShare[]> {
  return bundled('src/index.ts', async (folder, { outputs }) => {
    const { loaded } = await recordLoads(folder, protocol)
    const shares = new Map<string, number>()
    for (const [path, { inputs }] of Object.entries(outputs)) {
      if (!loaded.includes(basename(path))) continue
      for (const [module, { bytesInOutput }] of Object.entries(inputs)) {
        shares.set(module, (shares.get(module) ?? 0) + bytesInOutput)
      }
    }
    return [...shares].map(([module, bytes]) => ({ module, bytes })).toSorted((one, other) => other.bytes - one.bytes)
  })
}

async function bundled<Found>(
  entry: string,
  look: (folder: string, metafile: Metafile) => Promise<Found>,
): Promise<Found> {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-bundle-'))
  try {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: { index: entry },
      outdir: folder,
      outExtension: { '.js': '.mjs' },
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
    return await look(folder, metafile)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface RecordedLoads {
  readonly loaded: readonly string[]
  readonly onImport: readonly string[]
  readonly beforeDelta: readonly string[]
}

async function recordLoads(folder: string, protocol: string): Promise<RecordedLoads> {
  const recorder = fileURLToPath(new URL('record-loads.ts', import.meta.url))
  const { stdout } = await run(process.execPath, [recorder, join(folder, 'index.mjs'), protocol])
  const loads = JSON.parse(stdout) as RecordedLoads
  if (loads.loaded.length < 2)
    throw new Error(`a call over ${protocol} loaded ${loads.loaded.length} files: nothing was measured`)
  return loads
}
