/*
 * What is used of pi-ai (`@earendil-works/pi-ai` 1.x, 2026-11): the collection of models that the caller made, and the events of an
 * answer. Nothing of it is imported.
 */

/** A model of one of pi-ai's providers. */
export interface PiModel {
  readonly id: string
  readonly provider: string
  readonly api: string
}

/** A collection of pi-ai's providers: what `builtinModels()` or `createModels()` gives. */
export interface PiModels {
  getProviders(): readonly { readonly id: string }[]
  getModel(provider: string, id: string): PiModel | undefined
  streamSimple(model: never, context: never, options?: never): AsyncIterable<unknown>
}

/** What pi-ai counts of an answer; cached tokens are not among `input`. */
export interface PiUsage {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite: number
  readonly cost?: { readonly total: number }
}

/** A call of a tool, its arguments parsed. */
export interface PiToolCall {
  readonly id: string
  readonly name: string
  readonly arguments: Readonly<Record<string, unknown>>
}

/** Whole answers, at the end of a stream. */
export interface PiMessage {
  readonly usage: PiUsage
  readonly errorMessage?: string
}

/** The events that are read; there are more. */
export type PiEvent =
  | { readonly type: 'text_delta' | 'thinking_delta'; readonly delta: string }
  | { readonly type: 'toolcall_end'; readonly toolCall: PiToolCall }
  | { readonly type: 'done'; readonly reason: 'stop' | 'length' | 'toolUse'; readonly message: PiMessage }
  | { readonly type: 'error'; readonly reason: 'aborted' | 'error'; readonly error: PiMessage }
  | { readonly type: 'start' }
