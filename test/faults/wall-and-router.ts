import { createRouter } from '../../src/index.ts'
import type { Completion, Router, RouterConfig, RouterError, Settled } from '../../src/index.ts'
import type { WallProtocol } from '../fault-wall/dialect.ts'
import { startFaultWall, type FaultWall, type WallOptions } from '../fault-wall/fault-wall.ts'
import { acceleratedRuntime } from '../fault-wall/wall-clock.ts'

/** A router with default options in front of a wall. */
export interface WallAndRouter extends AsyncDisposable {
  readonly wall: FaultWall
  readonly router: Router
}

/** Which protocol each target speaks; `openai-chat` where nothing is said. */
export type Protocols = Readonly<Record<string, WallProtocol>>

/**
 * Builds a wall, and a router over its targets in the order of the script; each has one model `m`. The route is `default`.
 * With `speed` the router's clock runs as fast as the wall's; its options keep their defaults.
 */
export async function wallAndRouter(
  script: NonNullable<WallOptions['script']>,
  {
    protocols = {},
    config = {},
    ...options
  }: Omit<WallOptions, 'script'> & { protocols?: Protocols; config?: RouterConfig } = {},
): Promise<WallAndRouter> {
  const wall = await startFaultWall({ script, ...options })
  const names = Object.keys(script)
  const providers = Object.fromEntries(
    names.map((name) => [
      name,
      { protocol: protocols[name] ?? 'openai-chat', baseUrl: wall.baseUrl(name), apiKey: `key-of-${name}` } as const,
    ]),
  )
  const router = createRouter({
    routes: { default: names.map((name) => `${name}/m` as const) },
    ...config,
    providers: { ...providers, ...config.providers },
    runtime: {
      readEnv: () => undefined,
      ...(options.speed === undefined ? {} : acceleratedRuntime(wall.clock)),
      ...config.runtime,
    },
  })
  return {
    wall,
    router,
    async [Symbol.asyncDispose]() {
      await router.close()
      await wall.close()
    },
  }
}

/** Loads what first calls load lazily, for either protocol and for what follows a failure, so that no measured call pays for it. */
export async function warmUp(): Promise<void> {
  await using warm = await wallAndRouter(
    { chat: ['unavailable', 'cut-end', 'healthy'], messages: ['cut-end', 'unavailable', 'healthy'] },
    { protocols: { messages: 'anthropic-messages' }, msPerToken: 0, speed: 5 },
  )
  for (const model of [['chat/m', 'messages/m'], ['messages/m', 'chat/m'], 'chat/m', 'messages/m'] as const)
    await readText(warm.router.complete({ model, messages: 'hi' }))
}

/** What a consumer of text is given, piece by piece, and how it ended. */
export async function readText(completion: Completion): Promise<{ readonly text: string; readonly error: unknown }> {
  let text = ''
  try {
    for await (const delta of completion.textStream) text += delta
    return { text, error: undefined }
  } catch (error) {
    return { text, error }
  }
}

/** The error of a call that must have failed. */
export function errorOf(outcome: Settled<unknown>): RouterError {
  if (outcome.ok) throw new Error('the call succeeded')
  return outcome.error
}

/** The result of a call that must have succeeded. */
export function resultOf<Result>(outcome: Settled<Result>): Result {
  if (!outcome.ok) throw outcome.error
  return outcome.result
}
