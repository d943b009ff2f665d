import type { Warning } from '../vocabulary/completion-result.ts'
import type { WireFailure } from '../vocabulary/failure.ts'
import type { FinishReason } from '../vocabulary/finish-reason.ts'
import type { AssistantPart, Citation, FilePart, JsonObject, NativePart, Origin } from '../vocabulary/message.ts'
import type { Target } from '../vocabulary/model.ts'
import type { TextSeam } from '../vocabulary/text-seam.ts'
import { usageCounters, type Usage } from '../vocabulary/usage.ts'
import type { AssemblyOptions, EventSink } from './assembly-options.ts'
import type { Emit } from './protocol.ts'
import { isSameJsonText, judgeArguments, parseArguments, type JudgedArguments } from './tool-arguments.ts'
import { ToolCallAssembly, toolCallPart, type OpenToolCall } from './tool-call-assembly.ts'

interface OpenPart {
  readonly type: 'text' | 'reasoning'
  readonly index: number
  text: string
  replay: JsonObject | undefined
  citations: Citation[] | undefined
}

/**
 * Builds the parts of one attempt's answer out of what a protocol decodes, and sends the events of their lifecycles.
 * It owns indices, the joining of deltas, and what an answer that is over has come to. It knows no wire and no other attempt.
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
  /** Made with the first of them. */
  #toolCalls: ToolCallAssembly | undefined
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
    return this.#toolCalls?.openArguments(index)
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
    for (const call of this.#toolCalls?.open.values() ?? []) joined += call.rawArgs
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
    const calls = (this.#toolCalls ??= new ToolCallAssembly(this.#options))
    const call = calls.start(key, id, name, this.#nextIndex)
    if (call === undefined) {
      this.#outputToolKey = key
      return
    }
    this.#nextIndex++
    call.sink.push({ type: 'tool-call-start', index: call.index, id: call.id, name: call.name })
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
    this.#endToolCall(call, { args, invalid: undefined })
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
    const limitReached = this.finishReason === 'length' || this.#limitIsSpent()
    const calls = this.#toolCalls?.takeOpen() ?? []
    let cut = false
    for (const [position, call] of calls.entries()) {
      const isLast = position === calls.length - 1
      const judged = judgeArguments(call.rawArgs, limitReached, isLast && this.finishReason === 'length')
      if (judged.invalid === 'truncated') cut = true
      this.#endToolCall(call, judged)
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

  /** What the deltas left out is sent as one more, so that a consumer of deltas has it too. */
  #completeArguments(call: OpenToolCall, key: string | number, rawArgs: string): void {
    if (rawArgs.startsWith(call.rawArgs)) return this.toolCallDelta(key, rawArgs.slice(call.rawArgs.length))
    // Servers that write the whole out anew change white space at most.
    if (isSameJsonText(call.rawArgs, rawArgs)) return
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

  #endToolCall(call: OpenToolCall, judged: JudgedArguments): void {
    const part = toolCallPart(call, judged, this.#options)
    const position = this.#end(call.index, part, call.sink)
    // Nobody may run a call that is not sound: it can be made again.
    if (judged.invalid === undefined && this.toolCallDoneAt === -1) this.toolCallDoneAt = position
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
