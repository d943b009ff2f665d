import {
  replayedTarget,
  type ReplayedRequest,
  type ReplayedRules,
  type ReplayedTarget,
  usualRules,
} from './replayed-session.ts'

const minute = 60_000

/** A session of chance. Its targets stand in the order of their prices. */
export interface RandomSession {
  readonly targets: readonly ReplayedTarget[]
  readonly trace: readonly ReplayedRequest[]
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function chance(seed: number): () => number {
  let state = Math.imul(seed, 2_654_435_761) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** What Anthropic, OpenAI, older OpenAI models and Anthropic with an hour charge. */
const rulesOfChance: readonly (readonly [share: number, rules: Omit<ReplayedRules, 'output'>])[] = [
  [0.6, usualRules],
  [0.8, { ...usualRules, write: 1 }],
  [0.9, { ...usualRules, read: 0.25, write: 1 }],
  [1, { ...usualRules, write: 2, ttlMs: 60 * minute }],
]

/**
 * A chat of some turns or an agent of up to eighty, with pauses now and then or without, from 1,500 to 60,000 tokens at first, two or
 * three targets up to twenty times as dear as the first, and up to three outages of each.
 */
export function randomSession(seed: number): RandomSession {
  const random = chance(seed)
  const between = (low: number, high: number): number => low * Math.exp(random() * Math.log(high / low))
  const normal = (): number => Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6)
  const isChat = random() < 0.35
  const typical = isChat ? 3 * Math.exp(0.6 * normal()) : 18 * Math.exp(0.7 * normal())
  const length = Math.max(2, Math.min(80, Math.round(typical)))
  const style = random()
  const rules = rulesOfChance.find(([share]) => style < share)?.[1] ?? usualRules
  const prices = [1, random() < 0.3 ? 1 : between(1, 20), ...(random() < 0.3 ? [between(1, 20)] : [])]
  const targets = prices
    .toSorted((a, b) => a - b)
    .map((price, index) => replayedTarget(`m${index}`, price, { ...rules, output: 3 + 5 * random() }))
  const outages = targets.map((_, index) => {
    if (index > 0 && random() < 0.7) return []
    return Array.from({ length: 1 + Math.floor(3 * random() ** 2) }, () => {
      const from = Math.floor(random() * length)
      return [from, from + 1 + Math.floor(random() * Math.max(3, 0.4 * length))] as const
    })
  })
  const pauses = random() < 0.5 ? 0 : 0.15 * random()
  const [pace, growth, output] = [(isChat ? 1.5 : 0.7) * minute, between(150, 2_250), between(80, 1_200)]
  let [at, tokens] = [0, between(1_500, 60_000)]
  const trace = Array.from({ length }, (_, index) => {
    const down = targets.flatMap((_target, place) =>
      outages[place]?.some(([from, to]) => index >= from && index < to) === true ? [place] : [],
    )
    const request = {
      at,
      inputTokens: Math.round(tokens),
      outputTokens: Math.round(output * (0.4 + 1.2 * random())),
      // Somebody always answers.
      down: down.length === targets.length ? down.slice(0, -1) : down,
    }
    at += random() < pauses ? minute * Math.exp(1.5 + 1.5 * random()) : pace * Math.exp(0.7 * normal())
    tokens += growth * (0.3 + 1.4 * random())
    return request
  })
  return { targets, trace }
}
