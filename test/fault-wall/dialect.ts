/** A wire protocol that the wall speaks. */
export type WallProtocol = 'openai-chat' | 'anthropic-messages'

/** An error as a provider words it. */
export interface WallError {
  readonly message: string
  /** `invalid_request_error`, `overloaded_error`, ... */
  readonly type: string
  /** OpenAI's own code; the other dialect has none. */
  readonly code?: string | number | undefined
}

/** Tokens as they are reported. */
export interface WallUsage {
  readonly input: number
  readonly output: number
}

/** A whole tool call. */
export interface WallToolCall {
  readonly id: string
  readonly name: string
  readonly args: Readonly<Record<string, unknown>>
}

/** How one protocol writes what a fault says. Every member gives whole server-sent events. */
export interface Dialect {
  readonly protocol: WallProtocol
  /** What the paths of its requests end in. */
  readonly endpoint: string
  /** The first event: it names the model, and what was read where the dialect says that there. Default: as usual. */
  preamble(model: string, inputTokens?: number): string
  text(delta: string): string
  /** Begins a tool call and gives the first part of its arguments. */
  toolCallStart(call: WallToolCall, args: string): string
  /** The rest of its arguments, and that it is whole as far as the dialect can say so. */
  toolCallEnd(args: string): string
  /** Why the answer ended; usage where the dialect puts it there. */
  finish(reason: 'stop' | 'tool-calls', usage: WallUsage | undefined): string
  /** Usage in an event of its own. */
  usage(usage: WallUsage): string
  /** The last event. */
  readonly done: string
  /** An error in the middle of a stream. */
  error(error: WallError): string
  /** The body of an error answer. */
  errorBody(error: WallError): unknown
}

/** One server-sent event. */
export function sentEvent(data: unknown, name?: string): string {
  return `${name === undefined ? '' : `event: ${name}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
}
