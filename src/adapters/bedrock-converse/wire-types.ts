import type { JsonObject } from '../../vocabulary/message.ts'

/** A place up to which the prompt is cached. It is a block of its own in `system`, `content` and `tools`. */
export type CachePoint = {
  readonly cachePoint: { readonly type: 'default'; readonly ttl?: '5m' | '1h' | undefined }
}

/** Text. Blank text is a 400, so it is never made. */
export type TextBlock = { readonly text: string }

/** Where the content of a file comes from: base64, or an object in S3. */
export type FileSource = { readonly bytes: string } | { readonly s3Location: { readonly uri: string } }

/** An image, a video or a sound; `format` is the wire's own word. */
export type MediaBlock =
  | { readonly image: { readonly format: string; readonly source: FileSource } }
  | { readonly video: { readonly format: string; readonly source: FileSource } }
  | { readonly audio: { readonly format: string; readonly source: FileSource } }

/** A document. Its name must be another one than that of every other document of the request. */
export type DocumentBlock = {
  readonly document: { readonly format: string; readonly name: string; readonly source: FileSource }
}

/** What the model thought: readable and signed, readable, or sealed by the provider. */
export type ReasoningBlock = {
  readonly reasoningContent:
    | { readonly reasoningText: { readonly text: string; readonly signature?: string | undefined } }
    | { readonly redactedContent: string }
}

/** A call of one of the caller's tools. */
export type ToolUseBlock = {
  readonly toolUse: { readonly toolUseId: string; readonly name: string; readonly input: JsonObject }
}

/** The answer to such a call. */
export type ToolResultBlock = {
  readonly toolResult: {
    readonly toolUseId: string
    readonly content: readonly (TextBlock | MediaBlock | DocumentBlock)[]
    readonly status?: 'error' | undefined
  }
}

/** A block that is only kept and returned: hosted tools and their results, and what is yet to come. */
export type NativeBlock = JsonObject

/** Any block of a message. */
export type Block =
  | TextBlock
  | MediaBlock
  | DocumentBlock
  | ReasoningBlock
  | ToolUseBlock
  | ToolResultBlock
  | CachePoint
  | NativeBlock

/** One turn: roles alternate on the wire, and the first is the user's. */
export type WireMessage = { readonly role: 'user' | 'assistant'; readonly content: readonly Block[] }

/** A piece of the system prompt. */
export type SystemBlock = TextBlock | CachePoint

/** A tool that is offered. */
export type WireTool =
  | {
      readonly toolSpec: {
        readonly name: string
        readonly description?: string | undefined
        readonly inputSchema: { readonly json: JsonObject }
        readonly strict?: true | undefined
      }
    }
  | CachePoint

/** Whether and which tool must be called. There is no word for none. */
export type WireToolChoice =
  | { readonly auto: JsonObject }
  | { readonly any: JsonObject }
  | { readonly tool: { readonly name: string } }

/** The tools and the choice among them. Demanded as soon as the conversation holds a call. */
export type WireToolConfig = {
  readonly tools: readonly WireTool[]
  readonly toolChoice?: WireToolChoice | undefined
}
