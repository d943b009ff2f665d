import type { Json } from '../../vocabulary/message.ts'
import { isJsonObject } from '../plain-json.ts'
import type { Emit } from '../protocol.ts'
import { reportedCost } from '../reported-cost.ts'

/** Reads counts and cost out of a usage object. The wire counts as `Usage` does: details are parts of the sums. */
export function readUsage(usage: Json | undefined, emit: Emit): void {
  if (!isJsonObject(usage)) return
  const { input_tokens_details: input, output_tokens_details: output } = usage
  emit.usage({
    inputTokens: count(usage['input_tokens']),
    outputTokens: count(usage['output_tokens']),
    cachedTokens: count(member(input, 'cached_tokens')),
    cacheWriteTokens: count(member(input, 'cache_write_tokens')),
    reasoningTokens: count(member(output, 'reasoning_tokens')),
  })
  const usd = reportedCost(usage)
  if (usd !== undefined) emit.cost(usd)
}

function member(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) ? value[name] : undefined
}

function count(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}
