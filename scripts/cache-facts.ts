import type { CacheTtl } from '../src/vocabulary/model.ts'

/** How a model's prompts are cached. */
export interface CacheFacts {
  readonly minTokens?: number | undefined
  readonly ttls?: readonly CacheTtl[] | undefined
}

/** Hosts that serve Claude with marks of both lifetimes: Anthropic, Foundry, Bedrock (`cachePoint`), Vertex, OpenRouter, Vercel. */
const markedHosts: ReadonlySet<string> = new Set([
  'anthropic',
  'azure-anthropic',
  'bedrock',
  'google-vertex',
  'openrouter',
  'vercel-ai-gateway',
])

/**
 * The shortest prefix that is cached, by a Claude model's plain name. Where sources disagree the larger one stands: below the
 * minimum a mark is ignored without an error. Not found: the 5.5 generation and Fable 5.1 and later. Source: Anthropic's entry
 * in the provider facts (platform.claude.com; articles and SDK issues of 2026).
 */
const claudeMinimum: Readonly<Record<string, number>> = {
  'opus-5': 512,
  'fable-5': 512,
  'mythos-5': 512,
  'opus-4-8': 1024,
  'sonnet-5': 1024,
  'sonnet-4-5': 1024,
  'opus-4-1': 1024,
  'opus-4': 1024,
  'sonnet-4': 1024,
  'sonnet-4-6': 2048,
  'opus-4-7': 4096,
  'opus-4-6': 4096,
  'opus-4-5': 4096,
  'haiku-4-5': 4096,
}

/** Gemini caches by itself from here on (ai.google.dev caching page of 2026-07-07). */
const geminiMinimum: readonly (readonly [RegExp, number])[] = [
  [/^gemini-2\.5-/, 2048],
  [/^gemini-3\.1-pro-|^gemini-3\.5-flash$/, 4096],
]

/** OpenAI's models cache by themselves from here on (openai SDK 7.55.0). */
const openaiMinimum = 1024

/** What is known of the caching of one model at one provider. */
export function cacheFacts(provider: string, id: string): CacheFacts {
  const claude = claudeName(id)
  if (claude !== undefined) {
    return markedHosts.has(provider) ? { minTokens: claudeMinimum[claude], ttls: ['5m', '1h'] } : {}
  }
  if (provider === 'gemini' || provider === 'google-vertex') {
    return { minTokens: geminiMinimum.find(([pattern]) => pattern.test(id))?.[1] }
  }
  if (provider === 'bedrock' && /(?:^|\.)amazon\.nova-/.test(id)) return { minTokens: 1024, ttls: ['5m', '1h'] }
  if (provider === 'openai' || provider === 'azure-openai') {
    const version = /^gpt-(\d+)(?:\.(\d+))?/.exec(id)
    if (version === null) return {}
    const [major, minor] = [Number(version[1]), Number(version[2] ?? 0)]
    // From 5.6 on a prefix lives for 30 minutes, for 12 hours on the responses surface; with 5.5 for a day;
    // before that for minutes.
    const isNew = major > 5 || (major === 5 && minor >= 6)
    const isLast = major === 5 && minor === 5
    return { minTokens: openaiMinimum, ttls: isNew ? ['30m', '12h'] : isLast ? ['24h'] : undefined }
  }
  return {}
}

/** `opus-4-5` of `us.anthropic.claude-opus-4-5-20251101-v1:0`, `anthropic/claude-opus-4.5` and `claude-opus-4-5@20251101`. */
export function claudeName(id: string): string | undefined {
  const match = /claude-((?:opus|sonnet|haiku|fable|mythos)-\d(?:[-.]\d(?!\d))?)/.exec(id)
  return match?.[1]?.replace('.', '-')
}
