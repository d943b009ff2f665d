import type { CallState } from './call-state.ts'
import type { AssistantMessage, AssistantPart, ToolCallPart } from '../vocabulary/message.ts'

/** The visible text of parts. */
export function textOf(parts: readonly AssistantPart[]): string {
  let text = ''
  for (const part of parts) if (part.type === 'text') text += part.text
  return text
}

/** One message; who made it stands on it when that is the same for all of its parts. */
export function messageOf(parts: readonly AssistantPart[]): AssistantMessage {
  const origins = parts.map((part) => part.origin)
  const first = origins[0]
  const isShared =
    first !== undefined &&
    origins.every(
      (origin) =>
        origin?.provider === first.provider && origin.model === first.model && origin.protocol === first.protocol,
    )
  if (!isShared) return { role: 'assistant', content: parts }
  return { role: 'assistant', content: parts.map(({ origin: _origin, ...part }) => part), origin: first }
}

/** What the model said in the turns before, and `parts`. */
export function allParts(
  { turns }: Pick<CallState, 'turns'>,
  parts: readonly AssistantPart[],
): readonly AssistantPart[] {
  if (turns.length === 0) return parts
  const before = turns.flatMap((turn) =>
    turn.role === 'assistant' && typeof turn.content !== 'string' ? turn.content : [],
  )
  return [...before, ...parts]
}

/** The calls among parts that are the caller's to answer. */
export function callersCalls(
  { prepared }: Pick<CallState, 'prepared'>,
  parts: readonly AssistantPart[],
): readonly ToolCallPart[] {
  const own = prepared.search?.tool.name
  return parts.filter((part): part is ToolCallPart => part.type === 'tool-call' && part.name !== own)
}
