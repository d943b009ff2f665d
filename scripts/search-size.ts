import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

import { build } from 'esbuild'

/** What `trunkline/search` costs, in gzipped bytes of minified code. */
export interface SearchSize {
  /** By the import: `createSearch` with all that it needs before it asks a backend. */
  readonly onImport: number
  /** What each of the others is, loaded by a search that needs it. */
  readonly later: readonly { readonly file: string; readonly gzipBytes: number }[]
}

/** Bundles the built sub-path as an application would. Throws when the package was not built. */
export async function searchSize(): Promise<SearchSize> {
  const folder = mkdtempSync(join(tmpdir(), 'trunkline-search-'))
  try {
    const { metafile } = await build({
      absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
      entryPoints: { search: 'dist/search.js' },
      outdir: folder,
      metafile: true,
      bundle: true,
      splitting: true,
      minify: true,
      format: 'esm',
      target: 'esnext',
      platform: 'browser',
      logLevel: 'error',
    })
    const files = Object.entries(metafile.outputs)
    const entry = files.find(([, { entryPoint }]) => entryPoint === 'dist/search.js')?.[0]
    if (entry === undefined) throw new Error('the bundle has no entry')
    const onImport = new Set<string>()
    const visit = (file: string): void => {
      if (onImport.has(file)) return
      onImport.add(file)
      for (const { path, kind } of metafile.outputs[file]?.imports ?? []) if (kind === 'import-statement') visit(path)
    }
    visit(entry)
    const sized = files.map(([path]) => ({
      path,
      file: path.split('/').at(-1) ?? path,
      gzipBytes: gzipSync(readFileSync(join(folder, path.split('/').at(-1) ?? '')), { level: 9 }).length,
    }))
    return {
      onImport: sized.filter(({ path }) => onImport.has(path)).reduce((sum, { gzipBytes }) => sum + gzipBytes, 0),
      later: sized.filter(({ path }) => !onImport.has(path)).map(({ file, gzipBytes }) => ({ file, gzipBytes })),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
