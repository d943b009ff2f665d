/** What a provider publishes of its prompt cache, and its prices as parts of the input price (facts of 2026-11). */
export interface CacheRules {
  /** A shorter prefix is not cached. */
  readonly minTokens: number
  /** How many blocks before a mark are looked at for what is cached already. */
  readonly lookBack: number
  readonly readPrice: number
  readonly write5mPrice: number
  readonly write1hPrice: number
}

/** Anthropic's. */
export const anthropicRules: CacheRules = {
  minTokens: 1_024,
  lookBack: 20,
  readPrice: 0.1,
  write5mPrice: 1.25,
  write1hPrice: 2,
}

/** A block of a request in the order of the prefix, with its mark. */
export interface PromptBlock {
  /** What is compared: the block without its mark. */
  readonly text: string
  readonly mark: '5m' | '1h' | undefined
}

/** The tokens of one request by what is charged for them. */
export interface CachedRequest {
  readonly read: number
  readonly write5m: number
  readonly write1h: number
  readonly fresh: number
  /** In tokens at the input price. */
  readonly cost: number
}

const lifetimesMs = { '5m': 5 * 60_000, '1h': 60 * 60_000 } as const

/** About as many tokens as a text has; the same for every way of asking, which is all that counts here. */
function tokensOf(text: string): number {
  return Math.ceil(text.length / 4)
}

/**
 * A prompt cache as Anthropic describes its own: what is read is the longest prefix that ends at a mark, or up to `lookBack`
 * blocks before one, and was written there before and has not expired; reading renews it. What is written is the rest up
 * to the last mark. More than four marks, or an hour after five minutes, are refused.
 */
export function createPromptCache(
  rules: CacheRules,
  now: () => number,
): { ask(blocks: readonly PromptBlock[]): CachedRequest } {
  const entries = new Map<string, { expires: number; readonly ttl: '5m' | '1h' }>()
  return {
    ask(blocks) {
      const marks = blocks.flatMap(({ mark }, index) => (mark === undefined ? [] : [{ mark, index }]))
      if (marks.length > 4) throw new Error(`${marks.length} marks`)
      if (marks.some(({ mark }, place) => mark === '1h' && marks.slice(0, place).some((one) => one.mark === '5m')))
        throw new Error('an hour after five minutes')
      const tokens: number[] = []
      const prefixes: string[] = []
      for (const [index, { text }] of blocks.entries()) {
        tokens.push((tokens[index - 1] ?? 0) + tokensOf(text))
        prefixes.push(`${index}:${hash((prefixes[index - 1] ?? '') + text)}`)
      }
      let hit = -1
      for (const { index } of marks) {
        for (let place = index; place >= Math.max(0, index - rules.lookBack); place -= 1) {
          const entry = entries.get(prefixes[place] ?? '')
          if (entry === undefined || entry.expires <= now()) continue
          entry.expires = now() + lifetimesMs[entry.ttl]
          hit = Math.max(hit, place)
          break
        }
      }
      const total = tokens.at(-1) ?? 0
      const read = tokens[hit] ?? 0
      let [written, write5m, write1h] = [read, 0, 0]
      for (const { mark, index } of marks) {
        const end = tokens[index] ?? 0
        if (index <= hit || end < rules.minTokens) continue
        entries.set(prefixes[index] ?? '', { expires: now() + lifetimesMs[mark], ttl: mark })
        if (mark === '1h') write1h += end - written
        else write5m += end - written
        written = end
      }
      const fresh = total - written
      const cost = fresh + read * rules.readPrice + write5m * rules.write5mPrice + write1h * rules.write1hPrice
      return { read, write5m, write1h, fresh, cost }
    },
  }
}

/**
 * What a cache would come to that keeps every block for its lifetime wherever it ends, at the same prices: the least that a
 * host with these rules can charge.
 */
export function createIdealCache(
  rules: CacheRules,
  ttl: '5m' | '1h',
  now: () => number,
): { ask(blocks: readonly PromptBlock[]): number } {
  const seen = new Map<string, number>()
  return {
    ask(blocks) {
      let [prefix, cost, isKnown] = ['', 0, true]
      for (const [index, { text }] of blocks.entries()) {
        prefix = `${index}:${hash(prefix + text)}`
        isKnown &&= (seen.get(prefix) ?? 0) > now()
        cost += tokensOf(text) * (isKnown ? rules.readPrice : ttl === '1h' ? rules.write1hPrice : rules.write5mPrice)
        seen.set(prefix, now() + lifetimesMs[ttl])
      }
      return cost
    },
  }
}

function hash(text: string): string {
  let [a, b] = [0x811c9dc5, 0x9e3779b1]
  for (let index = 0; index < text.length; index += 1) {
    a = Math.imul(a ^ text.charCodeAt(index), 0x01000193)
    b = Math.imul(b ^ text.charCodeAt(index), 0x5bd1e995)
  }
  return `${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}`
}
