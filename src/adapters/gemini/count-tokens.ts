import { pickMembers } from '../picked-members.ts'
import { isJsonObject } from '../plain-json.ts'
import type { TokenCounter } from '../protocol.ts'
import { wholeNumber } from '../whole-number.ts'

/** The end of the path of a completion. */
const completion = /:streamGenerateContent(?:\?alt=sse)?$/

/** What Vertex takes beside the contents (facts of 2026-11). */
const flat = ['contents', 'systemInstruction', 'tools', 'generationConfig'] as const

/**
 * `POST :countTokens`. The Gemini API takes the whole request under `generateContentRequest`, and without it counts the contents
 * alone; Vertex takes it flat; Code Assist takes the contents in its envelope.
 */
export const tokenCounter: TokenCounter = {
  ask({ path, headers, body }, { form }) {
    const place = path.replace(completion, ':countTokens')
    const { request: inner, model } = body
    if (isJsonObject(inner) && typeof model === 'string') {
      // Nothing but contents is counted there.
      if (inner['systemInstruction'] !== undefined || inner['tools'] !== undefined) return undefined
      const request = { model: `models/${model}`, ...pickMembers(inner, ['contents']) }
      return { path: place, headers, body: { request } }
    }
    if (form === 'flat') return { path: place, headers, body: pickMembers(body, flat) }
    const named = decodeURIComponent(path.replace(completion, '').slice(1))
    return { path: place, headers, body: { generateContentRequest: { model: named, ...body } } }
  },
  read: (answer) => (isJsonObject(answer) ? wholeNumber(answer['totalTokens']) : undefined),
}
