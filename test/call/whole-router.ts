import { createMemorySpendStore } from '../../src/budget/memory-spend-store.ts'
import {
  createRouter,
  type CompletionEvent,
  type Notice,
  type RouterConfig,
  type SpendLimit,
  type SpendStore,
  type SpendTotal,
} from '../../src/index.ts'
import type { CompletionResult, Settled } from '../../src/index.ts'
import { longConversation, sizeInTokens } from '../compaction/long-conversation.ts'
import { manualRuntime, type ManualRuntime } from '../manual-runtime.ts'
import { scriptedChat, type ScriptedFetch, type Step } from '../scripted-chat.ts'
import { scriptedBackends, type ScriptedBackends, type SearchStep } from '../search/scripted-search.ts'
import { searching } from './searching-router.ts'
import { watchedFetch, type WatchedFetch } from './watched-fetch.ts'

/** A conversation that is about to fill the window of every target. */
export const fullConversation: ReturnType<typeof longConversation> = longConversation({ messages: 60 })

/** What costs a hundredth of a USD for each 100 tokens of output, 0.1 USD at most. */
const price = { inputUsdPerMillion: 0, outputUsdPerMillion: 100 }

/** A router on which everything is on at once: hedging, compaction, search, limits on spending and on requests at one time. */
export interface WholeRouter extends Pick<ScriptedFetch, 'requests'>, Pick<WatchedFetch, 'open'> {
  readonly router: ReturnType<typeof createRouter>
  readonly runtime: ManualRuntime
  readonly backends: ScriptedBackends
  readonly notices: readonly Notice[]
  /** What is spent and reserved of the day's limit of 1 USD, in billionths. */
  readonly money: () => SpendTotal
}

/** How a whole router differs from the usual one. */
export interface WholeOptions extends RouterConfig {
  /** What Tavily does. Default: it finds a page. */
  readonly found?: readonly SearchStep[]
  /** How long the store of what is spent takes, in milliseconds. Default 0. */
  readonly storeMs?: number
  /** Default 1 USD a day. */
  readonly spend?: readonly SpendLimit[]
}

/** A call that runs: its events, and what came of it once it is over. */
export interface WatchedCall {
  readonly completion: ReturnType<WholeRouter['router']['complete']>
  readonly events: readonly CompletionEvent[]
  outcome: Settled<CompletionResult> | undefined
}

/** Makes it. Models are named and scripted as for `routerOf`. */
export function wholeRouter(
  models: Readonly<Record<string, readonly Step[]>>,
  options: WholeOptions = {},
): WholeRouter {
  const { found = [{ found: ['Page'] }], storeMs = 0, spend = [{ usd: 1, per: 'day' }], ...config } = options
  const notices: Notice[] = []
  const chat = scriptedChat(models)
  const backends = scriptedBackends({ tavily: found }, chat.fetch)
  const watched = watchedFetch(backends.fetch)
  const runtime = manualRuntime({ fetch: watched.fetch, env: { TAVILY_API_KEY: 'tvly-0123456789abcdef' } })
  const memory = createMemorySpendStore(() => runtime.now())
  const spendStore: SpendStore = {
    async reserve(windows, nanoUsd) {
      if (storeMs > 0) await new Promise<void>((resolve) => void runtime.setTimer(storeMs, resolve))
      return memory.reserve(windows, nanoUsd)
    },
    settle: (windows, reserved, spent) => memory.settle(windows, reserved, spent),
  }
  const names = Object.keys(models)
  const contextWindow = Math.ceil(sizeInTokens(fullConversation) / 0.95 / 0.9)
  const router = createRouter({
    routes: { default: names.map((name) => `${name}/m` as const) },
    models: Object.fromEntries(names.map((name) => [`${name}/m`, { contextWindow, maxOutputTokens: 1_000, price }])),
    compaction: 'auto',
    search: { duckDuckGo: false, backends: { tavily: { usdPerQuery: 0.01 } } },
    onNotice: (notice) => void notices.push(notice),
    runtime,
    ...config,
    budget: { spend, spendStore },
    routing: { hedge: { afterMs: 1_000 }, ...config.routing },
    providers: Object.fromEntries(
      names.map((name) => [
        name,
        {
          protocol: 'openai-chat' as const,
          baseUrl: `https://${name}.example/v1`,
          apiKey: `key-of-${name}`,
          limits: { maxConcurrent: 1 },
          ...config.providers?.[name],
        },
      ]),
    ),
  })
  return {
    router,
    runtime,
    backends,
    notices,
    requests: chat.requests,
    open: watched.open,
    money: () => memory.total('day 1970-01-01'),
  }
}

/** What such a call asks for beside its message. */
export type WatchedRequest = Partial<Parameters<WholeRouter['router']['complete']>[0]>

/** Starts a call whose events are read as they come. `appendOnly`: as the request says. */
export function watch({ router }: WholeRouter, request: WatchedRequest = {}): WatchedCall {
  const completion = router.complete({ messages: 'hi', ...request })
  const events: CompletionEvent[] = []
  const call: WatchedCall = { completion, events, outcome: undefined }
  void (async () => {
    for await (const event of completion.events) events.push(event)
  })().catch(() => undefined)
  void completion.settled().then((outcome) => (call.outcome = outcome))
  return call
}

/** What does not add up once a call is over; empty: nothing is left running, and everything is booked once. */
export async function leftovers(set: WholeRouter, { outcome, events }: WatchedCall): Promise<readonly string[]> {
  const problems: string[] = []
  const check = (is: boolean, problem: string): void => {
    if (!is) problems.push(problem)
  }
  if (outcome === undefined) return ['the call is not over']
  const { attempts } = outcome.ok ? outcome.result : outcome.error
  const starts = events.flatMap((event) => (event.type === 'attempt-start' ? [event.number] : []))
  const ends = events.flatMap((event) => (event.type === 'attempt-end' ? [event.attempt.number] : []))
  const models = attempts.filter(({ protocol }) => protocol !== 'web-search')
  const numbers = models.map(({ number }) => number).toSorted((a, b) => a - b)
  check(
    String(starts.toSorted((a, b) => a - b)) === String(numbers),
    `begun ${starts.join(' ')}, booked ${numbers.join(' ')}`,
  )
  check(
    String(ends.toSorted((a, b) => a - b)) === String(numbers),
    `ended ${ends.join(' ')}, booked ${numbers.join(' ')}`,
  )
  check(new Set(attempts.map(({ number }) => number)).size === attempts.length, 'a number is given twice')
  for (const { number, usage } of models) check(usage !== undefined, `attempt ${number} has no usage`)
  const { total } = await set.router.report({ groupBy: [] })
  check(total.attempts === attempts.length, `${total.attempts} attempts in the report, ${attempts.length} in the call`)
  check(set.open().length === 0, `open: ${set.open().join(', ')}`)
  check(set.runtime.pendingTimers === 0, `${set.runtime.pendingTimers} timers`)
  check(set.money().reservedNanoUsd === 0, `${set.money().reservedNanoUsd} billionths of a USD stay reserved`)
  const { skipped } = await set.router.plan({ messages: 'hi' })
  for (const { reason, message } of skipped) check(reason !== 'limit', message)
  return problems
}

/** Loads whatever calls load lazily, so that a standing clock need not wait for the file system. */
export async function loadEverything(): Promise<void> {
  const cut: Step = { cut: ['Hel', 'lo'] }
  const set = wholeRouter(
    { a: [{ say: ['A summary.'] }, searching('x'), cut, { status: 500 }], b: [{ silent: true }, { say: ['lo'] }] },
    { found: [{ status: 500 }, { found: ['Page'] }] },
  )
  const call = watch(set, { search: true, messages: fullConversation, appendOnly: true })
  for (let step = 0; step < 500 && call.outcome === undefined; step++) {
    await set.runtime.advance(500)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await set.router.report()
  await set.router.plan({ messages: 'hi' })
}
