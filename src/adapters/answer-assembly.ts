import type { CompletionEvent } from '../vocabulary/completion-event.ts'
import type { Warning } from '../vocabulary/completion-result.ts'
import type { WireFailure } from '../vocabulary/failure.ts'
import type { FinishReason } from '../vocabulary/finish-reason.ts'
import type {
  AssistantPart,
  Citation,
  FilePart,
  Json,
  JsonObject,
  NativePart,
  Origin,
  ToolCallPart,
} from '../vocabulary/message.ts'
import type { Target } from '../vocabulary/model.ts'
import { usageCounters, type Usage } from '../vocabulary/usage.ts'
import type { Emit } from './protocol.ts'
import { parseJson } from './server-sent-events.ts'

/** Where an assembly's events go. */
export interface EventSink {
  /** Takes an event and returns its position: the number of events taken before it. */
  push(event: CompletionEvent): number
}

/** Drops from a resumed answer what was given before; see `budget/text-seam.ts`. */
export interface TextSeam {
  push(delta: string): string
  /** `isCut`: there would have been more. */
  end(isCut: boolean): string
}

/** What an assembly needs to know of the attempt it works for. */
export interface AssemblyOptions {
  readonly origin: Origin
  /** Index of the first part. */
  readonly firstIndex: number
  readonly sink: EventSink
  /** Wire name -> the caller's name of a tool. */
  readonly toolNames?: ReadonlyMap<string, string> | undefined
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

interface OpenPart {
  readonly type: 'text' | 'reasoning'
  readonly index: number
  text: string
  replay: JsonObject | undefined
  citations: Citation[] | undefined
}

interface OpenToolCall {
  readonly index: number
  readonly id: string
  readonly name: string
  rawArgs: string
  replay: JsonObject | undefined
  readonly sink: EventSink
}

/** The tool calls of an answer. */
interface SeenToolCalls {
  readonly open: Map<string | number, OpenToolCall>
  readonly keys: Set<string | number>
  readonly indices: Set<number>
  readonly ids: Set<string>
}

/** Where the events go that nobody is to hear of. */
const silence: EventSink = { push: () => -1 }

/**
 * Builds the parts of one attempt's answer out of what a protocol decodes, and sends the events of their lifecycles.
 * It owns indices, the joining of deltas, and the verdict on tool-call arguments. It knows no wire and no other attempt.
 */
export class AnswerAssembly implements Emit {
  /** How often something semantic came; a change tells a watchdog that the model is alive. */
  progress = 0
  /** Positions in the sink of the first visible thing (text, file, native part) and of the first whole tool call; -1: none yet. */
  visibleAt = -1
  toolCallDoneAt = -1
  /** Visible text came, even if a seam dropped it as said before. */
  hasSpoken = false
  finishReason: FinishReason | undefined
  rawFinishReason: string | undefined
  wireModel: string | undefined
  responseId: string | undefined
  reportedUsage: { -readonly [Counter in keyof Usage]: Usage[Counter] } | undefined
  reportedCostUsd: number | undefined
  serviceTier: string | undefined
  failure: WireFailure | undefined
  isClosed = false
  /** Frames that could not be read before the answer was complete, and whether one came while a tool call was open. */
  malformedFrames = 0
  malformedInToolCall = false
  readonly warnings: Warning[] = []

  readonly #options: AssemblyOptions
  readonly #sink: EventSink
  readonly #target: Target
  /** Ended parts by `index - firstIndex`. */
  readonly #parts: (AssistantPart | undefined)[] = []
  #toolCalls: SeenToolCalls | undefined
  #outputToolKey: string | number | undefined
  #outputToolSpoke = false
  #open: OpenPart | undefined
  #seam: TextSeam | undefined
  #nextIndex: number

  constructor(options: AssemblyOptions) {
    this.#options = options
    this.#sink = options.sink
    this.#seam = options.seam
    this.#nextIndex = options.firstIndex
    this.#target = { provider: options.origin.provider, model: options.origin.model }
  }

  /** Who makes this answer. */
  get origin(): Origin {
    return this.#options.origin
  }

  /** One past the last index in use. */
  get nextIndex(): number {
    return this.#nextIndex
  }

  get hasOpenToolCall(): boolean {
    return (this.#toolCalls?.open.size ?? 0) > 0
  }

  /** The ended parts, in order of their indices. */
  get parts(): readonly AssistantPart[] {
    return this.#parts.filter((part) => part !== undefined)
  }

  /** The open text or reasoning part as it stands, for a partial result. */
  get openPart(): AssistantPart | undefined {
    return this.#open === undefined ? undefined : this.#finishPart(this.#open)
  }

  /** What an open part holds so far: text, reasoning or raw arguments; `undefined` when no part of that index is open. */
  openContent(index: number): string | undefined {
    if (this.#open?.index === index) return this.#open.text
    for (const call of this.#openToolCalls()) if (call.index === index) return call.rawArgs
    return undefined
  }

  /** Whether the part of this index is a tool call, open, ended or discarded. */
  isToolCall(index: number): boolean {
    return this.#toolCalls?.indices.has(index) === true
  }

  /** Visible text so far, the open part included. */
  get visibleText(): string {
    return this.#joined('text')
  }

  /** Readable reasoning so far, the open part included. */
  get readableReasoning(): string {
    return this.#joined('reasoning')
  }

  /** Raw arguments of all tool calls so far. */
  get toolArguments(): string {
    let joined = ''
    for (const part of this.#parts) if (part?.type === 'tool-call') joined += part.rawArgs
    for (const call of this.#openToolCalls()) joined += call.rawArgs
    return joined
  }

  text(delta: string): void {
    if (delta === '') return
    this.progress++
    this.hasSpoken ||= delta.trim() !== ''
    const fresh = this.#seam === undefined ? delta : this.#seam.push(delta)
    if (fresh !== '') this.#appendText(fresh)
  }

  reasoning(delta: string): void {
    if (delta === '') return
    this.progress++
    const open = this.#openAs('reasoning')
    open.text += delta
    this.#sink.push({ type: 'reasoning-delta', index: open.index, delta })
  }

  endPart(): void {
    const open = this.#open
    if (open === undefined) return
    this.#open = undefined
    this.#end(open.index, this.#finishPart(open))
  }

  replay(token: JsonObject): void {
    const open = this.#open ?? this.#openAs('reasoning')
    open.replay = { ...open.replay, ...token }
  }

  textReplay(token: JsonObject): void {
    const open = this.#open
    // A token must not make a blank answer look like one that says something.
    if (open?.type === 'text' && open.text.trim() !== '') open.replay = { ...open.replay, ...token }
  }

  replayLate(id: string, token: JsonObject): void {
    const slot = this.#parts.findLastIndex((part) => part?.replay?.['id'] === id)
    const part = this.#parts[slot]
    if (part !== undefined) this.#parts[slot] = { ...part, replay: { ...part.replay, ...token } }
  }

  citation(citation: Citation): void {
    const open = this.#open?.type === 'text' ? this.#open : undefined
    if (open !== undefined) {
      open.citations = [...(open.citations ?? []), citation]
      return
    }
    const slot = this.#parts.findLastIndex((part) => part?.type === 'text')
    const part = this.#parts[slot]
    if (part?.type === 'text') this.#parts[slot] = { ...part, citations: [...(part.citations ?? []), citation] }
  }

  toolCallStart(key: string | number, id: string, name: string): void {
    this.progress++
    this.endPart()
    const calls = (this.#toolCalls ??= { open: new Map(), keys: new Set(), indices: new Set(), ids: new Set() })
    calls.keys.add(key)
    const ownName = this.#options.toolNames?.get(name) ?? name
    if (ownName === this.#options.outputTool) {
      this.#outputToolKey = key
      return
    }
    const index = this.#nextIndex++
    calls.indices.add(index)
    const sink = ownName === this.#options.routersTool ? silence : this.#sink
    const ownId = uniqueId(id, calls.ids)
    calls.open.set(key, { index, id: ownId, name: ownName, rawArgs: '', replay: undefined, sink })
    sink.push({ type: 'tool-call-start', index, id: ownId, name: ownName })
  }

  toolCallDelta(key: string | number, delta: string): void {
    if (delta === '') return
    const call = this.#toolCalls?.open.get(key)
    if (call === undefined) {
      if (key !== this.#outputToolKey) return
      this.#outputToolSpoke = true
      this.text(delta)
      return
    }
    this.progress++
    call.rawArgs += delta
    call.sink.push({ type: 'tool-call-delta', index: call.index, delta })
  }

  toolCallEnd(key: string | number, rawArgs?: string): void {
    const call = this.#toolCalls?.open.get(key)
    if (call === undefined) {
      if (key !== this.#outputToolKey) return
      if (!this.#outputToolSpoke && rawArgs !== undefined) this.text(rawArgs)
      this.endPart()
      return
    }
    if (rawArgs !== undefined) this.#completeArguments(call, key, rawArgs)
    // Empty or unreadable arguments may be a cut that only the finish reason explains: they wait for it.
    const args = call.rawArgs === '' ? undefined : parseArguments(call.rawArgs)
    if (args === undefined) return
    this.#toolCalls?.open.delete(key)
    this.#endToolCall(call, args, undefined)
  }

  hasToolCall(key: string | number): boolean {
    return this.#toolCalls?.keys.has(key) === true
  }

  toolCallReplay(key: string | number, token: JsonObject): void {
    const call = this.#toolCalls?.open.get(key)
    if (call !== undefined) call.replay = { ...call.replay, ...token }
  }

  file(part: FilePart): void {
    this.#whole({ ...part, origin: this.#options.origin })
  }

  native(part: NativePart): void {
    this.#whole({ ...part, origin: this.#options.origin })
  }

  usage(usage: Usage): void {
    // Gemini counts in every event: what is known is added to, not copied.
    for (const counter of usageCounters) {
      const count = usage[counter]
      if (count !== undefined) (this.reportedUsage ??= {})[counter] = count
    }
  }

  cost(usd: number): void {
    this.reportedCostUsd = usd
  }

  servedAs(service: unknown): void {
    if (typeof service === 'string' && service !== '') this.serviceTier = service
  }

  served(wireModel: string | undefined, responseId?: string): void {
    this.wireModel ??= wireModel
    this.responseId ??= responseId
  }

  finish(reason: FinishReason, rawReason: string | undefined): void {
    this.progress++
    this.finishReason = reason
    this.rawFinishReason = rawReason
  }

  close(): void {
    this.isClosed = true
  }

  fail(failure: WireFailure): void {
    this.failure ??= failure
    this.isClosed = true
  }

  malformed(text: string, isToolCall = false): void {
    // What comes after the proof that the answer is whole takes nothing from it.
    if (this.finishReason === undefined) {
      this.malformedFrames++
      if (isToolCall || this.hasOpenToolCall) this.malformedInToolCall = true
    }
    this.warn('malformed-event', `An event of the stream could not be read: ${text.slice(0, 120)}`)
  }

  warn(code: string, message: string): void {
    this.note({ code, message, target: this.#target })
  }

  /** A warning that is whole already. */
  note(warning: Warning): void {
    this.warnings.push(warning)
    this.#sink.push({ type: 'warning', warning })
  }

  /**
   * The answer is complete: ends what is still open. Decides why a call's arguments cannot be parsed (the limit cut them, or
   * the model wrote no JSON) and corrects a finish reason that hides a cut or a call.
   */
  complete(): void {
    this.#flushSeam(this.finishReason === 'length' || (this.finishReason === 'stop' && this.#limitIsReached()))
    this.endPart()
    const calls = this.#openToolCalls()
    this.#toolCalls?.open.clear()
    const limitReached = this.finishReason === 'length' || this.#limitIsSpent()
    let cut = false
    for (const [position, call] of calls.entries()) {
      const args = parseArguments(call.rawArgs)
      // No arguments at all where the limit ended the answer: they read as `{}`, and the call must still not be run.
      const isBare = call.rawArgs === '' && position === calls.length - 1 && this.finishReason === 'length'
      const isBroken = args === undefined || isBare
      if (isBroken && limitReached) cut = true
      this.#endToolCall(call, args ?? null, isBroken ? (limitReached ? 'truncated' : 'malformed') : undefined)
    }
    if (cut) this.finishReason = 'length'
    else if (this.finishReason === 'stop' && this.#hasToolCallPart()) this.finishReason = 'tool-calls'
    // Servers that say `completed` at the cap (llama-server on /v1/responses, recorded). Exactly the cap: a host that counts
    // more than the limit covers proves nothing.
    else if (this.finishReason === 'stop' && this.#limitIsReached()) this.finishReason = 'length'
    if (this.#outputToolKey !== undefined && this.finishReason === 'tool-calls' && !this.#hasToolCallPart()) {
      this.finishReason = 'stop'
    }
  }

  /**
   * The answer was cut and goes on elsewhere: keeps the text, discards open reasoning and open tool calls. What a seam still
   * holds may be said already; it comes again.
   */
  suspend(): void {
    this.#seam = undefined
    if (this.#open?.type === 'text') this.endPart()
    this.#open = undefined
    this.#toolCalls?.open.clear()
  }

  #openToolCalls(): readonly OpenToolCall[] {
    return this.#toolCalls === undefined ? [] : [...this.#toolCalls.open.values()]
  }

  /** What the deltas left out is sent as one more, so that a consumer of deltas has it too. */
  #completeArguments(call: OpenToolCall, key: string | number, rawArgs: string): void {
    if (rawArgs.startsWith(call.rawArgs)) return this.toolCallDelta(key, rawArgs.slice(call.rawArgs.length))
    // Servers that write the whole out anew change white space at most.
    if (isSameJson(call.rawArgs, rawArgs)) return
    call.rawArgs = rawArgs
    this.warn(
      'replaced-arguments',
      `The arguments of ${call.name} as a whole are not what their deltas said; the whole counts.`,
    )
  }

  #appendText(delta: string): void {
    const open = this.#openAs('text')
    open.text += delta
    const position = this.#sink.push({ type: 'text-delta', index: open.index, delta })
    if (this.visibleAt === -1) this.visibleAt = position
  }

  #flushSeam(isCut: boolean): void {
    const held = this.#seam?.end(isCut) ?? ''
    this.#seam = undefined
    if (held !== '') this.#appendText(held)
  }

  #openAs(type: 'text' | 'reasoning'): OpenPart {
    if (this.#open?.type === type) return this.#open
    this.endPart()
    const open = { type, index: this.#nextIndex++, text: '', replay: undefined, citations: undefined }
    this.#open = open
    this.#sink.push({ type: type === 'text' ? 'text-start' : 'reasoning-start', index: open.index })
    return open
  }

  #finishPart(open: OpenPart): AssistantPart {
    const { type, text, replay } = open
    const { origin, cite } = this.#options
    const citations = type === 'reasoning' ? undefined : (open.citations ?? cite?.(text))
    if (type === 'text' && citations !== undefined && citations.length > 0)
      return { type, text, citations, origin, ...(replay === undefined ? {} : { replay }) }
    return replay === undefined ? { type, text, origin } : { type, text, origin, replay }
  }

  #endToolCall(call: OpenToolCall, args: Json, invalid: ToolCallPart['invalid']): void {
    const part: ToolCallPart = {
      type: 'tool-call',
      id: call.id,
      name: call.name,
      args,
      rawArgs: call.rawArgs,
      ...(invalid === undefined ? {} : { invalid }),
      ...(call.replay === undefined ? {} : { replay: call.replay }),
      origin: this.#options.origin,
    }
    const position = this.#end(call.index, part, call.sink)
    // Nobody may run a call that is not sound: it can be made again.
    if (invalid === undefined && this.toolCallDoneAt === -1) this.toolCallDoneAt = position
  }

  #whole(part: AssistantPart): void {
    this.progress++
    this.endPart()
    const position = this.#end(this.#nextIndex++, part)
    if (this.visibleAt === -1) this.visibleAt = position
  }

  #end(index: number, part: AssistantPart, sink = this.#sink): number {
    this.#parts[index - this.#options.firstIndex] = part
    return sink.push({ type: 'part-end', index, part })
  }

  #limitIsReached(): boolean {
    const { outputLimit } = this.#options
    return outputLimit !== undefined && this.reportedUsage?.outputTokens === outputLimit
  }

  #limitIsSpent(): boolean {
    const { outputLimit } = this.#options
    const spent = this.reportedUsage?.outputTokens
    return outputLimit !== undefined && spent !== undefined && spent >= outputLimit
  }

  #hasToolCallPart(): boolean {
    return this.#parts.some((part) => part?.type === 'tool-call')
  }

  #joined(type: 'text' | 'reasoning'): string {
    let joined = ''
    for (const part of this.#parts) if (part?.type === type) joined += part.text
    return this.#open?.type === type ? joined + this.#open.text : joined
  }
}

/** Results are matched by the id: calls of one answer that share one could not be told apart. */
function uniqueId(id: string, taken: Set<string>): string {
  let unique = id
  while (taken.has(unique)) unique = `${unique}_${taken.size}`
  taken.add(unique)
  return unique
}

function isSameJson(one: string, other: string): boolean {
  const value = parseJson(one)
  return value !== undefined && JSON.stringify(value) === JSON.stringify(parseJson(other))
}

/** Arguments as an object; empty text and `null` are no arguments; anything else that is no object is unreadable. */
function parseArguments(rawArgs: string): JsonObject | undefined {
  if (rawArgs.trim() === '') return {}
  const value = parseJson(rawArgs)
  if (value === null) return {}
  return typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : undefined
}
