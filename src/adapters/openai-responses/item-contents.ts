import type { Citation, Json, JsonObject } from '../../vocabulary/message.ts'
import { isJsonObject } from '../plain-json.ts'

/*
 * What is read out of items that are whole. Nothing of it is believed before it was looked at.
 */

/** The arguments of a call as text; some hosts give an object. */
export function argumentsOf(wire: JsonObject): string {
  const { arguments: given } = wire
  if (typeof given === 'string') return given
  return isJsonObject(given) ? JSON.stringify(given) : ''
}

/** The texts of a list of content parts or summaries. */
export function textsOf(list: Json | undefined): readonly string[] {
  if (!Array.isArray(list)) return []
  return (list as readonly Json[]).flatMap((part) =>
    isJsonObject(part) && typeof part['text'] === 'string' ? [part['text']] : [],
  )
}

/** An annotation as a citation. `index` of a file citation is a place of its own, not a range of the text; it stays in `raw`. */
export function citationOf(raw: JsonObject): Citation {
  const { url, title, filename, start_index: start, end_index: end } = raw
  const name = title ?? filename
  return {
    ...(typeof url === 'string' ? { url } : {}),
    ...(typeof name === 'string' ? { title: name } : {}),
    ...(typeof start === 'number' && typeof end === 'number' ? { start, end } : {}),
    raw,
  }
}

/**
 * What of a reasoning item must come back: all that it came with, but for what is empty. Without a seal or its own text a
 * provider that keeps nothing could not read it: then there is no token.
 */
export function reasoningToken(wire: JsonObject): JsonObject | undefined {
  const { type: _type, status: _status, ...rest } = wire
  const isSealed = typeof rest['encrypted_content'] === 'string' && rest['encrypted_content'] !== ''
  if (!isSealed && textsOf(rest['content']).length === 0) return undefined
  const summary = Array.isArray(rest['summary']) ? (rest['summary'] as Json) : []
  return { ...Object.fromEntries(Object.entries(rest).filter(([, value]) => !isEmpty(value))), summary }
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}
