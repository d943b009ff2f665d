import type { ModelInfo, ModelPrice, PeakHours, PricedService } from '../vocabulary/model.ts'

/**
 * The list prices of a whole request with so many input tokens, cached ones included: those of the highest tier that it
 * reaches, else the base prices; announced prices from their day on; less outside of peak hours. `undefined`: unknown.
 */
export function listPrice(model: ModelInfo, requestTokens: number, at: number | undefined): ModelPrice | undefined {
  const tier = reachedTier(model, requestTokens)
  const change = changeAt(model, at)
  // An announcement names the base prices only: what a tier will cost is not known.
  const price = change === undefined ? (tier ?? model.price) : tier === undefined ? change : undefined
  const { peakHours } = model
  if (price === undefined || peakHours === undefined || at === undefined || isPeak(peakHours, at)) return price
  return scaled(price, peakHours.offPeakFactor)
}

/** Whether the list prices of a model are the same at any hour and for any number of tokens. */
export function isSteady({ priceTiers, priceChanges, peakHours }: ModelInfo): boolean {
  return priceTiers === undefined && priceChanges === undefined && peakHours === undefined
}

/** Ways of serving that cost the list price. `auto` is what was asked for, where the answer does not say what it became. */
const usualServices: ReadonlySet<string> = new Set(['default', 'standard', 'auto', 'on_demand'])

/** The providers' words for services that have a price of their own. */
const services: Readonly<Record<string, PricedService>> = {
  batch: 'batch',
  flex: 'flex',
  on_demand_flex: 'flex',
  priority: 'priority',
  fast: 'priority',
  on_demand_priority: 'priority',
}

/** What the list prices are multiplied by for the way a request was served; `undefined`: unknown. */
export function serviceFactor(model: ModelInfo | undefined, serviceTier: string | undefined): number | undefined {
  const word = serviceTier?.toLowerCase()
  if (word === undefined || word === '' || usualServices.has(word)) return 1
  const service = Object.hasOwn(services, word) ? services[word] : undefined
  return service === undefined ? undefined : model?.priceFactors?.[service]
}

function reachedTier({ priceTiers }: ModelInfo, requestTokens: number): ModelPrice | undefined {
  if (priceTiers === undefined) return undefined
  let reached: (ModelPrice & { readonly aboveInputTokens: number }) | undefined
  for (const tier of priceTiers) {
    if (requestTokens > tier.aboveInputTokens && tier.aboveInputTokens >= (reached?.aboveInputTokens ?? 0))
      reached = tier
  }
  return reached
}

function changeAt({ priceChanges }: ModelInfo, at: number | undefined): ModelPrice | undefined {
  if (at === undefined || priceChanges === undefined || priceChanges.length === 0) return undefined
  const day = new Date(at).toISOString().slice(0, 10)
  return priceChanges.findLast(({ from }) => from <= day)?.price
}

function isPeak({ weekdayHoursUtc }: PeakHours, at: number): boolean {
  const date = new Date(at)
  const [weekday, hour] = [date.getUTCDay(), date.getUTCHours()]
  return weekday >= 1 && weekday <= 5 && weekdayHoursUtc.some(([from, to]) => hour >= from && hour < to)
}

function scaled(price: ModelPrice, factor: number): ModelPrice {
  const times = (usd: number | undefined): number | undefined => (usd === undefined ? undefined : usd * factor)
  return {
    inputUsdPerMillion: times(price.inputUsdPerMillion),
    outputUsdPerMillion: times(price.outputUsdPerMillion),
    cacheReadUsdPerMillion: times(price.cacheReadUsdPerMillion),
    cacheWriteUsdPerMillion: times(price.cacheWriteUsdPerMillion),
    cacheWrite1hUsdPerMillion: times(price.cacheWrite1hUsdPerMillion),
  }
}
