import type { Message, ToolCallPart } from '../vocabulary/message.ts'

/** A conversation that is too long. */
export interface LongConversation {
  readonly messages: readonly Message[]
  /** Of each message. */
  readonly tokens: readonly number[]
  /** What is sent beside them: system prompt, tools, the schema of the output. */
  readonly otherTokens: number
  /** What all of it is to come to, with the summary. */
  readonly targetTokens: number
  /** What the summary may take. */
  readonly summaryTokens: number
}

/** Which messages a summary takes the place of. */
export interface CompactionPlan {
  /** Indices of the messages that go, in order; the summary stands where the first of them stood. */
  readonly removed: readonly number[]
  readonly kept: readonly number[]
}

/** Messages that belong together: a call and its results, with everything between them. `to` is one past the last. */
interface Span {
  readonly from: number
  readonly to: number
}

/**
 * What goes and what stays: pinned messages, the last user message and the end of the conversation stay, and of the turns
 * before the end as many as there is room for, the newest first. A tool call and its results go or stay together. `undefined`
 * when a summary would gain nothing.
 */
export function planCompaction(conversation: LongConversation): CompactionPlan | undefined {
  const { messages, tokens, otherTokens, targetTokens, summaryTokens } = conversation
  const spans = spansOf(messages)
  const lastQuestion = messages.findLastIndex((message) => message.role === 'user' && message.summary !== true)
  const sizeOf = ({ from, to }: Span): number => tokens.slice(from, to).reduce((sum, count) => sum + count, 0)
  const isFixed = ({ from, to }: Span): boolean =>
    to === messages.length ||
    (from <= lastQuestion && lastQuestion < to) ||
    messages.slice(from, to).some(({ pinned }) => pinned === true)
  const stays = new Set(spans.filter((span) => isFixed(span)))
  let left = targetTokens - otherTokens - summaryTokens
  for (const span of stays) left -= sizeOf(span)
  for (const span of spans.toReversed()) {
    if (stays.has(span)) continue
    left -= sizeOf(span)
    if (left < 0) break
    stays.add(span)
  }
  const gone = spans.filter((span) => !stays.has(span))
  if (gone.reduce((sum, span) => sum + sizeOf(span), 0) <= summaryTokens) return undefined
  return { removed: gone.flatMap(indicesOf), kept: spans.filter((span) => stays.has(span)).flatMap(indicesOf) }
}

function indicesOf({ from, to }: Span): readonly number[] {
  return Array.from({ length: to - from }, (_, place) => from + place)
}

/** The conversation cut wherever no tool call waits for its result. */
function spansOf(messages: readonly Message[]): readonly Span[] {
  const lastOf = lastResults(messages)
  const spans: Span[] = []
  let from = 0
  let open = 0
  for (const index of messages.keys()) {
    open = Math.max(open, lastOf.get(index) ?? index)
    if (open > index) continue
    spans.push({ from, to: index + 1 })
    from = index + 1
  }
  return spans
}

/** For each message with calls, the last message with a result of theirs. Results without a call belong to nobody. */
function lastResults(messages: readonly Message[]): ReadonlyMap<number, number> {
  const last = new Map<number, number>()
  /** Messages with calls that have no result yet, by the id of the call; the latest last. */
  const waiting = new Map<string, number[]>()
  for (const [index, message] of messages.entries()) {
    if (message.role === 'assistant' && typeof message.content !== 'string') {
      for (const { id } of message.content.filter((part): part is ToolCallPart => part.type === 'tool-call')) {
        waiting.set(id, [...(waiting.get(id) ?? []), index])
      }
    } else if (message.role === 'tool') {
      for (const { callId } of message.content) {
        const call = waiting.get(callId)?.pop()
        if (call !== undefined) last.set(call, index)
      }
    }
  }
  return last
}
