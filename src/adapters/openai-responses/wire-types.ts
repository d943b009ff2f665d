import type { Json, JsonObject } from '../../vocabulary/message.ts'
import type { CacheBreakpoint } from '../cache-control.ts'

/** A piece of what a user or a tool says. */
export type InputPart = InputText | InputImage | InputFile

/** What ends a prefix that is to be cached. */
type Marked = { readonly prompt_cache_breakpoint?: CacheBreakpoint }

/** Text. */
export type InputText = Marked & { readonly type: 'input_text'; readonly text: string }

/** An image, by address (`data:` too) or by the id of an uploaded file. */
export type InputImage = Marked & {
  readonly type: 'input_image'
  readonly detail: 'auto'
  readonly image_url?: string | undefined
  readonly file_id?: string | undefined
}

/** A document: inline as a `data:` address, by address, or by the id of an uploaded file. */
export type InputFile = Marked & {
  readonly type: 'input_file'
  readonly filename?: string | undefined
  readonly file_data?: string | undefined
  readonly file_url?: string | undefined
  readonly file_id?: string | undefined
}

/** A turn of anyone in the short form; an assistant's text that this wire did not make has no id and comes in it too. */
export type EasyMessage = {
  readonly role: 'user' | 'assistant' | 'developer' | 'system'
  readonly content: string | readonly InputPart[]
  readonly phase?: Json | undefined
}

/** A text of a message that this wire made. */
export type OutputText = {
  readonly type: 'output_text'
  readonly text: string
  readonly annotations: readonly Json[]
  readonly logprobs: readonly Json[]
}

/** A message that this wire made, as it made it. */
export type OutputMessage = {
  readonly type: 'message'
  readonly id: string
  readonly role: 'assistant'
  readonly status: 'completed'
  readonly content: readonly OutputText[]
  readonly phase?: Json | undefined
}

/** What the model thought, sealed or readable, with the members that it came with. */
export type ReasoningItem = JsonObject & { readonly type: 'reasoning' }

/** A call of one of the caller's tools. */
export type FunctionCall = {
  readonly type: 'function_call'
  readonly call_id: string
  readonly name: string
  /** JSON text. */
  readonly arguments: string
  readonly id?: string | undefined
  readonly namespace?: Json | undefined
  readonly caller?: Json | undefined
}

/** The answer to such a call. */
export type FunctionCallOutput = {
  readonly type: 'function_call_output'
  readonly call_id: string
  readonly output: string | readonly InputPart[]
}

/** An item that is only kept and returned: calls of hosted tools, `compaction`, and what is yet to come. */
export type NativeItem = JsonObject

/** One item of the conversation. */
export type InputItem = EasyMessage | OutputMessage | ReasoningItem | FunctionCall | FunctionCallOutput | NativeItem

/** A tool that is offered. `strict` is always said: left out it means true here (OpenAI, 2026-11). */
export type FunctionTool = {
  readonly type: 'function'
  readonly name: string
  readonly description?: string | undefined
  readonly parameters: JsonObject
  readonly strict: boolean
}

/** Whether and which tool must be called. */
export type WireToolChoice = 'auto' | 'none' | 'required' | { readonly type: 'function'; readonly name: string }
