import type { JsonObject } from '../vocabulary/message.ts'

/** How JSON writes half a surrogate pair; a backslash that is text stands as two, and is passed over with its partner. */
const halfPair = /\\(?:\\|ud[89a-f][0-9a-f]{2})/g

/**
 * The body of a request as JSON. Half a surrogate pair, which is left of an emoji where somebody cut a text, becomes U+FFFD: it is
 * no text, and providers refuse the whole request for it (400, e.g. "no low surrogate in string").
 */
export function bodyText(body: JsonObject): string {
  const text = JSON.stringify(body)
  if (!text.includes(String.raw`\ud`)) return text
  return text.replaceAll(halfPair, (found) => (found.length === 2 ? found : String.raw`\ufffd`))
}
