import { fileURLToPath } from 'node:url'

import type { Options } from 'tsup'

import { oneEngineChunk } from './scripts/one-engine-chunk.ts'

/** What the package exports, each under the name of its file. */
const entry = {
  index: 'src/index.ts',
  search: 'src/search.ts',
  pi: 'src/interop/pi/pi-provider.ts',
  providers: 'src/providers.ts',
} as const

const source = (path: string): string => fileURLToPath(new URL(`src/${path}`, import.meta.url))

const code: Options = {
  entry,
  esbuildPlugins: [oneEngineChunk(source('engine.ts'), source('index.ts'), [source('search.ts')])],
  format: 'esm',
  target: 'node22',
  // The library runs on Workers and Deno too: nothing may be resolved to its Node build.
  platform: 'neutral',
  // Each protocol is a chunk of its own, loaded by the first request that needs it.
  splitting: true,
  treeshake: true,
  clean: true,
  sourcemap: true,
  // Not minified: stack traces stay readable, and a bundler that cares for bytes minifies anyway. scripts/check-size.ts measures what is then left.
  minify: false,
  // Inlined and tree-shaken, zod/mini costs 4 kB; left outside, Node loads the whole of zod when the library is imported.
  // Of aws4fetch only the signer is left; it is in a chunk that AWS credentials alone load. Of htmlparser2 the tokeniser, in one that
  // answers in HTML load.
  noExternal: ['zod', 'aws4fetch', 'htmlparser2'],
  external: ['eventsource-parser', 'p-retry'],
}

/** Declarations of each on its own: together they would be cut into files that nobody can read. */
const declarations = Object.entries(entry).map(([name, path]): Options => ({
  entry: { [name]: path },
  format: 'esm',
  target: 'node22',
  dts: { only: true },
}))

const configs: readonly Options[] = [code, ...declarations]

export default configs
