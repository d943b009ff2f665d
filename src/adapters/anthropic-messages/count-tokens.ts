import { pickMembers } from '../picked-members.ts'
import { isJsonObject } from '../plain-json.ts'
import type { TokenCounter } from '../protocol.ts'
import { wholeNumber } from '../whole-number.ts'

/** What `count_tokens` takes; anything else of a request is refused (facts of 2026-11, MessageCountTokensParams). */
const counted = [
  'model',
  'messages',
  'system',
  'tools',
  'tool_choice',
  'thinking',
  'output_config',
  'cache_control',
] as const

/** Where Vertex carries the protocol: the model is in the path, behind its collection. */
const vertexPath = /\/models\/([^/:]+):(?:streamRawPredict|rawPredict)$/

/** `POST /v1/messages/count_tokens`: free, with a rate limit of its own. On Vertex a model of the name `count-tokens`. */
export const tokenCounter: TokenCounter = {
  ask({ path, headers, body }) {
    const [, model] = vertexPath.exec(path) ?? []
    if (model !== undefined) {
      const place = path.replace(vertexPath, '/models/count-tokens:rawPredict')
      return { path: place, headers, body: { ...pickMembers(body, counted), model: decodeURIComponent(model) } }
    }
    if (path !== '/v1/messages') return undefined
    return { path: `${path}/count_tokens`, headers, body: pickMembers(body, counted) }
  },
  read: (answer) => (isJsonObject(answer) ? wholeNumber(answer['input_tokens']) : undefined),
}
