import type { CompletionEvent } from '../vocabulary/completion-event.ts'
import type { Citation, JsonObject, Origin } from '../vocabulary/message.ts'
import type { TextSeam } from '../vocabulary/text-seam.ts'

/** Where an assembly's events go. */
export interface EventSink {
  /** Takes an event and returns its position: the number of events taken before it. */
  push(event: CompletionEvent): number
}

/** What an assembly needs to know of the attempt it works for. */
export interface AssemblyOptions {
  readonly origin: Origin
  /** Index of the first part. */
  readonly firstIndex: number
  readonly sink: EventSink
  /** Wire name -> the caller's name of a tool. */
  readonly toolNames?: ReadonlyMap<string, string> | undefined
  /** Takes from the arguments of a call of the caller's tool of this name what only its adapted schema made the model write. */
  readonly restoreArguments?: ((name: string, args: JsonObject) => JsonObject) | undefined
  /** A call of this tool is the structured answer: its arguments are the text. */
  readonly outputTool?: string | undefined
  /** The output limit that was sent. */
  readonly outputLimit?: number | undefined
  readonly seam?: TextSeam | undefined
  /** The tool whose calls the router answers itself: they are parts like any other, but no consumer hears of them. */
  readonly routersTool?: string | undefined
  /** Finds in a text what it cites, where the provider does not say it. */
  readonly cite?: ((text: string) => readonly Citation[]) | undefined
}
