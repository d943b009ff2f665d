import type { Citation, Json, JsonObject, NativePart } from '../../vocabulary/message.ts'
import { isJsonObject } from '../plain-json.ts'
import { parseJson } from '../server-sent-events.ts'

/** A content block that has begun and not ended. */
export type OpenBlock =
  | { readonly type: 'text'; hasText: boolean; readonly citations: Citation[] }
  | { readonly type: 'thinking'; isSplit: boolean }
  | { readonly type: 'tool-call'; readonly key: number; readonly input: Json | undefined; hasDelta: boolean }
  | { readonly type: 'native'; readonly kind: string; data: JsonObject; inputJson: string }
  | { readonly type: 'whole' }

/** The wire's citation as ours: one, or none when it is no object. */
export function readCitation(raw: Json | undefined): readonly Citation[] {
  if (!isJsonObject(raw)) return []
  const { url, source, title, document_title: documentTitle, cited_text: citedText } = raw
  // The source of a search result that the caller gave may be an address or any name.
  const address = [url, source].find((value) => typeof value === 'string' && /^https?:/.test(value))
  const name = [title, documentTitle].find((value) => typeof value === 'string')
  return [
    {
      ...(typeof address === 'string' ? { url: address } : {}),
      ...(typeof name === 'string' ? { title: name } : {}),
      ...(typeof citedText === 'string' ? { citedText } : {}),
      raw,
    },
  ]
}

/** Arguments that a server gave at once. Anthropic begins every call with `{}`, which says nothing. */
export function wholeInput(input: Json | undefined): string | undefined {
  if (typeof input === 'string') return input
  return isJsonObject(input) && Object.keys(input).length > 0 ? JSON.stringify(input) : undefined
}

/** Applies a delta to a block that is kept whole: text grows, everything else is set. */
export function mergeDelta(block: OpenBlock & { readonly type: 'native' }, delta: JsonObject): void {
  for (const [key, value] of Object.entries(delta)) {
    if (key === 'type') continue
    if (key === 'partial_json') {
      if (typeof value === 'string') block.inputJson += value
    } else if (key === 'citation') {
      block.data = { ...block.data, citations: [...listOf(block.data['citations']), value ?? null] }
    } else {
      const before = block.data[key]
      const joined = typeof before === 'string' && typeof value === 'string' ? before + value : value
      // A computed key, so that `__proto__` is a member like any other.
      block.data = { ...block.data, [key]: joined }
    }
  }
}

/** The block as it can be sent back unchanged; `undefined` when it was cut in the middle of its input. */
export function nativePart({ kind, data, inputJson }: OpenBlock & { readonly type: 'native' }): NativePart | undefined {
  if (inputJson === '') return { type: 'native', kind, data }
  const input = parseJson(inputJson)
  return isJsonObject(input) ? { type: 'native', kind, data: { ...data, input } } : undefined
}

/** A list of the wire; anything else is an empty one. */
export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : []
}
