import { pickMembers } from '../picked-members.ts'
import { isJsonObject } from '../plain-json.ts'
import type { TokenCounter } from '../protocol.ts'
import { wholeNumber } from '../whole-number.ts'

/** What the endpoint takes of a request (facts of 2026-11, TokenCountsBody). */
const counted = [
  'model',
  'input',
  'instructions',
  'conversation',
  'previous_response_id',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'reasoning',
  'text',
  'truncation',
] as const

/** `POST /responses/input_tokens`. */
export const tokenCounter: TokenCounter = {
  ask: ({ path, headers, body }) => ({ path: `${path}/input_tokens`, headers, body: pickMembers(body, counted) }),
  read: (answer) => (isJsonObject(answer) ? wholeNumber(answer['input_tokens']) : undefined),
}
