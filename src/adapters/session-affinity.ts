import type { JsonObject } from '../vocabulary/message.ts'

/** Longer keys are a 400 (`prompt_cache_key`, OpenAI; 2026-11). */
const longestField = 64

/** OpenRouter takes no more (openrouter openapi.yaml, 2026-08). */
const longestHeader = 256

/**
 * What keeps a conversation on one server of the host, for the sake of its cache: the session in the body field or header of
 * the given name. No header has an underscore in its name, and every body field in question has one.
 */
export function encodeSession(
  session: string | undefined,
  name: string | undefined,
): { readonly headers: Readonly<Record<string, string>>; readonly fields: JsonObject } {
  if (session === undefined || session === '' || name === undefined) return { headers: {}, fields: {} }
  return name.includes('_')
    ? { headers: {}, fields: { [name]: session.slice(0, longestField).toWellFormed() } }
    : { headers: { [name]: headerValue(session) }, fields: {} }
}

/** Headers take visible ASCII; anything else of a caller's session is escaped. */
function headerValue(session: string): string {
  return (/^[\x21-\x7e]*$/.test(session) ? session : encodeURIComponent(session.toWellFormed())).slice(0, longestHeader)
}
