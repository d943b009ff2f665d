import type { Json, JsonObject } from '../../vocabulary/message.ts'
import { isJsonObject } from '../plain-json.ts'
import type { Emit } from '../protocol.ts'
import type { DecodeState, IncomingItem, TextKind } from './decode-state.ts'
import { argumentsOf, citationOf, reasoningToken, textsOf } from './item-contents.ts'

/** What the wire says of an item when it begins. */
export function beginItem(item: IncomingItem, wire: JsonObject, state: DecodeState, emit: Emit): void {
  describeItem(item, wire)
  if (item.type === 'function_call' && item.callId !== undefined) startCall(item, wire, state, emit)
}

/** More of a text. The hot path: a piece of the text that is open allocates nothing but what `emit` makes. */
export function giveText(
  item: IncomingItem,
  kind: TextKind,
  part: number,
  delta: string,
  state: DecodeState,
  emit: Emit,
): void {
  if (delta === '') return
  if (state.open !== item || item.part !== part || item.kind !== kind) {
    // Hosts that give the reasoning itself and a summary of it say the same thing twice: the first that comes is shown.
    if (item.hasShown && kind !== item.kind) return
    openText(item, kind, part, state, emit)
  }
  item.text += delta
  if (kind === 'message') emit.text(delta)
  else emit.reasoning(delta)
}

/** A text as a whole, with its citations: what its deltas left out at the end is given. What was given cannot be unsaid. */
export function completeText(
  item: IncomingItem,
  kind: TextKind,
  part: number,
  text: string,
  citations: Json | undefined,
  state: DecodeState,
  emit: Emit,
): void {
  if (item.hasShown && (kind !== item.kind || part < item.part)) return
  const given = item.hasShown && part === item.part ? item.text : ''
  if (text.startsWith(given)) giveText(item, kind, part, text.slice(given.length), state, emit)
  else if (!given.startsWith(text) && !item.isContradicted) {
    item.isContradicted = true
    emit.warn('contradicted-text', 'A text as a whole is not what its deltas said; the deltas were given.')
  }
  if (!Array.isArray(citations) || citations.length === 0 || item.citedParts > part || item.text === '') return
  item.citedParts = part + 1
  for (const citation of citations as readonly Json[]) if (isJsonObject(citation)) emit.citation(citationOf(citation))
}

/** More arguments of a call. */
export function giveArguments(item: IncomingItem, delta: string, state: DecodeState, emit: Emit): void {
  if (delta === '') return
  if (state.open !== undefined) closeText(state, emit)
  item.hasArguments = true
  if (item.isStarted) emit.toolCallDelta(item.key, delta)
  else item.pendingArguments += delta
}

/** An item as a whole: gives what did not come in pieces, and ends it. Harmless when it happens again. */
export function endItem(item: IncomingItem, wire: JsonObject, state: DecodeState, emit: Emit): void {
  if (item.isEnded) {
    if (item.type === 'reasoning') addLateToken(item, wire, emit)
    return
  }
  item.isEnded = true
  describeItem(item, wire)
  switch (item.type) {
    case 'message':
      return endMessage(item, wire, state, emit)
    case 'reasoning':
      return endReasoning(item, wire, state, emit)
    case 'function_call':
      return endCall(item, wire, state, emit)
    default:
      // Calls of hosted tools, compaction, custom tools, and items that are yet to be invented.
      closeText(state, emit)
      emit.native({ type: 'native', kind: item.type, data: wire })
  }
}

/** Ends the open text or reasoning, with what has to come back with it. */
export function closeText(state: DecodeState, emit: Emit): void {
  const { open } = state
  if (open === undefined) return
  state.open = undefined
  if (open.type === 'message') replayMessage(open, state, emit)
  else if (open.id !== undefined) replay(open, { id: open.id }, emit)
  emit.endPart()
}

/** The calls that the answer's end leaves open are whole as far as the wire says. */
export function endOpenCalls(state: DecodeState, emit: Emit): void {
  for (const item of state.items) {
    if (item.type !== 'function_call' || item.isEnded) continue
    item.isEnded = true
    endCall(item, {}, state, emit)
  }
}

function describeItem(item: IncomingItem, wire: JsonObject): void {
  const { id, phase, call_id: callId, name } = wire
  // Copilot gives an item another id in every event: the last one goes with what was sealed last.
  if (typeof id === 'string' && id !== '') item.id = id
  if (typeof phase === 'string') item.phase = phase
  if (typeof callId === 'string' && callId !== '') item.callId = callId
  if (typeof name === 'string' && name !== '') item.name = name
}

function openText(item: IncomingItem, kind: TextKind, part: number, state: DecodeState, emit: Emit): void {
  closeText(state, emit)
  state.open = item
  if (item.part !== part) item.text = ''
  item.hasShown = true
  item.kind = kind
  item.part = part
}

function endMessage(item: IncomingItem, wire: JsonObject, state: DecodeState, emit: Emit): void {
  const { content } = wire
  const parts: readonly Json[] = Array.isArray(content) ? (content as readonly Json[]) : [{ text: content ?? null }]
  for (const [index, part] of parts.entries()) completeContent(item, index, part, state, emit)
  if (state.open === item) closeText(state, emit)
}

/** A content part as a whole. */
export function completeContent(
  item: IncomingItem,
  index: number,
  part: Json | undefined,
  state: DecodeState,
  emit: Emit,
): void {
  if (!isJsonObject(part)) return
  if (typeof part['refusal'] === 'string') state.hasRefused = true
  const text = part['text'] ?? part['refusal']
  const kind = part['type'] === 'reasoning_text' ? 'reasoning' : 'message'
  if (typeof text === 'string') completeText(item, kind, index, text, part['annotations'], state, emit)
}

function endReasoning(item: IncomingItem, wire: JsonObject, state: DecodeState, emit: Emit): void {
  const content = textsOf(wire['content'])
  const kind = item.hasShown ? item.kind : content.length > 0 ? 'reasoning' : 'summary'
  const texts = kind === 'summary' ? textsOf(wire['summary']) : content
  for (const [index, text] of texts.entries()) completeText(item, kind, index, text, undefined, state, emit)
  if (state.open !== item && item.hasShown) return addLateToken(item, wire, emit)
  const token = reasoningToken(wire)
  item.hasToken = token !== undefined
  // Even an id alone says that there was reasoning here, and where its token belongs when it comes late.
  const known = token ?? (item.id === undefined ? undefined : { id: item.id })
  if (state.open !== item && known === undefined) return
  if (state.open !== item) closeText(state, emit)
  state.open = undefined
  if (known !== undefined) replay(item, known, emit)
  emit.endPart()
}

/** llama-server ends its reasoning after the text that follows; Azure may seal it only in the last event. */
function addLateToken(item: IncomingItem, wire: JsonObject, emit: Emit): void {
  if (item.hasToken) return
  const token = reasoningToken(wire)
  if (token === undefined) return
  item.hasToken = true
  if (item.tokenId !== undefined) emit.replayLate(item.tokenId, token)
  else emit.warn('dropped-replay', 'A token came after its reasoning had ended; this reasoning will not be sent back.')
}

function replay(item: IncomingItem, token: JsonObject, emit: Emit): void {
  if (typeof token['id'] === 'string') item.tokenId = token['id']
  emit.replay(token)
}

/** Ids bind an item to the reasoning before it. Without reasoning they mean nothing, and are not kept. */
function replayMessage({ id, phase }: IncomingItem, state: DecodeState, emit: Emit): void {
  if (phase === undefined && (!state.hasReasoning || id === undefined)) return
  emit.textReplay({ ...(id === undefined ? {} : { id }), ...(phase === undefined ? {} : { phase }) })
}

function startCall(item: IncomingItem, wire: JsonObject, state: DecodeState, emit: Emit): void {
  const { namespace, caller } = wire
  if (!item.isStarted) {
    if (item.name === undefined) return
    item.isStarted = true
    closeText(state, emit)
    // An id is what a result is matched by, over turns: where a server gives none, the answer's own makes it unique.
    emit.toolCallStart(item.key, item.callId ?? item.id ?? `${state.responseId ?? 'call'}_${item.key}`, item.name)
    if (item.pendingArguments !== '') emit.toolCallDelta(item.key, item.pendingArguments)
  }
  const token = {
    ...(state.hasReasoning && item.id !== undefined ? { id: item.id } : {}),
    ...(typeof namespace === 'string' ? { namespace } : {}),
    // A call made from inside hosted code says so, and must say so when it comes back.
    ...(isJsonObject(caller) && caller['type'] !== 'direct' ? { caller } : {}),
  }
  if (Object.keys(token).length > 0) emit.toolCallReplay(item.key, token)
}

function endCall(item: IncomingItem, wire: JsonObject, state: DecodeState, emit: Emit): void {
  startCall(item, wire, state, emit)
  if (!item.isStarted) return emit.warn('nameless-tool-call', 'A tool call without a name was left out of the answer.')
  const whole = argumentsOf(wire)
  emit.toolCallEnd(item.key, whole === '' ? undefined : whole)
}
