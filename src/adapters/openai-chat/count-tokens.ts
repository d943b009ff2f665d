import { pickMembers } from '../picked-members.ts'
import { isJsonList, isJsonObject } from '../plain-json.ts'
import type { TokenCounter } from '../protocol.ts'
import { wholeNumber } from '../whole-number.ts'

/** What of a request the model is given. */
const counted = ['model', 'messages', 'tools', 'tool_choice', 'response_format', 'chat_template_kwargs'] as const

/**
 * The protocol itself has no endpoint; some of its hosts have. llama.cpp counts with the chat template (recorded 2026-11); vLLM
 * likewise, beside `/v1`; Moonshot counts messages without tools. Facts of 2026-11.
 */
export const tokenCounter: TokenCounter = {
  ask({ path, headers, body }, { form }) {
    switch (form) {
      case 'vllm':
        return { path: '/tokenize', besideVersion: true, headers, body: pickMembers(body, counted) }
      case 'moonshot': {
        const tools = body['tools']
        if (isJsonList(tools) && tools.length > 0) return undefined
        return { path: '/tokenizers/estimate-token-count', headers, body: pickMembers(body, ['model', 'messages']) }
      }
      default:
        return { path: `${path}/input_tokens`, headers, body: pickMembers(body, counted) }
    }
  },
  read(answer) {
    if (!isJsonObject(answer)) return undefined
    const { data, input_tokens: input, count } = answer
    return wholeNumber(isJsonObject(data) ? data['total_tokens'] : (input ?? count))
  },
}
