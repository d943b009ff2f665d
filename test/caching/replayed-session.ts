import type { WarmCandidate } from '../../src/caching/warm-order.ts'
import { createWarmPrefixes, type WarmPrefixes } from '../../src/caching/warm-prefix.ts'

const minute = 60_000

/** A provider of a replay: its prices, and a cache of its own that reads what was sent before and has not expired. */
export interface ReplayedTarget extends WarmCandidate {
  readonly ttlMs: number
  readonly minTokens: number
}

/** What a provider charges, as parts of its input price, and for how long it keeps a prefix. */
export interface ReplayedRules {
  readonly output: number
  readonly read: number
  readonly write: number
  readonly ttlMs: number
}

/** Anthropic's. */
export const usualRules: ReplayedRules = { output: 5, read: 0.1, write: 1.25, ttlMs: 5 * minute }

/** A provider with an input price in USD per million tokens. */
export function replayedTarget(model: string, input: number, rules: ReplayedRules = usualRules): ReplayedTarget {
  return {
    target: { provider: 'p', model },
    price: {
      inputUsdPerMillion: input,
      outputUsdPerMillion: input * rules.output,
      cacheReadUsdPerMillion: input * rules.read,
      cacheWriteUsdPerMillion: input * rules.write,
    },
    minTokens: 1_024,
    ttlMs: rules.ttlMs,
  }
}

/** One request of a session whose conversation grows at its end. */
export interface ReplayedRequest {
  /** In milliseconds. */
  readonly at: number
  readonly inputTokens: number
  readonly outputTokens: number
  /** Places of the targets that cannot be asked now. */
  readonly down: readonly number[]
}

/** In which order targets are asked. */
export type Policy = (request: ReplayedRequest) => readonly number[]

/** What a request was charged. */
interface Charged {
  readonly usd: number
  readonly readTokens: number
  readonly writtenTokens: number
}

/** A provider's prompt cache, for one conversation that only grows: what was sent before is a prefix of what is sent now. */
export function createReplayedCache({ price, ttlMs, minTokens }: ReplayedTarget): {
  ask(request: ReplayedRequest): Charged
} {
  const { inputUsdPerMillion: input = 0, outputUsdPerMillion: output = 0 } = price ?? {}
  const { cacheReadUsdPerMillion: read = 0, cacheWriteUsdPerMillion: write = 0 } = price ?? {}
  let held = { tokens: 0, at: Number.NEGATIVE_INFINITY }
  return {
    ask({ at, inputTokens, outputTokens }) {
      const answer = outputTokens * output
      if (inputTokens < minTokens) {
        return { usd: (inputTokens * input + answer) / 1e6, readTokens: 0, writtenTokens: 0 }
      }
      const readTokens = at - held.at < ttlMs ? Math.min(held.tokens, inputTokens) : 0
      const writtenTokens = inputTokens - readTokens
      held = { tokens: inputTokens, at }
      return { usd: (readTokens * read + writtenTokens * write + answer) / 1e6, readTokens, writtenTokens }
    },
  }
}

/** Who is told what became of a request: who served it, and who was asked before in vain. */
type Note = (index: number, request: ReplayedRequest, charged: Charged, failed: readonly number[]) => void

/** A session that is asked one request after the other; `ask` gives what it cost in USD. */
function createReplay(targets: readonly ReplayedTarget[], policy: Policy, note?: Note): Policy & { usd: number } {
  const caches = targets.map(createReplayedCache)
  const replay = (request: ReplayedRequest): readonly number[] => {
    const order = policy(request)
    const place = order.findIndex((index) => !request.down.includes(index))
    const index = order[place] ?? 0
    const charged = caches[index]?.ask(request) ?? { usd: 0, readTokens: 0, writtenTokens: 0 }
    replay.usd += charged.usd
    note?.(index, request, charged, order.slice(0, place))
    return order
  }
  replay.usd = 0
  return replay
}

/** What a session costs under a rule, in USD. */
export function replayed(
  trace: readonly ReplayedRequest[],
  targets: readonly ReplayedTarget[],
  policy: Policy,
): number {
  const replay = createReplay(targets, policy)
  for (const request of trace) replay(request)
  return replay.usd
}

/** Stays where it is as long as that can be asked; the first target is the one that the router would take. */
function alwaysSticky(targets: readonly ReplayedTarget[]): Policy {
  let kept = 0
  return ({ down }) => {
    if (down.includes(kept)) kept = targets.findIndex((_, index) => !down.includes(index))
    return [kept]
  }
}

/** Goes to whatever has the lowest prices of those that can be asked. */
function alwaysCheapest(targets: readonly ReplayedTarget[]): Policy {
  const usd = (index: number): number => targets[index]?.price?.inputUsdPerMillion ?? 0
  const order = targets.map((_, index) => index).toSorted((a, b) => usd(a) - usd(b))
  return () => order
}

/** A session that goes where the router's memory says. A target that is down is asked once, then it rests until it is back. */
function createOwn(
  targets: readonly ReplayedTarget[],
  { warm, session }: { readonly warm: WarmPrefixes; readonly session: string },
): Policy & { usd: number } {
  let resting: readonly number[] = []
  const asWritten = targets.map((_, index) => index)
  return createReplay(
    targets,
    ({ inputTokens }) => warm.order(session, targets, inputTokens) ?? asWritten,
    (index, { at, inputTokens, outputTokens, down }, { readTokens, writtenTokens }, passed) => {
      const served = targets[index]
      if (served === undefined) throw new Error('everything was down')
      const failed = passed.filter((one) => !resting.includes(one))
      resting = down
      warm.record(session, {
        target: served.target,
        usage: { inputTokens, outputTokens, cachedTokens: readTokens, cacheWriteTokens: writtenTokens },
        at,
        model: { cacheTtls: [served.ttlMs > 5 * minute ? '1h' : '5m'] },
        isLong: false,
        failed: failed.flatMap((one) => targets[one]?.target ?? []),
      })
    },
  )
}

/** Sessions of one router, in USD each: their requests come in the order of their times. */
export function routersOwn(
  traces: readonly (readonly ReplayedRequest[])[],
  targets: readonly ReplayedTarget[],
): readonly number[] {
  let now = 0
  const warm = createWarmPrefixes({ now: () => now })
  const sessions = traces.map((_, index) => createOwn(targets, { warm, session: `session ${index}` }))
  const requests = traces.flatMap((trace, index) => trace.map((request) => ({ request, index })))
  for (const { request, index } of requests.toSorted((a, b) => a.request.at - b.request.at)) {
    now = request.at
    sessions[index]?.(request)
  }
  return sessions.map(({ usd }) => usd)
}

/** A trace under the router's memory and under the two rules that know nothing of caches, or of prices. In USD. */
export interface Compared {
  readonly ours: number
  readonly sticky: number
  readonly cheapest: number
  /** The lower of the two. */
  readonly lower: number
}

/** Replays a trace three times. */
export function compare(trace: readonly ReplayedRequest[], targets: readonly ReplayedTarget[]): Compared {
  const [ours = 0] = routersOwn([trace], targets)
  const sticky = replayed(trace, targets, alwaysSticky(targets))
  const cheapest = replayed(trace, targets, alwaysCheapest(targets))
  return { ours, sticky, cheapest, lower: Math.min(sticky, cheapest) }
}

/** A conversation, for traces with a name. */
export interface Conversation {
  readonly length: number
  /** Before each request but the first, in milliseconds. */
  readonly pauseMs: number | ((index: number) => number)
  /** Tokens of the first request, and by how many each is longer than the one before. Default 20 000 and 800. */
  readonly tokens?: readonly [first: number, growth: number]
  /** When the first target is down. */
  readonly down?: (index: number) => boolean
  /** Which target is down then. Default: the first. */
  readonly which?: number
}

/** Its requests. */
export function conversation({
  length,
  pauseMs,
  tokens = [20_000, 800],
  down,
  which = 0,
}: Conversation): readonly ReplayedRequest[] {
  let at = 0
  return Array.from({ length }, (_, index) => {
    if (index > 0) at += typeof pauseMs === 'number' ? pauseMs : pauseMs(index)
    return {
      at,
      inputTokens: tokens[0] + index * tokens[1],
      outputTokens: 300,
      down: down?.(index) === true ? [which] : [],
    }
  })
}
