import type { CacheMark } from '../vocabulary/caching.ts'
import type { Warning } from '../vocabulary/completion-result.ts'
import type { Origin } from '../vocabulary/message.ts'
import type { ProtocolId } from '../vocabulary/model.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { describeValue, isJsonList, isJsonObject, lookUp, shownValue } from './plain-json.ts'

/** What was found while a request was read: reported once per kind, however often it occurs. */
export interface Notes {
  /** Where text was not well-formed UTF-16, by first place. */
  readonly surrogates: string[]
  /** Members that mean nothing here: name -> first place. */
  readonly ignored: Map<string, string>
  /** Names of the tool calls read so far, by id: a result need not repeat its tool's name. */
  readonly callNames: Map<string, string>
}

/** Nothing found yet. */
export function newNotes(): Notes {
  return { surrogates: [], ignored: new Map(), callNames: new Map() }
}

/** One warning for each kind of thing that was found. */
export function noteWarnings(notes: Notes): Warning[] {
  const warnings: Warning[] = []
  const [first] = notes.surrogates
  if (first !== undefined) {
    const more = notes.surrogates.length > 1 ? ` and ${notes.surrogates.length - 1} more places` : ''
    const message = `${first}${more}: half of a surrogate pair was replaced by U+FFFD; providers refuse such text.`
    warnings.push({ code: 'replaced-surrogates', message })
  }
  for (const [name, path] of notes.ignored) {
    warnings.push({ code: 'ignored-member', message: `${path}: "${name}" means nothing here and was ignored.` })
  }
  return warnings
}

/** Members of other interfaces whose loss would change the conversation, and what to write instead. */
const foreignMembers: Readonly<Record<string, string>> = {
  tool_calls: "write each call as a content part { type: 'tool-call', id, name, args }",
  toolInvocations: "write each call as a content part { type: 'tool-call', id, name, args }",
  function_call: "write the call as a content part { type: 'tool-call', id, name, args }",
  tool_call_id: "write the result as a content part { type: 'tool-result', callId, name, output } with role 'tool'",
  reasoning_content: "write it as a content part { type: 'reasoning', text }",
  reasoning_details: 'keep the messages that the result of a call gives; they carry what has to be sent back',
  parts: 'the parts of a message are its `content`',
  images: "write each image as a content part { type: 'file', mediaType, data }",
}

/** Members that applications keep on their messages and that never meant anything to a model. */
const silentMembers = new Set(['id', 'createdAt', 'metadata'])

/** An `invalid-request` error about one place of the request. */
export function invalidRequest(message: string, ...hints: string[]): RouterError {
  return new RouterError('invalid-request', message, { hints })
}

/** The value as an object with members, or an `invalid-request` error that names its place. */
export function readObject(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (!isJsonObject(value)) throw invalidRequest(`${at}: expected an object, got ${describeValue(value)}`)
  return value
}

/** The value as a string without halves of surrogate pairs, or an `invalid-request` error that names its place. */
export function readText(value: unknown, at: string, notes: Notes): string {
  if (typeof value !== 'string') throw invalidRequest(`${at}: expected a string, got ${describeValue(value)}`)
  return wellFormed(value, at, notes)
}

/** The text without halves of surrogate pairs, which are noted. */
export function wellFormed(text: string, at: string, notes: Notes): string {
  if (text.isWellFormed()) return text
  notes.surrogates.push(at)
  return text.toWellFormed()
}

/** Refuses members whose loss would change the meaning, and notes the others that are not known. */
export function checkMembers(object: object, known: readonly string[], at: string, notes: Notes): void {
  for (const [name, value] of Object.entries(object)) {
    if (known.includes(name) || silentMembers.has(name) || isNothing(value)) continue
    const instead = lookUp(foreignMembers, name)
    if (instead !== undefined) throw invalidRequest(`${at}.${name}: not a member of a message here; ${instead}`)
    if (!notes.ignored.has(name)) notes.ignored.set(name, at)
  }
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (isJsonList(value) && value.length === 0)
}

/** The value as a string with something in it. */
export function readName(value: unknown, at: string): string {
  if (typeof value !== 'string' || value === '') {
    throw invalidRequest(
      `${at}: expected a string that is not empty, got ${value === '' ? "''" : describeValue(value)}`,
    )
  }
  return value.toWellFormed()
}

/** Who made a part. */
export function readOrigin(value: unknown, at: string): Origin {
  const origin = readObject(value, at)
  return Object.freeze({
    provider: readName(origin['provider'], `${at}.provider`),
    protocol: readName(origin['protocol'], `${at}.protocol`) as ProtocolId,
    model: readName(origin['model'], `${at}.model`),
  })
}

/** The mark of something that may be cached; nothing where there is none. */
export function readCacheMark(item: object, at: string): { readonly cache?: CacheMark } {
  const cache: unknown = 'cache' in item ? item.cache : undefined
  if (cache === undefined || cache === false) return {}
  if (cache === true || cache === '5m' || cache === '1h') return { cache }
  throw invalidRequest(`${at}.cache: expected true, '5m' or '1h', got ${shownValue(cache)}`)
}
