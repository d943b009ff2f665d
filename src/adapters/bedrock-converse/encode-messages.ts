import type { CacheMark } from '../../vocabulary/caching.ts'
import type {
  AssistantMessage,
  FilePart,
  Json,
  JsonObject,
  Message,
  NativePart,
  Origin,
  ReasoningPart,
  ToolCallPart,
  ToolResultPart,
} from '../../vocabulary/message.ts'
import type { Warn } from '../function-plan.ts'
import { isJsonList, isJsonObject } from '../plain-json.ts'
import type { WireToolNames } from '../tool-names.ts'
import { cachePoint } from './cache-point.ts'
import { encodeFile } from './encode-file.ts'
import type { BedrockModelRules } from './model-rules.ts'
import type {
  Block,
  CachePoint,
  ReasoningBlock,
  TextBlock,
  ToolResultBlock,
  ToolUseBlock,
  WireMessage,
} from './wire-types.ts'

/** What the encoding of messages needs beside them, and where it reports. */
export interface MessageContext {
  readonly rules: BedrockModelRules
  readonly toolNames: WireToolNames
  /** The marks of parts are written. */
  readonly marks: boolean
  readonly warn: Warn
}

interface Turn {
  readonly role: 'user' | 'assistant'
  /** Results stand before everything else of a user turn, and all of a turn in one message: a 400 otherwise. */
  readonly results: Block[]
  readonly blocks: Block[]
}

interface Encoding extends MessageContext {
  /** Names of the documents so far, in lower case. */
  readonly documentNames: Set<string>
}

/**
 * The conversation as alternating turns that begin with the user's: neighbours of the same role become one, tool results open the
 * user turn, blank text and what the wire cannot carry is left out.
 */
export function encodeMessages(messages: readonly Message[], context: MessageContext): readonly WireMessage[] {
  const encoding: Encoding = { ...context, documentNames: new Set() }
  const turns: Turn[] = []
  for (const message of messages) {
    const role = message.role === 'assistant' ? 'assistant' : 'user'
    const last = turns.at(-1)
    const turn: Turn = last?.role === role ? last : { role, results: [], blocks: [] }
    encodeMessage(message, turn, encoding)
    if (turn !== last && turn.results.length + turn.blocks.length > 0) turns.push(turn)
  }
  if (turns[0]?.role === 'assistant') turns.unshift(opening(context.warn))
  for (const turn of turns) if (turn.role === 'user') addText(turn, context.warn)
  return turns.map(({ role, results, blocks }) => ({ role, content: [...results, ...blocks] }))
}

/** A conversation that begins with an answer is a 400 ("must start with a user message"). */
function opening(warn: Warn): Turn {
  warn('added-text', 'The conversation begins with an answer; a turn of the user was put before it.')
  return { role: 'user', results: [], blocks: [{ text: 'Begin.' }] }
}

/** A document needs a text beside it: a 400 otherwise (AWS, DocumentBlock; 2026-11). */
function addText({ blocks }: Turn, warn: Warn): void {
  if (!blocks.some((block) => 'document' in block) || blocks.some((block) => 'text' in block)) return
  warn('added-text', 'A document was sent without a text; a sentence was put beside it.')
  blocks.push({ text: 'See the attached document.' })
}

function encodeMessage(message: Message, turn: Turn, encoding: Encoding): void {
  switch (message.role) {
    case 'user':
      if (typeof message.content === 'string') turn.blocks.push(...textBlocks(message.content))
      else
        for (const part of message.content) {
          if (part.type === 'text') turn.blocks.push(...textBlocks(part.text))
          else turn.blocks.push(encodeFile(part, encoding.documentNames))
          turn.blocks.push(...markOf(part, encoding))
        }
      return
    case 'tool':
      for (const result of message.content) {
        encodeToolResult(result, turn, encoding)
        turn.results.push(...markOf(result, encoding))
      }
      return
    case 'assistant':
      turn.blocks.push(...encodeAssistant(message, encoding))
  }
}

/** The cache point behind what became of a part. */
function markOf({ cache }: { readonly cache?: CacheMark | undefined }, { marks }: Encoding): readonly CachePoint[] {
  return marks ? cachePoint(cache) : []
}

function encodeAssistant(message: AssistantMessage, encoding: Encoding): readonly Block[] {
  if (typeof message.content === 'string') return textBlocks(message.content)
  return message.content.flatMap((part): readonly Block[] => {
    const isOurs = speaksThis(part.origin ?? message.origin)
    switch (part.type) {
      case 'text':
        return [...textBlocks(part.text), ...markOf(part, encoding)]
      case 'reasoning':
        return encodeReasoning(part, isOurs, encoding)
      case 'tool-call':
        return [encodeToolCall(part, encoding), ...markOf(part, encoding)]
      case 'native':
        return encodeNative(part, isOurs, encoding)
      case 'file':
        encoding.warn(
          'dropped-file',
          `A file of an assistant message (${part.mediaType}) is not sent: only users send files here.`,
        )
        return []
    }
  })
}

/** Whether a part can come back to this protocol. Whether it may come back to this provider is the transcript's matter. */
function speaksThis(origin: Origin | undefined): boolean {
  return origin === undefined || origin.protocol === 'bedrock-converse'
}

function textBlocks(text: string): readonly TextBlock[] {
  return isBlank(text) ? [] : [{ text }]
}

function isBlank(text: string): boolean {
  return !/\S/.test(text)
}

function encodeReasoning(part: ReasoningPart, isOurs: boolean, { rules, warn }: Encoding): readonly ReasoningBlock[] {
  const { signature, redactedContent } = part.replay ?? {}
  if (isOurs && rules.reasoning === 'signed') {
    if (typeof redactedContent === 'string') return [{ reasoningContent: { redactedContent } }]
    // Unmodified, blank or not: the signature covers it.
    if (typeof signature === 'string') {
      return [{ reasoningContent: { reasoningText: { text: part.text, signature } } }]
    }
  }
  if (isOurs && rules.reasoning === 'text' && !isBlank(part.text)) {
    return [{ reasoningContent: { reasoningText: { text: part.text } } }]
  }
  // A model that takes none back loses nothing of its own.
  if (!isOurs || rules.reasoning === 'signed') {
    warn('dropped-replay', 'Reasoning without a signature of this protocol is not sent back.')
  }
  return []
}

function encodeToolCall(part: ToolCallPart, { toolNames, warn }: Encoding): ToolUseBlock {
  // A call that cannot be executed has no arguments to show; its result says so.
  const args = isJsonObject(part.args) ? part.args : {}
  const input = withoutBlankKeys(args)
  if (input !== args) warn('adjusted-arguments', `The arguments of ${part.name} hold a blank key, which is left out.`)
  return {
    toolUse: {
      toolUseId: part.id,
      name: toolNames.of(part.name),
      input: isJsonObject(input) ? input : {},
    },
  }
}

/** Keys that are empty are a 400 (facts, providers.md). Returns the same value when there is none. */
function withoutBlankKeys(value: Json): Json {
  if (isJsonList(value)) {
    const list = value.map(withoutBlankKeys)
    return list.every((item, index) => item === value[index]) ? value : list
  }
  if (!isJsonObject(value)) return value
  let changed = false
  const members: [string, Json][] = []
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue
    const kept = withoutBlankKeys(member)
    if (kept !== member || key === '') changed = true
    if (key !== '') members.push([key, kept])
  }
  return changed ? Object.fromEntries(members) : value
}

function encodeNative(part: NativePart, isOurs: boolean, { warn }: Encoding): readonly JsonObject[] {
  if (isOurs && isJsonObject(part.data) && Object.keys(part.data).length === 1) return [part.data]
  warn('dropped-replay', 'A part that only its own provider understands is not sent.')
  return []
}

/** Text for results that say nothing: an empty one is a 400 with some models (strands-agents/harness-sdk#2123). */
const emptyResult = '(no output)'

function encodeToolResult(part: ToolResultPart, turn: Turn, encoding: Encoding): void {
  const { rules, warn } = encoding
  const isError = part.isError === true
  const output = typeof part.output === 'string' ? part.output : JSON.stringify(part.output)
  const words = isBlank(output) ? (isError ? 'The tool failed without a message.' : emptyResult) : output
  const text = isError && !rules.resultStatus ? `Error: ${words}` : words
  const files = part.files ?? []
  if (isError && files.length > 0) {
    warn('dropped-file', `The files in the failed result of ${part.name} are not sent: errors hold text only.`)
  }
  const sent = isError ? [] : files.map((file: FilePart) => encodeFile(file, encoding.documentNames))
  const toolResult: ToolResultBlock['toolResult'] = {
    toolUseId: part.callId,
    content: [{ text }, ...(rules.resultFiles ? sent : [])],
    ...(isError && rules.resultStatus ? { status: 'error' } : {}),
  }
  turn.results.push({ toolResult })
  if (rules.resultFiles || sent.length === 0) return
  turn.blocks.push({ text: `Files that the tool "${part.name}" returned (call ${part.callId}):` }, ...sent)
}
