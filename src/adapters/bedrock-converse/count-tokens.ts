import { pickMembers } from '../picked-members.ts'
import { isJsonObject } from '../plain-json.ts'
import type { TokenCounter } from '../protocol.ts'
import { wholeNumber } from '../whole-number.ts'
import { baseModel } from './model-rules.ts'

/** What is counted of a request (ConverseTokensRequest in AWS's API reference, 2026-11). */
const counted = ['messages', 'system', 'toolConfig', 'additionalModelRequestFields'] as const

/** The path of a completion. */
const completion = /^\/model\/([^/]+)\/converse-stream$/

/** `POST /model/{id}/count-tokens`. It knows models by their own ids: that of an inference profile is a 400 (recorded 2026-11). */
export const tokenCounter: TokenCounter = {
  ask({ path, headers, body, region }) {
    const [, model] = completion.exec(path) ?? []
    if (model === undefined) return undefined
    const id = encodeURIComponent(baseModel(decodeURIComponent(model)))
    return {
      path: `/model/${id}/count-tokens`,
      headers,
      region,
      body: { input: { converse: pickMembers(body, counted) } },
    }
  },
  read: (answer) => (isJsonObject(answer) ? wholeNumber(answer['inputTokens']) : undefined),
}
