import type { Usage } from '../../vocabulary/usage.ts'
import type { Emit } from '../protocol.ts'
import { reportedCost } from '../reported-cost.ts'
import { asObject, asText } from './wire-types.ts'
import type { ChatChunk, WireObject } from './wire-types.ts'

/** What the reading of usage must know of the answer. */
export interface UsageContext {
  /** Text or a tool call has come. */
  readonly hasVisibleOutput: boolean
}

/** Reads counts and cost out of a usage object, in every spelling that was met. */
export function readUsage(value: unknown, chunk: ChatChunk, context: UsageContext, emit: Emit): void {
  const usage = asObject(value)
  if (usage === undefined) return
  const inputDetails =
    asObject(usage['prompt_tokens_details']) ??
    asObject(usage['prompt_token_details']) ??
    asObject(usage['input_tokens_details'])
  const outputDetails = asObject(usage['completion_tokens_details']) ?? asObject(usage['output_tokens_details'])
  const completionTokens = count(usage['completion_tokens']) ?? count(usage['output_tokens'])
  const reasoningTokens = count(outputDetails?.['reasoning_tokens']) ?? count(usage['reasoning_tokens'])
  const inputTokens = count(usage['prompt_tokens']) ?? count(usage['input_tokens'])
  const isApart =
    completionTokens !== undefined &&
    reasoningTokens !== undefined &&
    reasoningIsApart(
      { inputTokens, completionTokens, reasoningTokens, totalTokens: count(usage['total_tokens']) },
      chunk,
      context,
    )
  const counts: Usage = {
    inputTokens,
    outputTokens: isApart ? completionTokens + reasoningTokens : completionTokens,
    cachedTokens: cachedTokens(usage, inputDetails),
    cacheWriteTokens: cacheWriteTokens(usage, inputDetails),
    cacheWrite1hTokens: count(asObject(usage['cache_creation'])?.['ephemeral_1h_input_tokens']),
    reasoningTokens,
  }
  emit.usage(counts)
  const usd = reportedCost(usage)
  if (usd !== undefined) emit.cost(usd)
  // Mistral says it in the usage, the others beside it.
  emit.servedAs(usage['service_tier'] ?? chunk.service_tier)
}

/** Venice says beside the usage what it charged. */
export function readChunkCost(chunk: ChatChunk, emit: Emit): void {
  const usd = amount(asObject(chunk.cost)?.['usd'])
  if (usd !== undefined) emit.cost(usd)
}

interface Totals {
  readonly inputTokens: number | undefined
  readonly completionTokens: number
  readonly reasoningTokens: number
  readonly totalTokens: number | undefined
}

/**
 * Whether the host counts reasoning outside of its completion tokens. Three proofs: the total holds all three (xAI, 18 of 18
 * recorded); more was thought than completed although an answer was given as well (Vercel AI Gateway with Google models: the
 * cost it reports agrees); or it is that gateway, known by its generation id, and a Google model. Doubleword reports a few
 * reasoning tokens more than completed ones for answers that the limit cut while thinking: there nothing is to be added.
 */
function reasoningIsApart(totals: Totals, chunk: ChatChunk, context: UsageContext): boolean {
  const { inputTokens, completionTokens, reasoningTokens, totalTokens } = totals
  if (reasoningTokens === 0) return false
  if (totalTokens !== undefined && totalTokens === (inputTokens ?? 0) + completionTokens + reasoningTokens) return true
  if (reasoningTokens > completionTokens && context.hasVisibleOutput) return true
  return chunk.generationId !== undefined && asText(chunk.model).startsWith('google/')
}

/** Cached input: OpenAI; DeepSeek; Moonshot and Together; Mistral; Databricks and Anthropic-like gateways. */
function cachedTokens(usage: WireObject, details: WireObject | undefined): number | undefined {
  return (
    count(details?.['cached_tokens']) ??
    count(usage['prompt_cache_hit_tokens']) ??
    count(usage['cached_tokens']) ??
    count(usage['num_cached_tokens']) ??
    count(usage['cache_read_input_tokens'])
  )
}

/** Input written to the cache: OpenAI and OpenRouter; DashScope; Databricks, Vercel and LiteLLM. */
function cacheWriteTokens(usage: WireObject, details: WireObject | undefined): number | undefined {
  return (
    count(details?.['cache_write_tokens']) ??
    count(details?.['cache_creation_input_tokens']) ??
    count(usage['cache_creation_input_tokens'])
  )
}

function count(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

function amount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}
