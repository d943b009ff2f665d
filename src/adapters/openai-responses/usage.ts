import type { Json } from '../../vocabulary/message.ts'
import { isJsonObject } from '../plain-json.ts'
import type { Emit } from '../protocol.ts'

/** xAI counts what it charges in ticks of 1e-10 USD (recorded, 2026-11). */
const usdPerTick = 1e-10

/** Reads counts and cost out of a usage object. The wire counts as `Usage` does: details are parts of the sums. */
export function readUsage(usage: Json | undefined, emit: Emit): void {
  if (!isJsonObject(usage)) return
  const input = usage['input_tokens_details']
  const output = usage['output_tokens_details']
  emit.usage({
    inputTokens: count(usage['input_tokens']),
    outputTokens: count(usage['output_tokens']),
    cachedTokens: count(member(input, 'cached_tokens')),
    cacheWriteTokens: count(member(input, 'cache_write_tokens')),
    reasoningTokens: count(member(output, 'reasoning_tokens')),
  })
  const { cost, cost_in_usd_ticks: ticks } = usage
  if (amount(cost) !== undefined) {
    // With the caller's own upstream key OpenRouter charges its fee only; the rest is on the same caller's other invoice.
    const upstream =
      usage['is_byok'] === true ? amount(member(usage['cost_details'], 'upstream_inference_cost')) : undefined
    emit.cost((amount(cost) ?? 0) + (upstream ?? 0))
  } else if (amount(ticks) !== undefined) {
    emit.cost((amount(ticks) ?? 0) * usdPerTick)
  }
}

function member(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) ? value[name] : undefined
}

function count(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

function amount(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}
