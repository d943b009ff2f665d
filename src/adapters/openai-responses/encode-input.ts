import type {
  AssistantMessage,
  AssistantPart,
  JsonObject,
  Message,
  NativePart,
  Origin,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '../../vocabulary/message.ts'
import type { CachePlan } from '../../vocabulary/caching.ts'
import { cacheBreakpoint } from '../cache-control.ts'
import type { Warn } from '../function-plan.ts'
import { isJsonObject } from '../plain-json.ts'
import type { TargetedRequest } from '../protocol.ts'
import type { Quirks } from '../provider.ts'
import type { WireToolNames } from '../tool-names.ts'
import { toolResultText } from '../tool-result-text.ts'
import { encodeFile, encodeUserContent } from './encode-content.ts'
import type {
  EasyMessage,
  FunctionCall,
  FunctionCallOutput,
  InputItem,
  InputPart,
  OutputMessage,
  ReasoningItem,
} from './wire-types.ts'

/** Longer ids are a 400 (OpenAI, 2026-11). Items take their place by order, so they may do without. */
const longestId = 64

/** What the encoding of messages needs beside them, and where it reports. */
interface InputContext {
  readonly quirks: Quirks
  readonly names: WireToolNames
  readonly cache: CachePlan | undefined
  warn: Warn
}

/**
 * The conversation as items, in the order in which it was made. `changing` is what the system prompt says for this turn only:
 * it stands directly before the last user message. There it is the same for all requests of a turn, and everything before
 * it is the same for those of later turns: a provider's prompt cache keeps the conversation.
 */
export function encodeInput(
  request: TargetedRequest,
  names: WireToolNames,
  changing: string,
  warn: Warn,
): readonly InputItem[] {
  const { messages, quirks, cache } = request
  const context: InputContext = { quirks, names, cache, warn }
  const place = Math.max(
    0,
    messages.findLastIndex((message) => message.role === 'user'),
  )
  const items = messages.map((message) => encodeMessage(message, context))
  if (changing === '') return items.flat()
  const turn: EasyMessage = { role: systemRole(quirks), content: changing }
  return [...items.slice(0, place).flat(), turn, ...items.slice(place).flat()]
}

/** Who says what the system prompt says within the conversation. */
export function systemRole({ systemRole: role }: Quirks): 'system' | 'developer' {
  return role === 'system' ? 'system' : 'developer'
}

function encodeMessage(message: Message, context: InputContext): readonly InputItem[] {
  switch (message.role) {
    case 'user':
      return [{ role: 'user', content: encodeUserContent(message.content, context.quirks, context.cache) }]
    case 'tool':
      return message.content.map((result) => encodeToolResult(result, context))
    case 'assistant':
      return encodeAnswer(message, context)
  }
}

/** One item of an answer, or text that has no item of its own yet. */
interface AnswerDraft {
  readonly items: InputItem[]
  /**
   * Reasoning of this answer could not be sent. What came after it must then not name itself: an id leads the server to the
   * missing reasoning, and that is a 400 (recorded for the opposite case, "without its required following item").
   */
  isOrphaned: boolean
}

function encodeAnswer(message: AssistantMessage, context: InputContext): readonly InputItem[] {
  if (typeof message.content === 'string') return encodePlainText(message.content)
  const draft: AnswerDraft = { items: [], isOrphaned: false }
  for (const part of message.content) {
    const isOurs = speaksThis(part.origin ?? message.origin)
    encodeAnswerPart(isOurs ? part : withoutToken(part), isOurs, draft, context)
  }
  return draft.items
}

function encodeAnswerPart(part: AssistantPart, isOurs: boolean, draft: AnswerDraft, context: InputContext): void {
  switch (part.type) {
    case 'text':
      return encodeText(part, draft)
    case 'reasoning':
      return encodeReasoning(part, draft, context)
    case 'tool-call':
      draft.items.push(encodeToolCall(part, draft.isOrphaned, context))
      return
    case 'native':
      return encodeNative(part, isOurs, draft, context)
    case 'file':
      context.warn(
        'dropped-file',
        `A file of an assistant message (${part.mediaType}) is not sent: only users send files here.`,
      )
  }
}

/** Whether a part can come back to this protocol. Whether it may come back to this provider is the transcript's matter. */
function speaksThis(origin: Origin | undefined): boolean {
  return origin === undefined || origin.protocol === 'openai-responses'
}

function withoutToken(part: AssistantPart): AssistantPart {
  return part.replay === undefined ? part : { ...part, replay: undefined }
}

function encodePlainText(text: string): readonly EasyMessage[] {
  return text === '' ? [] : [{ role: 'assistant', content: text }]
}

/** Texts of one message become one item again; texts without an id that follow each other become one too. */
function encodeText({ text, replay }: TextPart, draft: AnswerDraft): void {
  if (text === '') return
  const phase = replay?.['phase']
  const id = draft.isOrphaned ? undefined : shortId(replay)
  const last = draft.items.at(-1)
  if (id === undefined) {
    const before = isPlainAnswer(last) && last.phase === phase ? last.content : undefined
    const message: EasyMessage = {
      role: 'assistant',
      content: (before ?? '') + text,
      ...(phase === undefined ? {} : { phase }),
    }
    if (before === undefined) draft.items.push(message)
    else draft.items[draft.items.length - 1] = message
    return
  }
  // OpenAI's own schema requires both lists (openapi 2.3.0); they may be empty.
  const content = { type: 'output_text', text, annotations: [], logprobs: [] } as const
  if (isOutputMessage(last) && last.id === id) {
    draft.items[draft.items.length - 1] = { ...last, content: [...last.content, content] }
    return
  }
  const named = { type: 'message', id, role: 'assistant', status: 'completed', content: [content] } as const
  draft.items.push(phase === undefined ? named : { ...named, phase })
}

function isPlainAnswer(item: InputItem | undefined): item is EasyMessage & { readonly content: string } {
  return item !== undefined && !('type' in item) && item['role'] === 'assistant' && typeof item['content'] === 'string'
}

function isOutputMessage(item: InputItem | undefined): item is OutputMessage {
  return item !== undefined && 'type' in item && item.type === 'message'
}

/**
 * A reasoning item as it came. The parts of one item (its summaries) share an id; the last has the token. What has neither a
 * seal nor its own text means nothing to a provider that keeps nothing.
 */
function encodeReasoning({ replay }: ReasoningPart, draft: AnswerDraft, context: InputContext): void {
  const { id: _id, ...rest } = replay ?? {}
  const isSealed = typeof rest['encrypted_content'] === 'string' && rest['encrypted_content'] !== ''
  const isReadable = Array.isArray(rest['content']) && rest['content'].length > 0
  if (!isSealed && !isReadable) {
    draft.isOrphaned = true
    if (replay === undefined)
      context.warn('dropped-replay', 'Reasoning without a token of this protocol is not sent back.')
    return
  }
  draft.isOrphaned = false
  const summary = Array.isArray(rest['summary']) ? rest['summary'] : []
  const sent = shortId(replay)
  const item: ReasoningItem = { type: 'reasoning', ...(sent === undefined ? {} : { id: sent }), ...rest, summary }
  draft.items.push(item)
}

function encodeToolCall(part: ToolCallPart, isOrphaned: boolean, { names }: InputContext): FunctionCall {
  const { namespace, caller } = part.replay ?? {}
  const id = isOrphaned ? undefined : shortId(part.replay)
  return {
    type: 'function_call',
    ...(id === undefined ? {} : { id }),
    call_id: part.id,
    name: names.of(part.name),
    // Local servers answer 500 to arguments that are no JSON (recorded), so a call without any gets an empty object.
    arguments: part.rawArgs.trim() === '' ? JSON.stringify(part.args ?? {}) : part.rawArgs,
    ...(namespace === undefined ? {} : { namespace }),
    ...(caller === undefined ? {} : { caller }),
  }
}

function encodeNative({ data, kind }: NativePart, isOurs: boolean, draft: AnswerDraft, { warn }: InputContext): void {
  if (!isOurs || !isJsonObject(data) || typeof data['type'] !== 'string') {
    warn('dropped-native', 'A part that only its own provider understands is not sent.')
  } else if (draft.isOrphaned && kind !== 'compaction') {
    warn('dropped-native', `A ${kind} item is not sent: the reasoning that led to it cannot be sent back.`)
  } else {
    draft.items.push(data)
  }
}

function shortId(token: JsonObject | undefined): string | undefined {
  const id = token?.['id']
  return typeof id === 'string' && id !== '' && id.length <= longestId ? id : undefined
}

function encodeToolResult(result: ToolResultPart, { quirks, cache }: InputContext): FunctionCallOutput {
  const text = toolResultText(result)
  const files = result.files ?? []
  const mark = cacheBreakpoint(result.cache, cache)
  if (files.length === 0 && mark.prompt_cache_breakpoint === undefined) {
    return { type: 'function_call_output', call_id: result.callId, output: text }
  }
  const parts: readonly InputPart[] = [
    ...(text === '' && files.length > 0 ? [] : [{ type: 'input_text', text } as const]),
    ...files.map((file) => encodeFile(file, quirks)),
  ]
  const last = parts.at(-1)
  const output = last === undefined ? parts : parts.with(-1, { ...last, ...mark })
  return { type: 'function_call_output', call_id: result.callId, output }
}
