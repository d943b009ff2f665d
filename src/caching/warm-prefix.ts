import type { ModelPrice, Target } from '../vocabulary/model.ts'
import type { Usage } from '../vocabulary/usage.ts'
import { nameOf } from '../vocabulary/model-ref.ts'

/** A target that a request could be served by, with its prices. */
export interface WarmCandidate {
  readonly target: Target
  readonly price: ModelPrice | undefined
}

/** What the caches of targets hold of each conversation, as far as their answers showed it. */
export interface WarmPrefixes {
  /** Takes note of an answer: what it says that was read from and written to a cache. */
  record(session: string, target: Target, usage: Usage, ttlMs: number): void
  /**
   * Which of the candidates a request of `inputTokens` is best sent to, as an index: the first, unless another still holds so
   * much of the conversation that it is expected to cost less, this time and for as long as it may go on.
   * 0 where nothing is known of the session, or a price is unknown.
   */
  choose(session: string, candidates: readonly WarmCandidate[], inputTokens: number): number
}

interface Warmth {
  /** Tokens that are read, if it is still there. */
  readonly tokens: number
  readonly at: number
  readonly ttlMs: number
  /** The share of what was to be read that was read, lately: 0 to 1. */
  readonly trust: number
}

interface Session {
  readonly requests: number
  readonly at: number
  /** Averages of its requests so far. */
  readonly outputTokens: number
  readonly gapMs: number
  readonly targets: ReadonlyMap<string, Warmth>
  /** How often a target was chosen and another one served. */
  readonly failures: ReadonlyMap<string, number>
  /** What the request that runs was to be served by. */
  chosen: string | undefined
}

/** Sessions that are remembered; the oldest go first. */
const mostSessions = 1_000

/** How many requests are looked ahead at most. */
const longestHorizon = 50

/** The weight of the last answer in what is known of a cache. */
const weightOfLast = 0.5

/** How long a cache is taken to keep what it has not been asked for yet. */
const usualTtlMs = 5 * 60_000

/** How far a cache is trusted that has not been asked yet. */
const trustAtFirst = 1

/** An empty memory. */
export function createWarmPrefixes({ now }: { readonly now: () => number }): WarmPrefixes {
  const sessions = new Map<string, Session>()
  return {
    record(session, target, usage, ttlMs) {
      const before = sessions.get(session)
      // A target that tells nothing of a cache may have none.
      if (usage.cachedTokens === undefined && before === undefined) return
      sessions.delete(session)
      sessions.set(session, withAnswer(before, target, usage, { ttlMs, now: now() }))
      const oldest = sessions.size > mostSessions ? sessions.keys().next() : undefined
      if (oldest?.done === false) sessions.delete(oldest.value)
    },
    choose(session, candidates, inputTokens) {
      const known = sessions.get(session)
      if (known === undefined || candidates.length < 2) return 0
      let best = 0
      let least = Number.POSITIVE_INFINITY
      for (const [index, { target, price }] of candidates.entries()) {
        const warmth = known.targets.get(nameOf(target))
        // Of those that know nothing of the conversation the first stands for all: the order among them is not ours.
        if (index > 0 && (warmth === undefined || warmth.tokens === 0)) continue
        const failures = known.failures.get(nameOf(target)) ?? 0
        const usd = expectedUsd(price, warmth, { ...known, failures, inputTokens, now: now() })
        if (usd === undefined) return 0
        if (usd < least) [best, least] = [index, usd]
      }
      const chosen = candidates[best]
      known.chosen = chosen === undefined ? undefined : nameOf(chosen.target)
      return best
    },
  }
}

function withAnswer(
  before: Session | undefined,
  target: Target,
  usage: Usage,
  { ttlMs, now }: { readonly ttlMs: number; readonly now: number },
): Session {
  const { inputTokens = 0, cachedTokens = 0, cacheWriteTokens = 0, outputTokens = 0 } = usage
  const name = nameOf(target)
  const warmth = before?.targets.get(name)
  const expected = warmth === undefined ? 0 : Math.min(warmth.tokens, inputTokens) * chanceOf(warmth, now)
  const seen = expected === 0 ? undefined : Math.min(1, cachedTokens / expected)
  const trust = warmth?.trust ?? trustAtFirst
  const requests = (before?.requests ?? 0) + 1
  const average = (was: number | undefined, is: number): number => (was ?? is) + (is - (was ?? is)) / requests
  const chosen = before?.chosen
  const hasFailed = chosen !== undefined && chosen !== name
  return {
    requests,
    at: now,
    outputTokens: average(before?.outputTokens, outputTokens),
    gapMs: before === undefined ? 0 : average(before.requests === 1 ? undefined : before.gapMs, now - before.at),
    targets: new Map(before?.targets).set(name, {
      // Where writes are not told (OpenAI before 5.6, Gemini), what was sent will be there if anything was.
      tokens: cacheWriteTokens > 0 ? cachedTokens + cacheWriteTokens : cachedTokens > 0 ? inputTokens : 0,
      at: now,
      ttlMs,
      trust: seen === undefined ? trust : trust + (seen - trust) * weightOfLast,
    }),
    failures: hasFailed
      ? new Map(before?.failures).set(chosen, (before?.failures.get(chosen) ?? 0) + 1)
      : (before?.failures ?? new Map<string, number>()),
    chosen: undefined,
  }
}

/** The probability that a prefix is still there: certain but for the last twentieth of its time, which answers take to arrive. */
function chanceOf({ at, ttlMs }: Pick<Warmth, 'at' | 'ttlMs'>, now: number): number {
  const age = (now - at) / ttlMs
  return age <= 0.95 ? 1 : Math.max(0, (1 - age) / 0.05)
}

/**
 * What this request and twice as many as there were (replayed, the best guess of how long it goes on) cost at a target. The value of its warm prefix is in it: the tokens that
 * are there, times the difference of the prices, times the chance of reading them, as far as its answers bore that out. One
 * that has failed may do so again: then another one writes the whole conversation.
 */
function expectedUsd(
  price: ModelPrice | undefined,
  warmth: Warmth | undefined,
  question: Pick<Session, 'requests' | 'outputTokens' | 'gapMs'> & {
    readonly failures: number
    readonly inputTokens: number
    readonly now: number
  },
): number | undefined {
  const { inputUsdPerMillion: input, outputUsdPerMillion: output } = price ?? {}
  if (input === undefined || output === undefined) return undefined
  const read = price?.cacheReadUsdPerMillion ?? input
  const write = price?.cacheWriteUsdPerMillion ?? input
  const { inputTokens, outputTokens, failures, gapMs, now } = question
  const horizon = Math.min(longestHorizon, 2 * question.requests)
  const trust = warmth?.trust ?? trustAtFirst
  const warm = warmth === undefined ? 0 : Math.min(warmth.tokens, inputTokens) * chanceOf(warmth, now) * trust
  const first = warm * read + (inputTokens - warm) * write
  // At the pace of the conversation so far.
  const kept = trust * chanceOf({ at: 0, ttlMs: warmth?.ttlMs ?? usualTtlMs }, gapMs)
  const later = inputTokens * (kept * read + (1 - kept) * write)
  const risk = Math.min(1, failures) * inputTokens * (write - read) * kept
  return (first + horizon * later + risk + (horizon + 1) * outputTokens * output) / 1_000_000
}
