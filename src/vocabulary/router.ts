import type { AuditRecord } from './audit.ts'
import type { BaselineOptions, BaselineReport } from './baseline.ts'
import type { CacheEpoch, CachingOptions } from './caching.ts'
import type { Capabilities } from './capabilities.ts'
import type { CatalogRefresh, CatalogRefreshOptions } from './catalog-refresh.ts'
import type { CompactedHistory, CompactionMode, CompactionOptions } from './compaction.ts'
import type { CompletionEvent } from './completion-event.ts'
import type { CompletionRequest, Constraints, Secret, Timeouts, Tools, ToolCallsOf } from './completion-request.ts'
import type { CompletionResult, SelectionRule, SkippedTarget } from './completion-result.ts'
import type { CostEstimate, CostEstimateOptions } from './cost-estimate.ts'
import type { ProviderAuth } from './credential.ts'
import type { Json, JsonObject, ToolCallPart } from './message.ts'
import type { Capability, ModelInfo, ModelOverride, ModelRef, ProtocolId, Target, Tier, TierName } from './model.ts'
import type { ProviderDefinition } from './parsed-provider.ts'
import type { ProbeOptions, ProbeReport } from './probe.ts'
import type { RouterError, RouterErrorCode } from './router-error.ts'
import type { Runtime } from './runtime.ts'
import type { SearchConfig, SearchQuery, SearchResponse } from './search.ts'
import type { Selector } from './selector.ts'
import type { SpendAlert, SpendLimit, SpendStore } from './spend.ts'
import type { StateStore } from './state-store.ts'
import type { ShadowComparison } from './shadow.ts'
import type { Schema, SchemaOutput } from './standard-schema.ts'
import type { PhaseName, TaskName } from './task.ts'
import type { TokenCount, TokenCountOptions } from './token-count.ts'
import type { UsageQuery, UsageReport } from './usage-report.ts'
import type { BillingClass } from './usage.ts'

/** One provider: a known id with what differs from its defaults, or any other name with `protocol` and `baseUrl`. */
export interface ProviderConfig {
  readonly protocol?: ProtocolId | undefined
  /** Where it is, in any form its own documentation shows; a path to an endpoint is cut off. */
  readonly baseUrl?: string | undefined
  /** Plain http is for loopback; `true` allows it elsewhere. Default false. */
  readonly allowHttp?: boolean | undefined
  /** One key, or several to rotate over. Default: the provider's usual environment variable. */
  readonly apiKey?: Secret | readonly Secret[] | undefined
  /** The environment variables that may hold the key, the first that is set wins. Default: the provider's usual ones; none for a name of your own. */
  readonly keyVariables?: readonly string[] | undefined
  /** Authorises requests otherwise than by a key: signed for AWS, by an access token, by credentials of Google. Not beside `apiKey`. */
  readonly auth?: ProviderAuth | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Sends this provider's requests instead of `runtime.fetch`: a proxy, a private network, instrumentation. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** The model that is meant where only the provider is named, and where it has none of the tier that is asked for. */
  readonly defaultModel?: string | undefined
  /** Its model of each tier. Default: the environment's, else the newest that is known. */
  readonly tiers?: Readonly<Partial<Record<TierName, string>>> | undefined
  readonly region?: string | undefined
  /** Whether it is known not to train on requests: by contract, say. Counts where `constraints.noTraining` is asked for. Default: not known. */
  readonly noTraining?: boolean | undefined
  /** Who answers for its key. Shown by `providers()`. */
  readonly owner?: string | undefined
  /** Default true. */
  readonly enabled?: boolean | undefined
  /** What each key of this provider may do; what its answers tell of their limits counts besides. Default: nothing is counted. */
  readonly limits?: ProviderLimits | undefined
  /** What the profile of this provider asks for (resource, deployment, project, ...). */
  readonly options?: Readonly<Record<string, Json>> | undefined
}

/** What one key may do. A target whose key is at a limit is passed over while another is left, and waited for where it is the last. */
export interface ProviderLimits {
  /** Requests in any minute, from 1. Default: any number. */
  readonly rpm?: number | undefined
  /** Tokens in any minute, from 1: estimated before a request, and what it really used after it. Default: any number. */
  readonly tpm?: number | undefined
  /** Requests at one time, from 1. Default: any number. */
  readonly maxConcurrent?: number | undefined
}

/** A named chain with its rules. */
export interface RouteConfig {
  readonly targets: readonly ModelRef[]
  /** Requests for this tier take this route. */
  readonly tier?: TierName | undefined
  /** Requests for this task, or one of these, take this route. */
  readonly task?: TaskName | readonly TaskName[] | undefined
  /** Requests in this phase, or one of these, take this route. */
  readonly phase?: PhaseName | readonly PhaseName[] | undefined
  /**
   * Whether a target of a lower tier than the first may serve. Default: where `model` names the route yes, for the order is the
   * caller's; where a rule chose it (`task`, `phase`, `needs`, `tier`, a role) no.
   */
  readonly allowDowngrade?: boolean | undefined
  /** Seconds until the primary is asked again after a failover, 0 to 3600. Default 60. */
  readonly retryPrimaryAfterSeconds?: number | undefined
  /** What a model vendor's verdict on the content does. Default `stop`. */
  readonly onContentFilter?: 'stop' | 'next' | undefined
  /** What every target must be able to do. Requests that need it and name no model take this route. */
  readonly needs?: readonly Capability[] | undefined
  readonly constraints?: Constraints | undefined
}

/** One or several of: `provider/model`, the name of a route, or that of a provider for its default model. */
export type ChainRef = string | readonly string[]

/** What is assigned to one agent. */
export interface AgentConfig {
  /** What it is served by. Default: as if it had no assignment. */
  readonly model?: ChainRef | undefined
  /** `false` sets the assignment aside. Default true. */
  readonly enabled?: boolean | undefined
}

/** What serves requests that name no model and that no other rule takes. */
export interface RolesConfig {
  /** For `purpose: 'chat'`, which is the default. */
  readonly chat?: ChainRef | undefined
  /** For `purpose: 'agent'`. */
  readonly autonomous?: ChainRef | undefined
  /** Asked last, behind every chain that the request did not name itself. */
  readonly fallback?: ChainRef | undefined
}

/** Rules of every route. */
export interface RoutingConfig {
  /** Retries of the same target for one failure streak. Default 1. */
  readonly maxRetries?: number | undefined
  /** Failed attempts of one call before it ends. Default 6. */
  readonly maxAttempts?: number | undefined
  /** Seconds, 0 to 3600. Default 60. */
  readonly retryPrimaryAfterSeconds?: number | undefined
  /** Default `stop`. */
  readonly onContentFilter?: 'stop' | 'next' | undefined
  /** `allowDowngrade` of every route that does not say itself, and of chains that are no route. Default: see `RouteConfig`. */
  readonly allowDowngrade?: boolean | undefined
  /** Routes for common uses, by name: `best-quality`, `daily`, `fastest`, `cheapest`, ... Default false. */
  readonly presets?: boolean | undefined
  /** Bytes of one answer's body that are read, from 1. A longer one ends its attempt as `malformed-stream`. Default 268 435 456 (256 MiB). */
  readonly maxAnswerBytes?: number | undefined
  readonly timeouts?: Timeouts | undefined
  readonly detectors?: DetectorConfig | undefined
  /** A target that is slow to begin gets company. Default: none does. */
  readonly hedge?: HedgeConfig | undefined
  /** Failures to rehearse a fallback with. Default: none. */
  readonly drill?: readonly DrillConfig[] | undefined
  /** Copies of calls at other targets, to compare them. Default: none. */
  readonly shadow?: ShadowConfig | undefined
  /** Tells every call's routing decisions as a notice `audit`, where there is `onNotice`. Default false. */
  readonly audit?: boolean | undefined
  /** Where health and limits are kept. Default: in the router, as long as it lives. */
  readonly stateStore?: StateStore | undefined
}

/** When the next target is asked beside one that is silent: whoever begins to answer first serves, the others are cancelled and booked. */
export interface HedgeConfig {
  /** Silence in milliseconds after which another target is asked too, above 0. */
  readonly afterMs: number
  /** Further targets of one turn of the model that are asked so, 1 to 5. Default 1. */
  readonly maxExtra?: number | undefined
}

/** The failures that an attempt can be made to end with. */
export type DrillCode = Exclude<
  RouterErrorCode,
  'configuration' | 'missing-credential' | 'no-target' | 'exhausted' | 'aborted' | 'budget'
>

/** One target that fails on purpose. It is not contacted, and its health does not suffer. */
export interface DrillConfig {
  readonly target: ModelRef
  /** What its attempts end with. */
  readonly code: DrillCode
}

/**
 * Copies of calls that are sent elsewhere once their own answer is complete. What comes of one is told as a notice `shadow`;
 * without `onNotice` none is made, nor of calls with keys of their own user, nor of calls with a search.
 */
export interface ShadowConfig {
  /** Each sampled call is copied to all of them. What the call and its route demand of a target holds. */
  readonly targets: readonly ModelRef[]
  /** Share of the calls that is copied, 0 to 1. Default 0.01. */
  readonly sample?: number | undefined
  /** Copies a day (UTC), from 1. Default 100. */
  readonly maxCallsPerDay?: number | undefined
  /** USD a day (UTC) after which no further copy is made; a target without a known price is not asked then. Default: no limit. */
  readonly maxUsdPerDay?: number | undefined
}

/** What is looked for in an answer. */
export interface DetectorConfig {
  /** A success without any content is a failure. Default true. */
  readonly empty?: boolean | undefined
  /** Another model than the one asked for answered: a warning. Default true. */
  readonly wrongModel?: boolean | undefined
  /** The model was done after reasoning, without a word: a warning. Default true. */
  readonly reasoningOnly?: boolean | undefined
  /** A server of one's own read much less than was sent: a warning. Default true. */
  readonly truncatedPrompt?: boolean | undefined
  /**
   * The end of the answer is one piece over and over (1 000 characters, 8 times): a failure, noticed while it comes; a warning
   * once the text was given to someone who cannot forget it. Default false.
   */
  readonly loop?: boolean | undefined
  /** A call of an offered tool is written as text instead of made: a failure; a warning once the text was given. Default false. */
  readonly toolCallAsText?: boolean | undefined
}

/** Something the operator may want to see. */
export interface Notice {
  /** `skipped-target`, `unusable-provider`, `failover`, `downgrade`, `cooldown`, `concurrency`, `empty-response`, `wrong-model`, `vendor-terms`, `cache-epoch`, `budget`, `drill`, `shadow`, `audit` or `unusable-search-backend`. */
  readonly type: string
  readonly message: string
  readonly target?: Target | undefined
  /** Those of the request that it is about. */
  readonly tags?: Readonly<Record<string, string>> | undefined
  /** Of a `budget`: the limit that has reached a share; absent where one has stopped a call. */
  readonly spend?: SpendAlert | undefined
  /** Of an `empty-response`: such answers of the target since the router was made, this one among them, and of how many attempts. */
  readonly empty?: { readonly answers: number; readonly attempts: number } | undefined
  /** Of a `cache-epoch`. */
  readonly cacheEpoch?: CacheEpoch | undefined
  /** Of an `audit`. */
  readonly audit?: AuditRecord | undefined
  /** Of a `shadow`. */
  readonly shadow?: ShadowComparison | undefined
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** How long answers may be, and what happens to one that was cut. `COWORK_LLM_*` variables stand in for what is not given. */
export interface OutputBudgetConfig {
  /**
   * `adaptive`: every request gets the limits of an agent; `legacy`: none does, and what was cut stays cut. Default:
   * `adaptive` for requests with `purpose: 'agent'`.
   */
  readonly policy?: 'adaptive' | 'legacy' | undefined
  /** The limit of every answer whose request has no `maxOutputTokens`, in tokens. Default: the policy's. */
  readonly maxOutputTokens?: number | undefined
  /** The policy's first limit, in tokens. Default 8 000, after a tool result 16 000. */
  readonly initialTokens?: number | undefined
  /** The policy's limit for an answer that was cut by the first one, in tokens. Default 64 000 for Claude, 48 000 or 16 000 for others. */
  readonly escalatedTokens?: number | undefined
  /** How often one answer that the limit has cut is gone on with, 0 to 20. Default 4. */
  readonly maxContinuations?: number | undefined
}

/** What may be spent. */
export interface BudgetConfig {
  readonly output?: OutputBudgetConfig | undefined
  /** Limits on what may be spent; all of them hold. Default: none. */
  readonly spend?: readonly SpendLimit[] | undefined
  /** Where what was spent is counted, to share limits between processes. Default: in memory, for this router alone. */
  readonly spendStore?: SpendStore | undefined
}

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

/** What `model` may name without a slash: routes, configured providers, and presets where they are on. */
export type RouteName<C> =
  | 'default'
  | (C extends { readonly routes: infer Routes } ? keyof Routes & string : never)
  | (C extends { readonly providers: infer Providers } ? keyof Providers & string : never)
  | (C extends { readonly routing: { readonly presets: true } } ? PresetName : never)

/** Why and for how long something is switched off. */
export interface DisableOptions {
  /** Why, for whoever sees it: in refusals, errors and `providers()`. */
  readonly reason: string
  /** Milliseconds until it is on again by itself. Default: until `enable`. */
  readonly forMs?: number | undefined
  /** Ends the attempts that run at it; their calls go on at the next target. Default false. */
  readonly abortInFlight?: boolean | undefined
}

/** Something that is switched off. */
export interface SwitchedOff {
  readonly what: Selector
  readonly reason: string
  /** Milliseconds since the epoch; absent: until `enable`. */
  readonly until?: number | undefined
}

/** The state of a provider in a router, without secrets. */
export interface ProviderStatus {
  readonly id: string
  readonly protocol: ProtocolId
  readonly baseUrl: string
  readonly enabled: boolean
  /** What of it is switched off by `disable`; absent: nothing. */
  readonly disabled?: readonly SwitchedOff[] | undefined
  /** A key is configured or found in the environment, or none is needed. */
  readonly hasCredential: boolean
  /** The environment variables that are looked at for its key. */
  readonly environment: readonly string[]
  /** How it is paid for. */
  readonly billing: BillingClass
  /** Who answers for its key, as configured. */
  readonly owner?: string | undefined
  /**
   * The model that is meant where only the provider is named. Until the first call or plan: only where the configuration or the
   * environment gives it; the same goes for `tiers`.
   */
  readonly defaultModel?: string | undefined
  /** Its model of each tier. */
  readonly tiers: Readonly<Partial<Record<Tier, string>>>
  readonly region?: string | undefined
}

/** A target of a plan, and what speaks for it. */
export interface PlanTarget {
  readonly target: Target
  readonly protocol: ProtocolId
  /** Why it stands here, in words. */
  readonly reason: string
  /** Absent: not known. */
  readonly tier?: Tier | undefined
  readonly score?: number | undefined
  /** Average time to the first token, in milliseconds, as measured by this router; absent: not measured. */
  readonly latencyMs?: number | undefined
  /** Of a lower tier than the request asked for: it would be served with `downgraded`. */
  readonly downgrade: boolean
}

/** A rule that could have chosen the chain, and why it did not. */
export interface PassedRule {
  readonly rule: SelectionRule
  readonly reason: string
}

/** What is left of a named chain when some targets are down. */
export interface ChainImpact {
  /** Where it is configured, e.g. `routes.default`, `agents.writer` or `roles.fallback`. */
  readonly chain: string
  /** Those that would still serve, in order; none is a gap. */
  readonly left: readonly Target[]
  readonly lost: readonly Target[]
}

/** Which targets a request would be served by, in order, and why. */
export interface RoutePlan {
  /** The route: its name, or what chose the chain, e.g. `task triage`. */
  readonly route: string
  /** The rule that chose the chain. */
  readonly rule: SelectionRule
  /** Why, in words. */
  readonly reason: string
  /** The rules before it that applied and gave way. */
  readonly passed: readonly PassedRule[]
  /** What would be asked for first if nothing stood against it. */
  readonly requested: Target
  /** The lowest tier that may serve; absent: any. */
  readonly floor?: Tier | undefined
  readonly targets: readonly PlanTarget[]
  readonly skipped: readonly SkippedTarget[]
  /** With `down`: what becomes of every configured route, agent and role, for a request like this one. */
  readonly impact?: readonly ChainImpact[] | undefined
}

/** What is supposed when a plan is made. */
export interface PlanOptions {
  /** Targets that are taken to be down, beside those that are. */
  readonly down?: readonly Selector[] | undefined
}

/**
 * One running call: an object with identity that is a promise of the result and an iterable of events.
 * Cold: work starts at the first pull, `then` or `settled`, and runs once however many consumers there are.
 */
export interface Completion<Output = unknown, Calls extends ToolCallPart<string, unknown> = ToolCallPart>
  extends
    AsyncIterable<CompletionEvent<CompletionResult<Output, Calls>>>,
    Promise<CompletionResult<Output, Calls>>,
    AsyncDisposable {
  /** All events. Not thenable, so it is safe to return from an async function. */
  readonly events: AsyncIterable<CompletionEvent<CompletionResult<Output, Calls>>>
  /** The deltas of the visible text, nothing else. */
  readonly textStream: AsyncIterable<string>
  /** The outcome as a value. Never rejects. */
  settled(): Promise<Settled<CompletionResult<Output, Calls>>>
  /** The same events as `events`, for whatever takes a web stream. Cancelling it is leaving as a consumer. */
  toReadableStream(): ReadableStream<CompletionEvent<CompletionResult<Output, Calls>>>
  /** Ends the call; its consumers get an `aborted` error whose `cause` is `reason`. Harmless when it is over. */
  abort(reason?: unknown): void
}

/** The outcome of a call. */
export type Settled<Result> =
  | { readonly ok: true; readonly result: Result }
  | { readonly ok: false; readonly error: RouterError }

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
  /** Ends every running call and every timer. */
  close(): Promise<void>
}

/** Merged last into the body of a request to a provider. */
export type ProviderOptions = JsonObject
