import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

import type { Plugin } from 'esbuild'

/*
 * Modules that a part loaded later shares with the engine would each be cut into a chunk of their own, for each set of parts that
 * shares them: some forty files for one call. The engine is there whenever one of these parts is loaded, so each is told to import
 * it, and what they share with it stays in its one chunk. The engine in turn is told to import the entry, which is always there before it.
 */

/** Keeps what every call needs in one chunk. `engine`: its module; `without`: entries whose parts are loaded without it. */
export function oneEngineChunk(engine: string, entry: string, without: readonly string[]): Plugin {
  return {
    name: 'one-engine-chunk',
    setup(build) {
      const { lazy } = reachedFrom([entry])
      const apart = new Set(without.flatMap((path) => [...reachedFrom([path]).all]))
      const joined = new Set([...lazy].filter((path) => path !== engine && !apart.has(path)))
      if (joined.size === 0 || !lazy.has(engine)) throw new Error(`${entry} loads nothing but the engine later.`)
      build.onResolve({ filter: /./ }, ({ path, resolveDir }) => {
        const kept = [engine, entry].find((one) => path === one || join(resolveDir, path) === one)
        return kept === undefined ? undefined : { path: kept, sideEffects: true }
      })
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const beside = path === engine ? entry : joined.has(path) ? engine : undefined
        if (beside === undefined) return undefined
        return { contents: `${readFileSync(path, 'utf8')}\nimport ${JSON.stringify(beside)}\n`, loader: 'ts' }
      })
    },
  }
}

interface Reached {
  readonly all: ReadonlySet<string>
  /** Those of them that are imported with `import()` somewhere. */
  readonly lazy: ReadonlySet<string>
}

/** The modules of the sources that an entry leads to, now or later. */
function reachedFrom(entries: readonly string[]): Reached {
  const all = new Set(entries)
  const lazy = new Set<string>()
  for (const path of all) {
    const text = readFileSync(path, 'utf8')
    for (const [, statically, later] of text.matchAll(
      /^(?:import|export|\})(?! type)[^'\n]*'(\.[^']+)'|import\('(\.[^']+)'\)/gm,
    )) {
      const target = join(dirname(path), statically ?? later ?? '')
      all.add(target)
      if (later !== undefined) lazy.add(target)
    }
  }
  return { all, lazy }
}
