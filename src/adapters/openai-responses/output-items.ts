import type { Citation, Json, JsonObject } from '../../vocabulary/message.ts'
import { isJsonObject } from '../plain-json.ts'
import type { Emit } from '../protocol.ts'

/** What a piece of text is: of a message, of a summary of the reasoning, or of the reasoning itself (open-weight hosts). */
export type TextKind = 'message' | 'summary' | 'reasoning'

/** One item of the answer while it comes in. */
export interface IncomingItem {
  /** Its position in the order of coming: the handle that `Emit` knows a call by. */
  readonly key: number
  readonly type: string
  id: string | undefined
  phase: string | undefined
  /** Which text of it is being given, and how much of it was, in UTF-16 units. */
  kind: TextKind
  part: number
  length: number
  hasShown: boolean
  /** The texts whose citations have been given. */
  citedParts: number
  /** Of a call: what its result will name, whether it began, and arguments that came before its name. */
  callId: string | undefined
  isStarted: boolean
  hasArguments: boolean
  pendingArguments: string
  /** The id under which a replay token can still be added, and whether the token is whole. */
  tokenId: string | undefined
  hasToken: boolean
  isEnded: boolean
}

/** The items of one answer. */
export interface IncomingItems {
  readonly items: IncomingItem[]
  /** The item whose text or reasoning the assembly has open. */
  open: IncomingItem | undefined
  /** The answer's own id, for calls that have none. */
  responseId: string | undefined
  hasReasoning: boolean
  hasRefused: boolean
}

/** Another item of the answer. */
export function addItem(type: string, answer: IncomingItems): IncomingItem {
  const item: IncomingItem = {
    key: answer.items.length,
    type,
    id: undefined,
    phase: undefined,
    kind: 'message',
    part: 0,
    length: 0,
    hasShown: false,
    citedParts: 0,
    callId: undefined,
    isStarted: false,
    hasArguments: false,
    pendingArguments: '',
    tokenId: undefined,
    hasToken: false,
    isEnded: false,
  }
  answer.items.push(item)
  if (type === 'reasoning') answer.hasReasoning = true
  return item
}

/** What the wire says of an item when it begins. */
export function beginItem(item: IncomingItem, wire: JsonObject, answer: IncomingItems, emit: Emit): void {
  describeItem(item, wire)
  if (item.type === 'function_call') startCall(item, wire, answer, emit)
}

/** More of a text. The hot path: a piece of the text that is open allocates nothing but what `emit` makes. */
export function giveText(
  item: IncomingItem,
  kind: TextKind,
  part: number,
  delta: string,
  answer: IncomingItems,
  emit: Emit,
): void {
  if (delta === '') return
  if (answer.open !== item || item.part !== part || item.kind !== kind) {
    // Hosts that give the reasoning itself and a summary of it say the same thing twice: the first that comes is shown.
    if (item.hasShown && kind !== item.kind) return
    openText(item, kind, part, answer, emit)
  }
  item.length += delta.length
  if (kind === 'message') emit.text(delta)
  else emit.reasoning(delta)
}

/** A text as a whole, with its citations: what its deltas left out is given. */
export function completeText(
  item: IncomingItem,
  kind: TextKind,
  part: number,
  text: string,
  citations: Json | undefined,
  answer: IncomingItems,
  emit: Emit,
): void {
  if (item.hasShown && (kind !== item.kind || part < item.part)) return
  const given = item.hasShown && part === item.part ? item.length : 0
  if (text.length > given) giveText(item, kind, part, text.slice(given), answer, emit)
  if (!Array.isArray(citations) || citations.length === 0 || item.citedParts > part || item.length === 0) return
  item.citedParts = part + 1
  for (const citation of citations as readonly Json[]) if (isJsonObject(citation)) emit.citation(citationOf(citation))
}

/** More arguments of a call. */
export function giveArguments(item: IncomingItem, delta: string, answer: IncomingItems, emit: Emit): void {
  if (delta === '') return
  if (answer.open !== undefined) closeText(answer, emit)
  item.hasArguments = true
  if (item.isStarted) emit.toolCallDelta(item.key, delta)
  else item.pendingArguments += delta
}

/** An item as a whole: gives what did not come in pieces, and ends it. Harmless when it happens again. */
export function endItem(item: IncomingItem, wire: JsonObject, answer: IncomingItems, emit: Emit): void {
  if (item.isEnded) {
    if (item.type === 'reasoning') addLateToken(item, wire, emit)
    return
  }
  item.isEnded = true
  describeItem(item, wire)
  switch (item.type) {
    case 'message':
      return endMessage(item, wire, answer, emit)
    case 'reasoning':
      return endReasoning(item, wire, answer, emit)
    case 'function_call':
      return endCall(item, wire, answer, emit)
    default:
      // Calls of hosted tools, compaction, custom tools, and items that are yet to be invented.
      closeText(answer, emit)
      emit.native({ type: 'native', kind: item.type, data: wire })
  }
}

/** Ends the open text or reasoning, with what has to come back with it. */
export function closeText(answer: IncomingItems, emit: Emit): void {
  const { open } = answer
  if (open === undefined) return
  answer.open = undefined
  if (open.type === 'message') replayMessage(open, answer, emit)
  else if (open.id !== undefined) replay(open, { id: open.id }, emit)
  emit.endPart()
}

/** The calls that the answer's end leaves open are whole as far as the wire says. */
export function endOpenCalls(answer: IncomingItems, emit: Emit): void {
  for (const item of answer.items) {
    if (item.type !== 'function_call' || item.isEnded) continue
    item.isEnded = true
    if (item.isStarted) emit.toolCallEnd(item.key)
    else emit.warn('nameless-tool-call', 'A tool call without a name was left out of the answer.')
  }
}

function describeItem(item: IncomingItem, wire: JsonObject): void {
  const { id, phase, call_id: callId } = wire
  // Copilot gives an item another id in every event: the last one goes with what was sealed last.
  if (typeof id === 'string' && id !== '') item.id = id
  if (typeof phase === 'string') item.phase = phase
  if (typeof callId === 'string' && callId !== '') item.callId = callId
}

function openText(item: IncomingItem, kind: TextKind, part: number, answer: IncomingItems, emit: Emit): void {
  closeText(answer, emit)
  answer.open = item
  if (!item.hasShown || item.part !== part) item.length = 0
  item.hasShown = true
  item.kind = kind
  item.part = part
}

function endMessage(item: IncomingItem, wire: JsonObject, answer: IncomingItems, emit: Emit): void {
  const { content } = wire
  const parts: readonly Json[] = Array.isArray(content) ? (content as readonly Json[]) : [{ text: content ?? null }]
  for (const [index, part] of parts.entries()) completeContent(item, index, part, answer, emit)
  if (answer.open === item) closeText(answer, emit)
}

/** A content part as a whole. */
export function completeContent(
  item: IncomingItem,
  index: number,
  part: Json | undefined,
  answer: IncomingItems,
  emit: Emit,
): void {
  if (!isJsonObject(part)) return
  if (typeof part['refusal'] === 'string') answer.hasRefused = true
  const text = part['text'] ?? part['refusal']
  const kind = part['type'] === 'reasoning_text' ? 'reasoning' : 'message'
  if (typeof text === 'string') completeText(item, kind, index, text, part['annotations'], answer, emit)
}

function endReasoning(item: IncomingItem, wire: JsonObject, answer: IncomingItems, emit: Emit): void {
  const content = textsOf(wire['content'])
  const kind = item.hasShown ? item.kind : content.length > 0 ? 'reasoning' : 'summary'
  const texts = kind === 'summary' ? textsOf(wire['summary']) : content
  for (const [index, text] of texts.entries()) completeText(item, kind, index, text, undefined, answer, emit)
  if (answer.open !== item && item.hasShown) return addLateToken(item, wire, emit)
  const token = reasoningToken(wire)
  item.hasToken = token !== undefined
  // Even an id alone says that there was reasoning here, and where its token belongs when it comes late.
  const known = token ?? (item.id === undefined ? undefined : { id: item.id })
  if (answer.open !== item && known === undefined) return
  if (answer.open !== item) closeText(answer, emit)
  answer.open = undefined
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

/**
 * What of a reasoning item must come back: all that it came with, but for what is empty. Without a seal or its own text a
 * provider that keeps nothing could not read it: then there is no token.
 */
function reasoningToken(wire: JsonObject): JsonObject | undefined {
  const { type: _type, status: _status, ...rest } = wire
  const isSealed = typeof rest['encrypted_content'] === 'string' && rest['encrypted_content'] !== ''
  if (!isSealed && textsOf(rest['content']).length === 0) return undefined
  const summary = Array.isArray(rest['summary']) ? (rest['summary'] as Json) : []
  return { ...Object.fromEntries(Object.entries(rest).filter(([, value]) => !isEmpty(value))), summary }
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/** Ids bind an item to the reasoning before it. Without reasoning they mean nothing, and are not kept. */
function replayMessage({ id, phase }: IncomingItem, answer: IncomingItems, emit: Emit): void {
  if (phase === undefined && (!answer.hasReasoning || id === undefined)) return
  emit.textReplay({ ...(id === undefined ? {} : { id }), ...(phase === undefined ? {} : { phase }) })
}

function startCall(item: IncomingItem, wire: JsonObject, answer: IncomingItems, emit: Emit): void {
  const { name, namespace, caller } = wire
  if (!item.isStarted) {
    if (typeof name !== 'string' || name === '') return
    item.isStarted = true
    closeText(answer, emit)
    // An id is what a result is matched by, over turns: where a server gives none, the answer's own makes it unique.
    emit.toolCallStart(item.key, item.callId ?? item.id ?? `${answer.responseId ?? 'call'}_${item.key}`, name)
    if (item.pendingArguments !== '') emit.toolCallDelta(item.key, item.pendingArguments)
  }
  const token = {
    ...(answer.hasReasoning && item.id !== undefined ? { id: item.id } : {}),
    ...(typeof namespace === 'string' ? { namespace } : {}),
    // A call made from inside hosted code says so, and must say so when it comes back.
    ...(isJsonObject(caller) && caller['type'] !== 'direct' ? { caller } : {}),
  }
  if (Object.keys(token).length > 0) emit.toolCallReplay(item.key, token)
}

function endCall(item: IncomingItem, wire: JsonObject, answer: IncomingItems, emit: Emit): void {
  startCall(item, wire, answer, emit)
  if (!item.isStarted) return emit.warn('nameless-tool-call', 'A tool call without a name was left out of the answer.')
  const whole = argumentsOf(wire)
  emit.toolCallEnd(item.key, whole === '' ? undefined : whole)
}

/** The arguments of a call as text; some hosts give an object. */
export function argumentsOf(wire: JsonObject): string {
  const { arguments: given } = wire
  if (typeof given === 'string') return given
  return isJsonObject(given) ? JSON.stringify(given) : ''
}

function textsOf(list: Json | undefined): readonly string[] {
  if (!Array.isArray(list)) return []
  return (list as readonly Json[]).flatMap((part) => (isJsonObject(part) && typeof part['text'] === 'string' ? [part['text']] : []))
}

/** `index` of a file citation is a place of its own, not a range of the text; it stays in `raw`. */
function citationOf(raw: JsonObject): Citation {
  const { url, title, filename, start_index: start, end_index: end } = raw
  const name = title ?? filename
  return {
    ...(typeof url === 'string' ? { url } : {}),
    ...(typeof name === 'string' ? { title: name } : {}),
    ...(typeof start === 'number' && typeof end === 'number' ? { start, end } : {}),
    raw,
  }
}
