import type { CachingOptions } from '../vocabulary/caching.ts'
import type { CompactionOptions } from '../vocabulary/compaction.ts'
import type { Constraints, Timeouts } from '../vocabulary/completion-request.ts'
import type { Capability, ModelRef, Target, Tier } from '../vocabulary/model.ts'
import type { OutputBudgetConfig } from '../vocabulary/budget-config.ts'
import type { ProviderConfig } from '../vocabulary/provider-config.ts'
import type { RouterConfig } from '../vocabulary/router-config.ts'
import type {
  AgentConfig,
  DetectorConfig,
  DrillConfig,
  HedgeConfig,
  RolesConfig,
  RouteConfig,
  RoutingConfig,
} from '../vocabulary/routing-config.ts'
import type { SpendLimit, SpendStore } from '../vocabulary/spend.ts'
import type { StateStore } from '../vocabulary/state-store.ts'
import { tierOfName } from '../vocabulary/tier-name.ts'
import type { CheckedSearch } from './checked-search.ts'

/** A route with its rules filled in: its own, else those of all routes, else the defaults. */
export interface CheckedRoute {
  /** In the order in which they are asked; never empty. */
  readonly targets: readonly Target[]
  readonly retryPrimaryAfterSeconds: number
  readonly onContentFilter: 'stop' | 'next'
  readonly needs: readonly Capability[]
  readonly constraints: Constraints | undefined
  readonly tier: Tier | undefined
  readonly tasks: readonly string[]
  readonly phases: readonly string[]
  readonly allowDowngrade: boolean | undefined
}

/** The rules of all routes, filled in. */
export interface CheckedRouting {
  readonly maxRetries: number
  readonly maxAttempts: number
  readonly retryPrimaryAfterSeconds: number
  readonly onContentFilter: 'stop' | 'next'
  /** Absent: as the rule has it that chose the chain. */
  readonly allowDowngrade: boolean | undefined
  readonly presets: boolean
  readonly maxAnswerBytes: number
  /** `idleMs` and `stallMs` are set; the others are absent unless configured: they depend on the request and the target. */
  readonly timeouts: Timeouts & { readonly idleMs: number; readonly stallMs: number }
  readonly detectors: Readonly<Record<keyof DetectorConfig, boolean>>
  /** Absent: nobody is asked beside another. */
  readonly hedge: Required<HedgeConfig> | undefined
  readonly drill: readonly DrillConfig[]
  /** Absent: there are no shadow calls. */
  readonly shadow: CheckedShadow | undefined
  readonly audit: boolean
  /** The caller's own object. Absent: what is known of targets lives as long as the router. */
  readonly stateStore: StateStore | undefined
}

/** `routing.shadow`, filled in. */
export interface CheckedShadow {
  readonly targets: readonly ModelRef[]
  readonly sample: number
  readonly maxCallsPerDay: number
  readonly maxUsdPerDay: number | undefined
}

/** `budget.output`, filled in as far as neither the environment nor the request can say it. */
export type CheckedOutput = OutputBudgetConfig & { readonly maxContinuations: number }

/**
 * A configuration that has been checked, with every default in place. A copy, frozen all through; only functions and
 * `runtime` are the caller's own. Its records have no prototype: looking up any name is safe. Keys are functions here even
 * where the caller gave strings, so that printing it shows none.
 */
export interface CheckedConfig {
  readonly providers: Readonly<Record<string, ProviderConfig>>
  /** Holds `default` when one is configured, or when there is nothing to choose from: see `zeroConfigTarget`. */
  readonly routes: Readonly<Record<string, CheckedRoute>>
  readonly agents: Readonly<Record<string, AgentConfig>>
  readonly roles: RolesConfig
  readonly models: NonNullable<RouterConfig['models']>
  readonly routing: CheckedRouting
  readonly budget: {
    readonly output: CheckedOutput
    readonly spend: readonly SpendLimit[]
    /** The caller's own object. */
    readonly spendStore: SpendStore | undefined
  }
  /** As given: the environment comes after it, so its defaults are in `cachingSettings`. */
  readonly caching: CachingOptions
  /** As given, with its mode; absent: nothing is configured. A request comes before it: see `compactionSettings`. */
  readonly compaction: CompactionOptions | undefined
  readonly search: CheckedSearch
  /** The caller's own object: call its members as its methods. Empty when none was given. */
  readonly runtime: NonNullable<RouterConfig['runtime']>
  readonly onNotice: RouterConfig['onNotice']
}

/** The target of the route `default` where no route is configured: OpenRouter's router over free models (`openrouter/free`). */
export const zeroConfigTarget: Target = Object.freeze({ provider: 'openrouter', model: 'free' })

/** The rules of all routes, with the default of each that is not given. The only place for these defaults. */
export function fillRouting(given: RoutingConfig = {}): CheckedRouting {
  const { timeouts = {}, detectors = {} } = given
  return {
    maxRetries: given.maxRetries ?? 1,
    maxAttempts: given.maxAttempts ?? 6,
    retryPrimaryAfterSeconds: given.retryPrimaryAfterSeconds ?? 60,
    onContentFilter: given.onContentFilter ?? 'stop',
    allowDowngrade: given.allowDowngrade,
    presets: given.presets ?? false,
    // The longest answers of 2026 have 128 000 tokens, at some 400 bytes for each of them on the wire.
    maxAnswerBytes: given.maxAnswerBytes ?? 256 * 1024 * 1024,
    timeouts: { ...timeouts, idleMs: timeouts.idleMs ?? 40_000, stallMs: timeouts.stallMs ?? 300_000 },
    detectors: {
      empty: detectors.empty ?? true,
      wrongModel: detectors.wrongModel ?? true,
      reasoningOnly: detectors.reasoningOnly ?? true,
      truncatedPrompt: detectors.truncatedPrompt ?? true,
      loop: detectors.loop ?? false,
      toolCallAsText: detectors.toolCallAsText ?? false,
    },
    hedge:
      given.hedge === undefined ? undefined : { afterMs: given.hedge.afterMs, maxExtra: given.hedge.maxExtra ?? 1 },
    drill: given.drill ?? [],
    shadow: fillShadow(given.shadow),
    audit: given.audit ?? false,
    stateStore: given.stateStore,
  }
}

function fillShadow(given: RoutingConfig['shadow']): CheckedShadow | undefined {
  if (given === undefined) return undefined
  return {
    targets: given.targets,
    sample: given.sample ?? 0.01,
    maxCallsPerDay: given.maxCallsPerDay ?? 100,
    maxUsdPerDay: given.maxUsdPerDay,
  }
}

/** `budget.output` with its default. Four steps of 16 000 tokens and more: longer answers are not wanted unasked. */
export function fillOutput(given: OutputBudgetConfig = {}): CheckedOutput {
  return { ...given, maxContinuations: given.maxContinuations ?? 4 }
}

/** A route with what it does not say itself taken from the rules of all routes. */
export function fillRoute(
  targets: readonly Target[],
  given: Omit<RouteConfig, 'targets'>,
  routing: CheckedRouting,
): CheckedRoute {
  return {
    targets,
    retryPrimaryAfterSeconds: given.retryPrimaryAfterSeconds ?? routing.retryPrimaryAfterSeconds,
    onContentFilter: given.onContentFilter ?? routing.onContentFilter,
    needs: given.needs ?? [],
    constraints: given.constraints,
    tier: given.tier === undefined ? undefined : tierOfName[given.tier],
    tasks: listOf(given.task),
    phases: listOf(given.phase),
    allowDowngrade: given.allowDowngrade ?? routing.allowDowngrade,
  }
}

function listOf(words: string | readonly string[] | undefined): readonly string[] {
  return words === undefined ? [] : typeof words === 'string' ? [words] : words
}
