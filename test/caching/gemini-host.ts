import { createRouter, type RouterConfig } from '../../src/index.ts'
import { manualRuntime } from '../manual-runtime.ts'
import type { Body } from './written-body.ts'

/** A Gemini host that keeps cached contents for as long as it is asked to, and refuses what the real one refuses. */
export function geminiHost(config: RouterConfig = {}): {
  readonly router: ReturnType<typeof createRouter>
  /** Of completions. */
  readonly bodies: Body[]
  /** Of cached contents that were asked for. */
  readonly made: Body[]
  readonly runtime: ReturnType<typeof manualRuntime>
  readonly host: { refusesToMake: boolean; isStuck: boolean; forget(): void; keep(name: string): void }
} {
  const [bodies, made]: [Body[], Body[]] = [[], []]
  const contents = new Map<string, number>()
  const host = {
    refusesToMake: false,
    isStuck: false,
    forget: () => contents.clear(),
    keep: (name: string) => void contents.set(name, Number.POSITIVE_INFINITY),
  }
  const answer = (status: number, body: unknown): Promise<Response> => Promise.resolve(Response.json(body, { status }))
  const runtime = manualRuntime({
    env: { GEMINI_API_KEY: 'AIza-test' },
    fetch: (input, init) => {
      const body = JSON.parse(init?.body as string) as Body
      if (new URL(input as string).pathname.endsWith('/cachedContents')) {
        made.push(body)
        if (host.isStuck) return new Promise(() => {})
        if (host.refusesToMake)
          return answer(400, { error: { code: 400, message: 'Too small.', status: 'INVALID_ARGUMENT' } })
        const name = `cachedContents/c${made.length}`
        const until = runtime.now() + Number.parseInt(String(body['ttl']), 10) * 1_000
        contents.set(name, until)
        const expireTime = new Date(until).toISOString()
        return answer(200, { name, expireTime, usageMetadata: { totalTokenCount: 5_000 } })
      }
      bodies.push(body)
      const name = body['cachedContent']
      if (typeof name === 'string') {
        if (body['systemInstruction'] !== undefined || body['tools'] !== undefined || body['toolConfig'] !== undefined)
          return answer(400, {
            error: { code: 400, message: 'CachedContent can not be used with these.', status: 'INVALID_ARGUMENT' },
          })
        if ((contents.get(name) ?? 0) <= runtime.now())
          return answer(403, {
            error: {
              code: 403,
              message: 'CachedContent not found (or permission denied)',
              status: 'PERMISSION_DENIED',
            },
          })
      }
      return answer(200, {
        candidates: [{ content: { role: 'model', parts: [{ text: 'Hello' }] }, finishReason: 'STOP', index: 0 }],
        usageMetadata: { promptTokenCount: 10, candidatesTokenCount: 1, totalTokenCount: 11 },
      })
    },
  })
  return { router: createRouter({ routing: { maxRetries: 0 }, ...config, runtime }), bodies, made, runtime, host }
}
