import type { Warning } from '../vocabulary/completion-result.ts'
import type {
  AssistantMessage,
  AssistantPart,
  FilePart,
  Message,
  Origin,
  TextPart,
  ToolMessage,
  ToolResultPart,
  UserMessage,
  UserPart,
} from '../vocabulary/message.ts'
import { sinceCompaction } from './compaction-point.ts'
import { lookUp } from './plain-json.ts'
import { pairToolCalls } from './tool-call-pairing.ts'
import type { Count } from './tool-call-pairing.ts'
import { acceptsReplay, isSameHost } from './transcript-target.ts'
import type { TranscriptTarget } from './transcript-target.ts'

export { transcriptTarget } from './transcript-target.ts'
export type { TranscriptTarget } from './transcript-target.ts'

/** A conversation that a target takes. */
export interface PreparedTranscript {
  /** The same list when nothing had to change. */
  readonly messages: readonly Message[]
  /** One for each kind of loss, however many parts it concerns. */
  readonly warnings: readonly Warning[]
  /** The last message is an answer that the model is to go on with: newer models refuse that. */
  readonly endsWithAssistant: boolean
}

/**
 * Makes a conversation ready for one target, whoever made its parts. Pure and idempotent; what it makes of a turn depends on
 * the turns before it and on the results of its own calls only, so that a cached prefix stays one. Afterwards:
 * - nothing is left of what a provider has compacted, where the target reads the compaction instead;
 * - every `replay` token and every native part that is left is the target's own; the order of parts is as it was;
 * - every tool call is answered exactly once, by one tool message directly after it, and has an id that the target takes;
 * - no call is `invalid`, no text and no message is blank, no answer ends with reasoning, files stand where the target takes them.
 * Text is never lost, and reasoning never becomes text.
 */
export function prepareTranscript(messages: readonly Message[], target: TranscriptTarget): PreparedTranscript {
  const counts = new Map<string, number>()
  const count: Count = (code) => counts.set(code, (counts.get(code) ?? 0) + 1)
  const paired = pairToolCalls(sinceCompaction(messages, target), target, count)
  const placed = placeFiles(paired, target)
  const fitted = mapSome(placed, (message) => fitMessage(message, target, count))
  const prepared = target.mergeRoles ? mergeRoles(fitted) : fitted
  return {
    messages: prepared,
    warnings: describeCounts(counts, target),
    endsWithAssistant: prepared.at(-1)?.role === 'assistant',
  }
}

/** What each kind of change is called, by its code. */
const descriptions: Readonly<Record<string, (places: string) => string>> = {
  'dropped-replay': (places) =>
    `${places} carried a token of another provider or model; the token was left out, reasoning with it.`,
  'dropped-native': (places) => `${places} was of another provider's own kind and was left out.`,
  'dropped-reasoning': (places) => `${places} of reasoning led to nothing and was left out.`,
  'invalid-tool-call': (places) => `${places} was a tool call with incomplete arguments; it was sent with empty ones.`,
  'missing-tool-result': (places) =>
    `${places} was a tool call without a result; an error result was sent that says so.`,
  'unmatched-tool-result': (places) => `${places} was a tool result without its call; it was sent as text of the user.`,
}

function describeCounts(counts: ReadonlyMap<string, number>, target: TranscriptTarget): readonly Warning[] {
  const { provider, model } = target.origin
  return [...counts].map(([code, number]) => ({
    code,
    message:
      lookUp(
        descriptions,
        code,
      )?.(number === 1 ? 'One part of the history' : `Each of ${number} parts of the history`) ?? code,
    target: { provider, model },
  }))
}

/** Files that the target takes neither in a tool result nor in an answer, each in a user message after it that says where it is from. */
function placeFiles(messages: readonly Message[], target: TranscriptTarget): readonly Message[] {
  if (target.toolResultFiles === 'inline' && target.assistantFiles === 'inline') return messages
  const placed: Message[] = []
  const waiting: UserPart[] = []
  for (const message of messages) {
    // Between an answer with calls and its results nothing may stand: the files of the answer wait for the results.
    if (waiting.length > 0 && message.role !== 'tool') placed.push({ role: 'user', content: waiting.splice(0) })
    if (message.role === 'tool') placed.push(takeResultFiles(message, target, waiting))
    else if (message.role === 'assistant') placed.push(...takeAnswerFiles(message, target, waiting))
    else placed.push(message)
  }
  if (waiting.length > 0) placed.push({ role: 'user', content: waiting })
  return placed.length === messages.length && placed.every((message, index) => message === messages[index])
    ? messages
    : placed
}

function takeResultFiles(message: ToolMessage, target: TranscriptTarget, taken: UserPart[]): ToolMessage {
  const content = mapSome(message.content, (result) => {
    const { files, ...rest } = result
    if (files === undefined || files.length === 0 || !movesFiles(result, target)) return result
    taken.push(
      { type: 'text', text: `Files that the tool "${result.name}" returned (call ${result.callId}):` },
      ...files,
    )
    return rest
  })
  return content === message.content ? message : { ...message, content }
}

function movesFiles(result: ToolResultPart, target: TranscriptTarget): boolean {
  if (target.toolResultFiles === 'inline') return false
  return target.toolResultFiles === 'user-message' || result.isError === true
}

function takeAnswerFiles(message: AssistantMessage, target: TranscriptTarget, taken: UserPart[]): readonly Message[] {
  if (target.assistantFiles === 'inline' || typeof message.content === 'string') return [message]
  const files = message.content.filter((part): part is FilePart => part.type === 'file')
  if (files.length === 0) return [message]
  const { role: _role, ...rest } = message
  taken.push({ type: 'text', text: 'Files that the assistant made:' })
  // A token on a file belongs to the answer; in a user message it has no meaning.
  for (const { replay: _replay, origin: _origin, ...file } of files) taken.push(file)
  return [{ role: 'assistant', ...rest, content: message.content.filter((part) => part.type !== 'file') }]
}

/** The message as the target takes it; nothing when nothing of it is left. */
function fitMessage(message: Message, target: TranscriptTarget, count: Count): Message | undefined {
  if (message.role === 'tool') return message.content.length === 0 ? undefined : message
  if (typeof message.content === 'string') return isBlank(message.content) ? undefined : message
  return message.role === 'user'
    ? fitUserMessage(message, message.content)
    : fitAnswer(message, message.content, target, count)
}

function fitUserMessage(message: UserMessage, parts: readonly UserPart[]): UserMessage | undefined {
  const content = mapSome(parts, (part) => {
    if (part.type === 'text' && isBlank(part.text)) return undefined
    if (part.replay === undefined) return part
    const { replay: _replay, ...rest } = part
    return rest
  })
  if (content.length === 0) return undefined
  return content === parts ? message : { ...message, content }
}

function fitAnswer(
  message: AssistantMessage,
  parts: readonly AssistantPart[],
  target: TranscriptTarget,
  count: Count,
): AssistantMessage | undefined {
  const fitting = mapSome(parts, (part) => fitPart(part, part.origin ?? message.origin, target, count))
  const joined = joinTexts(fitting)
  const told = mapSome(joined, (part) =>
    part.type === 'text' && isBlank(part.text) && part.replay === undefined ? undefined : part,
  )
  const content = withoutTrailingReasoning(told, count)
  if (content.length === 0) return undefined
  return content === parts ? message : { ...message, content }
}

function fitPart(
  part: AssistantPart,
  maker: Origin | undefined,
  target: TranscriptTarget,
  count: Count,
): AssistantPart | undefined {
  if (part.type === 'native') {
    if (isSameHost(target, maker)) return part
    count('dropped-native')
    return undefined
  }
  const fits = acceptsReplay(target, maker)
  if (part.type === 'reasoning' && part.replay === undefined)
    return fits && !target.reasoningNeedsToken ? part : undefined
  if (fits || part.replay === undefined) return part
  // A host that takes nothing back loses nothing of its own answers.
  if (target.replay !== 'nowhere' || !isSameHost(target, maker)) count('dropped-replay')
  if (part.type === 'reasoning') return undefined
  const { replay: _replay, ...rest } = part
  return rest
}

/**
 * Text parts that follow each other become one, as after a resume, unless a token or citations belong to one of them. What is
 * blank joins the text before it all the same: alone it would be left out, and two texts would run into each other.
 */
function joinTexts(parts: readonly AssistantPart[]): readonly AssistantPart[] {
  const joined: AssistantPart[] = []
  for (const part of parts) {
    const last = joined.at(-1)
    if (isJoinable(part) && isJoinable(last)) joined[joined.length - 1] = joinedText(last, part)
    else if (isJoinable(part) && isBlank(part.text) && isUnsigned(last)) {
      joined[joined.length - 1] = { ...last, text: last.text + part.text }
    } else joined.push(part)
  }
  return joined.length === parts.length ? parts : joined
}

function isUnsigned(part: AssistantPart | undefined): part is TextPart {
  return part?.type === 'text' && part.replay === undefined
}

function isJoinable(part: AssistantPart | undefined): part is TextPart {
  if (!isUnsigned(part)) return false
  return part.citations === undefined || part.citations.length === 0 || isBlank(part.text)
}

function joinedText(first: TextPart, second: TextPart): TextPart {
  const cache = second.cache ?? first.cache
  const joined = { type: 'text', text: first.text + second.text, ...(cache === undefined ? {} : { cache }) } as const
  return first.origin !== undefined && isSameOrigin(first.origin, second.origin)
    ? { ...joined, origin: first.origin }
    : joined
}

function isSameOrigin(one: Origin, other: Origin | undefined): boolean {
  return one.provider === other?.provider && one.protocol === other.protocol && one.model === other.model
}

/** Anthropic refuses an answer that ends with thinking, OpenAI a reasoning item without what it led to. */
function withoutTrailingReasoning(parts: readonly AssistantPart[], count: Count): readonly AssistantPart[] {
  const end = parts.findLastIndex((part) => part.type !== 'reasoning') + 1
  for (let index = end; index < parts.length; index += 1) count('dropped-reasoning')
  return end === parts.length ? parts : parts.slice(0, end)
}

function mergeRoles(messages: readonly Message[]): readonly Message[] {
  if (!messages.some((message, index) => message.role !== 'tool' && message.role === messages[index - 1]?.role))
    return messages
  const merged: Message[] = []
  for (const message of messages) {
    const last = merged.at(-1)
    if (last?.role === 'user' && message.role === 'user') {
      merged[merged.length - 1] = { role: 'user', content: [...userParts(last), ...userParts(message)] }
    } else if (last?.role === 'assistant' && message.role === 'assistant') {
      merged[merged.length - 1] = {
        role: 'assistant',
        content: joinTexts([...answerParts(last), ...answerParts(message)]),
      }
    } else merged.push(message)
  }
  return merged
}

function userParts(message: UserMessage): readonly UserPart[] {
  return typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content
}

/** The parts of an answer, each with its maker: in a message of two makers the message cannot name one. */
function answerParts(message: AssistantMessage): readonly AssistantPart[] {
  const { content, origin } = message
  const parts: readonly AssistantPart[] = typeof content === 'string' ? [{ type: 'text', text: content }] : content
  return origin === undefined ? parts : parts.map((part) => (part.origin === undefined ? { ...part, origin } : part))
}

function isBlank(text: string): boolean {
  return text.trim() === ''
}

/** Maps a list and leaves out what becomes nothing. Returns the same list when no element changed. */
function mapSome<T>(list: readonly T[], map: (element: T) => T | undefined): readonly T[] {
  let changed = false
  const mapped: T[] = []
  for (const element of list) {
    const next = map(element)
    if (next !== element) changed = true
    if (next !== undefined) mapped.push(next)
  }
  return changed ? mapped : list
}
