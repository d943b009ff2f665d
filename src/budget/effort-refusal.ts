import type { ReasoningEffort } from '../vocabulary/model.ts'
import { reasoningEfforts } from '../vocabulary/model-words.ts'

/** How hosts call the effort. */
const namesEffort =
  /reasoning[_.]?effort|\beffort\b|does not support (?:reasoning|thinking)|think value|thinking[_ .]?(?:level|budget|config|type)|adaptive thinking|enable_thinking|['"`](?:think|thinking|reasoning)['"`]/i

/** That it is the effort itself that is refused. */
const refuses =
  /not support|unsupported|unrecognized|unknown|unexpected|not permitted|extra_forbidden|must be one of|invalid (?:value|think)|is invalid/i

/** About something else that has to do with thinking. */
const isElse = /signature|tool_choice|\bblocks?\b|max_tokens|function tools/i

/**
 * The efforts that a target takes, as its refusal tells: those that it lists; without a list all up to `high` where more than
 * that was wanted, and none else. `undefined` when the refusal is about something else. Sources: OpenAI
 * (Kilo-Org/cloud#3807), xAI (chenyme/grok2api#814), Ollama (ollama/ollama#14212, #12561), Groq (its API's words, 2026).
 */
export function readEffortRefusal(message: string, wanted: ReasoningEffort): readonly ReasoningEffort[] | undefined {
  if (!namesEffort.test(message) || !refuses.test(message) || isElse.test(message)) return undefined
  const list = /(?:supported values are|must be one of|must be)[: ]{1,3}(.{1,200})/i.exec(message)?.[1]
  const listed = reasoningEfforts.filter((effort) => list !== undefined && new RegExp(`\\b${effort}\\b`).test(list))
  if (listed.length > 0) return listed.filter((effort) => effort !== wanted)
  const isLevel = message.includes(wanted) || /level|value/i.test(message)
  return isLevel && (wanted === 'xhigh' || wanted === 'max') ? ['low', 'medium', 'high'] : []
}
