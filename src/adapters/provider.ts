import type { Fetch } from '../vocabulary/fetch.ts'
import type { CacheControls } from '../vocabulary/caching.ts'
import type { AuthStyle, CredentialSource, TokenExchange } from '../vocabulary/credential.ts'
import type { Json, JsonObject } from '../vocabulary/message.ts'
import type { ProtocolId, ReasoningEffort, Tier } from '../vocabulary/model.ts'
import type { BillingClass } from '../vocabulary/usage.ts'

export type { AuthStyle, CredentialSource } from '../vocabulary/credential.ts'

export type { BillingClass } from '../vocabulary/usage.ts'

/**
 * Who carries a protocol in a form of its own: clouds with the model in the path and the protocol's version in the body (`vertex`,
 * `bedrock`), with deployments in the place of models (`azure`), or with headers that tell of the conversation (`copilot`).
 */
export type Carrier = 'vertex' | 'bedrock' | 'azure' | 'copilot'

/**
 * How a host differs from its protocol. Each flag is read in one place, in that protocol's `encode`.
 * An absent flag is the protocol's default.
 */
export interface Quirks {
  /** openai-chat: the field of the output limit; every protocol: `none` where the host takes no limit. Default: by protocol and model. */
  readonly outputLimitField?: 'max_tokens' | 'max_completion_tokens' | 'none' | undefined
  /**
   * openai-chat, openai-responses: beside an effort that thinks, temperature and top_p are refused, or a temperature of 0 is.
   * Default: both are taken.
   */
  readonly samplingBesideEffort?: 'refused' | 'above-zero' | undefined
  /** openai-chat, openai-responses: while it thinks the model cannot be made to call a tool. Default false. */
  readonly noForcedToolBesideEffort?: boolean | undefined
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
  /** openai-chat: models that differ from `effortFields`. The first whose `model` matches replaces them; no fields: it takes no effort. */
  readonly effortFieldsOfModels?:
    | readonly { readonly model: RegExp; readonly fields: Readonly<Partial<Record<ReasoningEffort, JsonObject>>> }[]
    | undefined
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
  /**
   * anthropic-messages, openai-chat: models by id that take a system message within the conversation. What the system prompt
   * says for one turn only stands at the last user message there (behind it, or before it in chat), so that the conversation
   * before it stays cached. Default: none; it stands at the end of the system prompt.
   */
  readonly lateSystem?: RegExp | undefined
  /** anthropic-messages: thinking comes without a signature, and goes back with an empty one. Default: such thinking is not sent. */
  readonly unsignedThinking?: boolean | undefined
  /** How the host is told what to cache. Default: by protocol, see `cacheControlsFor`. */
  readonly caching?: CacheControls | undefined
  /** Body field (its name has a `_`) or header that keeps one conversation on one server. Default: none; see also `caching`. */
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
  /** openai-chat: fields that every request carries. Default: none. */
  readonly bodyFields?: JsonObject | undefined
  /** openai-chat: fields of every request with tools. Default: none. */
  readonly toolFields?: JsonObject | undefined
  /** gemini: schemas are written in OpenAPI's subset (`parameters`, `responseSchema`). Default false: as JSON Schema. */
  readonly openApiSchemas?: boolean | undefined
  /** Who carries the protocol in a form of its own. Default: nobody. */
  readonly carrier?: Carrier | undefined
  /** gemini: the request travels in Code Assist's envelope, `{ model, project, request }`. Default false. */
  readonly codeAssist?: boolean | undefined
  /** gemini: cached contents are made at `/cachedContents`. Default false. */
  readonly cachedContents?: boolean | undefined
}

/** Another wire protocol that a provider speaks too. */
export interface ProviderSurface {
  /** As `ProviderProfile.baseUrl`. */
  readonly baseUrl: string
  /** How a key travels there. Default: the provider's way. */
  readonly auth?: AuthStyle | undefined
}

/**
 * A value that differs from account to account: a part of the address, or something else that the host cannot be asked without.
 * It is `options.<name>` of the configuration (for `region` the provider's or the credentials' `region` as well), else one of the
 * variables, else the fallback. What was found is in `ConfiguredProvider.options`, where protocols read it.
 */
export interface HostField {
  /** What values look like. Default: letters, digits, `.`, `_` and `-`. */
  readonly pattern?: RegExp | undefined
  /** Environment variables that may hold it, first wins. */
  readonly variables?: readonly string[] | undefined
  /** Where the value may be missing. Default false. */
  readonly optional?: boolean | undefined
  /** The value where nothing names one. Absent, and not optional: it is required; one that only stands in the address is not where `baseUrl` is given. */
  readonly fallback?: string | undefined
}

/**
 * One provider as data: what must be known of a host before the first request, to check a configuration and to find keys. The
 * rest of its row is loaded when it is needed: how requests to it are written is beside each protocol it speaks
 * (`<protocol>/hosts.ts`, see `HostFacts`), its models are in `provider-models.ts`, name and sources in `provider-notes.ts`.
 */
export interface ProviderProfile {
  readonly id: string
  /** Older or other names: a configuration or a model reference may use them, listings do not. */
  readonly aliases?: readonly string[] | undefined
  readonly protocol: ProtocolId
  /**
   * Without a trailing slash; the protocol appends its path. `{name}` stands for a value of `fields`. Absent: only the caller
   * knows where it is.
   */
  readonly baseUrl?: string | undefined
  readonly fields?: Readonly<Record<string, HostField>> | undefined
  /** Values of a field whose hosts are named otherwise than `baseUrl` says: by value, what stands before the path. */
  readonly otherHosts?: { readonly field: string; readonly origins: Readonly<Record<string, string>> } | undefined
  /** Further hosts that are the row's own: an address without a path there gets that of `baseUrl`. */
  readonly ownHosts?: RegExp | undefined
  /** Further paths that its documentation shows, which are cut off addresses as users paste them. */
  readonly endpoints?: readonly string[] | undefined
  /** Fields whose values stand in addresses as users paste them: by name of the field, what finds it. They are cut out. */
  readonly pastedFields?: Readonly<Record<string, { readonly path: RegExp } | { readonly query: string }>> | undefined
  /** A name for any host that speaks `protocol`, like the names that callers choose; nothing else of the row counts. */
  readonly anyHost?: boolean | undefined
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
  /** A key is needed, although no variable may hold one. */
  readonly needsKey?: boolean | undefined
  /** What keys are exchanged for before they are shown. Default: nothing. */
  readonly exchange?: TokenExchange | undefined
  /** Headers that a bearer token needs at the row's own host when `auth` is another style. */
  readonly bearerHeaders?: Readonly<Record<string, string>> | undefined
  /** Environment variable that may hold the base URL. */
  readonly baseUrlVariable?: string | undefined
  readonly billing: BillingClass
  /** Never found by its variables: its vendor's terms limit who may use it, so the caller has to name it. */
  readonly optIn?: boolean | undefined
  /** Runs on the caller's machine: plain http, no key, generous time for the first token. */
  readonly local?: boolean | undefined
  /**
   * For hosts whose model ids all are `vendor/model`: the vendor name of the host's own models. A model id without a slash
   * is then one of those and is sent as `<ownNamespace>/<id>`; see `wireModel`.
   */
  readonly ownNamespace?: string | undefined
  /** Environment variable that may hold the default model. */
  readonly defaultModelVariable?: string | undefined
  /** Environment variables that may hold the model of a tier. */
  readonly tierVariables?: Readonly<Partial<Record<Tier, string>>> | undefined
  /**
   * The protocol at another host than the row's own and its regional ones, where the configuration names none: what stands in for
   * this vendor mostly speaks this one. Default: `protocol`.
   */
  readonly protocolElsewhere?: ProtocolId | undefined
  /** The other protocols it speaks; `protocol` in the configuration chooses one. */
  readonly surfaces?: Readonly<Partial<Record<ProtocolId, ProviderSurface>>> | undefined
}

/** The models to begin with at a provider. */
export interface ProviderModels {
  readonly defaultModel?: string | undefined
  readonly tiers?: Readonly<Partial<Record<Tier, string>>> | undefined
}

/** How a host counts the tokens of a request before it is sent. */
export interface TokenCountFacts {
  /** gemini, openai-chat: the form of the question, where it is not the usual one of the protocol. */
  readonly form?: 'flat' | 'moonshot' | 'vllm' | undefined
  /** The protocol that it counts in, at the same address, where that is another one. */
  readonly protocol?: ProtocolId | undefined
  /** Models that it counts for. Default: all. */
  readonly models?: RegExp | undefined
}

/** How requests to one host are written in one protocol. */
export interface HostFacts {
  readonly quirks?: Quirks | undefined
  /** Absent: it has no endpoint that counts tokens. */
  readonly tokenCount?: TokenCountFacts | undefined
  /** Headers that every request needs, lower-case names. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** What the vendor's terms say about use by other applications: told once, when the host is first asked. */
  readonly terms?: string | undefined
  /** Headers that tell the host which application asks. `options.attribution: false` leaves them out; `headers` replaces them. */
  readonly attributionHeaders?: Readonly<Record<string, string>> | undefined
}

/** The hosts that speak one protocol. */
export interface Hosts {
  /** By the id of their row; every row that speaks the protocol is there. */
  readonly known: Readonly<Record<string, HostFacts>>
  /** What is safe to send to a host that nobody knows. */
  readonly unknown: HostFacts
}

/**
 * A provider as one router uses it: profile, configuration and environment joined, checked, frozen. Printing it shows no
 * key: keys live in closures, and header values, which may be secret too, are left out.
 */
export interface ConfiguredProvider extends ProviderModels {
  readonly id: string
  /** The row whose facts hold for this host: its own, or for another name that of the host it is at. */
  readonly row: string | undefined
  readonly protocol: ProtocolId
  /** Ready to have a protocol's path appended, by `endpointUrl` only: it may carry a query. */
  readonly baseUrl: string
  readonly auth: AuthStyle
  /** What keys are exchanged for before they are shown. */
  readonly exchange: TokenExchange | undefined
  /** Headers that go with a bearer token where `auth` is another style. */
  readonly bearerHeaders?: Readonly<Record<string, string>> | undefined
  /** See `ProviderProfile`; for `wireModel`. */
  readonly ownNamespace?: string | undefined
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly fetch: Fetch | undefined
  /** Empty: none is configured. */
  readonly credentials: readonly CredentialSource[]
  /** The variables that are looked at for a key; empty when none is needed. */
  readonly keyVariables: readonly string[]
  readonly needsCredential: boolean
  readonly billing: BillingClass
  readonly local: boolean
  readonly enabled: boolean
  readonly tiers: Readonly<Partial<Record<Tier, string>>>
  readonly region: string | undefined
  readonly options: Readonly<Record<string, Json | undefined>>
}

/** A provider that requests can be written for: with what its protocol knows of the host. */
export interface ResolvedProvider extends ConfiguredProvider {
  readonly quirks: Quirks
}
