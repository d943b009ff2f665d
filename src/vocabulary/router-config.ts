import type { BudgetConfig } from './budget-config.ts'
import type { CachingOptions } from './caching.ts'
import type { CompactionMode, CompactionOptions } from './compaction.ts'
import type { ModelOverride, ModelRef } from './model.ts'
import type { Notice } from './notice.ts'
import type { ProviderConfig } from './provider-config.ts'
import type { AgentConfig, RolesConfig, RouteConfig, RoutingConfig } from './routing-config.ts'
import type { Runtime } from './runtime.ts'
import type { SearchConfig } from './search.ts'

/** Everything that can be configured. All of it is optional. */
export interface RouterConfig {
  readonly providers?: Readonly<Record<string, ProviderConfig>> | undefined
  readonly routes?: Readonly<Record<string, readonly ModelRef[] | RouteConfig>> | undefined
  /** Models of agents, by the name that requests give as `agent`. */
  readonly agents?: Readonly<Record<string, AgentConfig>> | undefined
  readonly roles?: RolesConfig | undefined
  /** Overrides of and additions to what is known of models, by `provider/model`. */
  readonly models?: Readonly<Record<string, ModelOverride>> | undefined
  readonly routing?: RoutingConfig | undefined
  readonly budget?: BudgetConfig | undefined
  /** Prompt caching: on by default where a provider is told what to cache. */
  readonly caching?: CachingOptions | undefined
  /** Whether and how conversations that fill the window are made shorter. Default `overflow`: only where a call would fail otherwise. */
  readonly compaction?: CompactionMode | CompactionOptions | undefined
  readonly search?: SearchConfig | undefined
  readonly runtime?: Partial<Runtime> | undefined
  /** Called with everything an operator may want to see. What it throws is ignored. */
  readonly onNotice?: ((notice: Notice) => void) | undefined
}

/** The names of the routes for common uses: see `routing.presets`. */
export type PresetName =
  | 'best-quality'
  | 'daily'
  | 'code'
  | 'flat-rate-agents'
  | 'fastest'
  | 'cheapest'
  | 'dev-test'
  | 'private'
  | 'budget-reasoning'

/**
 * What `model` may name without a slash: routes, configured providers, and presets where they are on. Any name where the type of the
 * configuration says none: of a `RouterConfig` that was read from a file, say, and of a plain `Router`.
 */
export type RouteName<C> =
  | 'default'
  | (C extends { readonly routes?: infer Routes } ? keyof NonNullable<Routes> & string : never)
  | (C extends { readonly providers?: infer Providers } ? keyof NonNullable<Providers> & string : never)
  | (C extends { readonly routing: { readonly presets: true } } ? PresetName : never)
