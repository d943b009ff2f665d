import { createRouter } from '../src/index.ts'
import type { Router, RouterConfig } from '../src/index.ts'
import { manualRuntime, type ManualRuntime } from './manual-runtime.ts'
import { scriptedChat, type ScriptedFetch, type Step } from './scripted-chat.ts'

/** A router over scripted providers, its clock in the test's hands. */
export interface ScriptedRouter {
  readonly router: Router
  readonly runtime: ManualRuntime
  readonly requests: ScriptedFetch['requests']
  /** Hosts that were asked, in order. */
  readonly hosts: () => readonly string[]
}

/**
 * Providers named by the keys of the script, each with one model `m` that speaks openai-chat; the route `default` holds them
 * in that order.
 */
export function routerOf(script: Readonly<Record<string, readonly Step[]>>, config: RouterConfig = {}): ScriptedRouter {
  const { fetch, requests } = scriptedChat(script)
  const runtime = manualRuntime({ fetch })
  const names = Object.keys(script)
  const providers = Object.fromEntries(
    names.map((name) => [
      name,
      { protocol: 'openai-chat' as const, baseUrl: `https://${name}.example/v1`, apiKey: `key-of-${name}` },
    ]),
  )
  const router = createRouter({
    routes: { default: names.map((name) => `${name}/m` as const) },
    ...config,
    providers: { ...providers, ...config.providers },
    runtime: { ...runtime, ...config.runtime },
  })
  return { router, runtime, requests, hosts: () => requests.map(({ host }) => host) }
}

/** Loads what the first call loads lazily, so that a standing clock need not wait for the file system. */
export async function loadLazyChunks(): Promise<void> {
  await routerOf({ a: [{ status: 401 }], b: [{ say: ['Hello'] }] }).router.complete({
    messages: [{ role: 'user', content: 'hi' }],
    // As things are: that there is such an option is what is looked at.
    onTruncation: 'recover',
  })
  // The first retry loads it, and a clock that stands still does not wait for that.
  await import('p-retry')
}
