import type { ModelPrice, Target } from '../vocabulary/model.ts'
import type { Usage } from '../vocabulary/usage.ts'

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
   * much of the conversation that it is expected to cost less, this time and for about as many requests as there were.
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
  readonly outputTokens: number
  readonly targets: ReadonlyMap<string, Warmth>
}

/** Sessions that are remembered; the oldest go first. */
const mostSessions = 1_000

/** How many requests are looked ahead at most. */
const longestHorizon = 50

/** The weight of the last answer in what is known of a cache. */
const weightOfLast = 0.5

/** How far a cache is trusted that has not been asked yet. */
const trustAtFirst = 0.9

const nameOf = ({ provider, model }: Target): string => `${provider}/${model}`

/** An empty memory. */
export function createWarmPrefixes({ now }: { readonly now: () => number }): WarmPrefixes {
  const sessions = new Map<string, Session>()
  return {
    record(session, target, usage, ttlMs) {
      const { inputTokens = 0, cachedTokens, cacheWriteTokens = 0, outputTokens = 0 } = usage
      const before = sessions.get(session)
      // A target that tells nothing of a cache may have none.
      if (cachedTokens === undefined && before === undefined) return
      const warmth = before?.targets.get(nameOf(target))
      const read = cachedTokens ?? 0
      const expected = warmth === undefined ? 0 : Math.min(warmth.tokens, inputTokens) * chanceOf(warmth, now())
      const seen = expected === 0 ? undefined : Math.min(1, read / expected)
      const known = warmth?.trust ?? trustAtFirst
      const isCached = read + cacheWriteTokens > 0
      const targets = new Map(before?.targets)
      targets.set(nameOf(target), {
        // Where writes are not told (OpenAI before 5.6, Gemini), what was sent will be there if anything was.
        tokens: cacheWriteTokens > 0 ? read + cacheWriteTokens : isCached ? inputTokens : 0,
        at: now(),
        ttlMs,
        trust: seen === undefined ? known : known + (seen - known) * weightOfLast,
      })
      const requests = (before?.requests ?? 0) + 1
      const average = before?.outputTokens ?? outputTokens
      sessions.delete(session)
      sessions.set(session, { requests, outputTokens: average + (outputTokens - average) / requests, targets })
      const oldest = sessions.size > mostSessions ? sessions.keys().next() : undefined
      if (oldest?.done === false) sessions.delete(oldest.value)
    },
    choose(session, candidates, inputTokens) {
      const known = sessions.get(session)
      if (known === undefined || candidates.length < 2) return 0
      const horizon = Math.min(longestHorizon, known.requests)
      let best = 0
      let least = Number.POSITIVE_INFINITY
      for (const [index, { target, price }] of candidates.entries()) {
        const warmth = known.targets.get(nameOf(target))
        // Of those that know nothing of the conversation the first stands for all: the order among them is not ours.
        if (index > 0 && (warmth === undefined || warmth.tokens === 0)) continue
        const usd = expectedUsd(price, warmth, { ...known, horizon, inputTokens, now: now() })
        if (usd === undefined) return 0
        if (usd < least) [best, least] = [index, usd]
      }
      return best
    },
  }
}

/** The probability that a prefix is still there: certain in its first four fifths, then falling to nothing at its end. */
function chanceOf({ at, ttlMs }: Warmth, now: number): number {
  const age = (now - at) / ttlMs
  return age <= 0.8 ? 1 : Math.max(0, (1 - age) / 0.2)
}

/**
 * What this request and those that follow cost at a target. The value of its warm prefix is in it: the tokens that are
 * there, times the difference of the prices, times the chance of reading them, as far as its answers bore that out.
 */
function expectedUsd(
  price: ModelPrice | undefined,
  warmth: Warmth | undefined,
  question: { readonly inputTokens: number; readonly outputTokens: number; readonly horizon: number; readonly now: number },
): number | undefined {
  const { inputUsdPerMillion: input, outputUsdPerMillion: output } = price ?? {}
  if (input === undefined || output === undefined) return undefined
  const read = price?.cacheReadUsdPerMillion ?? input
  const write = price?.cacheWriteUsdPerMillion ?? input
  const { inputTokens, outputTokens, horizon, now } = question
  const trust = warmth?.trust ?? trustAtFirst
  const warm = warmth === undefined ? 0 : Math.min(warmth.tokens, inputTokens) * chanceOf(warmth, now) * trust
  const first = warm * read + (inputTokens - warm) * write
  const later = inputTokens * (trust * read + (1 - trust) * write)
  return (first + horizon * later + (horizon + 1) * outputTokens * output) / 1_000_000
}
