import type { ModelPrice, Target } from '../vocabulary/model.ts'

/** A target that a request could be served by, with its prices and what its cache is like. */
export interface WarmCandidate {
  readonly target: Target
  /** Those of a cache write for the lifetime that is asked for. */
  readonly price: ModelPrice | undefined
  /** The shortest prefix that it caches, in tokens. Absent: unknown, taken to be none. */
  readonly minTokens?: number | undefined
  /** How long it keeps a prefix. Default: what caches are known to do, five minutes. */
  readonly ttlMs?: number | undefined
}

/** What a target is known to hold of a conversation. */
export interface Warmth {
  /** Tokens that are read, if it is still there. */
  readonly tokens: number
  /** When they were written or read last. */
  readonly at: number
  readonly ttlMs: number
  /** The share of what was to be read that was read, lately: 0 to 1. */
  readonly trust: number
}

/** A conversation before its next request. */
export interface WarmQuestion {
  /** Of the next one. */
  readonly inputTokens: number
  /** An average. */
  readonly outputTokens: number
  /** How many there were. */
  readonly requests: number
  /** Between the last of them, in milliseconds. */
  readonly gapsMs: readonly number[]
  readonly now: number
}

/** A candidate with what the conversation has seen of it. */
export interface SeenCandidate extends WarmCandidate {
  readonly warmth: Warmth | undefined
  /** How often it has failed the conversation. */
  readonly failures: number
  /** Requests since it did so last; all of them where it never did. */
  readonly calm: number
}

/** How long a cache is taken to keep what it has not been asked for yet. */
const usualTtlMs = 5 * 60_000

/** How far a cache is trusted that has not been asked yet. */
export const trustAtFirst = 1

/** How many requests are looked ahead at most. */
const longestHorizon = 50

/** One failure is an accident. After the second, a target is trusted for as long as it has been well since. */
const fewestFailures = 2

/**
 * The order in which candidates are best asked, as indices: by what this request and those to come are expected to cost. A
 * candidate that holds nothing of the conversation never comes before one that stands before it: that order is not ours.
 * `undefined`: as they are, since a price is unknown.
 *
 * Whether to leave a warm prefix for a target that is cold and cheaper is a ski-rental problem: staying costs a little more each
 * time, moving costs once, and nobody knows how often the conversation will go on. No rule that cannot see the end comes out at
 * or below both always staying and always going to the cheapest: the conversation may end right after the move, or go on for
 * ever after the stay. This one takes a conversation to go on for as long as it has gone on (the hazard of 1 / t that a length
 * without a scale has), so it moves before what it has passed by would have paid for the move twice. Each interruption costs it one
 * move there and back above the lower of both at most; of rules that decide before they see the end none has a worst case that is
 * much better. A target that keeps failing is not moved to on such hopes, but once it has been well for so long that the
 * difference since then would have paid for it.
 */
export function warmOrder(candidates: readonly SeenCandidate[], question: WarmQuestion): readonly number[] | undefined {
  const priced: Priced[] = []
  for (const [index, candidate] of candidates.entries()) {
    const expected = expectedUsd(candidate, question)
    if (expected === undefined) return undefined
    const { failures, calm } = candidate
    const horizon = Math.min(longestHorizon, failures < fewestFailures ? question.requests : calm)
    priced.push({ ...expected, index, horizon, failing: failures / (question.requests + 1) })
  }
  // What is lost now is certain, what is won later is hoped for: both are told against the one that costs least now.
  const least = priced.reduce((best, one) => (one.now < best.now ? one : best))
  let highest = Number.NEGATIVE_INFINITY
  const ranked = priced.map(({ index, now, later, horizon, failing, isWarm }) => {
    const risk = index === least.index ? 0 : failing * least.rewrite
    const own = now - least.now + (later - least.later) * horizon + risk
    const usd = isWarm ? own : Math.max(own, highest)
    highest = Math.max(highest, usd)
    return { index, usd }
  })
  return ranked.toSorted((a, b) => a.usd - b.usd).map(({ index }) => index)
}

interface Priced extends Expected {
  readonly index: number
  /** How many more requests it is taken to serve. */
  readonly horizon: number
  /** The probability that it fails now, as it has done so far. */
  readonly failing: number
}

interface Expected {
  /** Of this request, in USD. */
  readonly now: number
  /** Of each after it, if all go there. */
  readonly later: number
  /** What it costs to write once more what could have been read: what is lost by him who leaves it and is sent back. */
  readonly rewrite: number
  /** It holds something of the conversation. */
  readonly isWarm: boolean
}

/**
 * What requests cost at a candidate: the tokens that are there at the price of reading, as far as its answers bore that out, the
 * rest at the price of writing. `undefined`: a price is unknown.
 */
function expectedUsd(
  { price, minTokens = 0, ttlMs, warmth }: SeenCandidate,
  { inputTokens, outputTokens, gapsMs, now }: WarmQuestion,
): Expected | undefined {
  const { inputUsdPerMillion: input, outputUsdPerMillion: output } = price ?? {}
  if (input === undefined || output === undefined) return undefined
  const answer = outputTokens * output
  if (inputTokens < minTokens) {
    const usd = (inputTokens * input + answer) / 1_000_000
    return { now: usd, later: usd, rewrite: 0, isWarm: false }
  }
  const read = price?.cacheReadUsdPerMillion ?? input
  const write = price?.cacheWriteUsdPerMillion ?? input
  const chance = warmth === undefined ? 0 : chanceOf(warmth, now) * warmth.trust
  const warm = chance * Math.min(warmth?.tokens ?? 0, inputTokens)
  const keptMs = warmth?.ttlMs ?? ttlMs ?? usualTtlMs
  const kept = (warmth?.trust ?? trustAtFirst) * shareWithin(gapsMs, keptMs)
  return {
    now: (warm * read + (inputTokens - warm) * write + answer) / 1_000_000,
    later: (inputTokens * (kept * read + (1 - kept) * write) + answer) / 1_000_000,
    rewrite: (inputTokens * (write - read)) / 1_000_000,
    isWarm: warm > 0,
  }
}

/** The probability that a prefix is still there: certain but for the last hundredth of its time, which requests take to arrive. */
export function chanceOf({ at, ttlMs }: Pick<Warmth, 'at' | 'ttlMs'>, now: number): number {
  return now - at < ttlMs * 0.99 ? 1 : 0
}

/** How many of the pauses a cache would have outlived. */
function shareWithin(gapsMs: readonly number[], ttlMs: number): number {
  if (gapsMs.length === 0) return 1
  return gapsMs.filter((gapMs) => chanceOf({ at: 0, ttlMs }, gapMs) > 0).length / gapsMs.length
}
