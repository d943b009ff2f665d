import type { AssistantMessage, AssistantPart, Message, NativePart } from '../vocabulary/message.ts'
import { isJsonObject } from './plain-json.ts'
import { isSameHost, type TranscriptTarget } from './transcript-target.ts'

/** A message in which a provider says that it has compacted everything before. */
interface Point {
  readonly index: number
  readonly message: AssistantMessage
  readonly parts: readonly AssistantPart[]
  readonly item: NativePart
}

/** What stands first where the turns before a compaction are not sent: providers want a conversation to begin with the user. */
const opening = 'The conversation so far is in the summary that follows.'

/**
 * The message in which a provider has compacted what comes before it, the last where there are several; 0 where there is none.
 * That provider reads nothing before it.
 */
export function compactionPoint(messages: readonly Message[]): number {
  return findPoint(messages)?.index ?? 0
}

/**
 * The conversation as a target needs it that a provider has compacted: for that provider without what it will not read; for
 * others with the summary as text in the place of it, where it can be read. One that is sealed means nothing to others: they
 * get the turns that are still there. The same list where nothing was compacted.
 */
export function sinceCompaction(messages: readonly Message[], target: TranscriptTarget): readonly Message[] {
  const point = findPoint(messages)
  if (point === undefined) return messages
  const { index, message, parts, item } = point
  const rest = messages.slice(index)
  if (isSameHost(target, item.origin ?? message.origin)) {
    return index === 1 && messages[0]?.content === opening ? messages : [{ role: 'user', content: opening }, ...rest]
  }
  const text = summaryOf(item)
  if (text === undefined) return messages
  const content = parts.filter((part) => part !== item)
  return [
    { role: 'user', content: `Summary of the conversation so far:\n\n${text}` },
    ...(content.length === 0 ? [] : [{ ...message, content }]),
    ...rest.slice(1),
  ]
}

/** The text of a compaction item, where it is one and can be read by anybody. */
function summaryOf({ kind, data }: NativePart): string | undefined {
  if (kind !== 'compaction' || !isJsonObject(data)) return undefined
  const { content } = data
  return typeof content === 'string' && content.trim() !== '' ? content : undefined
}

function findPoint(messages: readonly Message[]): Point | undefined {
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index]
    if (message?.role !== 'assistant' || typeof message.content === 'string') continue
    const parts = message.content
    const item = parts.findLast((part): part is NativePart => part.type === 'native' && isCompaction(part))
    if (item !== undefined) return { index, message, parts, item }
  }
  return undefined
}

/** Whether it stands for something: Anthropic says with an empty one that its compaction has failed. */
function isCompaction(part: NativePart): boolean {
  if (part.kind !== 'compaction' || !isJsonObject(part.data)) return false
  return summaryOf(part) !== undefined || typeof part.data['encrypted_content'] === 'string'
}
