import type { ModelInfo, Target, Tier } from '../vocabulary/model.ts'
import { distinct } from './select-targets.ts'

/** What a provider says of its models. */
export interface TieredProvider {
  readonly id: string
  readonly tiers: Readonly<Partial<Record<Tier, string>>>
  readonly defaultModel?: string | undefined
}

/** Where models of a tier are looked for. */
export interface TierSource {
  /** In the order in which they are asked. */
  readonly providers: readonly TieredProvider[]
  /** Models that the configuration names. */
  readonly models: readonly Target[]
  /** What is known of a model. */
  readonly info: (target: Target) => ModelInfo | undefined
}

/**
 * The targets that a tier may be served by: each provider's own model of the tier and configured models that are known to be of
 * it, the best measured first; behind them the default models of providers that have none of it.
 */
export function tierTargets(tier: Tier, { providers, models, info }: TierSource): readonly Target[] {
  const own: Target[] = []
  const defaults: Target[] = []
  for (const { id, tiers, defaultModel } of providers) {
    const model = tiers[tier]
    if (model !== undefined) own.push({ provider: id, model })
    else if (defaultModel !== undefined) defaults.push({ provider: id, model: defaultModel })
  }
  const configured = models.filter((target) => info(target)?.tier === tier)
  return distinct([...bestFirst([...own, ...configured], info), ...defaults])
}

/** What was measured comes before what was not, and better before worse; the rest keeps its order. */
function bestFirst(targets: readonly Target[], info: TierSource['info']): readonly Target[] {
  const scored = targets.map((target) => ({ target, score: info(target)?.score ?? Number.NEGATIVE_INFINITY }))
  return scored.toSorted((a, b) => (a.score === b.score ? 0 : b.score - a.score)).map(({ target }) => target)
}
