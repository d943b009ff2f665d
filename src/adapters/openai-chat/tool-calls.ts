import type { JsonObject } from '../../vocabulary/message.ts'
import type { Emit } from '../protocol.ts'
import { parseJson } from '../server-sent-events.ts'
import { asObject, asText } from './wire-types.ts'
import type { ChatToolCallDelta, WireObject } from './wire-types.ts'

/** A tool call while it comes in. */
export interface IncomingToolCall {
  /** Its position among the calls of the answer: the handle that `Emit` knows it by. */
  readonly key: number
  readonly index: number | undefined
  /** The id that the wire gave it, `''` while there is none. */
  wireId: string
  name: string
  args: string
  /** The arguments as the host gave them once more, all at once. */
  repeated: string | undefined
  started: boolean
  extra: JsonObject | undefined
  /** Whether the arguments were the beginning of a JSON value when they were this long: looking again would cost as much as all of them. */
  looked: { readonly length: number; readonly isUnfinished: boolean }
}

/** The tool calls of one answer. */
export interface IncomingToolCalls {
  readonly calls: IncomingToolCall[]
  /** The answer's own id, for calls that have none. */
  responseId: string
}

/**
 * Takes a piece of a tool call. Which call it belongs to is told by the index; hosts leave it out, or send 0 for every call,
 * so the id and the name count as well, and whether the call so far is complete.
 */
export function takeToolCall(value: unknown, incoming: IncomingToolCalls, emit: Emit): void {
  const delta = asObject(value) as ChatToolCallDelta | undefined
  if (delta === undefined) return
  const body = callBody(delta)
  const id = idOf(delta.id)
  const index = indexOf(delta.index)
  const name = asText(body?.['name'])
  const rawArgs = body?.['arguments'] ?? body?.['input']
  const call = findCall(incoming.calls, { index, id, name, rawArgs }) ?? addCall(incoming.calls, index)
  if (call.wireId === '') call.wireId = id
  if (call.name === '') call.name = name
  const extra = asObject(delta.extra_content)
  if (extra !== undefined) {
    call.extra = { extra_content: extra as JsonObject }
    if (call.started) emit.toolCallReplay(call.key, call.extra)
  }
  const args = argumentsText(rawArgs, call)
  // What is whole cannot go on: this is all of it again, as some hosts end a call.
  if (name !== '' && call.args !== '' && isWhole(args) && hasArguments(call) && !isUnfinished(call))
    call.repeated = args
  else giveArguments(call, args, incoming, emit)
}

/** Whether a delta holds the old form of a tool call: one, without an id. Some hosts send it empty beside every answer. */
export function isFunctionCall(value: unknown, incoming: IncomingToolCalls): boolean {
  const body = asObject(value)
  return body !== undefined && (asText(body['name']) !== '' || incoming.calls.length > 0)
}

/** The host says that all calls are whole. */
export function endToolCalls(incoming: IncomingToolCalls, emit: Emit): void {
  for (const call of incoming.calls) {
    if (!call.started && call.name === '') {
      if (call.args !== '') emit.warn('nameless-tool-call', 'A tool call without a name was left out of the answer.')
      call.args = ''
      continue
    }
    start(call, incoming, emit)
    emit.toolCallEnd(call.key, call.repeated)
  }
}

/** Snowflake sends an empty `custom` beside each `function`. */
function callBody(delta: ChatToolCallDelta): WireObject | undefined {
  return asObject(delta.function) ?? asObject(delta.custom)
}

/** What a piece says of the call that it belongs to. */
interface Piece {
  readonly index: number | undefined
  readonly id: string
  readonly name: string
  readonly rawArgs: unknown
}

function findCall(calls: readonly IncomingToolCall[], piece: Piece): IncomingToolCall | undefined {
  const { index, id, name } = piece
  if (index !== undefined) {
    const call = calls.findLast((candidate) => candidate.index === index)
    return call !== undefined && isAnother(call, piece) ? undefined : call
  }
  const last = calls.at(-1)
  if (id !== '') {
    const call = calls.findLast((candidate) => candidate.wireId === id) ?? (name === '' ? last : undefined)
    return call !== undefined && isAnother(call, piece) ? undefined : call
  }
  const isOther = last !== undefined && name !== '' && last.name !== ''
  return isOther && !isUnfinished(last) ? undefined : last
}

/**
 * Whether a piece under the index or the id of a call begins another one. Hosts that give all calls index 0 differ in the id;
 * where that is missing or the same, calls come whole, and a whole call cannot be more of one that has its arguments.
 */
function isAnother(call: IncomingToolCall, { id, name, rawArgs }: Piece): boolean {
  if (name === '') return false
  const hasOtherId = id !== '' && call.wireId !== '' && id !== call.wireId
  const hasOtherName = name !== call.name || (id === '' && call.args !== '' && rawArgs !== call.args)
  return (hasOtherId || (call.name !== '' && hasOtherName && isWhole(rawArgs))) && !isUnfinished(call)
}

function addCall(calls: IncomingToolCall[], index: number | undefined): IncomingToolCall {
  const call: IncomingToolCall = {
    key: calls.length,
    index,
    wireId: '',
    name: '',
    args: '',
    repeated: undefined,
    started: false,
    extra: undefined,
    looked: { length: 0, isUnfinished: false },
  }
  calls.push(call)
  return call
}

function giveArguments(call: IncomingToolCall, args: string, incoming: IncomingToolCalls, emit: Emit): void {
  call.args += args
  if (call.started) {
    if (args !== '') emit.toolCallDelta(call.key, args)
  } else if (call.name !== '' && (call.wireId !== '' || call.args !== '')) {
    start(call, incoming, emit)
  }
}

function start(call: IncomingToolCall, incoming: IncomingToolCalls, emit: Emit): void {
  if (call.started) return
  call.started = true
  const isTaken = incoming.calls.some((other) => other !== call && other.started && other.wireId === call.wireId)
  if (call.wireId === '' || isTaken)
    call.wireId = `${incoming.responseId === '' ? 'call' : incoming.responseId}_${call.key}`
  emit.toolCallStart(call.key, call.wireId, call.name)
  if (call.extra !== undefined) emit.toolCallReplay(call.key, call.extra)
  if (call.args !== '') emit.toolCallDelta(call.key, call.args)
}

/** Arguments as text. Some hosts send an object. */
function argumentsText(value: unknown, call: IncomingToolCall): string {
  if (typeof value === 'string') return value
  if (typeof value !== 'object' || value === null || call.args !== '') return ''
  const text = JSON.stringify(value)
  return text === '{}' ? '' : text
}

/** Whether the arguments of a piece are all that a call needs. */
function isWhole(rawArgs: unknown): boolean {
  if (typeof rawArgs !== 'string') return asObject(rawArgs) !== undefined
  // Most pieces show that they are none without being parsed.
  const text = rawArgs.trim()
  return text.startsWith('{') && text.endsWith('}') && asObject(parseJson(text)) !== undefined
}

function hasArguments({ args }: IncomingToolCall): boolean {
  return /\S/.test(args)
}

/** Whether the arguments so far are the beginning of a JSON value. */
function isUnfinished(call: IncomingToolCall): boolean {
  const { length } = call.args
  if (call.looked.length !== length)
    call.looked = { length, isUnfinished: hasArguments(call) && parseJson(call.args) === undefined }
  return call.looked.isUnfinished
}

/** Later pieces repeat the id as `''`, `null` or `"null"`. */
function idOf(value: unknown): string {
  if (typeof value === 'number') return String(value)
  const id = asText(value)
  return id === 'null' ? '' : id
}

function indexOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : undefined
}
