import { unpricedCost } from './cost.ts'
import { listPrice, serviceFactor } from './list-price.ts'
import type { ModelInfo, ModelPrice } from '../vocabulary/model.ts'
import type { BillingClass, Cost, Usage } from '../vocabulary/usage.ts'

/** What a price may hang on besides the tokens. */
export interface Circumstances {
  /** When the request was made, in milliseconds since the epoch. Absent: today's list price at its highest hour. */
  readonly at?: number | undefined
  /** How the provider says it served the request, in its word (`default`, `flex`, ...). Absent: as usual. */
  readonly serviceTier?: string | undefined
}

/**
 * What an attempt cost by the model's list price. Cache reads, cache writes and fresh input are priced each on its own, and a
 * price tier applies to the whole request; so does what the hour and the service (batch, flex, priority) do to the price. What is unknown is never counted as free: without an input or output price `usd`
 * is absent; a cache price or a count that is missing leaves `usd` at what is known, marked `incomplete`. `reason` says which.
 * A provider with a free tier is priced as if it were used up.
 */
export function computeCost(
  usage: Usage,
  model: ModelInfo | undefined,
  billing: BillingClass,
  circumstances: Circumstances = {},
): Cost {
  if (billing === 'local' || billing === 'subscription') return unpricedCost(usage, billing)
  const buckets = splitUsage(usage)
  const price = model === undefined ? undefined : listPrice(model, buckets.requestTokens, circumstances.at)
  if (price === undefined) return unpricedCost(usage, billing)
  const asOf = model?.asOf === undefined ? {} : { pricesAsOf: model.asOf }
  if (isFree(price)) return { usd: 0, source: 'none', reason: 'The model is free.', ...asOf }
  if (usage.inputTokens === undefined && usage.outputTokens === undefined)
    return { source: 'none', reason: 'No usage is known.', ...asOf }
  const factor = serviceFactor(model, circumstances.serviceTier)
  if (factor === undefined) {
    const reason = `No price is known for this model served as "${circumstances.serviceTier}".`
    return { source: 'none', reason, ...asOf }
  }
  const items = pricedItems(usage, buckets, price)
  const unpriced = items.filter((item) => item.usdPerMillion === undefined && item.tokens !== 0)
  if (unpriced.some((item) => item.essential)) {
    return {
      source: 'none',
      reason: `No price is known for: ${unpriced.map((item) => item.name).join(', ')}.`,
      ...asOf,
    }
  }
  const usd = pricedSum(usage, buckets, price) * (factor / 1_000_000)
  const missing = items.filter((item) => item.tokens === undefined).map((item) => `the number of ${item.name} tokens`)
  const gaps = [...unpriced.map((item) => `the price of ${item.name}`), ...missing]
  if (gaps.length === 0) return { usd, source: 'computed', ...asOf }
  return {
    usd,
    source: 'computed',
    incomplete: true,
    reason: `Not counted, because unknown: ${gaps.join(', ')}.`,
    ...asOf,
  }
}

/** `nothing`: no number of tokens costs anything; a number: USD; `undefined`: a price is not known. */
export type Charge = number | 'nothing' | undefined

/** What `computeCost` makes of counts that are known, without the words: for limits, which look at many targets and read only the sum. */
export function chargeOf(
  usage: Usage & Required<Pick<Usage, 'inputTokens' | 'outputTokens'>>,
  model: ModelInfo | undefined,
  billing: BillingClass,
  { at, serviceTier }: Circumstances,
): Charge {
  if (billing === 'local' || billing === 'subscription') return 'nothing'
  const buckets = splitUsage(usage)
  const price = model === undefined ? undefined : listPrice(model, buckets.requestTokens, at)
  if (price === undefined) return buckets.requestTokens === 0 && usage.outputTokens === 0 ? 'nothing' : undefined
  if (isFree(price)) return 'nothing'
  const factor = serviceFactor(model, serviceTier)
  const isUnpriced =
    (price.inputUsdPerMillion === undefined && buckets.fresh !== 0) ||
    (price.outputUsdPerMillion === undefined && usage.outputTokens !== 0)
  if (factor === undefined || isUnpriced) return undefined
  return pricedSum(usage, buckets, price) * (factor / 1_000_000)
}

/** Input tokens by what is charged for them. */
interface Buckets {
  /** Decides the price tier: everything that was read, cached or not. */
  readonly requestTokens: number
  readonly fresh: number
  readonly cached: number
  readonly written5m: number
  readonly written1h: number
}

function splitUsage(usage: Usage): Buckets {
  const cached = usage.cachedTokens ?? 0
  const written1h = usage.cacheWrite1hTokens ?? 0
  const written = Math.max(usage.cacheWriteTokens ?? 0, written1h)
  const input = usage.inputTokens ?? 0
  // Grok on Azure reports more cached tokens than input (recordings, 2026): the rest is then nothing, not a refund.
  const fresh = Math.max(0, input - cached - written)
  return { requestTokens: Math.max(input, cached + written), fresh, cached, written5m: written - written1h, written1h }
}

function isFree(price: ModelPrice): boolean {
  if (price.inputUsdPerMillion !== 0 || price.outputUsdPerMillion !== 0) return false
  const caches = [price.cacheReadUsdPerMillion, price.cacheWriteUsdPerMillion, price.cacheWrite1hUsdPerMillion]
  return caches.every((usd) => usd === undefined || usd === 0)
}

/** Tokens times prices per million; what has no price adds nothing. */
function pricedSum(usage: Usage, buckets: Buckets, price: ModelPrice): number {
  const { fresh, cached, written5m, written1h } = buckets
  return (
    (usage.inputTokens === undefined ? 0 : fresh) * (price.inputUsdPerMillion ?? 0) +
    (usage.outputTokens ?? 0) * (price.outputUsdPerMillion ?? 0) +
    cached * (price.cacheReadUsdPerMillion ?? 0) +
    written5m * (price.cacheWriteUsdPerMillion ?? 0) +
    (written1h === 0 ? 0 : written1h * (hourlyWrite(price) ?? 0))
  )
}

interface PricedItem {
  readonly name: string
  readonly tokens: number | undefined
  readonly usdPerMillion: number | undefined
  /** Without its price there is no sum worth showing. */
  readonly essential: boolean
}

function pricedItems(usage: Usage, buckets: Buckets, price: ModelPrice): readonly PricedItem[] {
  const fresh = usage.inputTokens === undefined ? undefined : buckets.fresh
  return [
    { name: 'input', tokens: fresh, usdPerMillion: price.inputUsdPerMillion, essential: true },
    { name: 'output', tokens: usage.outputTokens, usdPerMillion: price.outputUsdPerMillion, essential: true },
    { name: 'cache reads', tokens: buckets.cached, usdPerMillion: price.cacheReadUsdPerMillion, essential: false },
    { name: 'cache writes', tokens: buckets.written5m, usdPerMillion: price.cacheWriteUsdPerMillion, essential: false },
    {
      name: 'cache writes of one hour',
      tokens: buckets.written1h,
      usdPerMillion: hourlyWrite(price),
      essential: false,
    },
  ]
}

/** Anthropic charges twice the input price for a cache write of one hour (provider facts, 2026-11); nobody else has one. */
function hourlyWrite({ cacheWrite1hUsdPerMillion, inputUsdPerMillion }: ModelPrice): number | undefined {
  return cacheWrite1hUsdPerMillion ?? (inputUsdPerMillion === undefined ? undefined : inputUsdPerMillion * 2)
}
