import type { Options } from 'tsup'

const config: Options = {
  entry: ['src/index.ts'],
  format: 'esm',
  target: 'node22',
  // The library runs on Workers and Deno too: nothing may be resolved to its Node build.
  platform: 'neutral',
  dts: true,
  // Each protocol is a chunk of its own, loaded by the first request that needs it.
  splitting: true,
  treeshake: true,
  clean: true,
  sourcemap: true,
  // Not minified: stack traces stay readable, and a bundler that cares for bytes minifies anyway. scripts/check-size.ts measures what is then left.
  minify: false,
  // Inlined and tree-shaken, zod/mini costs 4 kB; left outside, Node loads the whole of zod when the library is imported.
  // Of aws4fetch only the signer is left; it is in a chunk that AWS credentials alone load.
  noExternal: ['zod', 'aws4fetch'],
  external: ['eventsource-parser', 'p-retry'],
}

export default config
