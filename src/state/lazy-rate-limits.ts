import type { CheckedConfig } from '../configuration/checked-config.ts'
import type { Resting } from '../routing/cooldown.ts'
import { reportsFewRemaining } from '../routing/few-remaining.ts'
import type { HealthKey } from '../routing/health.ts'
import type { RateLimits } from '../routing/rate-limits.ts'
import type { Target } from '../vocabulary/model.ts'
import type { Runtime } from '../vocabulary/runtime.ts'

/** Rate limits that are loaded once there is one to keep. */
export interface LazyRateLimits {
  /** Absent until they are loaded: no limit is known then. */
  readonly current: RateLimits | undefined
  /** Before targets are planned: loads them where one of these targets has configured limits. */
  ready(targets: readonly Target[]): Promise<unknown> | undefined
  /** Why a key would not be asked now on account of its limits. */
  restingUntil(key: HealthKey, tokens: number): Resting | undefined
  /** After an answer: loads them where its headers tell of a limit that is nearly used up. */
  learn(key: HealthKey, headers: Readonly<Record<string, string>>): Promise<unknown> | undefined
}

/** Makes them. A call that meets no limit pays for a look at its targets and at the names of its headers. */
export function lazyRateLimits(
  { providers }: CheckedConfig,
  runtime: Pick<Runtime, 'now'>,
  kept: { current: RateLimits | undefined; loading: Promise<RateLimits> | undefined },
): LazyRateLimits {
  function load(): Promise<RateLimits> {
    kept.loading ??= import('../routing/rate-limits.ts').then(
      ({ createRateLimits }) => (kept.current = createRateLimits(runtime)),
    )
    return kept.loading
  }

  return {
    get current() {
      return kept.current
    },
    ready(targets) {
      if (kept.current !== undefined || !targets.some(({ provider }) => providers[provider]?.limits !== undefined))
        return
      return load()
    },
    restingUntil: (key, tokens) => kept.current?.restingUntil(key, providers[key.provider]?.limits, tokens),
    learn(key, headers) {
      if (kept.current !== undefined) kept.current.learn(key, headers)
      else if (reportsFewRemaining(headers)) return load().then((limits) => limits.learn(key, headers))
      return undefined
    },
  }
}
