import { createRouter } from '../../src/index.ts'
import type { RouterConfig, SearchBackendId } from '../../src/index.ts'
import { manualRuntime } from '../manual-runtime.ts'
import { chatEvent, scriptedChat, textChunk, type ScriptedFetch, type Step } from '../scripted-chat.ts'
import { everyKey, scriptedBackends, type ScriptedBackends, type SearchStep } from '../search/scripted-search.ts'

/** A call as a scripted model makes it. */
export interface ScriptedCall {
  readonly name: string
  readonly args: unknown
}

/** A model's turn that says something, or nothing, and calls tools. */
export function calling(
  calls: readonly ScriptedCall[],
  {
    say = '',
    id = 'c',
    usage = { input: 7, output: 3 },
  }: { say?: string; id?: string; usage?: { input: number; output: number } } = {},
): Step {
  const tool_calls = calls.map(({ name, args }, index) => ({
    index,
    id: `${id}${index}`,
    type: 'function',
    function: { name, arguments: typeof args === 'string' ? args : JSON.stringify(args) },
  }))
  return {
    raw: [
      ...(say === '' ? [] : [textChunk(say)]),
      chatEvent({ id: 'chatcmpl-1', model: 'm', choices: [{ index: 0, delta: { tool_calls }, finish_reason: null }] }),
      chatEvent({ id: 'chatcmpl-1', choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] }),
      chatEvent({
        id: 'chatcmpl-1',
        choices: [],
        usage: { prompt_tokens: usage.input, completion_tokens: usage.output },
      }),
      'data: [DONE]\n\n',
    ],
  }
}

/** A turn that searches. */
export function searching(query: string, say = ''): Step {
  return calling([{ name: 'web_search', args: { query } }], { say, id: `call-${query.length}-` })
}

/** A router over scripted models and scripted search backends. */
export interface SearchingRouter extends Pick<ScriptedFetch, 'requests'> {
  readonly router: ReturnType<typeof createRouter>
  readonly backends: ScriptedBackends
  readonly runtime: ReturnType<typeof manualRuntime>
}

/** Makes it. Models as `routerOf` has them; backends with a script have keys. */
export function searchingRouter(
  models: Readonly<Record<string, readonly Step[]>>,
  search: Readonly<Partial<Record<SearchBackendId, readonly SearchStep[]>>>,
  config: RouterConfig = {},
): SearchingRouter {
  const chat = scriptedChat(models)
  const backends = scriptedBackends(search, chat.fetch)
  const ids = Object.keys(search).map((id) => id.toUpperCase())
  const env = Object.fromEntries(
    Object.entries(everyKey).filter(([name]) => ids.some((id) => name.startsWith(`${id}_`))),
  )
  const runtime = manualRuntime({ fetch: backends.fetch, env })
  const names = Object.keys(models)
  const router = createRouter({
    routes: { default: names.map((name) => `${name}/m` as const) },
    ...config,
    providers: Object.fromEntries(
      names.map((name) => [
        name,
        {
          protocol: 'openai-chat' as const,
          baseUrl: `https://${name}.example/v1`,
          apiKey: `key-of-${name}`,
          ...config.providers?.[name],
        },
      ]),
    ),
    runtime: { ...runtime, ...config.runtime },
  })
  return { router, backends, runtime, requests: chat.requests }
}
