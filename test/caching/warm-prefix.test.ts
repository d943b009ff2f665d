import { describe, expect, it } from 'vitest'

import { createWarmPrefixes, type WarmCandidate } from '../../src/caching/warm-prefix.ts'
import { anthropicRules, createPromptCache } from './prompt-cache.ts'

const candidate = (model: string, input: number, output = input * 5): WarmCandidate => ({
  target: { provider: 'p', model },
  price: {
    inputUsdPerMillion: input,
    outputUsdPerMillion: output,
    cacheReadUsdPerMillion: input * 0.1,
    cacheWriteUsdPerMillion: input * 1.25,
  },
})
const minute = 60_000

/** One request of a conversation. */
interface Request {
  readonly at: number
  readonly inputTokens: number
  /** Targets that cannot be asked now. */
  readonly down: readonly number[]
}

type Policy = (request: Request, up: readonly number[]) => number
type Note = (
  index: number,
  usage: { inputTokens: number; cachedTokens: number; cacheWriteTokens: number; outputTokens: number },
) => void

const outputTokens = 300

/** What a conversation costs in USD under a policy, each target with a cache of its own that keeps for five minutes. */
function replay(
  trace: readonly Request[],
  targets: readonly WarmCandidate[],
  policy: Policy,
  note: Note = () => {},
): number {
  let clock = 0
  const caches = targets.map(() => createPromptCache(anthropicRules, () => clock))
  let usd = 0
  for (const request of trace) {
    clock = request.at
    const up = targets.map((_, index) => index).filter((index) => !request.down.includes(index))
    const index = policy(request, up)
    // The conversation grows at its end: what was sent before is a prefix of what is sent now.
    const blocks = Array.from({ length: Math.round(request.inputTokens / 500) }, (_, block) => ({
      text: `${block}`.padEnd(2_000, 'x'),
      mark: undefined as '5m' | undefined,
    }))
    const marked = blocks
      .map((_, place) => (place % 15 === 14 || place === blocks.length - 1 ? place : -1))
      .filter((place) => place >= 0)
    for (const place of marked.slice(-4)) blocks[place] = { ...(blocks[place] ?? { text: '' }), mark: '5m' }
    const used = caches[index]?.ask(blocks) ?? { cost: 0, read: 0, write5m: 0, fresh: 0 }
    const price = targets[index]?.price
    usd += (used.cost * (price?.inputUsdPerMillion ?? 0) + outputTokens * (price?.outputUsdPerMillion ?? 0)) / 1_000_000
    note(index, {
      inputTokens: used.read + used.write5m + used.fresh,
      cachedTokens: used.read,
      cacheWriteTokens: used.write5m,
      outputTokens,
    })
  }
  return usd
}

/** The three policies over a trace; the first target is the one that the router would take. */
function compare(
  trace: readonly Request[],
  targets: readonly WarmCandidate[],
): { ours: number; sticky: number; cheapest: number } {
  const order = targets.map((_, index) => index)
  const byPrice = order.toSorted(
    (a, b) => (targets[a]?.price?.inputUsdPerMillion ?? 0) - (targets[b]?.price?.inputUsdPerMillion ?? 0),
  )
  let kept = 0
  const sticky: Policy = (_, up) => (kept = up.includes(kept) ? kept : (up[0] ?? 0))
  const cheapest: Policy = (_, up) => byPrice.find((index) => up.includes(index)) ?? 0
  let now = 0
  const warm = createWarmPrefixes({ now: () => now })
  const ours: Policy = (request, up) => {
    now = request.at
    const index = warm.choose('s', targets, request.inputTokens)
    return up.includes(index) ? index : (up[0] ?? 0)
  }
  const note: Note = (index, usage) => {
    const target = targets[index]?.target
    if (target !== undefined) warm.record('s', target, usage, 5 * minute)
  }
  return {
    ours: replay(trace, targets, ours, note),
    sticky: replay(trace, targets, sticky),
    cheapest: replay(trace, targets, cheapest),
  }
}

/** A conversation of `length` requests, one every `everyMs`, that grows by some 800 tokens each; `down` says when which targets are. */
function conversation(
  length: number,
  everyMs: number,
  down: (index: number) => readonly number[] = () => [],
): readonly Request[] {
  return Array.from({ length }, (_, index) => ({
    at: index * everyMs,
    inputTokens: 20_000 + index * 800,
    down: down(index),
  }))
}

describe('what a warm prefix is worth', () => {
  const [cheap, dear] = [candidate('cheap', 1), candidate('dear', 1.2)]
  const answer = { inputTokens: 50_000, cachedTokens: 0, cacheWriteTokens: 50_000, outputTokens: 300 }
  const after = (
    ms: number,
    record: (warm: ReturnType<typeof createWarmPrefixes>) => void,
    inputTokens = 51_000,
  ): number => {
    let now = 0
    const warm = createWarmPrefixes({ now: () => now })
    record(warm)
    now = ms
    return warm.choose('s', [cheap, dear], inputTokens)
  }
  const served = (warm: ReturnType<typeof createWarmPrefixes>) => warm.record('s', dear.target, answer, 5 * minute)

  it('keeps a conversation where it is warm, beside an equal that would have to read it anew', () => {
    expect(after(minute, served)).toBe(1)
  })

  it('falls with its age, and is nothing when its time is over', () => {
    expect(after(4 * minute, served)).toBe(1)
    expect(after(5 * minute, served)).toBe(0)
  })

  it('is nothing where the answers do not bear it out', () => {
    const unread = (warm: ReturnType<typeof createWarmPrefixes>): void => {
      for (let time = 0; time < 6; time += 1)
        warm.record('s', dear.target, { ...answer, cacheWriteTokens: 50_000 }, 5 * minute)
    }
    expect(after(minute, unread)).toBe(0)
  })

  it('changes nothing for another session, or where a price or a cache is not known', () => {
    const warm = createWarmPrefixes({ now: () => 0 })
    served(warm)
    expect(warm.choose('other', [cheap, dear], 51_000)).toBe(0)
    expect(warm.choose('s', [{ ...cheap, price: undefined }, dear], 51_000)).toBe(0)
    const silent = createWarmPrefixes({ now: () => 0 })
    silent.record('s', dear.target, { inputTokens: 50_000, outputTokens: 300 }, 5 * minute)
    expect(silent.choose('s', [cheap, dear], 51_000)).toBe(0)
  })

  it('forgets the oldest of many sessions', () => {
    const warm = createWarmPrefixes({ now: () => 0 })
    for (let index = 0; index <= 1_000; index += 1) warm.record(`s${index}`, dear.target, answer, 5 * minute)
    expect([warm.choose('s0', [cheap, dear], 51_000), warm.choose('s1000', [cheap, dear], 51_000)]).toEqual([0, 1])
  })
})

describe('a replayed conversation costs no more than the lower of always sticky and always cheapest', () => {
  const equal = [candidate('a', 3), candidate('b', 3)]
  const near = [candidate('a', 3), candidate('b', 3.3)]
  const far = [candidate('a', 1), candidate('b', 10)]
  const outage =
    (from: number, to: number, which = 0) =>
    (index: number): readonly number[] =>
      index >= from && index < to ? [which] : []
  it.each([
    ['no outage', conversation(40, minute), near],
    ['a short outage, equal prices', conversation(40, minute, outage(10, 12)), equal],
    ['a long outage, equal prices', conversation(40, minute, outage(10, 20)), equal],
    ['a long outage, the other a little dearer', conversation(60, minute, outage(10, 20)), near],
    ['a long outage, the other far dearer', conversation(60, minute, outage(10, 20)), far],
    ['pauses that outlive the cache', conversation(40, 6 * minute, outage(10, 20)), near],
    ['an outage at the beginning', conversation(40, minute, outage(0, 3)), near],
    ['two outages', conversation(60, minute, (index) => (index % 20 === 5 ? [0] : [])), near],
    ['the other one is down', conversation(40, minute, outage(10, 20, 1)), near],
  ])('%s', (name, trace, targets) => {
    const { ours, sticky, cheapest } = compare(trace, targets)
    console.log(
      `warm prefix: ${name}: ${ours.toFixed(3)} USD, sticky ${sticky.toFixed(3)}, cheapest ${cheapest.toFixed(3)}`,
    )
    expect(ours).toBeLessThanOrEqual(Math.min(sticky, cheapest) + 1e-9)
  })
})

describe('replayed conversations at random', () => {
  /** A number from 0 to 1, the same for the same seed. */
  function chance(seed: number): () => number {
    let state = seed * 7_919 + 17
    return () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
      return state / 2 ** 32
    }
  }

  it('cost less in all than always sticky or always cheapest, and each less than half as much again as the lower', () => {
    const sums = { ours: 0, sticky: 0, cheapest: 0 }
    let worst = 0
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = chance(seed)
      const [length, everyMs] = [10 + Math.floor(random() * 40), (0.2 + random() * 6) * minute]
      const [from, outageLength] = [Math.floor(random() * length), 1 + Math.floor(random() * 12)]
      const targets = [candidate('a', 1), candidate('b', 1 + random() * random() * 4)]
      const trace = conversation(length, everyMs, (index) => (index >= from && index < from + outageLength ? [0] : []))
      const { ours, sticky, cheapest } = compare(trace, targets)
      sums.ours += ours
      sums.sticky += sticky
      sums.cheapest += cheapest
      worst = Math.max(worst, ours / Math.min(sticky, cheapest))
    }
    console.log(
      `warm prefix: 60 at random: ${sums.ours.toFixed(2)} USD, sticky ${sums.sticky.toFixed(2)}, cheapest ${sums.cheapest.toFixed(2)}; worst ${((worst - 1) * 100).toFixed(1)} % above the lower`,
    )
    expect(sums.ours).toBeLessThanOrEqual(Math.min(sums.sticky, sums.cheapest))
    expect(worst).toBeLessThan(1.5)
  })
})
