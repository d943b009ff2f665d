import { fileURLToPath } from 'node:url'

import type { Options } from 'tsup'

import { layeredChunks } from './scripts/layered-chunks.ts'

/** What the package exports, each under the name of its file. */
const entry = {
  index: 'src/index.ts',
  search: 'src/search.ts',
  pi: 'src/interop/pi/pi-provider.ts',
  providers: 'src/providers.ts',
  node: 'src/transport/node-fetch.ts',
} as const

const source = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const code: Options = {
  format: 'esm',
  target: 'node22',
  // The library runs on Workers and Deno too: nothing may be resolved to its Node build.
  platform: 'neutral',
  // Each protocol is a chunk of its own, loaded by the first request that needs it.
  splitting: true,
  treeshake: true,
  sourcemap: true,
  // Not minified: stack traces stay readable, and a bundler that cares for bytes minifies anyway. scripts/check-size.ts measures what is then left.
  minify: false,
  // Inlined and tree-shaken, zod/mini costs 4 kB; left outside, Node loads the whole of zod when the library is imported.
  // Of aws4fetch only the signer is left; it is in a chunk that AWS credentials alone load. Of htmlparser2 the tokeniser, in one that
  // answers in HTML load.
  noExternal: ['zod', 'aws4fetch', 'htmlparser2'],
  external: ['eventsource-parser', 'p-retry'],
}

/** What most protocols need to write a request, or know of hosts: a file for each of them would take longer to load than all of them to read. */
const ofMostProtocols = [
  'cache-control',
  'cache-key-fields',
  'copilot-headers',
  'file-content',
  'function-plan',
  'openrouter-attribution',
  'output-instruction',
  'output-limit-member',
  'path-segment',
  'reported-cost',
  'sampling',
  'session-affinity',
  'split-at-marks',
  'tool-names',
  'tool-result-text',
  'vendor-terms',
].map((name) => `src/adapters/${name}.ts`)

/**
 * The code of each on its own: chunks that several shared would be more files for each of them, and bring parts of one into the bundle
 * of an application that imports another.
 */
const codes: readonly Options[] = [
  {
    ...code,
    entry: { index: entry.index },
    clean: true,
    esbuildPlugins: [
      layeredChunks({ layers: [source(entry.index), source('src/engine.ts')], joined: ofMostProtocols.map(source) }),
    ],
  },
  { ...code, entry: { search: entry.search }, esbuildPlugins: [layeredChunks({ layers: [source(entry.search)] })] },
  { ...code, entry: { pi: entry.pi, providers: entry.providers } },
  // Deno knows Node's modules by their whole names only.
  { ...code, platform: 'node', removeNodeProtocol: false, entry: { node: entry.node } },
]

/** Declarations of each on its own: together they would be cut into files that nobody can read. */
const declarations = Object.entries(entry).map(([name, path]): Options => ({
  entry: { [name]: path },
  format: 'esm',
  target: 'node22',
  // `AsyncDisposable` is in no library that an application with a target before ES2026 brings by itself.
  dts: { only: true, banner: '/// <reference lib="esnext.disposable" />' },
}))

const configs: readonly Options[] = [...codes, ...declarations]

export default configs
