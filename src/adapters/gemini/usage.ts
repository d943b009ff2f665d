import { isJsonObject } from '../plain-json.ts'
import type { Emit } from '../protocol.ts'

/** The wire's own counters as far as they are known. */
export interface TokenCounts {
  /** `promptTokenCount`: holds what was read from a cache. */
  prompt: number | undefined
  /** `toolUsePromptTokenCount`: what hosted tools gave the model to read, beside the prompt. */
  toolUse: number | undefined
  /** `candidatesTokenCount`: the answer without its thoughts. */
  candidates: number | undefined
  thoughts: number | undefined
}

/** Nothing is known yet. */
export function unknownTokens(): TokenCounts {
  return { prompt: undefined, toolUse: undefined, candidates: undefined, thoughts: undefined }
}

/**
 * Takes in a `usageMetadata` and emits the sums. Chunks repeat it, each time for the answer so far: what one gives replaces
 * what was, and what it leaves out stays.
 */
export function readUsage(usage: unknown, tokens: TokenCounts, emit: Emit): void {
  if (!isJsonObject(usage)) return
  tokens.prompt = count(usage['promptTokenCount']) ?? tokens.prompt
  tokens.toolUse = count(usage['toolUsePromptTokenCount']) ?? tokens.toolUse
  tokens.candidates = count(usage['candidatesTokenCount']) ?? tokens.candidates
  tokens.thoughts = count(usage['thoughtsTokenCount']) ?? tokens.thoughts
  emit.usage({
    inputTokens: tokens.prompt === undefined ? undefined : tokens.prompt + (tokens.toolUse ?? 0),
    outputTokens: sum(tokens.candidates, tokens.thoughts),
    cachedTokens: count(usage['cachedContentTokenCount']),
    reasoningTokens: tokens.thoughts,
  })
  // Google AI Studio; Vertex.
  emit.servedAs(usage['serviceTier'] ?? usage['trafficType'])
}

/** Unknown only when both are: an answer of thoughts alone has no count of candidates. */
function sum(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined && other === undefined ? undefined : (one ?? 0) + (other ?? 0)
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}
