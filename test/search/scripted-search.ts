import { createSearch } from '../../src/search.ts'
import type { SearchBackendId, SearchClient, SearchClientConfig } from '../../src/vocabulary/search.ts'
import { manualRuntime, type ManualRuntime } from '../manual-runtime.ts'

/** What a backend does when it is asked: finds titles, refuses, is not there, never answers, or answers with this text. */
export type SearchStep =
  | { readonly found: readonly string[] }
  | {
      readonly status: number
      readonly body?: unknown
      readonly headers?: Readonly<Record<string, string>>
    }
  | { readonly network: string }
  | { readonly silent: true }
  | { readonly text: string; readonly status?: number }

/** A search over scripted backends, its clock in the test's hands. */
export interface ScriptedSearch extends SearchClient {
  readonly runtime: ManualRuntime
  /** Backends in the order in which they were asked, with the time since the start, in milliseconds. */
  readonly asked: readonly (readonly [id: string, atMs: number])[]
  readonly requests: readonly { readonly url: string; readonly init: RequestInit }[]
}

const hosts: Readonly<Record<string, SearchBackendId>> = {
  'api.tavily.com': 'tavily',
  'api.exa.ai': 'exa',
  'api.search.brave.com': 'brave',
  'serpapi.com': 'serpapi',
  'www.googleapis.com': 'google',
  'searx.example': 'searxng',
  'html.duckduckgo.com': 'duckduckgo',
}

/** Keys by which every backend is found in the environment. */
export const everyKey: Readonly<Record<string, string>> = {
  TAVILY_API_KEY: 'tvly-0123456789abcdef',
  EXA_API_KEY: 'exa-secret-0123456789',
  BRAVE_API_KEY: 'BSA0123456789abcdefghij',
  SERPAPI_API_KEY: 'serp0123456789abcdef',
  GOOGLE_API_KEY: 'AIza0123456789abcdefghijklmnop',
  GOOGLE_CSE_ID: 'engine-0123456789',
  SEARXNG_BASE_URL: 'https://searx.example',
}

/** Scripted backends: a fetch that plays their steps in turn, the last one repeats, and what it was asked. */
export interface ScriptedBackends extends Pick<ScriptedSearch, 'requests'> {
  readonly fetch: typeof globalThis.fetch
  readonly asked: readonly SearchBackendId[]
}

/** Makes them. Addresses of nobody are for `others`. */
export function scriptedBackends(
  script: Readonly<Partial<Record<SearchBackendId, readonly SearchStep[]>>>,
  others: typeof globalThis.fetch = async (input) => {
    throw new Error(`nobody is at ${input instanceof Request ? input.url : input.toString()}`)
  },
): ScriptedBackends {
  const requests: { url: string; init: RequestInit }[] = []
  const asked: SearchBackendId[] = []
  const played = new Map<string, number>()
  const fetch: typeof globalThis.fetch = async (input, init = {}) => {
    const url = input instanceof Request ? input.url : input.toString()
    const id = hosts[new URL(url).hostname]
    if (id === undefined) return others(input, init)
    requests.push({ url, init })
    asked.push(id)
    const turn = played.get(id) ?? 0
    played.set(id, turn + 1)
    const steps = script[id] ?? []
    const step = steps[Math.min(turn, steps.length - 1)]
    if (step === undefined) throw new Error(`nothing is scripted for ${id}`)
    return respond(id, step, url, init.signal ?? undefined)
  }
  return { fetch, requests, asked }
}

/** Makes it: the steps of each backend are played in turn, the last one repeats. */
export function scriptedSearch(
  script: Readonly<Partial<Record<SearchBackendId, readonly SearchStep[]>>>,
  config: SearchClientConfig = {},
  env: Readonly<Record<string, string>> = everyKey,
): ScriptedSearch {
  const asked: (readonly [string, number])[] = []
  const backends = scriptedBackends(script)
  const fetch: typeof globalThis.fetch = (input, init) => {
    const answer = backends.fetch(input, init)
    asked.push([backends.asked.at(-1) ?? '', runtime.now() - start])
    return answer
  }
  const runtime = manualRuntime({ fetch, env: { ...env } })
  const start = runtime.now()
  const client = createSearch({ ...config, runtime: { ...runtime, ...config.runtime } })
  return { ...client, runtime, asked, requests: backends.requests }
}

/** Whatever is found is found at one address for each title. */
function answerOf(id: SearchBackendId, titles: readonly string[], url: string): string {
  const pages = titles.map((title) => ({ title, url: `https://${title}.example/`, link: `https://${title}.example/` }))
  if (id === 'duckduckgo') {
    return titles.length === 0
      ? '<div class="no-results">No results.</div>'
      : pages
          .map((page) => `<div class="web-result"><a class="result__a" href="${page.url}">${page.title}</a></div>`)
          .join('')
  }
  const type = url.includes('/news/') || url.includes('tbm=nws') ? 'news' : 'web'
  const answers: Readonly<Partial<Record<SearchBackendId, unknown>>> = {
    brave: type === 'web' ? { type: 'search', web: { results: pages } } : { type, results: pages },
    serpapi: { search_metadata: { status: 'Success' }, [type === 'news' ? 'news_results' : 'organic_results']: pages },
    google: { kind: 'customsearch#search', items: pages },
  }
  return JSON.stringify(answers[id] ?? { results: pages })
}

async function respond(
  id: SearchBackendId,
  step: SearchStep,
  url: string,
  signal: AbortSignal | undefined,
): Promise<Response> {
  if ('found' in step) return new Response(answerOf(id, step.found, url))
  if ('text' in step) return new Response(step.text, { status: step.status ?? 200 })
  if ('network' in step) throw new TypeError('fetch failed', { cause: new Error(step.network) })
  if ('silent' in step) {
    return new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    })
  }
  return new Response(JSON.stringify(step.body ?? { error: `status ${step.status}` }), {
    status: step.status,
    headers: { ...step.headers },
  })
}

/** Lets a search run while time passes, and gives what came of it. */
export async function settle<Result>(
  { runtime }: Pick<ScriptedSearch, 'runtime'>,
  running: Promise<Result>,
  ms = 0,
): Promise<PromiseSettledResult<Result>> {
  const settled = Promise.allSettled([running])
  // What is loaded lazily comes from the file system, which the standing clock does not wait for.
  let done = false
  void settled.then(() => (done = true))
  for (let turn = 0; turn < 200 && !done; turn++) {
    await runtime.advance(0)
    // Whoever waits now waits for time.
    if (runtime.pendingTimers > 0) break
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  if (!done) await runtime.advance(ms)
  const [result] = await settled
  return result
}
