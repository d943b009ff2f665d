import { allParts, callersCalls, messageOf, textOf } from '../state/assistant-parts.ts'
import { recordOf } from '../state/call-record.ts'
import type { CallState } from '../state/call-state.ts'
import { noteServed } from '../state/note-served.ts'
import { isBelowRequest } from '../state/wanted-tier.ts'
import type { FinishedAnswer } from './finish-answer.ts'
import type { CompletionResult } from '../vocabulary/completion-result.ts'
import { isSame } from '../vocabulary/model-ref.ts'
import type { WalkedAnswer } from './walk-candidates.ts'

/** The result of a call from the answer that its last turn came to. Rejects with the `RouterError` of a structured answer that does not fit. */
export async function resultOf(
  state: CallState,
  { answer, isKept, guidance, found }: FinishedAnswer,
): Promise<CompletionResult> {
  const { assembly, planned } = answer
  const { requested, turns } = state
  const served = (isKept ? state.servedBy.at(-1) : undefined) ?? noteServed(state, assembly)
  const parts = isKept ? state.kept : [...state.kept, ...assembly.parts]
  const message = messageOf(parts)
  const added = found === undefined ? [message] : [message, found]
  const said = allParts(state, parts)
  const isStructured = state.prepared.given.output !== undefined
  const result: { -readonly [Member in keyof CompletionResult]: CompletionResult[Member] } = {
    text: textOf(said),
    messages: turns.length === 0 ? added : [...turns, ...added],
    message,
    toolCalls: callersCalls(state, parts),
    output: isStructured ? await structuredOutput(state, answer, textOf(parts)) : undefined,
    citations: said.flatMap((part) => (part.type === 'text' ? (part.citations ?? []) : [])),
    finishReason: assembly.finishReason ?? 'other',
    rawFinishReason: assembly.rawFinishReason,
    served,
    reason: reasonOf(state, planned.reason),
    fallbackOccurred: state.servedBy.some((one) => !isSame(one, requested)),
    downgraded: state.servedBy.some((one) => isBelowRequest(state, one)),
    ...recordOf(state),
  }
  // What only some results have is no member of the others.
  if (state.isCompacted) result.history = [...state.prepared.messages, ...added]
  if (guidance !== undefined) result.guidance = guidance
  return result
}

function reasonOf(state: CallState, planned: string): string {
  if (state.attempts.length === 1) return planned
  const failures = state.attempts.flatMap(({ target, failure, protocol, kind }) =>
    failure === undefined || protocol === 'web-search' || kind === 'compaction'
      ? []
      : [`${target.provider}/${target.model} failed (${failure.code})`],
  )
  return failures.length === 0 ? planned : `${planned}: ${failures.join(', ')}`
}

/** The validated structured answer. A call that ended in tool calls has none yet. */
async function structuredOutput(state: CallState, answer: WalkedAnswer, text: string): Promise<unknown> {
  const { output } = state.prepared.given
  if (output === undefined) return undefined
  const { readOutput } = await import('./read-output.ts')
  return readOutput(state, output.schema, answer.assembly, text)
}
