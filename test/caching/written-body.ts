import { createRouter } from '../../src/index.ts'
import type { Notice, RouterConfig } from '../../src/index.ts'
import { manualRuntime } from '../manual-runtime.ts'

/** A JSON object as a test looks into it. */
export type Body = Readonly<Record<string, unknown>>

/** A request to a router without routes of its own. */
export type Asked = Parameters<ReturnType<typeof createRouter>['complete']>[0]

/** Keys for every provider that is asked here. */
const environment: Readonly<Record<string, string>> = {
  ANTHROPIC_API_KEY: 'sk-ant-test',
  OPENAI_API_KEY: 'sk-test',
  OPENROUTER_API_KEY: 'sk-or-test',
  GEMINI_API_KEY: 'AIza-test',
  AWS_BEARER_TOKEN_BEDROCK: 'bedrock-test',
  DEEPSEEK_API_KEY: 'sk-deepseek',
  GROQ_API_KEY: 'gsk-test',
  XAI_API_KEY: 'xai-test',
}

/** What a request is answered with. */
export type Answer = { readonly status: number; readonly body: unknown }

/** A router whose requests are kept, each answered by the next of `answers`, the last for all that follow. */
export function recordingRouter(
  answers: readonly Answer[] = [{ status: 400, body: { error: { message: 'The test says no.' } } }],
  config: RouterConfig = {},
  env: Readonly<Record<string, string>> = {},
): {
  readonly router: ReturnType<typeof createRouter>
  readonly bodies: Body[]
  readonly notices: Notice[]
  readonly runtime: ReturnType<typeof manualRuntime>
} {
  const bodies: Body[] = []
  const notices: Notice[] = []
  const runtime = manualRuntime({
    env: { ...environment, ...env },
    fetch: (_input, init) => {
      const answer = answers[Math.min(bodies.length, answers.length - 1)]
      bodies.push(JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as Body)
      return Promise.resolve(Response.json(answer?.body, { status: answer?.status ?? 500 }))
    },
  })
  const router = createRouter({
    routing: { maxRetries: 0 },
    onNotice: (notice) => void notices.push(notice),
    ...config,
    runtime,
  })
  return { router, bodies, notices, runtime }
}

/** The body that a request is sent with. */
export async function writtenBody(
  request: Asked,
  config: RouterConfig = {},
  env: Readonly<Record<string, string>> = {},
): Promise<Body> {
  const { router, bodies } = recordingRouter(undefined, config, env)
  await router.complete(request).settled()
  const [body] = bodies
  if (body === undefined) throw new Error('no request was sent')
  return body
}

/** How often a mark of any family stands in a value. */
export function countMarks(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return Object.entries(value).reduce(
    (sum, [name, member]) => sum + (name === 'cache_control' || name === 'cachePoint' ? 1 : countMarks(member)),
    0,
  )
}

/** Where the marks of a body stand, as paths, in order; `cache_control` at the top is `cache_control`. */
export function markPaths(value: unknown, path = ''): readonly string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, member]) => {
    const here = path === '' ? name : `${path}.${name}`
    return name === 'cache_control' || name === 'cachePoint' ? [here] : markPaths(member, here)
  })
}
