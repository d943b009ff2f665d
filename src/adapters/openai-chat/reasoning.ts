import type { Json, JsonObject } from '../../vocabulary/message.ts'
import { asList, asObject, asText } from './wire-types.ts'
import type { ChatDelta } from './wire-types.ts'

/** What a part's reasoning has brought beside its text. */
export interface IncomingReasoning {
  /** The member that the last text came in, and that text. */
  field: string
  lastText: string
  /** OpenRouter's list, its fragments joined. */
  details: Record<string, Json>[]
  /** GitHub Copilot. */
  opaque: string
  /** Something came that the part's replay token does not have yet. */
  isPending: boolean
}

/** Nothing yet. */
export function noReasoning(): IncomingReasoning {
  return { field: '', lastText: '', details: [], opaque: '', isPending: false }
}

/**
 * The readable reasoning of a delta, `''` for none, and notes what has to be sent back later. Hosts send the same text under two
 * or three names: the first name counts, and a text that the next delta repeats under another name does not.
 */
export function takeReasoning(delta: ChatDelta, incoming: IncomingReasoning): string {
  const detailsText = delta.reasoning_details === undefined ? '' : takeDetails(delta.reasoning_details, incoming)
  if (delta.reasoning_opaque !== undefined && asText(delta.reasoning_opaque) !== '') {
    incoming.opaque = asText(delta.reasoning_opaque)
    incoming.isPending = true
  }
  let field = 'reasoning_content'
  let text = delta.reasoning_content
  if (typeof text !== 'string' || text === '') {
    field = 'reasoning'
    text = delta.reasoning
  }
  if (typeof text !== 'string' || text === '') {
    field = 'reasoning_text'
    text = delta.reasoning_text
  }
  if (typeof text !== 'string' || text === '') {
    field = 'reasoning_details'
    text = detailsText
  }
  if (typeof text !== 'string' || text === '') return ''
  const isRepeated = incoming.field !== '' && incoming.field !== field && incoming.lastText === text
  if (isRepeated) return ''
  if (incoming.field === '' && field === 'reasoning_content') incoming.isPending = true
  incoming.field = field
  incoming.lastText = text
  return text
}

/** What the provider wants back with the part; `undefined` when there is nothing. */
export function replayToken(incoming: IncomingReasoning): JsonObject | undefined {
  const token: Record<string, Json> = {}
  // DeepSeek, Moonshot and others want the text itself back, under its own name.
  if (incoming.field === 'reasoning_content') token['field'] = incoming.field
  if (incoming.details.length > 0) token['reasoning_details'] = incoming.details.map((detail) => ({ ...detail }))
  if (incoming.opaque !== '') token['reasoning_opaque'] = incoming.opaque
  return Object.keys(token).length === 0 ? undefined : token
}

/** Joins the fragments of an entry, which come with the same type and index one after the other. */
function takeDetails(value: unknown, incoming: IncomingReasoning): string {
  let text = ''
  for (const item of asList(value)) {
    const detail = asObject(item) as JsonObject | undefined
    if (detail === undefined) continue
    incoming.isPending = true
    text += asText(detail['text']) || asText(detail['summary'])
    const last = incoming.details.at(-1)
    if (last !== undefined && isSameEntry(last, detail)) join(last, detail)
    else incoming.details.push({ ...detail } as Record<string, Json>)
  }
  return text
}

function isSameEntry(last: JsonObject, next: JsonObject): boolean {
  if (next['type'] === 'reasoning.encrypted' || last['type'] !== next['type'] || last['index'] !== next['index'])
    return false
  return last['id'] === next['id'] || isBlank(last['id']) || isBlank(next['id'])
}

function join(last: Record<string, Json>, next: JsonObject): void {
  for (const [member, value] of Object.entries(next)) {
    if (value === undefined || value === null || member === '__proto__') continue
    const isFragment = (member === 'text' || member === 'summary') && typeof value === 'string'
    if (isFragment) last[member] = asText(last[member]) + value
    else if (isBlank(last[member]) || !isBlank(value)) last[member] = value
  }
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}
