import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { anthropicRules, createPromptCache } from './prompt-cache.ts'
import { randomSession } from './random-session.ts'
import {
  compare,
  conversation,
  createReplayedCache,
  replayed,
  replayedTarget,
  routersOwn,
  usualRules,
  type Conversation,
  type ReplayedRequest,
} from './replayed-session.ts'

const minute = 60_000

const pair = (gap: number, rules = usualRules) => [replayedTarget('a', 1, rules), replayedTarget('b', gap, rules)]
const from =
  (first: number, end: number) =>
  (index: number): boolean =>
    index >= first && index < end

it('the replayed cache charges what a prompt cache by its provider’s rules charges', () => {
  let now = 0
  const byRules = createPromptCache(anthropicRules, () => now)
  const target = replayedTarget('a', 1)
  const cache = createReplayedCache(target)
  for (const request of conversation({
    length: 20,
    pauseMs: (index) => (index % 7 === 6 ? 6 : 1) * minute,
    tokens: [500, 500],
  })) {
    now = request.at
    const blocks = Array.from({ length: request.inputTokens / 500 }, (_, block) => `${block}`.padEnd(2_000, 'x'))
    const { cost } = byRules.ask(
      blocks.map((text, index) => ({ text, mark: index === blocks.length - 1 ? '5m' : undefined })),
    )
    expect(cache.ask(request).usd * 1e6 - request.outputTokens * 5).toBeCloseTo(cost, 6)
  }
})

describe('a session costs no more than the lower of always staying and always going to the cheapest', () => {
  const agent: Conversation = { length: 40, pauseMs: minute / 2 }
  const chat: Conversation = { length: 6, pauseMs: minute, tokens: [3_000, 600] }
  const traces: Readonly<Record<string, Conversation>> = {
    'an agent of forty turns': agent,
    'an agent with a short outage': { ...agent, down: from(10, 12) },
    'an agent with a long outage': { ...agent, down: from(8, 20) },
    'an agent with a late outage': { ...agent, down: from(30, 33) },
    'failover and back': { length: 60, pauseMs: minute, down: from(10, 20) },
    'an outage of what is not used': { ...agent, down: from(10, 20), which: 1 },
    'pauses that outlive the cache': { length: 30, pauseMs: 6 * minute, down: from(5, 10) },
    'a pause now and then': { length: 30, pauseMs: (index) => (index % 6 === 5 ? 12 : 1) * minute, down: from(8, 12) },
    'a short chat': { ...chat, down: from(2, 3) },
    'a chat below the minimum': { ...chat, tokens: [300, 100], down: from(2, 3) },
    'a conversation that grows fast': { length: 40, pauseMs: minute, tokens: [4_000, 4_000], down: from(10, 16) },
  }
  const caches = {
    'five minutes': usualRules,
    'an hour': { ...usualRules, write: 2, ttlMs: 60 * minute },
    'writes that cost nothing': { ...usualRules, write: 1 },
  }
  const cases = Object.entries(traces).flatMap(([name, trace]) =>
    Object.entries(caches).map(([cache, rules]) => [name, cache, conversation(trace), rules] as const),
  )

  it.each(cases)('%s, caches of %s, the other 1, 2, 5 and 20 times as dear', (_name, _cache, trace, rules) => {
    for (const gap of [1, 2, 5, 20]) {
      const { ours, lower } = compare(trace, pair(gap, rules))
      expect(ours).toBeLessThanOrEqual(lower + 1e-9)
    }
  })

  it.each([
    ['no outage', { length: 40, pauseMs: minute }],
    ['a long outage', { length: 60, pauseMs: minute, down: from(10, 20) }],
    ['an outage at the beginning', { length: 40, pauseMs: minute, down: from(0, 3) }],
    ['two outages', { length: 60, pauseMs: minute, down: (index) => index % 20 === 5 }],
    ['pauses that outlive the cache', { length: 40, pauseMs: 6 * minute, down: from(10, 20) }],
    ['the other one is down', { length: 40, pauseMs: minute, down: from(10, 20), which: 1 }],
  ] satisfies [string, Conversation][])('%s, the other a tenth dearer', (_name, trace) => {
    const { ours, lower } = compare(conversation(trace), pair(1.1))
    expect(ours).toBeLessThanOrEqual(lower + 1e-9)
  })

  it('two sessions that take turns, each as if it were alone', () => {
    const both = [conversation({ ...agent, down: from(10, 12) }), conversation({ ...agent, down: from(20, 30) })]
    const [first, second] = both.map((trace) => compare(trace, pair(2)))
    expect(routersOwn(both, pair(2))).toEqual([first?.ours, second?.ours])
    expect(first?.ours).toBeLessThanOrEqual((first?.lower ?? 0) + 1e-9)
    expect(second?.ours).toBeLessThanOrEqual((second?.lower ?? 0) + 1e-9)
  })
})

describe('what nobody could know', () => {
  /** The first target is down for the first request only; the session ends after `length` requests. */
  const early = (length: number): readonly ReplayedRequest[] =>
    conversation({ length, pauseMs: minute, tokens: [20_000, 0], down: from(0, 1) })
  /** The worst that comes of a cost, whenever the session ends, as a part of the lower of both. */
  const worstOf = (usd: (trace: readonly ReplayedRequest[]) => number): number =>
    Math.max(
      ...Array.from({ length: 50 }, (_, index) => usd(early(index + 1)) / compare(early(index + 1), pair(2)).lower),
    )

  it('every rule that must decide before it sees the end pays a fifth more than the lower of both at some end; ours as little as any', () => {
    const rules = Array.from({ length: 50 }, (_, stays) =>
      worstOf((trace) => {
        let request = 0
        return replayed(trace, pair(2), () => (request++ > stays ? [0, 1] : [1, 0]))
      }),
    )
    const best = Math.min(...rules)
    const ours = worstOf((trace) => routersOwn([trace], pair(2))[0] ?? 0)
    console.log(`warm prefix: least worst case of any rule ${best.toFixed(3)}, ours ${ours.toFixed(3)} of the lower`)
    expect(best).toBeGreaterThan(1.18)
    expect(ours).toBeLessThan(best * 1.03)
  })

  /** What it costs to write the longest request of a session once at each target. */
  const thereAndBack = (trace: readonly ReplayedRequest[], gap: number): number =>
    ((trace.at(-1)?.inputTokens ?? 0) * usualRules.write * (1 + gap)) / 1e6

  const sessions = fc.record({
    length: fc.integer({ min: 2, max: 60 }),
    pauseMs: fc.integer({ min: 1_000, max: 8 * minute }),
    tokens: fc.tuple(fc.integer({ min: 1_500, max: 60_000 }), fc.integer({ min: 0, max: 3_000 })),
    gap: fc.double({ min: 1, max: 20, noNaN: true }),
    first: fc.integer({ min: 0, max: 40 }),
    outages: fc.array(fc.integer({ min: 1, max: 10 }), { minLength: 1, maxLength: 8 }),
  })

  it('costs one move there and back above the lower at most, for each interruption', () => {
    fc.assert(
      fc.property(sessions, ({ gap, first, outages, ...given }) => {
        // An outage of so many requests, then as many without, and so on.
        const ends = outages.reduce<number[]>((all, length) => [...all, (all.at(-1) ?? first) + length], [])
        const down = (index: number): boolean => index >= first && ends.filter((end) => end <= index).length % 2 === 0
        const trace = conversation({ ...given, down: (index) => index < (ends.at(-1) ?? 0) && down(index) })
        const interruptions = Math.ceil(outages.length / 2)
        const { ours, lower } = compare(trace, pair(gap))
        return ours <= lower + interruptions * thereAndBack(trace, gap) + 1e-9
      }),
      { numRuns: 500 },
    )
  })
})

describe('a thousand sessions of chance that nothing was chosen by', () => {
  it('cost less in all than always sticky and always cheapest, on average within a hundredth of the lower, never twice as much', () => {
    const sums = { ours: 0, sticky: 0, cheapest: 0, lower: 0 }
    const ratios = Array.from({ length: 1_000 }, (_, index) => {
      const { targets, trace } = randomSession(20_261_120 + index)
      const compared = compare(trace, targets)
      for (const name of ['ours', 'sticky', 'cheapest', 'lower'] as const) sums[name] += compared[name]
      return compared.ours / compared.lower
    })
    const mean = ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length
    const above = ratios.filter((ratio) => ratio > 1 + 1e-9).length
    console.log(
      `warm prefix: 1,000 at random: ${sums.ours.toFixed(2)} USD, sticky ${sums.sticky.toFixed(2)}, cheapest ${sums.cheapest.toFixed(2)}, the lower of each ${sums.lower.toFixed(2)}; mean ratio ${mean.toFixed(4)}, worst ${Math.max(...ratios).toFixed(3)}, ${above} above the lower`,
    )
    expect(sums.ours).toBeLessThan(Math.min(sums.sticky, sums.cheapest))
    expect(mean).toBeLessThan(1.01)
    expect(Math.max(...ratios)).toBeLessThan(2)
  })
})
