import type { Citation, FilePart, Json, JsonObject, NativePart } from '../../vocabulary/message.ts'
import { isJsonList, isJsonObject } from '../plain-json.ts'
import { parseJson } from '../server-sent-events.ts'

/** A content block that has begun and not ended, where more must be remembered of it than that it is open. */
export type OpenBlock =
  | { readonly type: 'reasoning'; signature: string; isSplit: boolean }
  | { readonly type: 'tool-call'; readonly key: number }
  | { readonly type: 'server-tool-use'; readonly start: JsonObject; inputJson: string }
  | { readonly type: 'tool-result'; readonly start: JsonObject; readonly content: Json[] }
  | { readonly type: 'image'; readonly format: string; bytes: string | undefined }

/** The wire's citation as ours: one, or none when it is no object. */
export function readCitation(raw: Json | undefined): readonly Citation[] {
  if (!isJsonObject(raw)) return []
  const { title, source, sourceContent, location } = raw
  const web = isJsonObject(location) ? location['web'] : undefined
  // The source of a search result that the caller gave may be an address or any name.
  const address = [isJsonObject(web) ? web['url'] : undefined, source].find(
    (value) => typeof value === 'string' && /^https?:/.test(value),
  )
  const quoted = textsOf(sourceContent)
  return [
    {
      ...(typeof address === 'string' ? { url: address } : {}),
      ...(typeof title === 'string' ? { title } : {}),
      ...(quoted === '' ? {} : { citedText: quoted }),
      raw,
    },
  ]
}

/** The texts of a list of `{ text }`, joined. */
export function textsOf(list: Json | undefined): string {
  let joined = ''
  for (const item of listOf(list)) {
    if (isJsonObject(item) && typeof item['text'] === 'string') joined += item['text']
  }
  return joined
}

/** A hosted tool's call as it can be sent back; `undefined` when it was cut in the middle of its input. */
export function serverToolUse(start: JsonObject, inputJson: string): NativePart | undefined {
  const input = inputJson === '' ? (start['input'] ?? {}) : parseJson(inputJson)
  if (input === undefined) return undefined
  return nativePart('toolUse', { ...start, input: input as Json })
}

/** What a hosted tool gave, as it can be sent back. */
export function serverToolResult(start: JsonObject, content: readonly Json[]): NativePart {
  return nativePart('toolResult', { ...start, content: [...listOf(start['content']), ...content] })
}

/** A block that is only kept and returned, named by its own type or by its member of the union. */
export function nativePart(member: string, content: Json): NativePart {
  const type = isJsonObject(content) ? content['type'] : undefined
  return { type: 'native', kind: typeof type === 'string' ? type : member, data: { [member]: content } }
}

/** An image that the model made; `undefined` when its content did not come. */
export function imagePart(format: Json | undefined, bytes: Json | undefined): FilePart | undefined {
  if (typeof bytes !== 'string' || bytes === '') return undefined
  const mediaType = typeof format === 'string' && format !== '' ? `image/${format}` : 'image/*'
  return { type: 'file', mediaType, data: { type: 'base64', base64: bytes } }
}

/** A list of the wire; anything else is an empty one. */
export function listOf(value: Json | undefined): readonly Json[] {
  return isJsonList(value) ? value : []
}
