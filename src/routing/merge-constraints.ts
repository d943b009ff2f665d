import type { Constraints } from '../vocabulary/completion-request.ts'
import type { Tier } from '../vocabulary/model.ts'

/** Tiers from low to high. */
export const tierOrder: readonly Tier[] = ['fast', 'balanced', 'flagship']

/** Constraints that are as strict as all given together: no source can loosen another. `undefined` when there is none. */
export function mergeConstraints(...sources: readonly (Constraints | undefined)[]): Constraints | undefined {
  let all: Constraints | undefined
  for (const next of sources) all = all === undefined || next === undefined ? (all ?? next) : both(all, next)
  return all
}

function both(a: Constraints, b: Constraints): Constraints {
  return {
    regions: intersection(a.regions, b.regions),
    vendors: intersection(a.vendors, b.vendors),
    offline: a.offline === true || b.offline === true,
    noTraining: a.noTraining === true || b.noTraining === true,
    minTier: higher(a.minTier, b.minTier),
    maxCostUsd: lower(a.maxCostUsd, b.maxCostUsd),
    maxLatencyMs: lower(a.maxLatencyMs, b.maxLatencyMs),
    needs:
      a.needs === undefined && b.needs === undefined
        ? undefined
        : [...new Set([...(a.needs ?? []), ...(b.needs ?? [])])],
  }
}

function intersection(
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
): readonly string[] | undefined {
  return a === undefined || b === undefined ? (a ?? b) : a.filter((value) => b.includes(value))
}

function lower(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)
}

function higher(a: Tier | undefined, b: Tier | undefined): Tier | undefined {
  if (a === undefined || b === undefined) return a ?? b
  return tierOrder.indexOf(a) > tierOrder.indexOf(b) ? a : b
}

/** Whether `to` is known to be of a lower tier than `from`. An unknown tier is no downgrade. */
export function isDowngrade(
  from: { readonly tier?: Tier | undefined } | undefined,
  to: { readonly tier?: Tier | undefined } | undefined,
): boolean {
  if (from?.tier === undefined || to?.tier === undefined) return false
  return tierOrder.indexOf(to.tier) < tierOrder.indexOf(from.tier)
}
