import type { Json, JsonObject } from '../../vocabulary/message.ts'
import { isJsonList, isJsonObject } from '../plain-json.ts'
import type { Emit } from '../protocol.ts'
import { addPartialArgs, finishPartialArgs, startPartialArgs, type PartialArgs } from './partial-args.ts'

/** The tool calls of one answer. */
export interface ToolCalls {
  /** How many have begun. */
  count: number
  /** The call whose arguments are still coming in pieces. */
  open: { readonly key: number; readonly id: string | undefined; readonly args: PartialArgs } | undefined
}

/** No call has begun. */
export function startToolCalls(): ToolCalls {
  return { count: 0, open: undefined }
}

/**
 * Takes in one `functionCall`: a whole call, the beginning of one whose arguments come in pieces, or such a piece. A name begins
 * a call, unless it comes with the id of the one that is open. `responseId` makes ids for calls that have none; `signature` goes
 * to the call that it came with.
 */
export function readFunctionCall(
  call: JsonObject,
  signature: string | undefined,
  responseId: string | undefined,
  calls: ToolCalls,
  emit: Emit,
): void {
  const id = typeof call['id'] === 'string' && call['id'] !== '' ? call['id'] : undefined
  const name = typeof call['name'] === 'string' ? call['name'] : ''
  const { open } = calls
  if (open !== undefined && (name === '' || (id !== undefined && id === open.id))) {
    if (signature !== undefined) emit.toolCallReplay(open.key, { thoughtSignature: signature })
    return readPieces(call, open.key, open.args, calls, emit)
  }
  endOpenCall(calls, emit)
  // An empty call ends one whose arguments came in pieces; without such a one there is nothing to end.
  if (name === '' && call['partialArgs'] === undefined && call['args'] === undefined) return
  if (name === '') return emit.malformed(JSON.stringify({ functionCall: call }))
  const key = calls.count++
  emit.toolCallStart(key, id ?? `${responseId ?? 'call'}_${key}`, name)
  // Only an id that was received may go back, so the call has to remember whether this one was.
  if (signature !== undefined || id !== undefined) {
    emit.toolCallReplay(key, {
      ...(signature === undefined ? {} : { thoughtSignature: signature }),
      ...(id === undefined ? {} : { functionCallId: id }),
    })
  }
  if (call['willContinue'] !== true && call['partialArgs'] === undefined)
    return emit.toolCallEnd(key, argsText(call['args']))
  const args = startPartialArgs()
  calls.open = { key, id, args }
  readPieces(call, key, args, calls, emit)
}

/** The call whose arguments were coming is whole: nothing more of it will come. */
export function endOpenCall(calls: ToolCalls, emit: Emit): void {
  const { open } = calls
  if (open === undefined) return
  calls.open = undefined
  const { rest, whole } = finishPartialArgs(open.args)
  emit.toolCallDelta(open.key, rest)
  emit.toolCallEnd(open.key, whole)
}

function readPieces(call: JsonObject, key: number, args: PartialArgs, calls: ToolCalls, emit: Emit): void {
  const pieces = call['partialArgs']
  const text = addPartialArgs(isJsonList(pieces) ? pieces : [], args)
  if (text === undefined) return emit.malformed(JSON.stringify({ functionCall: call }))
  emit.toolCallDelta(key, text)
  if (call['willContinue'] === true) return
  if (!isJsonObject(call['args'])) return endOpenCall(calls, emit)
  // The whole beside the last piece: it wins.
  calls.open = undefined
  emit.toolCallEnd(key, argsText(call['args']))
}

/** A call without arguments leaves them out. */
function argsText(args: Json | undefined): string {
  if (typeof args === 'string') return args
  return JSON.stringify(args ?? {})
}
