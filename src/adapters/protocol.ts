import type { CacheMark, CachePlan } from '../vocabulary/caching.ts'
import type { ToolChoice } from '../vocabulary/completion-request.ts'
import type { Warning } from '../vocabulary/completion-result.ts'
import type { FailureDescription, WireFailure } from '../vocabulary/failure.ts'
import type { FinishReason } from '../vocabulary/finish-reason.ts'
import type { Citation, FilePart, Json, JsonObject, Message, NativePart, SystemBlock } from '../vocabulary/message.ts'
import type { ModelInfo, ProtocolId, ReasoningEffort } from '../vocabulary/model.ts'
import type { Usage } from '../vocabulary/usage.ts'
import type { Frame, Framing } from '../vocabulary/wire.ts'
import type { FunctionPlanner } from './function-plan.ts'
import type { Quirks, TokenCountFacts } from './provider.ts'

/** A tool as a protocol needs it: its schema is JSON Schema already. */
export interface WireTool {
  readonly name: string
  readonly description: string | undefined
  readonly inputSchema: JsonObject
  readonly strict: boolean | undefined
  readonly cache?: CacheMark | undefined
}

/** What an interface takes of JSON Schema; the rules behind each name are in `schema-rules.ts`. */
export type SchemaDialect =
  | 'openai-tool'
  | 'openai-strict'
  | 'anthropic-tool'
  | 'anthropic-strict'
  | 'gemini-tool'
  | 'gemini-json'
  | 'bedrock-tool'
  | 'bedrock-strict'
  | 'mistral-strict'
  | 'xai-tool'
  | 'cerebras-strict'
  | 'ollama-tool'
  | 'ollama-format'

/** A schema as an interface takes it. */
export interface AdaptedSchema {
  /** The same object when nothing had to change. */
  readonly schema: JsonObject
  /** What it no longer says or admits in another way, a sentence for each kind of change. Equal ways of saying it are no change. */
  readonly changes: readonly string[]
  /**
   * `false`: under these rules values are forbidden that the schema admits (an open dictionary, a value of any type), or the
   * interface refuses what is left. Then ask without `strict`. Otherwise the result admits at least what the schema admits.
   */
  readonly expressible: boolean
  /** The interface, in words for a warning. */
  readonly interfaceName: string
}

/** Fits a schema to an interface. It comes with the request, because only requests with schemas need it loaded. */
export type AdaptSchema = (schema: JsonObject, dialect: SchemaDialect) => AdaptedSchema

/** Everything a protocol needs to write a request: the caller's question, resolved for one target. Frozen. */
export interface TargetedRequest {
  readonly provider: string
  /** The model id as the provider spells it. */
  readonly model: string
  readonly quirks: Quirks
  /** What the catalogue knows of the model; absent when it knows nothing. */
  readonly modelInfo: ModelInfo | undefined
  readonly options: Readonly<Record<string, Json | undefined>>
  readonly system: readonly SystemBlock[]
  readonly messages: readonly Message[]
  readonly tools: readonly WireTool[]
  readonly adaptSchema: AdaptSchema
  /** Plans tools and structured output where a protocol leaves that to it; absent: the request has neither. It comes with it like `adaptSchema`. */
  readonly functions?: FunctionPlanner<TargetedRequest> | undefined
  readonly toolChoice: ToolChoice | undefined
  readonly parallelToolCalls: boolean | undefined
  readonly output:
    | { readonly name: string; readonly schema: JsonObject; readonly mode: 'native' | 'tool' | 'prompt' }
    | undefined
  /** The resolved limit; absent: send none unless the protocol demands one. */
  readonly maxOutputTokens: number | undefined
  /** Estimate of the whole input, in tokens, for a host that has to be told how much room it needs. Absent: unknown. */
  readonly inputTokens?: number | undefined
  readonly reasoningEffort: ReasoningEffort | undefined
  readonly temperature: number | undefined
  readonly topP: number | undefined
  readonly topK: number | undefined
  readonly seed: number | undefined
  readonly stopSequences: readonly string[]
  readonly session: string | undefined
  /** What is said about caching; absent: nothing. */
  readonly cache?: CachePlan | undefined
  /** The provider is to compact a long conversation itself; absent: nothing is said of it. */
  readonly compaction?: NativeCompaction | undefined
}

/** How a provider is asked to compact. */
export interface NativeCompaction {
  /** From so many input tokens on. */
  readonly triggerTokens: number
  /** What its summary must hold, instead of what it usually does. Ignored where the provider takes none. */
  readonly instructions?: string | undefined
}

/** What is sent, apart from host, key and the caller's own headers and fields. */
export interface WireRequest {
  /** Appended to the base URL; begins with a slash. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: JsonObject
  /** The region that the model's own name binds the request to. */
  readonly region?: string | undefined
  /** What the target could not be given as asked. */
  readonly warnings: readonly Warning[]
  /** Names that had to be rewritten: wire name -> the caller's name. */
  readonly toolNames?: ReadonlyMap<string, string> | undefined
}

/**
 * Where a protocol's `decode` puts what it reads. It owns part indices, lifecycles and events; the decoder only says what came.
 * At most one text or reasoning part is open at a time; tool calls may be open beside each other.
 */
export interface Emit {
  /** More visible text: continues the open text part or begins one, ending an open reasoning part. */
  text(delta: string): void
  /** More reasoning, likewise. */
  reasoning(delta: string): void
  /** Ends the open text or reasoning part; the next delta begins a new one. */
  endPart(): void
  /** A replay token of the open reasoning or text part (begins a reasoning part when none is open). Members merge. */
  replay(token: JsonObject): void
  /** A replay token of the open text part; nothing happens when none is open or it is blank. Members merge. */
  textReplay(token: JsonObject): void
  /**
   * A replay token that came after its part had ended: merged into that of the last ended part whose token has this `id`.
   * Nothing happens when there is none. `part-end` has been sent by then; the result has the token.
   */
  replayLate(id: string, token: JsonObject): void
  /** A citation of the open text part, or of the last one. */
  citation(citation: Citation): void
  /** A tool call begins. `key` is the wire's handle of it (index or id). */
  toolCallStart(key: string | number, id: string, name: string): void
  /** More of its raw arguments. */
  toolCallDelta(key: string | number, delta: string): void
  /** It is complete as far as the wire says; arguments given here count, and what the deltas left out of them is sent as one more. */
  toolCallEnd(key: string | number, rawArgs?: string): void
  /** Whether a tool call with this key has begun. */
  hasToolCall(key: string | number): boolean
  /** A replay token of a tool call. */
  toolCallReplay(key: string | number, token: JsonObject): void
  /** A file that the model made. */
  file(part: FilePart): void
  /** A hosted tool's call or result, a compaction item. */
  native(part: NativePart): void
  /** Cumulative counts; a member given later replaces the earlier one. */
  usage(usage: Usage): void
  /** What the provider says it charged. */
  cost(usd: number): void
  /** How it says it served the request: `default`, `flex`, ... A later word replaces the earlier; what is no text says nothing. */
  servedAs(service: unknown): void
  /** The model's name and the answer's id as the provider gives them. */
  served(wireModel: string | undefined, responseId?: string | undefined): void
  /** The terminal marker: the answer is complete. A later call replaces the reason. */
  finish(reason: FinishReason, rawReason: string | undefined): void
  /** Nothing more will come: the rest of the body need not be read. */
  close(): void
  /** The provider reports an error inside the answer. Nothing after it counts. */
  fail(failure: WireFailure): void
  /** A frame that could not be read. `isToolCall`: as far as can be seen it was a tool call, which is lost without it. */
  malformed(text: string, isToolCall?: boolean): void
  warn(code: string, message: string): void
}

/**
 * How to speak one wire protocol. It knows no host, key, clock or network.
 * `State` is plain data owned by one attempt and mutated by `decode` alone.
 */
export interface Protocol<State = unknown> {
  readonly id: ProtocolId
  /** Appended to the base URL for a completion; also cut off base URLs that users paste. */
  readonly endpoints: readonly string[]
  /** Ours to theirs. Pure. Throws `RouterError` `unsupported` for what cannot be said at all. */
  encode(request: TargetedRequest): WireRequest
  readonly framing: Framing
  start(): State
  /** Theirs to ours, a frame at a time. Deterministic; allocates nothing per frame but what it emits. */
  decode(frame: Frame, state: State, emit: Emit): void
  /** A whole JSON document where a stream was asked for. */
  decodeDocument(document: unknown, state: State, emit: Emit): void
  /** The stream closed: say `finish` only if what came proves the answer complete. */
  end(state: State, emit: Emit): void
}

/**
 * Reads the facts out of an error of a protocol; routing's rules judge them. `now` is for dates in wait hints. Loaded apart from
 * the protocol, with the first failure.
 */
export type DescribeFailure = (failure: WireFailure, now: number) => FailureDescription

/** A request that asks how many tokens another one is. */
export interface CountQuestion extends Pick<WireRequest, 'path' | 'headers' | 'body' | 'region'> {
  /** The path stands behind the host itself, not behind the `/v1` of its base URL. Default false. */
  readonly besideVersion?: boolean | undefined
}

/** How a host is asked for the tokens of a request, in the words of one protocol. Loaded apart from it, with the first count. */
export interface TokenCounter {
  /** Makes the question out of the request as it would be sent. `undefined`: the host cannot count one like it. */
  ask(
    wire: Pick<WireRequest, 'path' | 'headers' | 'body' | 'region'>,
    facts: TokenCountFacts,
  ): CountQuestion | undefined
  /** The number in its answer; `undefined`: there is none. */
  read(answer: unknown): number | undefined
}
