import { isJsonObject } from './plain-json.ts'

/** xAI counts what it charges in ticks of 1e-10 USD: recorded costs equal tokens times list prices (2026-11). */
const usdPerTick = 1e-10

/** What a usage object of OpenAI's protocols says was charged, in USD: OpenRouter, Vercel and others; Perplexity; xAI. */
export function reportedCost(usage: Readonly<Record<string, unknown>>): number | undefined {
  const { cost, cost_details: details } = usage
  const own = amount(cost)
  if (own !== undefined) {
    // With the caller's own upstream key OpenRouter charges its fee only; the rest is on the same caller's other invoice.
    const isUpstream = usage['is_byok'] === true && isJsonObject(details)
    return own + ((isUpstream ? amount(details['upstream_inference_cost']) : undefined) ?? 0)
  }
  const total = isJsonObject(cost) ? amount(cost['total_cost']) : undefined
  if (total !== undefined) return total
  const ticks = amount(usage['cost_in_usd_ticks'])
  // Grok on Azure says 0 ticks for what Azure charges by the token (recorded): there 0 is no amount.
  return ticks === undefined || ticks === 0 ? undefined : ticks * usdPerTick
}

function amount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}
