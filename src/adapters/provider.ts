import type { AuthStyle, CredentialSource } from '../vocabulary/credential.ts'
import type { Json, JsonObject } from '../vocabulary/message.ts'
import type { ProtocolId, ReasoningEffort, Tier } from '../vocabulary/model.ts'
import type { BillingClass } from '../vocabulary/usage.ts'

export type { AuthStyle, CredentialSource } from '../vocabulary/credential.ts'

export type { BillingClass } from '../vocabulary/usage.ts'

/**
 * How a host differs from its protocol. Each flag is read in one place, in that protocol's `encode`.
 * An absent flag is the protocol's default.
 */
export interface Quirks {
  /** openai-chat: the field of the output limit. Default `max_tokens`. */
  readonly outputLimitField?: 'max_tokens' | 'max_completion_tokens' | undefined
  /** openai-chat: whether `stream_options.include_usage` is sent. Default true. */
  readonly streamOptions?: boolean | undefined
  /**
   * openai-chat: the role of the system prompt. Default `system`. openai-responses: the role of what the system prompt says for
   * one turn only. Default `developer`.
   */
  readonly systemRole?: 'system' | 'developer' | undefined
  /** openai-chat: how tool-call ids must look; others are rewritten. */
  readonly toolCallId?: { readonly pattern: RegExp; readonly length: number } | undefined
  /** Tool names must match; others are rewritten and mapped back. Default: letters, digits, `_`, `-`, up to 64. */
  readonly toolName?: { readonly pattern: RegExp; readonly maxLength: number } | undefined
  /** openai-chat, openai-responses: the format `json_schema` is understood (default), only `json_object`, or neither. */
  readonly structuredOutput?: 'json-schema' | 'json-object' | 'none' | undefined
  /** openai-chat: assistant messages take reasoning back in this shape. Default: none is sent back. */
  readonly replayReasoning?: 'reasoning_content' | 'reasoning_details' | 'thinking-parts' | undefined
  /** openai-chat: every replayed assistant message needs `reasoning_content`, if only an empty one. */
  readonly reasoningContentRequired?: boolean | undefined
  /**
   * Body fields for an effort (gemini: of `generationConfig`). Default: the protocol's own mapping. An effort that is missing
   * becomes the nearest that is there.
   */
  readonly effortFields?: Readonly<Partial<Record<ReasoningEffort, JsonObject>>> | undefined
  /**
   * openai-chat: models that refuse an effort beside function tools. The first whose `model` matches decides what is sent with
   * tools whatever effort was asked for: no effort at all (`omit`), or `none`. Default: the effort is sent.
   */
  readonly effortWithTools?: readonly { readonly model: RegExp; readonly send: 'omit' | 'none' }[] | undefined
  /** The provider's own extension, sent as named. Default `strict` is sent only when the tool asks for it. */
  readonly strictTools?: boolean | undefined
  /** openai-chat, openai-responses: `tool_choice` is understood. Default true. */
  readonly toolChoice?: boolean | undefined
  /**
   * openai-chat, openai-responses: a `tool_choice` that names a tool is obeyed. Default true; `false`: offer that tool alone and
   * ask for `required`.
   */
  readonly namedToolChoice?: boolean | undefined
  /** openai-chat: `required` in the provider's word. Default `required`. */
  readonly toolChoiceRequired?: 'required' | 'any' | undefined
  /** openai-chat: documents go as `file` (default), as `document_url`, or are not taken. openai-responses: `none` alone counts. */
  readonly documents?: 'file' | 'document-url' | 'none' | undefined
  /** openai-chat, openai-responses: whether `parallel_tool_calls` is sent. Default true. */
  readonly parallelToolCalls?: boolean | undefined
  /** openai-chat: whether `seed` is sent, and under which name. Default `seed`. */
  readonly seedField?: 'seed' | 'random_seed' | 'none' | undefined
  /** anthropic-messages: thinking comes without a signature, and goes back with an empty one. Default: such thinking is not sent. */
  readonly unsignedThinking?: boolean | undefined
  /**
   * Body field (its name has a `_`) or header that keeps one conversation on one server. Default: none; openai-responses:
   * `prompt_cache_key`.
   */
  readonly sessionHeader?: string | undefined
  /** openai-chat: `top_k` is taken. Default false. */
  readonly topK?: boolean | undefined
  /** openai-chat: documents by address are taken where documents go as `file`. Default false. */
  readonly documentUrls?: boolean | undefined
  /** openai-chat: `input_audio` is an object of data and format (default), or the data alone. */
  readonly audioInput?: 'object' | 'string' | undefined
  /**
   * openai-chat: only one system message is taken. Default false: what changes from turn to turn is a second one.
   * openai-responses: the whole system prompt goes as `instructions`. Default false: what changes stands before the last
   * user message.
   */
  readonly oneSystemMessage?: boolean | undefined
  /** openai-responses: `instructions` must not be empty. Default false. */
  readonly instructionsRequired?: boolean | undefined
  /** openai-responses: body fields that the host refuses. They are left out, with a warning where the caller asked for them. */
  readonly refusedFields?: readonly string[] | undefined
  /**
   * openai-chat, openai-responses: whose form of JSON Schema tools and output are written in. Default `openai`; ollama-chat sets
   * `ollama` itself.
   */
  readonly schemaDialect?: 'openai' | 'mistral' | 'xai' | 'cerebras' | 'ollama' | undefined
  /** gemini: schemas are written in OpenAPI's subset (`parameters`, `responseSchema`). Default false: as JSON Schema. */
  readonly openApiSchemas?: boolean | undefined
  /** gemini: the request travels in Code Assist's envelope, `{ model, project, request }`. Default false. */
  readonly codeAssist?: boolean | undefined
}

/** Another wire protocol that a provider speaks too. */
export interface ProviderSurface {
  readonly baseUrl: string
  readonly quirks?: Quirks | undefined
}

/** Where a host is in each of its regions. */
export interface RegionalHost {
  /** With `{region}` where the name of the region stands. */
  readonly baseUrl: string
  /** What names of regions look like. */
  readonly pattern: RegExp
  /** Environment variables that may name the region, first wins. */
  readonly variables: readonly string[]
  /** The region where neither the configuration nor the environment names one. */
  readonly region: string
}

/** One provider as data: everything the router knows of a host before the caller configures it. */
export interface ProviderProfile {
  readonly id: string
  readonly name: string
  readonly protocol: ProtocolId
  /** Without a trailing slash; the protocol appends its path. */
  readonly baseUrl: string
  readonly auth: AuthStyle
  /** Environment variables that may hold the key, first wins. Empty: no key is needed; a `local` row never needs one. */
  readonly keyVariables: readonly string[]
  /**
   * Those of `keyVariables` whose value travels as a bearer token although `auth` says otherwise. They are for gateways: at
   * any other host than the row's own they come before the rest, so that the vendor's own key is not sent there.
   */
  readonly bearerVariables?: readonly string[] | undefined
  /** Those of `keyVariables` that hold the id of a pair of AWS keys: requests are signed with them. */
  readonly signingVariables?: readonly string[] | undefined
  /** Headers that a bearer token needs at the row's own host when `auth` is another style. */
  readonly bearerHeaders?: Readonly<Record<string, string>> | undefined
  /** For a host with an address in each of its regions; `baseUrl` is that of one of them. */
  readonly regional?: RegionalHost | undefined
  /** Environment variable that may hold the base URL. */
  readonly baseUrlVariable?: string | undefined
  readonly billing: BillingClass
  /** Runs on the caller's machine: plain http, no key, generous time for the first token. */
  readonly local?: boolean | undefined
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Headers that tell the host which application asks. `options.attribution: false` leaves them out; `headers` replaces them. */
  readonly attributionHeaders?: Readonly<Record<string, string>> | undefined
  /**
   * For hosts whose model ids all are `vendor/model`: the vendor name of the host's own models. A model id without a slash
   * is then one of those and is sent as `<ownNamespace>/<id>`; see `wireModel`.
   */
  readonly ownNamespace?: string | undefined
  readonly defaultModel?: string | undefined
  /** Environment variable that may hold the default model. */
  readonly defaultModelVariable?: string | undefined
  readonly tiers?: Readonly<Partial<Record<Tier, string>>> | undefined
  /** Environment variables that may hold the model of a tier. */
  readonly tierVariables?: Readonly<Partial<Record<Tier, string>>> | undefined
  readonly quirks?: Quirks | undefined
  /** The other protocols it speaks; `protocol` in the configuration chooses one. */
  readonly surfaces?: Readonly<Partial<Record<ProtocolId, ProviderSurface>>> | undefined
  /** Where the facts of this row come from. */
  readonly source: string
  /** Day they were true, `YYYY-MM-DD` or `YYYY-MM`. */
  readonly asOf: string
}

/**
 * A provider as one router uses it: profile, configuration and environment joined, checked, frozen. Printing it shows no
 * key: keys live in closures, and header values, which may be secret too, are left out.
 */
export interface ResolvedProvider {
  readonly id: string
  readonly protocol: ProtocolId
  /** Ready to have a protocol's path appended, by `endpointUrl` only: it may carry a query. */
  readonly baseUrl: string
  readonly auth: AuthStyle
  /** Headers that go with a bearer token where `auth` is another style. */
  readonly bearerHeaders?: Readonly<Record<string, string>> | undefined
  /** See `ProviderProfile`; for `wireModel`. */
  readonly ownNamespace?: string | undefined
  /** Lower-case names. */
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
