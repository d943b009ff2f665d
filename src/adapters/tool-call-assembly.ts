import type { JsonObject, ToolCallPart } from '../vocabulary/message.ts'
import type { AssemblyOptions, EventSink } from './assembly-options.ts'
import type { JudgedArguments } from './tool-arguments.ts'

/** A tool call that the model is writing. */
export interface OpenToolCall {
  readonly index: number
  readonly id: string
  readonly name: string
  rawArgs: string
  replay: JsonObject | undefined
  /** Where its events go. */
  readonly sink: EventSink
}

/** Where the events go that nobody is to hear of. */
const silence: EventSink = { push: () => -1 }

/**
 * The tool calls of one answer: which are open and which there were, by the wire's keys, and what they are called for the caller. It
 * knows nothing of the other parts, and judges no arguments.
 */
export class ToolCallAssembly {
  /** Those that have not ended, in the order in which they began. */
  readonly open: Map<string | number, OpenToolCall> = new Map()
  /** The keys of all that have begun, the structured answer among them. */
  readonly keys: Set<string | number> = new Set()
  /** The indices of all that are parts, open, ended or discarded. */
  readonly indices: Set<number> = new Set()
  readonly #options: AssemblyOptions
  readonly #ids = new Set<string>()

  constructor(options: AssemblyOptions) {
    this.#options = options
  }

  /** A call begins, as the part of this index. `undefined`: it is no part, it is the structured answer. */
  start(key: string | number, id: string, name: string, index: number): OpenToolCall | undefined {
    const { toolNames, outputTool, routersTool, sink: consumers } = this.#options
    this.keys.add(key)
    const ownName = toolNames?.get(name) ?? name
    if (ownName === outputTool) return undefined
    this.indices.add(index)
    const sink = ownName === routersTool ? silence : consumers
    const call = { index, id: uniqueId(id, this.#ids), name: ownName, rawArgs: '', replay: undefined, sink }
    this.open.set(key, call)
    return call
  }

  /** The raw arguments so far of the open call of this index; `undefined` when there is none. */
  openArguments(index: number): string | undefined {
    for (const call of this.open.values()) if (call.index === index) return call.rawArgs
    return undefined
  }

  /** Those that are open, and are no longer. */
  takeOpen(): readonly OpenToolCall[] {
    const calls = [...this.open.values()]
    this.open.clear()
    return calls
  }
}

/** The part that a call has come to. */
export function toolCallPart(
  call: OpenToolCall,
  { args, invalid }: JudgedArguments,
  { origin, restoreArguments }: AssemblyOptions,
): ToolCallPart {
  return {
    type: 'tool-call',
    id: call.id,
    name: call.name,
    args: args && (restoreArguments?.(call.name, args) ?? args),
    rawArgs: call.rawArgs,
    ...(invalid === undefined ? {} : { invalid }),
    ...(call.replay === undefined ? {} : { replay: call.replay }),
    origin,
  }
}

/** Results are matched by the id: calls of one answer that share one could not be told apart. */
function uniqueId(id: string, taken: Set<string>): string {
  let unique = id
  while (taken.has(unique)) unique = `${unique}_${taken.size}`
  taken.add(unique)
  return unique
}
