import type { CacheMark } from '../../vocabulary/caching.ts'
import type {
  AssistantMessage,
  Citation,
  FilePart,
  Json,
  JsonObject,
  Message,
  Origin,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '../../vocabulary/message.ts'
import { markLast } from '../cache-control.ts'
import { isJsonObject, lookUp } from '../plain-json.ts'
import type { Quirks } from '../provider.ts'
import type { WireToolNames } from '../tool-names.ts'
import { encodeFile } from './encode-file.ts'
import type { Block, TextBlock, ToolResultBlock, ToolUseBlock, WireMessage } from './wire-types.ts'

/** What the encoding of messages needs beside them, and where it reports. */
export interface MessageContext {
  readonly quirks: Quirks
  readonly toolNames: WireToolNames
  /** The marks of parts are written. */
  readonly marks: boolean
  /** Collects the beta features that the blocks need. */
  readonly betas: Set<string>
  warn(code: string, message: string): void
}

interface Turn {
  readonly role: 'user' | 'assistant'
  /** Results stand before everything else of a user turn: a 400 otherwise. */
  readonly results: ToolResultBlock[]
  readonly blocks: Block[]
}

/**
 * The conversation as alternating turns: neighbours of the same role become one, tool results open the user turn, blank text
 * and what the wire cannot carry is left out.
 * `changing` stands behind the last turn in which the user speaks: a message of the system.
 */
export function encodeMessages(
  messages: readonly Message[],
  context: MessageContext,
  changing: readonly TextBlock[] = [],
): readonly WireMessage[] {
  const turns: Turn[] = []
  let asked: Turn | undefined
  for (const message of messages) {
    const role = message.role === 'assistant' ? 'assistant' : 'user'
    const blocks = encodeMessage(message, context)
    if (blocks.length === 0) continue
    const last = turns.at(-1)
    const turn: Turn = last?.role === role ? last : { role, results: [], blocks: [] }
    if (turn !== last) turns.push(turn)
    if (message.role === 'user') asked = turn
    for (const block of blocks) {
      if (message.role === 'tool') turn.results.push(block as ToolResultBlock)
      else turn.blocks.push(block)
    }
  }
  return turns.flatMap((turn): readonly WireMessage[] => {
    const message: WireMessage = { role: turn.role, content: [...turn.results, ...turn.blocks] }
    return turn === asked && changing.length > 0 ? [message, { role: 'system', content: changing }] : [message]
  })
}

function encodeMessage(message: Message, context: MessageContext): readonly Block[] {
  switch (message.role) {
    case 'user':
      if (typeof message.content === 'string') return textBlocks(message.content)
      return message.content.flatMap((part): readonly Block[] =>
        marked(part.type === 'text' ? textBlocks(part.text) : [encodeFile(part, context.betas)], part, context),
      )
    case 'tool':
      return message.content.flatMap((result) => marked([encodeToolResult(result, context)], result, context))
    case 'assistant':
      return encodeAssistant(message, context)
  }
}

/** What became of a part, with its mark. */
function marked(
  blocks: readonly Block[],
  { cache }: { readonly cache?: CacheMark | undefined },
  { marks }: MessageContext,
): readonly Block[] {
  return marks ? markLast(blocks, cache) : blocks
}

function encodeAssistant(message: AssistantMessage, context: MessageContext): readonly Block[] {
  if (typeof message.content === 'string') return textBlocks(message.content)
  const blocks: Block[] = []
  for (const part of message.content) {
    const isOurs = speaksThis(part.origin ?? message.origin)
    switch (part.type) {
      case 'text':
        blocks.push(...marked(encodeText(part, isOurs), part, context))
        break
      case 'reasoning':
        blocks.push(...encodeReasoning(part, isOurs, context))
        break
      case 'tool-call':
        blocks.push(...marked([encodeToolCall(part, isOurs, context)], part, context))
        break
      case 'native':
        blocks.push(...encodeNative(part.data, isOurs, context))
        break
      case 'file':
        context.warn(
          'dropped-file',
          `A file of an assistant message (${part.mediaType}) is not sent: only users send files here.`,
        )
        break
    }
  }
  return blocks
}

/** Whether a part can come back to this protocol. Whether it may come back to this provider is the transcript's matter. */
function speaksThis(origin: Origin | undefined): boolean {
  return origin === undefined || origin.protocol === 'anthropic-messages'
}

function textBlocks(text: string): readonly TextBlock[] {
  return isBlank(text) ? [] : [{ type: 'text', text }]
}

function isBlank(text: string): boolean {
  return !/\S/.test(text)
}

/** What of a citation may be sent back, by its type (MessageCreateParams of SDK 1.10.0); answers hold more than requests may. */
const citationFields: Readonly<Record<string, readonly string[]>> = {
  char_location: ['cited_text', 'document_index', 'document_title', 'start_char_index', 'end_char_index'],
  page_location: ['cited_text', 'document_index', 'document_title', 'start_page_number', 'end_page_number'],
  content_block_location: ['cited_text', 'document_index', 'document_title', 'start_block_index', 'end_block_index'],
  web_search_result_location: ['cited_text', 'encrypted_index', 'title', 'url'],
  search_result_location: [
    'cited_text',
    'search_result_index',
    'source',
    'title',
    'start_block_index',
    'end_block_index',
  ],
}

function encodeText(part: TextPart, isOurs: boolean): readonly TextBlock[] {
  if (isBlank(part.text)) return []
  const citations = isOurs ? (part.citations ?? []).flatMap(encodeCitation) : []
  return [{ type: 'text', text: part.text, ...(citations.length === 0 ? {} : { citations }) }]
}

function encodeCitation({ raw }: Citation): readonly JsonObject[] {
  if (!isJsonObject(raw) || typeof raw['type'] !== 'string') return []
  const fields = lookUp(citationFields, raw['type'])
  // All of them are required; a citation without one is another server's.
  if (fields === undefined || fields.some((field) => raw[field] === undefined)) return []
  return [{ type: raw['type'], ...Object.fromEntries(fields.map((field) => [field, raw[field]])) }]
}

function encodeReasoning(part: ReasoningPart, isOurs: boolean, context: MessageContext): readonly Block[] {
  const { signature, redactedData } = part.replay ?? {}
  if (isOurs && typeof redactedData === 'string') return [{ type: 'redacted_thinking', data: redactedData }]
  // Unmodified, blank or not: the signature covers it.
  if (isOurs && typeof signature === 'string') return [{ type: 'thinking', thinking: part.text, signature }]
  if (isOurs && context.quirks.unsignedThinking === true && !isBlank(part.text)) {
    return [{ type: 'thinking', thinking: part.text, signature: '' }]
  }
  context.warn('dropped-replay', 'Reasoning without a signature of this protocol is not sent back.')
  return []
}

function encodeToolCall(part: ToolCallPart, isOurs: boolean, context: MessageContext): ToolUseBlock {
  const caller = isOurs ? part.replay?.['caller'] : undefined
  return {
    type: 'tool_use',
    id: part.id,
    name: context.toolNames.of(part.name),
    // A call that cannot be executed has no arguments to show; its result says so.
    input: isJsonObject(part.args) ? part.args : {},
    ...(caller === undefined ? {} : { caller }),
  }
}

/** The beta feature of compaction within a request. */
export const compactionBeta = 'compact-2026-01-12'

/** Blocks that only a beta feature takes back, by type (facts of 2026-11: protocols.md, newer betas). */
const nativeBetas: Readonly<Record<string, string>> = {
  compaction: compactionBeta,
  fallback: 'server-side-fallback-2026-07-01',
}
const standaloneCompactionBeta = 'compact-2026-09-04'

function encodeNative(data: Json, isOurs: boolean, context: MessageContext): readonly Block[] {
  if (!isOurs || !isJsonObject(data) || typeof data['type'] !== 'string') {
    context.warn('dropped-replay', 'A part that only its own provider understands is not sent.')
    return []
  }
  // Only the standalone form of compaction signs its block.
  const isStandalone = data['type'] === 'compaction' && typeof data['signature'] === 'string'
  const beta = isStandalone ? standaloneCompactionBeta : lookUp(nativeBetas, data['type'])
  if (beta !== undefined) context.betas.add(beta)
  return [data]
}

function encodeToolResult(part: ToolResultPart, context: MessageContext): ToolResultBlock {
  const text = typeof part.output === 'string' ? part.output : JSON.stringify(part.output)
  const id = { type: 'tool_result', tool_use_id: part.callId } as const
  if (part.isError === true) {
    if ((part.files ?? []).length > 0) {
      context.warn(
        'dropped-file',
        `The files in the failed result of ${part.name} are not sent: errors hold text only.`,
      )
    }
    // An error without content is a 400.
    return { ...id, content: isBlank(text) ? 'The tool failed without a message.' : text, is_error: true }
  }
  const files = (part.files ?? []).map((file: FilePart) => encodeFile(file, context.betas))
  if (files.length > 0) return { ...id, content: [...textBlocks(text), ...files] }
  return isBlank(text) ? id : { ...id, content: text }
}
