import type { BaselineOptions, BaselineReport } from './baseline.ts'
import type { Capabilities } from './capabilities.ts'
import type { CatalogRefresh, CatalogRefreshOptions } from './catalog-refresh.ts'
import type { CompactedHistory } from './compaction.ts'
import type { CompletionRequest, ToolCallsOf, Tools } from './completion-request.ts'
import type { Completion } from './completion.ts'
import type { CostEstimate, CostEstimateOptions } from './cost-estimate.ts'
import type { ModelInfo, ModelRef, Target } from './model.ts'
import type { ProviderDefinition } from './parsed-provider.ts'
import type { ProbeOptions, ProbeReport } from './probe.ts'
import type { ProviderConfig } from './provider-config.ts'
import type { ProviderStatus } from './provider-status.ts'
import type { PlanOptions, RoutePlan } from './route-plan.ts'
import type { RouteName, RouterConfig } from './router-config.ts'
import type { SearchQuery, SearchResponse } from './search.ts'
import type { Selector } from './selector.ts'
import type { Schema, SchemaOutput } from './standard-schema.ts'
import type { DisableOptions } from './switched-off.ts'
import type { TokenCount, TokenCountOptions } from './token-count.ts'
import type { UsageQuery, UsageReport } from './usage-report.ts'

/** The router: makes calls, remembers health, and holds nothing global. */
export interface Router<C extends RouterConfig = RouterConfig> extends AsyncDisposable {
  /** Asks the models of a chain, in order, until one has answered. Never throws; the completion carries every error. */
  complete<const S extends Schema = Schema<unknown>, const T extends Tools = Tools>(
    request: CompletionRequest<S, T, RouteName<C>>,
  ): Completion<SchemaOutput<S>, ToolCallsOf<T>>
  /**
   * Which targets would be asked, in which order and why, and who was passed over; with `down`, as if those were. Sends nothing.
   * Rejects as the call would for what cannot be read, and with `configuration` for a selector that names nothing known.
   */
  plan(request: CompletionRequest<Schema, Tools, RouteName<C>>, options?: PlanOptions): Promise<RoutePlan>
  /**
   * What a request may cost, for each target of its plan and for others to compare with. Sends nothing. Rejects like `plan`,
   * and with `RouterError` `invalid-request` for options that cannot be used.
   */
  estimateCost(
    request: CompletionRequest<Schema, Tools, RouteName<C>>,
    options?: CostEstimateOptions,
  ): Promise<CostEstimate>
  /**
   * How many input tokens a request is at the first target of its plan, or at the one that `model` names: counted by the provider
   * where it has an endpoint for that, else estimated, and `reason` says why. Only admitted targets are asked; a count costs
   * nothing and is waited for at most `timeouts.totalMs` (default 10 s). Rejects like `plan`, and with what went wrong where
   * `options.source` is `endpoint`.
   */
  countTokens(request: CompletionRequest<Schema, Tools, RouteName<C>>, options?: TokenCountOptions): Promise<TokenCount>
  /**
   * Makes the conversation of a request shorter without asking its question: older turns become a summary, down to
   * `compaction.target` of the window of the target that would be asked. One that is small enough stays as it is. Rejects like
   * `complete` where the summary cannot be made, and with `RouterError` `invalid-request` where the window is not known.
   */
  compact(request: CompletionRequest<Schema, Tools, RouteName<C>>): Promise<CompactedHistory>
  /** What is known of the models of the configured and discovered providers, corrected by `models` of the configuration. */
  models(): Promise<readonly ModelInfo[]>
  /** What a provider offers for a model. Rejects with `RouterError` `configuration` for a target that does not exist. */
  capabilities(target: ModelRef | Target): Promise<Capabilities>
  /**
   * Whether a target answers: one request of a few tokens, made and booked as every call is, with what to do when it fails. The name of a
   * provider stands for its default model. A target that rests is asked all the same. Rejects with `RouterError` `configuration` for a target
   * that does not exist, and with `aborted`.
   */
  probe(target: string | Target, options?: ProbeOptions): Promise<ProbeReport>
  /**
   * Renews what is known of models, prices above all, from a map in the format of models.dev: one request to that host, only
   * when this is called, at most 32 MiB and 30 seconds. A map with less than half of the models that are built in, or any
   * failure, leaves everything as it is, and the result says why; what the configuration says of a model always wins.
   * Rejects with `RouterError` `configuration` for an address that cannot be used.
   */
  refreshCatalog(options?: CatalogRefreshOptions): Promise<CatalogRefresh>
  /**
   * What calls and searches have used and cost since the router was made: counts, failures, tokens and USD, grouped as the query
   * asks. Kept in memory as sums, over configurations too. Rejects with `RouterError` `invalid-request` for a query that cannot be used.
   */
  report(query?: UsageQuery): Promise<UsageReport>
  /**
   * Searches the web: asks the configured backends in order, DuckDuckGo last, until one has answered. Rejects with a `RouterError` that
   * names each backend with what came of it.
   */
  search(query: SearchQuery): Promise<SearchResponse>
  /**
   * Measures targets with a set of prompts: times, speed, cost, and how good the answers are where `score` says it. Makes
   * `targets` x `prompts` x `repeat` real calls, one after the other. Rejects with `RouterError` `invalid-request` for options
   * that cannot be used, and with `aborted`.
   */
  baseline(options: BaselineOptions): Promise<BaselineReport>
  /** The configured and discovered providers. Never a secret. */
  providers(): readonly ProviderStatus[]
  /**
   * Switches targets off, from the next attempt of any call on. Throws `RouterError` `configuration` for a selector that names
   * nothing known, or without a reason.
   */
  disable(what: Selector, options: DisableOptions): void
  /** Switches on again what the same selector has switched off. */
  enable(what: Selector): void
  /**
   * Takes another configuration as a whole, for calls that begin from now on; those that run keep theirs. What the router has
   * learnt stays: health, stickiness, limits, what targets want to be asked like, and what is switched off. The environment is
   * read anew, and removed providers are known again. `runtime` stays the router's own; `onNotice` stays where none is given. Throws `RouterError` `configuration`
   * and changes nothing for one that cannot be used.
   */
  configure(config: RouterConfig): void
  /** `configure` with one provider more, or with another configuration of one that is there. */
  addProvider(id: string, config: ProviderConfig): void
  /** The same with what is known of its models, as `parseProvider` of `trunkline/providers` gives it. */
  addProvider(definition: ProviderDefinition): void
  /**
   * `configure` without a provider and its keys: it is unknown from now on, built in or not, until it is added again. Throws
   * `RouterError` `configuration` while a route, agent or role names it.
   */
  removeProvider(id: string): void
  /** `configure` with another chain as the route `default`; its rules stay. */
  setDefault(chain: ModelRef | readonly ModelRef[]): void
  /** Ends every running call and every timer. Nothing is left open; a call that begins later runs as ever. */
  close(): Promise<void>
}
