import type { CompletionEvent } from './completion-event.ts'
import type { CompletionRequest, Constraints, Secret, Timeouts, Tools, ToolCallsOf } from './completion-request.ts'
import type { CompletionResult, SkippedTarget } from './completion-result.ts'
import type { AwsAuth } from './credential.ts'
import type { Json, JsonObject, ToolCallPart } from './message.ts'
import type { Capability, ModelOverride, ModelRef, ProtocolId, Target, Tier } from './model.ts'
import type { RouterError } from './router-error.ts'
import type { Runtime } from './runtime.ts'
import type { Schema, SchemaOutput } from './standard-schema.ts'

/** One provider: a known id with what differs from its defaults, or any other name with `protocol` and `baseUrl`. */
export interface ProviderConfig {
  readonly protocol?: ProtocolId | undefined
  /** Where it is, in any form its own documentation shows; a path to an endpoint is cut off. */
  readonly baseUrl?: string | undefined
  /** Plain http is for loopback; `true` allows it elsewhere. Default false. */
  readonly allowHttp?: boolean | undefined
  /** One key, or several to rotate over. Default: the provider's usual environment variable. */
  readonly apiKey?: Secret | readonly Secret[] | undefined
  /** Signs requests instead of showing a key. Not beside `apiKey`. */
  readonly auth?: AwsAuth | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Sends this provider's requests instead of `runtime.fetch`: a proxy, a private network, instrumentation. */
  readonly fetch?: typeof globalThis.fetch | undefined
  /** The model to begin with at this provider. */
  readonly defaultModel?: string | undefined
  readonly tiers?: Readonly<Partial<Record<Tier | 'opus' | 'sonnet' | 'haiku', string>>> | undefined
  readonly region?: string | undefined
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
  /** Seconds until the primary is asked again after a failover, 0 to 3600. Default 60. */
  readonly retryPrimaryAfterSeconds?: number | undefined
  /** What a model vendor's verdict on the content does. Default `stop`. */
  readonly onContentFilter?: 'stop' | 'next' | undefined
  readonly needs?: readonly Capability[] | undefined
  readonly constraints?: Constraints | undefined
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
  /** Bytes of one answer's body that are read, from 1. A longer one ends its attempt as `malformed-stream`. Default 268 435 456 (256 MiB). */
  readonly maxAnswerBytes?: number | undefined
  readonly timeouts?: Timeouts | undefined
  readonly detectors?: DetectorConfig | undefined
}

/** What is looked for in an answer. */
export interface DetectorConfig {
  /** A success without any content is a failure. Default true. */
  readonly empty?: boolean | undefined
  /** Another model than the one asked for answered: a warning. Default true. */
  readonly wrongModel?: boolean | undefined
}

/** Something the operator may want to see. */
export interface Notice {
  /** `skipped-target`, `unusable-provider`, `failover`, `downgrade` or `wrong-model`. */
  readonly type: string
  readonly message: string
  readonly target?: Target | undefined
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** Everything that can be configured. All of it is optional. */
export interface RouterConfig {
  readonly providers?: Readonly<Record<string, ProviderConfig>> | undefined
  readonly routes?: Readonly<Record<string, readonly ModelRef[] | RouteConfig>> | undefined
  /** Overrides of and additions to what is known of models, by `provider/model`. */
  readonly models?: Readonly<Record<string, ModelOverride>> | undefined
  readonly routing?: RoutingConfig | undefined
  readonly runtime?: Partial<Runtime> | undefined
  /** Called with everything an operator may want to see. What it throws is ignored. */
  readonly onNotice?: ((notice: Notice) => void) | undefined
}

/** The names of a configuration's routes. */
export type RouteName<C> = C extends { readonly routes: infer Routes } ? (keyof Routes & string) | 'default' : 'default'

/** The state of a provider in a router, without secrets. */
export interface ProviderStatus {
  readonly id: string
  readonly protocol: ProtocolId
  readonly baseUrl: string
  readonly enabled: boolean
  /** A key is configured or found in the environment, or none is needed. */
  readonly hasCredential: boolean
  /** The environment variables that are looked at for its key. */
  readonly environment: readonly string[]
}

/** Which targets a request would be served by, in order, and why. */
export interface RoutePlan {
  readonly route: string
  readonly targets: readonly { readonly target: Target; readonly protocol: ProtocolId; readonly reason: string }[]
  readonly skipped: readonly SkippedTarget[]
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
  /** Which targets would be asked, in which order and why, and who was passed over. Sends nothing. */
  plan(request: CompletionRequest<Schema, Tools, RouteName<C>>): Promise<RoutePlan>
  /** The configured and discovered providers. Never a secret. */
  providers(): readonly ProviderStatus[]
  /** Ends every running call and every timer. */
  close(): Promise<void>
}

/** Merged last into the body of a request to a provider. */
export type ProviderOptions = JsonObject
