import { type Candidate, type LastingFacts, type Need, optionOf, refuse, type Refusal } from './candidate.ts'
import { tierOrder } from './merge-constraints.ts'
import { nameOf } from '../vocabulary/model-ref.ts'

/**
 * Regions and offline mode. An unknown region refuses, unless the target is on this machine; one that is said counts there as
 * well: what answers on loopback may be a gateway to models elsewhere.
 */
export function checkPlace(candidate: LastingFacts, { constraints }: Need): Refusal | undefined {
  const { target, provider, model } = candidate
  if (constraints?.offline === true && !provider.local) {
    return refuse('offline', `\`${target.provider}\` is not on this machine, and the request must stay on it.`)
  }
  const regions = constraints?.regions
  if (regions === undefined) return undefined
  const region = model?.region ?? provider.region
  if (region === undefined) {
    if (provider.local) return undefined
    return refuse(
      'region',
      `Where \`${nameOf(target)}\` runs is not known, and the request is bound to ${list(regions)}. Set \`${optionOf(candidate)}.region\`.`,
    )
  }
  return regions.includes(region)
    ? undefined
    : refuse('region', `\`${nameOf(target)}\` runs in ${region}; the request is bound to ${list(regions)}.`)
}

/** Vendors that may be asked. */
export function checkVendor({ target, provider }: LastingFacts, { constraints }: Need): Refusal | undefined {
  const vendors = constraints?.vendors
  if (vendors === undefined || vendors.includes(target.provider)) return undefined
  if (provider.vendor !== undefined && vendors.includes(provider.vendor)) return undefined
  return refuse('vendor', `\`${target.provider}\` is not among the vendors allowed: ${list(vendors)}.`)
}

/** Who may train on requests. Unknown refuses. */
export function checkTraining({ target, provider }: LastingFacts, { constraints }: Need): Refusal | undefined {
  if (constraints?.noTraining !== true || provider.local || provider.noTraining === true) return undefined
  // Only providers of models can say so.
  const advice =
    provider.option === undefined ? ` Set \`providers.${target.provider}.noTraining\` where it does not.` : ''
  return refuse('training', `It is not known that \`${target.provider}\` does not train on requests.${advice}`)
}

/** The quality floor. An unknown tier is admitted. */
export function checkTier({ target, model }: LastingFacts, { constraints }: Need): Refusal | undefined {
  if (constraints?.minTier === undefined || model?.tier === undefined) return undefined
  if (tierOrder.indexOf(model.tier) >= tierOrder.indexOf(constraints.minTier)) return undefined
  return refuse('tier', `\`${nameOf(target)}\` is ${model.tier}; the request needs ${constraints.minTier} or better.`)
}

/** What may take the place of what was asked for: nothing of a lower tier, unless the caller allows it. An unknown tier is admitted. */
export function checkFloor({ target, model }: LastingFacts, { floor }: Need): Refusal | undefined {
  if (floor === undefined || model?.tier === undefined) return undefined
  if (tierOrder.indexOf(model.tier) >= tierOrder.indexOf(floor)) return undefined
  return refuse(
    'downgrade',
    `\`${nameOf(target)}\` is ${model.tier}, lower than the ${floor} that was asked for; \`allowDowngrade: true\` (of the route, or in \`routing\`) lets it serve.`,
  )
}

/** How fast it has been. What is not measured is admitted. */
export function checkLatency({ target, latencyMs }: Candidate, { constraints }: Need): Refusal | undefined {
  const limit = constraints?.maxLatencyMs
  if (limit === undefined || latencyMs === undefined || latencyMs <= limit) return undefined
  const measured = Math.round(latencyMs)
  return refuse(
    'latency',
    `\`${nameOf(target)}\` takes ${measured} ms to its first token; the request may wait ${limit} ms.`,
  )
}

/** Limits on spending. */
export function checkSpend({ overspent }: Candidate): Refusal | undefined {
  return overspent === undefined ? undefined : { ...refuse('budget', overspent.message), until: overspent.until }
}

/** A hard limit on money. An unknown cost refuses. */
export function checkCost({ target, provider, usd }: Candidate, need: Need): Refusal | undefined {
  const limit = need.constraints?.maxCostUsd
  if (limit === undefined || (usd === undefined && provider.local)) return undefined
  if (usd === undefined) {
    return refuse(
      'price',
      `What \`${nameOf(target)}\` may cost is not known, and the request may cost at most ${limit} USD.`,
    )
  }
  if (usd <= limit) return undefined
  return refuse('price', `\`${nameOf(target)}\` may cost ${usd.toFixed(4)} USD; the request may cost at most ${limit}.`)
}

function list(words: readonly string[]): string {
  return words.length === 0 ? 'nothing' : words.join(', ')
}
