import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import type { Plugin } from 'esbuild'

/*
 * esbuild cuts the modules that an entry and the parts it loads later share into a chunk for each set of those that share them: dozens of
 * files for one call, each of which costs half a millisecond to load and has to be compressed alone. So chunks are laid in layers here:
 * what the entry needs, and on it what every call needs. Whatever is loaded when a layer is there already is told to import the
 * whole of it, which leaves the layer in one chunk.
 */

/** What is kept in chunks. */
export interface Layers {
  /** An entry, and modules that are loaded later, each before the next one and before all that is not a layer. */
  readonly layers: readonly [entry: string, ...later: string[]]
  /** Modules that join the last layer: small, and needed by most of what is loaded after it. */
  readonly joined?: readonly string[]
}

/** Keeps each layer in one chunk. */
export function layeredChunks({ layers, joined = [] }: Layers): Plugin {
  return {
    name: 'layered-chunks',
    setup(build) {
      const later = loadedLater(layers[0])
      const kept = new Set([...layers, ...joined])
      if (later.size === 0 || !layers.slice(1).every((layer) => later.has(layer)))
        throw new Error(`${layers.join(' and ')} are not layers: each is to be loaded later by the first.`)
      build.onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
        const found = join(resolveDir, path)
        return kept.has(found) ? { path: found, sideEffects: true } : undefined
      })
      // An import for the sake of the chunk alone would be dropped, as the package has no side effects.
      build.onResolve({ filter: /^\// }, ({ path }) => (kept.has(path) ? { path, sideEffects: true } : undefined))
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (!later.has(path)) return undefined
        const under = layers.includes(path) ? layers.slice(0, layers.indexOf(path)) : layers
        const imports = [...under, ...(path === layers.at(-1) ? joined : [])]
          .map((layer) => `import ${JSON.stringify(layer)}\n`)
          .join('')
        return { contents: `${readFileSync(path, 'utf8')}\n${imports}`, loader: 'ts' }
      })
    },
  }
}

/** The modules of the sources that are imported with `import()` by an entry or by what it leads to. */
function loadedLater(entry: string): ReadonlySet<string> {
  const all = new Set([entry])
  const later = new Set<string>()
  for (const path of all) {
    const text = readFileSync(path, 'utf8')
    for (const [, statically, dynamically] of text.matchAll(
      /^(?:import|export|\})(?! type)[^'\n]*'(\.[^']+)'|import\('(\.[^']+)'\)/gm,
    )) {
      const target = join(dirname(path), statically ?? dynamically ?? '')
      all.add(target)
      if (dynamically !== undefined) later.add(target)
    }
  }
  return later
}
