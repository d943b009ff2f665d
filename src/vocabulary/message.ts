import type { CacheMark } from './caching.ts'
import type { ProtocolId } from './model.ts'

/** Any JSON value: what a conversation is made of, and what survives `JSON.stringify` and `structuredClone`. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** A JSON object. A member that is `undefined` counts as absent. */
export interface JsonObject {
  readonly [key: string]: Json | undefined
}

/** Who made a part: the provider, the wire protocol and the model that was asked. */
export interface Origin {
  readonly provider: string
  readonly protocol: ProtocolId
  readonly model: string
}

/** What every part that a model made may carry. */
export interface Authored {
  /** Who made it. On the message instead when it is the same for all parts. */
  readonly origin?: Origin | undefined
  /**
   * What the provider wants back unchanged with this part on a later turn: a thinking signature, an encrypted reasoning
   * item, a thought signature. Opaque. It is sent only to an origin that fits and dropped with a warning otherwise.
   */
  readonly replay?: JsonObject | undefined
}

/** Where a passage of an answer comes from. */
export interface Citation {
  readonly url?: string | undefined
  readonly title?: string | undefined
  /** The quoted passage of the source. */
  readonly citedText?: string | undefined
  /** First UTF-16 unit of the part's text that it supports, where the provider says so. */
  readonly start?: number | undefined
  /** One past the last UTF-16 unit. */
  readonly end?: number | undefined
  /** The provider's own citation object. */
  readonly raw?: Json | undefined
}

/** Visible text. */
export interface TextPart extends Authored {
  readonly type: 'text'
  readonly text: string
  readonly citations?: readonly Citation[] | undefined
  /** The conversation up to here is to be cached. The router sets marks itself; this one is for a place that it cannot know. */
  readonly cache?: CacheMark | undefined
}

/** The content of a file: inline, by address, as text, or by an id that the provider gave on upload. */
export type FileData =
  | { readonly type: 'base64'; readonly base64: string }
  | { readonly type: 'url'; readonly url: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'id'; readonly fileId: string }

/** An image, a PDF, audio, or any other file. */
export interface FilePart extends Authored {
  readonly type: 'file'
  /** An IANA media type; `image/*` is enough for an image by address. */
  readonly mediaType: string
  readonly data: FileData
  readonly filename?: string | undefined
  /** The conversation up to here is to be cached, e.g. with a long document. */
  readonly cache?: CacheMark | undefined
}

/** What a model thought before it answered, as far as the provider shows it. The text may be empty when only `replay` counts. */
export interface ReasoningPart extends Authored {
  readonly type: 'reasoning'
  readonly text: string
}

/** A call of one of the caller's tools. */
export interface ToolCallPart<Name extends string = string, Args = Json> extends Authored {
  readonly type: 'tool-call'
  readonly id: string
  readonly name: Name
  /** The parsed arguments; `null` when they cannot be parsed. Look at `invalid` before running anything. */
  readonly args: Args
  /** The arguments exactly as the model wrote them. */
  readonly rawArgs: string
  /** Why it must not be executed: the output limit cut it, or the arguments are not valid JSON. Absent on a sound call. */
  readonly invalid?: 'truncated' | 'malformed' | undefined
  /** The conversation up to here is to be cached. */
  readonly cache?: CacheMark | undefined
}

/** The caller's answer to a tool call. */
export interface ToolResultPart {
  readonly type: 'tool-result'
  /** The `id` of the call that it answers. */
  readonly callId: string
  readonly name: string
  /** A string is sent as it is, anything else as JSON. */
  readonly output: Json
  /** Images and documents that the tool returned beside its output. */
  readonly files?: readonly FilePart[] | undefined
  readonly isError?: boolean | undefined
  /** The conversation up to here is to be cached. */
  readonly cache?: CacheMark | undefined
}

/** Something only its own provider understands (a hosted tool's call or result, a compaction item), kept to be sent back to it. */
export interface NativePart extends Authored {
  readonly type: 'native'
  /** The provider's own word for it, e.g. `server_tool_use`. */
  readonly kind: string
  readonly data: Json
}

/** What a user message may hold. */
export type UserPart = TextPart | FilePart
/** What an answer may hold. */
export type AssistantPart = TextPart | FilePart | ReasoningPart | ToolCallPart | NativePart

/** What any message may carry. */
export interface Pinnable {
  /** Compaction keeps this message as it is, and the tool calls and results that belong to it. Never sent. */
  readonly pinned?: boolean | undefined
}

/** A turn of the user. */
export interface UserMessage extends Pinnable {
  readonly role: 'user'
  readonly content: string | readonly UserPart[]
  /** It was written by compaction and stands for the turns before it. Never sent. */
  readonly summary?: boolean | undefined
}

/** A turn of a model. */
export interface AssistantMessage extends Pinnable {
  readonly role: 'assistant'
  readonly content: string | readonly AssistantPart[]
  /** Who made it, when it is the same for all parts. */
  readonly origin?: Origin | undefined
}

/** The results of tool calls, following the assistant message that made them. */
export interface ToolMessage extends Pinnable {
  readonly role: 'tool'
  readonly content: readonly ToolResultPart[]
}

/** One turn of a conversation. The system prompt is not a message: it is `system` of the request. */
export type Message = UserMessage | AssistantMessage | ToolMessage

/** A piece of the system prompt. */
export interface SystemBlock {
  readonly text: string
  /** `session` blocks are the stable prefix that providers cache; `turn` blocks change and never precede them on the wire. */
  readonly scope: 'session' | 'turn'
  /** A stable name of the block, for cache accounting. */
  readonly key?: string | undefined
  /** Tools and system prompt up to here are to be cached. */
  readonly cache?: CacheMark | undefined
}
