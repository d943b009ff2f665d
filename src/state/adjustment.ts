import type { Quirks, ResolvedProvider } from '../adapters/provider.ts'
import { wireModel } from '../adapters/wire-model.ts'
import type { ReasoningEffort, Target } from '../vocabulary/model.ts'
import { keepRecent } from '../vocabulary/keep-recent.ts'

/** How a target is asked otherwise than its row and the catalogue say, because it refused the usual way. All members are optional. */
export interface Adjustment {
  /** Reasoning and signatures of earlier turns stay behind: the target could not read them. */
  readonly withoutReplay?: boolean | undefined
  /** The id that the model is asked by: its inference profile, where it refused its own. */
  readonly wireModel?: string | undefined
  /** The largest output limit that it takes, in tokens. */
  readonly outputCap?: number | undefined
  /** The field that it wants the output limit in; `none`: it takes none. */
  readonly outputLimitField?: Quirks['outputLimitField']
  /** The efforts that it takes; an empty list: none is sent. */
  readonly efforts?: readonly ReasoningEffort[] | undefined
  /** `explicit`: it takes cache marks on blocks, not one for the whole request; `off`: it takes no cache field. */
  readonly cacheMarks?: 'explicit' | 'off' | undefined
  /** The name of a cached content that it has not, or no more: the whole prompt is sent instead. */
  readonly refusedContent?: string | undefined
  /** It does not compact conversations itself. */
  readonly withoutCompaction?: boolean | undefined
  /** It takes cache marks without a lifetime only. */
  readonly cacheWithoutTtl?: boolean | undefined
  /** It takes no cache breakpoints on blocks. */
  readonly cacheWithoutBreakpoints?: boolean | undefined
}

/** What targets have taught by refusing, for all calls of one router. */
export interface LearntAdjustments {
  /** What is known of a target now, to calls that are bound to these regions. */
  of(target: Target, provider: ResolvedProvider, regions?: readonly string[]): Adjustment | undefined
  /** Adds to what is known, for `forMs` milliseconds from now. What one region rule has taught holds for no other. */
  remember(
    target: Target,
    provider: ResolvedProvider,
    adjustment: Adjustment,
    forMs: number,
    regions?: readonly string[],
  ): void
}

interface Remembered {
  readonly adjustment: Adjustment
  readonly until: number
}

/** Targets that are remembered; the oldest go first. */
const mostTargets = 1_000

/** An empty memory. It is kept by address and model, so that two names of one host share it. */
export function createLearntAdjustments({ now }: { readonly now: () => number }): LearntAdjustments {
  const known = new Map<string, readonly Remembered[]>()
  const keyOf = (target: Target, provider: ResolvedProvider, regions: readonly string[] | undefined): string =>
    JSON.stringify([provider.protocol, provider.baseUrl, wireModel(provider, target.model), regions])
  const fresh = (key: string): readonly Remembered[] => (known.get(key) ?? []).filter(({ until }) => until > now())

  return {
    of(target, provider, regions) {
      if (known.size === 0) return undefined
      const all = fresh(keyOf(target, provider, regions))
      if (all.length === 0) return undefined
      return all.reduce<Adjustment>((joined, { adjustment }) => ({ ...joined, ...adjustment }), {})
    },
    remember(target, provider, adjustment, forMs, regions) {
      const key = keyOf(target, provider, regions)
      const all = [...fresh(key), { adjustment, until: now() + forMs }]
      keepRecent(known, key, all.slice(-20), mostTargets)
    },
  }
}
