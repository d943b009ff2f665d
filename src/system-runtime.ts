import type { Runtime } from './vocabulary/runtime.ts'

/** What the hosts offer beside the web's own globals. Every member may be missing: Workers and browsers have none of them. */
interface HostGlobals {
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> }
  readonly Deno?: {
    readonly env: { get(name: string): string | undefined }
    readonly permissions: {
      querySync(query: { readonly name: 'env'; readonly variable: string }): { readonly state: string }
    }
  }
}

/** Longer delays overflow a signed 32-bit integer, and the hosts then fire at once. */
const longestDelayMs = 2 ** 31 - 1

/**
 * Node, Bun and Workers show the environment as `process.env`. Deno guards each variable: one that is not granted reads as absent,
 * because asking would stop the program with a question for every provider's key.
 */
function readEnv(name: string): string | undefined {
  const host: HostGlobals = globalThis
  try {
    if (host.Deno === undefined) return host.process?.env?.[name]
    const { state } = host.Deno.permissions.querySync({ name: 'env', variable: name })
    return state === 'granted' ? host.Deno.env.get(name) : undefined
  } catch {
    // A host that refuses to show its environment is one without it.
    return undefined
  }
}

/**
 * The world outside as Node, Deno, Bun and Workers offer it: the default of every member of `RouterConfig.runtime`.
 * Globals are looked up at each call, so that one replaced after the import (by a test, by instrumentation) is used.
 */
export const systemRuntime: Runtime = {
  fetch: (input, init) => globalThis.fetch(input, init),
  now: () => Date.now(),
  setTimer(delayMs, fire) {
    // Not unref'ed: between two attempts nothing but the timer keeps the process alive, and an awaited call must not be lost with it.
    const timer = setTimeout(fire, Math.min(delayMs, longestDelayMs))
    return { cancel: () => clearTimeout(timer) }
  },
  random: () => Math.random(),
  readEnv,
}
