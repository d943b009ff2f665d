import type { ModelInfo, ModelOverride, ModelPrice } from '../vocabulary/model.ts'

/**
 * Puts what the caller says about a model over what the catalogue says. For a model that the catalogue does not know, give
 * the target itself as `info`. A member that is `undefined` says nothing. Capabilities, efforts and prices are merged member
 * by member, everything else is replaced. Prices of the catalogue that hang on an overridden one do not survive it: a new
 * input price drops the cache prices (they are multiples of it), a new input or output price drops the price tiers, and any
 * new price drops the catalogue's day, announced prices and peak hours, unless the override gives them too.
 */
export function applyOverrides(info: ModelInfo, override: ModelOverride | undefined): ModelInfo {
  if (override === undefined) return info
  const given = withoutUndefined(override)
  const merged: { -readonly [K in keyof ModelInfo]: ModelInfo[K] } = {
    ...info,
    ...given,
    provider: info.provider,
    model: info.model,
  }
  if (given.capabilities) merged.capabilities = { ...info.capabilities, ...withoutUndefined(given.capabilities) }
  if (given.efforts) merged.efforts = { ...info.efforts, ...withoutUndefined(given.efforts) }
  if (given.price) {
    const price = withoutUndefined(given.price)
    merged.price = mergePrice(info.price, price)
    const baseChanged = price.inputUsdPerMillion !== undefined || price.outputUsdPerMillion !== undefined
    if (baseChanged && given.priceTiers === undefined) delete merged.priceTiers
  }
  if (given.price || given.priceTiers) {
    if (given.asOf === undefined) delete merged.asOf
    delete merged.priceChanges
    delete merged.peakHours
  }
  if (given.priceFactors) merged.priceFactors = { ...info.priceFactors, ...withoutUndefined(given.priceFactors) }
  return merged
}

function mergePrice(listed: ModelPrice | undefined, given: ModelPrice): ModelPrice {
  if (given.inputUsdPerMillion === undefined) return { ...listed, ...given }
  const output = listed?.outputUsdPerMillion
  return output === undefined ? given : { outputUsdPerMillion: output, ...given }
}

function withoutUndefined<T extends object>(value: T): T {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined)
  return entries.length === Object.keys(value).length ? value : (Object.fromEntries(entries) as T)
}
