import type { Json, JsonObject } from '../../vocabulary/message.ts'

/** What every part may carry: it is a thought, and the signature that lets it come back. */
type PartMarks = {
  readonly thought?: true | undefined
  readonly thoughtSignature?: string | undefined
}

/** Text. Empty text without a signature is a 400, so it is never made. */
export type WireText = PartMarks & { readonly text: string }

/** A file's content. */
export type InlineData = { readonly mimeType: string; readonly data: string }

/** A file by address, or by the name that the provider gave it on upload. */
export type FileUri = { readonly mimeType?: string | undefined; readonly fileUri: string }

/** A file: content or address. */
export type WireFile = { readonly inlineData: InlineData } | { readonly fileData: FileUri }

/** A call of one of the caller's tools. */
export type WireFunctionCall = PartMarks & {
  readonly functionCall: { readonly id?: string | undefined; readonly name: string; readonly args: JsonObject }
}

/** The answer to such a call. */
export type WireFunctionResponse = {
  readonly functionResponse: {
    readonly id?: string | undefined
    readonly name: string
    readonly response: { readonly output: Json } | { readonly error: Json }
    readonly parts?: readonly WireFile[] | undefined
  }
}

/** A part that is only kept and returned: hosted tools and what is yet to come. */
export type WireNative = JsonObject

/** Any part of a turn. */
export type WirePart = WireText | (PartMarks & WireFile) | WireFunctionCall | WireFunctionResponse | WireNative

/** One turn: roles alternate on the wire. */
export type WireContent = { readonly role: 'user' | 'model'; readonly parts: readonly WirePart[] }

/** A tool that is offered; its arguments in JSON Schema, or in OpenAPI's subset where a host takes no other. */
export type FunctionDeclaration = {
  readonly name: string
  readonly description?: string | undefined
  readonly parametersJsonSchema?: JsonObject | undefined
  readonly parameters?: JsonObject | undefined
}

/** Whether and which function must be called. */
export type FunctionCallingConfig = {
  readonly mode: 'AUTO' | 'ANY' | 'NONE' | 'VALIDATED'
  readonly allowedFunctionNames?: readonly string[] | undefined
}

/** How the model thinks. Level and budget together are a 400. */
export type ThinkingConfig = {
  readonly includeThoughts?: boolean | undefined
  readonly thinkingLevel?: string | undefined
  readonly thinkingBudget?: number | undefined
}
