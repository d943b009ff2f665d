import type { BillingClass, Cost, Usage } from '../vocabulary/usage.ts'

/** What an attempt cost where no price is known for its model: nothing, where nothing is charged by the token, else nobody knows. */
export function unpricedCost(usage: Usage, billing: BillingClass): Cost {
  if (billing === 'local') return { usd: 0, source: 'none', reason: 'The model runs locally: nothing is charged.' }
  if (billing === 'subscription')
    return { usd: 0, source: 'none', reason: 'A subscription covers it: nothing is charged by the token.' }
  // Nothing read and nothing written (a refused request) costs nothing at any price.
  const { inputTokens, outputTokens, cachedTokens = 0, cacheWriteTokens = 0, cacheWrite1hTokens = 0 } = usage
  const isUnused = inputTokens === 0 && outputTokens === 0 && cachedTokens + cacheWriteTokens + cacheWrite1hTokens === 0
  if (isUnused) return { usd: 0, source: 'none', reason: 'No tokens were used.' }
  return { source: 'none', reason: 'No price is known for this model.' }
}

/** The cost that counts: what the provider says it charged, where it says so, else the computed one. */
export function resolveCost(reportedUsd: number | undefined, computed: Cost): Cost {
  const isPlausible = reportedUsd !== undefined && Number.isFinite(reportedUsd) && reportedUsd >= 0
  return isPlausible ? { usd: reportedUsd, source: 'reported' } : computed
}

/**
 * The cost of a call. Absent records (nothing was sent) count as nothing; an unknown cost makes the sum `incomplete`, and
 * `usd` is absent when no cost above zero is known beside it. The price day is the oldest; the source is the weakest that adds money.
 */
export function sumCosts(costs: readonly (Cost | undefined)[]): Cost {
  const records = costs.filter((cost) => cost !== undefined)
  if (records.length === 1 && records[0]?.usd !== undefined) return records[0]
  if (records.length === 0) return { usd: 0, source: 'none', reason: 'Nothing was sent.' }
  const usd = records.reduce((sum, cost) => sum + (cost.usd ?? 0), 0)
  // That a refusal was free says nothing of what the answer cost.
  const isUnknown = usd === 0 && records.some((cost) => cost.usd === undefined)
  const incomplete = records.some((cost) => cost.usd === undefined || cost.incomplete === true)
  const sources = new Set(records.map((cost) => cost.source))
  const explained = records.filter((cost) =>
    incomplete ? cost.usd === undefined || cost.incomplete === true : cost.source === 'none',
  )
  const reasons = new Set(explained.flatMap((cost) => (cost.reason === undefined ? [] : [cost.reason])))
  const source = sources.has('computed') ? 'computed' : sources.has('reported') ? 'reported' : 'none'
  const [oldest] = records.flatMap((cost) => (cost.pricesAsOf === undefined ? [] : [cost.pricesAsOf])).sort()
  return {
    ...(isUnknown ? {} : { usd }),
    source,
    ...(incomplete ? { incomplete } : {}),
    ...(reasons.size > 0 && (incomplete || source === 'none') ? { reason: [...reasons].join(' ') } : {}),
    ...(oldest === undefined ? {} : { pricesAsOf: oldest }),
  }
}
