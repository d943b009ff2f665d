import type { CacheMark, RequestCaching } from './caching.ts'
import type { CompactionMode, CompactionOptions } from './compaction.ts'
import type { MessageInput } from './message-input.ts'
import type { Json, JsonObject, SystemBlock, ToolCallPart } from './message.ts'
import type { Capability, ModelRef, ReasoningEffort, Tier, TierName } from './model.ts'
import type { CompletionSearch } from './search.ts'
import type { PhaseName, TaskName } from './task.ts'
import type { Schema, SchemaInput } from './standard-schema.ts'

/** A key or token, or where it comes from. The function is called once an attempt. */
export type Secret = string | (() => string | Promise<string>)

/** Time limits of an attempt (`totalMs`: of the call), in milliseconds. `Infinity` switches one off. */
export interface Timeouts {
  /** From the start of an attempt to the response headers. Default: `firstTokenMs`. */
  readonly headersMs?: number | undefined
  /** From the start of an attempt to the first semantic event. Default 12 000 and 100 for each 1 000 tokens of input while another target is left; 120 000 on the last one, for reasoning and for local servers; between the two it follows what the model was seen to need. */
  readonly firstTokenMs?: number | undefined
  /** No byte while a read is pending. Default 40 000. */
  readonly idleMs?: number | undefined
  /** No semantic event although bytes arrive. Default 300 000. */
  readonly stallMs?: number | undefined
  /** The whole call with all its attempts. Default: none. */
  readonly totalMs?: number | undefined
}

/** A tool that the model may call. The router never runs it. */
export interface Tool {
  readonly description?: string | undefined
  /** The arguments: a Standard Schema that can show itself as JSON Schema, or `{ jsonSchema }`. Absent: no arguments. */
  readonly input?: Schema | undefined
  /** Ask the provider to guarantee arguments that fit the schema, where it can. */
  readonly strict?: boolean | undefined
  /** The tools up to and with this one are to be cached. */
  readonly cache?: CacheMark | undefined
}

/** Tools by name. */
export type Tools = Readonly<Record<string, Tool>>

/**
 * The tool calls that a set of tools can give, told apart by `name`, and by `invalid` whether they may be run at all. Arguments are
 * typed by what goes into their schemas, for they are what the model wrote: whoever runs a tool lets the schema check them first.
 */
export type ToolCallsOf<T extends Tools> = string extends keyof T
  ? ToolCallPart<string, Json>
  : {
      [Name in keyof T & string]:
        | SoundToolCall<Name, T[Name] extends { input: infer S } ? ToolArguments<S> : Json>
        | InvalidToolCall<Name>
    }[keyof T & string]

/** The arguments that a schema takes; where it says nothing of them they are JSON all the same. */
export type ToolArguments<S> = unknown extends SchemaInput<S> ? Json : SchemaInput<S>

/** A tool call that may be run. */
export interface SoundToolCall<Name extends string = string, Args = Json> extends ToolCallPart<Name, Args> {
  readonly invalid?: undefined
}

/** A tool call that must not be run: the output limit cut it, or its arguments are no JSON. */
export interface InvalidToolCall<Name extends string = string> extends ToolCallPart<
  Name,
  Readonly<Record<string, never>> | null
> {
  readonly invalid: NonNullable<ToolCallPart['invalid']>
}

/** Whether and which tool the model must call. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string }

/** What targets a request may be served by. */
export interface Constraints {
  /** Regions that a target may run in. One whose region is not known is passed over. */
  readonly regions?: readonly string[] | undefined
  /** Ids of the providers that may be asked. */
  readonly vendors?: readonly string[] | undefined
  /** Only targets on this machine. */
  readonly offline?: boolean | undefined
  /** Only targets on this machine, and providers whose configuration says `noTraining`. */
  readonly noTraining?: boolean | undefined
  /** The quality floor: a target of a known lower tier is passed over. */
  readonly minTier?: Tier | undefined
  /** What the whole call may cost, in USD, from 0: nothing is sent that may take it above. A target whose price is not known is passed over. */
  readonly maxCostUsd?: number | undefined
  /** Longest average time to the first token, in milliseconds, as this router has measured it. Not measured yet: a warning. */
  readonly maxLatencyMs?: number | undefined
  readonly needs?: readonly Capability[] | undefined
}

/** The structured output that is wanted. */
export interface OutputFormat<S extends Schema = Schema> {
  readonly schema: S
  /** Default `answer`. */
  readonly name?: string | undefined
  /** `native` where the target has it (default), else a forced tool, else an instruction in the prompt. */
  readonly mode?: 'native' | 'tool' | 'prompt' | undefined
}

/** Merged last into the body of a request to a provider. */
export type ProviderOptions = JsonObject

/** One question. Everything but `messages` has a default. */
export interface CompletionRequest<
  S extends Schema = Schema,
  T extends Tools = Tools,
  RouteName extends string = string,
> {
  /** The conversation, or one user message. */
  readonly messages: string | readonly MessageInput[]
  /** The system prompt; a string is one `session` block. Default: none. */
  readonly system?: string | readonly SystemBlock[] | undefined
  /**
   * `provider/model`, the name of a route, that of a provider (its default model), or a list that is the whole chain. Given, it
   * alone decides. Default: what `agent`, `task`, `phase`, `tier` and `purpose` lead to, else the route `default`.
   */
  readonly model?: ModelRef | RouteName | readonly (ModelRef | RouteName)[] | undefined
  /** Who asks: `agents` of the configuration may assign a model to it. */
  readonly agent?: string | undefined
  /** What kind of work it is: a route's `task`, or a task with a usual tier. `auto`: read from the words of the last user message. */
  readonly task?: TaskName | undefined
  /** The phase of a workflow: a route's `phase`, or one with a usual tier. */
  readonly phase?: PhaseName | undefined
  /** The quality class to be served by, at whichever provider has it. */
  readonly tier?: TierName | undefined
  /** Default `chat`. `agent` turns on adaptive output limits, and takes `roles.autonomous` instead of `roles.chat`. */
  readonly purpose?: 'chat' | 'agent' | undefined
  /** Hold beside those of the route. Default: none. */
  readonly constraints?: Constraints | undefined
  /** What the model may call, by name. Its calls come as `toolCalls`; their results go back in a message `tool`. Default: none. */
  readonly tools?: T | undefined
  /** Default: the provider's, which is `auto`. */
  readonly toolChoice?: ToolChoice | undefined
  /** Whether one turn may hold several tool calls. Default: the provider's, which mostly is true. */
  readonly parallelToolCalls?: boolean | undefined
  /** The form of the answer: it comes parsed and checked as `output`, or the call fails with `invalid-output`. Default: text. */
  readonly output?: OutputFormat<S> | undefined
  /**
   * The longest answer, in tokens, thinking included; lowered to what the model and its window take. Default: `budget.output`, for
   * `purpose: 'agent'` the limits of an agent, else none where the protocol needs none.
   */
  readonly maxOutputTokens?: number | undefined
  /**
   * What is done about an answer that the output limit has cut: `recover` asks once more with a larger limit, or for the rest;
   * `stop` leaves it. Default `recover`; `stop` when the request sets the limit itself, and under `budget.output.policy: 'legacy'`.
   */
  readonly onTruncation?: 'recover' | 'stop' | undefined
  /** How hard the model thinks; what it cannot do becomes the nearest that it can, with a warning. Default: the provider's. */
  readonly reasoningEffort?: ReasoningEffort | undefined
  /** From 0, mostly up to 1 or 2. Like the four below it is left out with a warning where the model does not take it. Default: the provider's. */
  readonly temperature?: number | undefined
  /** Share of the likeliest tokens that are drawn from, above 0 and up to 1. */
  readonly topP?: number | undefined
  /** Number of the likeliest tokens that are drawn from, from 1. */
  readonly topK?: number | undefined
  /** The same seed makes the same answer likelier, where the provider has that. */
  readonly seed?: number | undefined
  /** Texts that end the answer; they are not part of it. */
  readonly stopSequences?: readonly string[] | undefined
  /** Whether every consumer (`true`) or only consumers of deltas and text (default) must never be asked to forget what they were given; `false` lets consumers of events receive `restart`. */
  readonly appendOnly?: boolean | undefined
  /** Send every frame of the wire as a `raw` event. Default false. */
  readonly includeRaw?: boolean | undefined
  /** Ends the call with `aborted`: the signal of a web request, or `AbortSignal.timeout(ms)`. */
  readonly signal?: AbortSignal | undefined
  /** Time limits of this call; what is not given is as configured. */
  readonly timeouts?: Timeouts | undefined
  /** A conversation's id, for cache affinity where a provider has it. */
  readonly session?: string | undefined
  /** Words of the caller's own that the call is booked under: attempts and notices carry them, providers never see them. */
  readonly tags?: Readonly<Record<string, string>> | undefined
  /**
   * Lets the model search the web while it answers: it is offered a tool `web_search` beside the caller's own, and the router runs
   * it. `true`: with all defaults. Default: no search.
   */
  readonly search?: boolean | CompletionSearch | undefined
  /** Prompt caching of this request. Default: that of the router. */
  readonly caching?: RequestCaching | undefined
  /** Whether and how a conversation that fills the window is made shorter. Default: that of the router. */
  readonly compaction?: CompactionMode | CompactionOptions | undefined
  /** Keys of this call's own user, by provider. They replace the configured ones; health and limits are kept for each key apart. */
  readonly apiKeys?: Readonly<Record<string, Secret>> | undefined
  /** Extra headers for every attempt, merged last. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /**
   * Fields merged last into the body, by provider: the escape hatch. Objects are merged with ours, member by member; everything else,
   * lists and `null` too, takes the place of ours; `undefined` takes ours away.
   */
  readonly providerOptions?: Readonly<Record<string, JsonObject>> | undefined
}
