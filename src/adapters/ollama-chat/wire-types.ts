import type { Json, JsonObject } from '../../vocabulary/message.ts'

/** A call of one of the caller's tools. Its arguments are an object; text is a 400. Newer servers know `id`. */
export type WireToolCall = {
  readonly id: string
  readonly type: 'function'
  readonly function: { readonly index: number; readonly name: string; readonly arguments: JsonObject }
}

/** One message. `images` are base64 without `data:`; `tool_call_id` is known to newer servers, `tool_name` to all. */
export type WireMessage = {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly content: string
  readonly thinking?: string | undefined
  readonly images?: readonly string[] | undefined
  readonly tool_calls?: readonly WireToolCall[] | undefined
  readonly tool_name?: string | undefined
  readonly tool_call_id?: string | undefined
}

/** A tool that is offered. */
export type WireTool = {
  readonly type: 'function'
  readonly function: {
    readonly name: string
    readonly description?: string | undefined
    readonly parameters: JsonObject
  }
}

/** What is set for the run of the model. `num_ctx` is the window: prompt and answer together. */
export type ModelOptions = {
  readonly num_ctx?: number | undefined
  readonly num_predict?: number | undefined
  readonly temperature?: number | undefined
  readonly top_p?: number | undefined
  readonly top_k?: number | undefined
  readonly seed?: number | undefined
  readonly stop?: readonly string[] | undefined
}

/** The body of a request. `truncate` and `shift` are not in the published document; older servers ignore them. */
export type ChatRequest = {
  readonly model: string
  readonly messages: readonly WireMessage[]
  readonly tools?: readonly WireTool[] | undefined
  readonly format?: JsonObject | undefined
  readonly think?: boolean | ThinkLevel | undefined
  readonly options?: ModelOptions | undefined
  readonly keep_alive?: string | number | undefined
  readonly truncate: boolean
  readonly shift: boolean
  readonly stream: true
}

/** The levels that `think` takes beside true and false (docs/openapi.yaml of 2026-08). */
export type ThinkLevel = 'low' | 'medium' | 'high' | 'max'

/** The value as a list; a single object counts as a list of one. */
export function listOf(value: Json | undefined): readonly Json[] {
  if (Array.isArray(value)) return value as readonly Json[]
  return value === undefined || value === null ? [] : [value]
}
