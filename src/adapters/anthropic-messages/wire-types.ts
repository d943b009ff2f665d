import type { Json, JsonObject } from '../../vocabulary/message.ts'
import type { CacheControl } from '../cache-control.ts'

/** Text. Blank text is a 400, so it is never made. */
export type TextBlock = {
  readonly type: 'text'
  readonly text: string
  readonly citations?: readonly JsonObject[] | undefined
  readonly cache_control?: CacheControl | undefined
}

/** Where the content of an image or a document comes from. */
export type FileSource =
  | { readonly type: 'base64'; readonly media_type: string; readonly data: string }
  | { readonly type: 'url'; readonly url: string }
  | { readonly type: 'text'; readonly media_type: 'text/plain'; readonly data: string }
  | { readonly type: 'file'; readonly file_id: string }

/** An image: jpeg, png, gif or webp. */
export type ImageBlock = { readonly type: 'image'; readonly source: FileSource }

/** A PDF or a text. */
export type DocumentBlock = {
  readonly type: 'document'
  readonly source: FileSource
  readonly title?: string | undefined
}

/** What the model thought, with the signature that lets it come back. */
export type ThinkingBlock = { readonly type: 'thinking'; readonly thinking: string; readonly signature: string }

/** What it thought, sealed by the provider. */
export type RedactedThinkingBlock = { readonly type: 'redacted_thinking'; readonly data: string }

/** A call of one of the caller's tools. */
export type ToolUseBlock = {
  readonly type: 'tool_use'
  readonly id: string
  readonly name: string
  readonly input: JsonObject
  readonly caller?: Json | undefined
}

/** The answer to such a call. */
export type ToolResultBlock = {
  readonly type: 'tool_result'
  readonly tool_use_id: string
  readonly content?: string | readonly (TextBlock | ImageBlock | DocumentBlock)[] | undefined
  readonly is_error?: true | undefined
}

/** A block that is only kept and returned: `server_tool_use`, results of hosted tools, `compaction`, and what is yet to come. */
export type NativeBlock = JsonObject

/** Any block of a message. */
export type Block =
  | TextBlock
  | ImageBlock
  | DocumentBlock
  | ThinkingBlock
  | RedactedThinkingBlock
  | ToolUseBlock
  | ToolResultBlock
  | NativeBlock

/** One turn: those of user and assistant alternate on the wire, those of the system stand between them. */
export type WireMessage = { readonly role: 'user' | 'assistant' | 'system'; readonly content: readonly Block[] }

/** A tool that is offered. */
export type WireToolBlock = {
  readonly name: string
  readonly description?: string | undefined
  readonly input_schema: JsonObject
  readonly strict?: true | undefined
  readonly cache_control?: CacheControl | undefined
}

/** Whether and which tool must be called. */
export type WireToolChoice =
  | { readonly type: 'auto' | 'any'; readonly disable_parallel_tool_use?: true | undefined }
  | { readonly type: 'tool'; readonly name: string; readonly disable_parallel_tool_use?: true | undefined }
  | { readonly type: 'none' }
