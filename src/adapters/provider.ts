import type { Json, JsonObject } from '../vocabulary/message.ts'
import type { ProtocolId, ReasoningEffort, Tier } from '../vocabulary/model.ts'

/** What a provider bills: by the token, by the month, nothing (it runs here), or whatever it routes to. */
export type BillingClass = 'pay-per-token' | 'free-tier' | 'subscription' | 'local' | 'routes-to-many'

/** How a key travels. */
export type AuthStyle = 'bearer' | 'x-api-key' | 'none'

/**
 * How a host differs from its protocol. Each flag is read in one place, in that protocol's `encode`.
 * An absent flag is the protocol's default.
 */
export interface Quirks {
  /** openai-chat: the field of the output limit. Default `max_tokens`. */
  readonly outputLimitField?: 'max_tokens' | 'max_completion_tokens' | undefined
  /** openai-chat: whether `stream_options.include_usage` is sent. Default true. */
  readonly streamOptions?: boolean | undefined
  /** openai-chat: the role of the system prompt. Default `system`. */
  readonly systemRole?: 'system' | 'developer' | undefined
  /** openai-chat: how tool-call ids must look; others are rewritten. */
  readonly toolCallId?: { readonly pattern: RegExp; readonly length: number } | undefined
  /** Tool names must match; others are rewritten and mapped back. Default: letters, digits, `_`, `-`, up to 64. */
  readonly toolName?: { readonly pattern: RegExp; readonly maxLength: number } | undefined
  /** openai-chat: `response_format: json_schema` is understood (default), only `json_object`, or neither. */
  readonly structuredOutput?: 'json-schema' | 'json-object' | 'none' | undefined
  /** openai-chat: assistant messages take reasoning back in this shape. Default: none is sent back. */
  readonly replayReasoning?: 'reasoning_content' | 'reasoning_details' | 'thinking-parts' | undefined
  /** openai-chat: every replayed assistant message needs `reasoning_content`, if only an empty one. */
  readonly reasoningContentRequired?: boolean | undefined
  /** Body fields for an effort. Default: the protocol's own mapping. An effort that is missing becomes the nearest that is there. */
  readonly effortFields?: Readonly<Partial<Record<ReasoningEffort, JsonObject>>> | undefined
  /** openai-chat: the provider's own extension, sent as named. Default `strict` is sent only when the tool asks for it. */
  readonly strictTools?: boolean | undefined
  /** openai-chat: `tool_choice` is understood. Default true. */
  readonly toolChoice?: boolean | undefined
  /** openai-chat: `required` in the provider's word. Default `required`. */
  readonly toolChoiceRequired?: 'required' | 'any' | undefined
  /** openai-chat: documents go as `file` (default), as `document_url`, or are not taken. */
  readonly documents?: 'file' | 'document-url' | 'none' | undefined
  /** openai-chat: whether `parallel_tool_calls` is sent. Default true. */
  readonly parallelToolCalls?: boolean | undefined
  /** openai-chat: whether `seed` is sent, and under which name. Default `seed`. */
  readonly seedField?: 'seed' | 'random_seed' | 'none' | undefined
  /** openai-chat: body field or header that keeps one conversation on one server. */
  readonly sessionHeader?: string | undefined
}

/** One provider as data: everything the router knows of a host before the caller configures it. */
export interface ProviderProfile {
  readonly id: string
  readonly name: string
  readonly protocol: ProtocolId
  /** Without a trailing slash; the protocol appends its path. */
  readonly baseUrl: string
  readonly auth: AuthStyle
  /** Environment variables that may hold the key, first wins. Empty: no key is needed. */
  readonly keyVariables: readonly string[]
  /** Environment variable that may hold the base URL. */
  readonly baseUrlVariable?: string | undefined
  readonly billing: BillingClass
  /** Runs on the caller's machine: plain http, no key, generous time for the first token. */
  readonly local?: boolean | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly defaultModel?: string | undefined
  readonly tiers?: Readonly<Partial<Record<Tier, string>>> | undefined
  readonly quirks?: Quirks | undefined
  /** Where the facts of this row come from. */
  readonly source: string
  /** Day they were true, `YYYY-MM-DD` or `YYYY-MM`. */
  readonly asOf: string
}

/** A place a key comes from. It lives in a closure: printing it shows no key. */
export interface CredentialSource {
  /** Names the key without showing it, e.g. `OPENAI_API_KEY` or `key 2`. Health is kept by it. */
  readonly label: string
  /** Called once an attempt. Throws `RouterError` `missing-credential` when it yields nothing. */
  read(): string | Promise<string>
}

/** A provider as one router uses it: profile, configuration and environment joined, checked, frozen. */
export interface ResolvedProvider {
  readonly id: string
  readonly protocol: ProtocolId
  /** Ready to have a protocol's path appended. */
  readonly baseUrl: string
  readonly auth: AuthStyle
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: typeof globalThis.fetch | undefined
  /** Empty: none is configured. */
  readonly credentials: readonly CredentialSource[]
  /** The variables that are looked at for a key; empty when none is needed. */
  readonly keyVariables: readonly string[]
  readonly needsCredential: boolean
  readonly billing: BillingClass
  readonly local: boolean
  readonly enabled: boolean
  readonly defaultModel: string | undefined
  readonly tiers: Readonly<Partial<Record<Tier, string>>>
  readonly region: string | undefined
  readonly quirks: Quirks
  readonly options: Readonly<Record<string, Json>>
}
