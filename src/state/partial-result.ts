import { allParts, callersCalls, textOf } from './assistant-parts.ts'
import { recordOf } from './call-record.ts'
import type { CallState } from './call-state.ts'
import { lastAnswer } from './unkept-answer.ts'
import type { CompletionResult } from '../vocabulary/completion-result.ts'
import type { AssistantMessage } from '../vocabulary/message.ts'

/** What is known of the result of a call at any time. */
export function partialResult(state: CallState): Partial<CompletionResult> {
  const { turns, isCompacted, prepared } = state
  const last = lastAnswer(state)
  const open = last?.openPart
  const parts = [...state.kept, ...(last?.parts ?? []), ...(open === undefined ? [] : [open])]
  const message: AssistantMessage = { role: 'assistant', content: parts }
  const added = parts.length === 0 ? [] : [message]
  return {
    text: textOf(allParts(state, parts)),
    ...(parts.length === 0 ? {} : { message }),
    ...(parts.length + turns.length === 0 ? {} : { messages: [...turns, ...added] }),
    ...(isCompacted ? { history: [...prepared.messages, ...added] } : {}),
    toolCalls: callersCalls(state, parts),
    ...recordOf(state),
  }
}
