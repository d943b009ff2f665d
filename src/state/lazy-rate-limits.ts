import type { CheckedConfig } from '../configuration/checked-config.ts'
import type { Resting } from '../routing/cooldown.ts'
import { reportsFewRemaining } from '../routing/few-remaining.ts'
import type { AttemptUnderway } from './kill-switch.ts'
import type { HealthKey } from '../routing/health.ts'
import type { NoPlace, RateLimits, RefusedAtOnce } from '../routing/rate-limits.ts'
import type { Target } from '../vocabulary/model.ts'
import type { Runtime } from '../vocabulary/runtime.ts'

/** Rate limits that are loaded once there is one to keep. */
export interface LazyRateLimits {
  /** Absent until they are loaded: no limit is known then. */
  readonly current: RateLimits | undefined
  /** Before targets are planned: loads them where one of these targets has configured limits. */
  ready(targets: readonly Target[]): Promise<unknown> | undefined
  /** Whether no limit of a provider is known, so that none of its keys is at one. */
  isQuiet(provider: string): boolean
  /** Why a key would not be asked now on account of its limits. */
  restingUntil(key: HealthKey, tokens: number): Resting | undefined
  /** Why there is no place for one more request of a key now. Takes none. */
  fullNow(key: HealthKey, tokens: number): NoPlace | undefined
  /** After an answer: loads them where its headers tell of a limit that is nearly used up. */
  answered(key: HealthKey, headers: Readonly<Record<string, string>>): Promise<unknown> | undefined
  /** After a refusal because too many requests of a key ran at one time. */
  refused(key: HealthKey, request: RefusedAtOnce): Promise<ReturnType<RateLimits['refused']>>
}

/** Makes them. A call that meets no limit pays for a look at its targets and at the names of its headers. */
export function lazyRateLimits(
  { providers }: CheckedConfig,
  runtime: Pick<Runtime, 'now'>,
  kept: { current: RateLimits | undefined; loading: Promise<RateLimits> | undefined },
  underway: Iterable<AttemptUnderway>,
): LazyRateLimits {
  function load(): Promise<RateLimits> {
    kept.loading ??= import('../routing/rate-limits.ts').then(({ createRateLimits }) => {
      const limits = createRateLimits(runtime)
      // What was sent before counts too.
      for (const attempt of underway) attempt.left = limits.adopt(attempt.healthKey)
      return (kept.current = limits)
    })
    return kept.loading
  }

  const isConfigured = Object.values(providers).some(({ limits }) => limits !== undefined)
  return {
    get current() {
      return kept.current
    },
    ready(targets) {
      if (
        !isConfigured ||
        kept.current !== undefined ||
        !targets.some(({ provider }) => providers[provider]?.limits !== undefined)
      )
        return
      return load()
    },
    isQuiet: (provider) =>
      kept.current === undefined || !(providers[provider]?.limits !== undefined || kept.current.hasLearnt(provider)),
    restingUntil: (key, tokens) => kept.current?.restingUntil(key, providers[key.provider]?.limits, tokens),
    fullNow: (key, tokens) => kept.current?.fullNow(key, providers[key.provider]?.limits, tokens),
    answered(key, headers) {
      if (kept.current !== undefined) kept.current.answered(key, headers)
      else if (reportsFewRemaining(headers)) return load().then((limits) => limits.answered(key, headers))
      return undefined
    },
    async refused(key, request) {
      return (kept.current ?? (await load())).refused(key, request)
    },
  }
}
