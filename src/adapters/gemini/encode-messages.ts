import type {
  AssistantMessage,
  FilePart,
  Message,
  NativePart,
  Origin,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '../../vocabulary/message.ts'
import type { Warn } from '../function-plan.ts'
import { isJsonObject } from '../plain-json.ts'
import type { WireToolNames } from '../tool-names.ts'
import { encodeFile } from './encode-file.ts'
import { modelFamily, type ModelRules } from './model-rules.ts'
import type { WireContent, WireFunctionCall, WireFunctionResponse, WirePart, WireText } from './wire-types.ts'

/** What the encoding of messages needs beside them, and where it reports. */
export interface MessageContext {
  readonly model: string
  readonly rules: ModelRules
  readonly toolNames: WireToolNames
  readonly warn: Warn
}

interface Turn {
  readonly role: 'user' | 'model'
  /** All responses of a turn stand together, before everything else of it. */
  readonly responses: WireFunctionResponse[]
  readonly parts: WirePart[]
}

/** Told to the model where the beginning of a conversation is missing: it must begin with the user. */
const missingBeginning = 'The beginning of this conversation was left out.'

/**
 * What stands for a signature that is lost or was never there: the first call of a turn must have one since Gemini 3. gemini-cli
 * sends it for histories of other models (@google/gemini-cli-core 0.61.0, 2026-09-25).
 */
const standInSignature = 'skip_thought_signature_validator'

/**
 * The conversation as alternating turns: neighbours of the same role become one, so that a call directly follows the user or
 * the responses to earlier calls. Blank parts without a signature are left out.
 */
export function encodeMessages(messages: readonly Message[], context: MessageContext): readonly WireContent[] {
  const callIds = receivedCallIds(messages)
  const turns: Turn[] = []
  const turnOf = (role: Turn['role']): Turn => {
    const last = turns.at(-1)
    if (last?.role === role) return last
    const turn: Turn = { role, responses: [], parts: [] }
    turns.push(turn)
    return turn
  }
  for (const message of messages) {
    if (message.role === 'tool') {
      for (const result of message.content) encodeToolResult(result, callIds, turnOf('user'), context)
    } else {
      const parts = message.role === 'user' ? encodeUser(message.content) : encodeAssistant(message, context)
      if (parts.length > 0) turnOf(message.role === 'user' ? 'user' : 'model').parts.push(...parts)
    }
  }
  if (turns[0]?.role === 'model') {
    context.warn(
      'inserted-turn',
      `A turn of the user was inserted, which a conversation must begin with: "${missingBeginning}"`,
    )
    turns.unshift({ role: 'user', responses: [], parts: [{ text: missingBeginning }] })
  }
  return turns.map(({ role, responses, parts }) => ({
    role,
    parts: role === 'model' && context.rules.isGemini3 ? withSignedCall(parts) : [...responses, ...parts],
  }))
}

/** The ids of calls that the provider gave itself, by ours. One that was never received must not be sent. */
function receivedCallIds(messages: readonly Message[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>()
  for (const message of messages) {
    if (message.role !== 'assistant' || typeof message.content === 'string') continue
    for (const part of message.content) {
      if (part.type !== 'tool-call') continue
      const received = receivedCallId(part, part.origin ?? message.origin)
      if (received !== undefined) ids.set(part.id, received)
    }
  }
  return ids
}

function receivedCallId(part: ToolCallPart, maker: Origin | undefined): string | undefined {
  const id = speaksThis(maker) ? part.replay?.['functionCallId'] : undefined
  return typeof id === 'string' ? id : undefined
}

function encodeUser(content: string | readonly (TextPart | FilePart)[]): readonly WirePart[] {
  const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content
  return parts.flatMap((part): readonly WirePart[] => {
    if (part.type === 'file') return [encodeFile(part)]
    return isBlank(part.text) ? [] : [{ text: part.text }]
  })
}

function encodeAssistant(message: AssistantMessage, context: MessageContext): readonly WirePart[] {
  if (typeof message.content === 'string') return isBlank(message.content) ? [] : [{ text: message.content }]
  return message.content.flatMap((part): readonly WirePart[] => {
    const maker = part.origin ?? message.origin
    switch (part.type) {
      case 'text':
        return encodeText(part, maker)
      case 'reasoning':
        return encodeReasoning(part, maker, context)
      case 'tool-call':
        return [encodeToolCall(part, maker, context)]
      case 'file':
        return [{ ...encodeFile(part), ...signature(part, maker) }]
      case 'native':
        return encodeNative(part, maker, context)
    }
  })
}

/** Whether a part can come back to this protocol. Whether it may come back to this provider is the transcript's matter. */
function speaksThis(maker: Origin | undefined): boolean {
  return maker === undefined || maker.protocol === 'gemini'
}

/** The signature that came with a part goes back with it, and with no other. */
function signature(
  part: TextPart | FilePart | ReasoningPart | ToolCallPart | NativePart,
  maker: Origin | undefined,
): { readonly thoughtSignature?: string } {
  const token = speaksThis(maker) ? part.replay?.['thoughtSignature'] : undefined
  return typeof token === 'string' ? { thoughtSignature: token } : {}
}

function encodeText(part: TextPart, maker: Origin | undefined): readonly WireText[] {
  const signed = signature(part, maker)
  const isLeftOut = part.text === '' || (isBlank(part.text) && signed.thoughtSignature === undefined)
  return isLeftOut ? [] : [{ text: part.text, ...signed }]
}

function encodeReasoning(part: ReasoningPart, maker: Origin | undefined, context: MessageContext): readonly WireText[] {
  const signed = signature(part, maker)
  if (!speaksThis(maker)) context.warn('dropped-replay', 'Reasoning of another protocol is not sent back.')
  else if (!isBlank(part.text) || signed.thoughtSignature !== undefined) {
    return [{ text: part.text, thought: true, ...signed }]
  }
  return []
}

function encodeToolCall(part: ToolCallPart, maker: Origin | undefined, context: MessageContext): WireFunctionCall {
  const id = receivedCallId(part, maker)
  return {
    functionCall: {
      ...(id === undefined ? {} : { id }),
      name: context.toolNames.of(part.name),
      // A call that cannot be executed has no arguments to show; its result says so.
      args: isJsonObject(part.args) ? part.args : {},
    },
    ...signature(part, maker),
  }
}

/** What an answer says of itself beside its parts: there is no way to send it back, and nothing is lost. */
const metadataKinds: ReadonlySet<string> = new Set(['groundingMetadata', 'urlContextMetadata'])

function encodeNative(part: NativePart, maker: Origin | undefined, context: MessageContext): readonly WirePart[] {
  const isOurs = speaksThis(maker) && isJsonObject(part.data)
  if (isOurs && metadataKinds.has(part.kind)) return []
  if (!isOurs) {
    context.warn('dropped-replay', 'A part that only its own provider understands is not sent.')
    return []
  }
  // Native parts may come from any model of the provider; signatures are valid within a family only.
  const isSigned = maker === undefined || modelFamily(maker.model) === modelFamily(context.model)
  const signed = isSigned ? signature(part, maker) : {}
  const isEmptyText = part.kind === 'text' && signed.thoughtSignature === undefined
  return isEmptyText ? [] : [{ ...(isJsonObject(part.data) ? part.data : {}), ...signed }]
}

function encodeToolResult(
  part: ToolResultPart,
  callIds: ReadonlyMap<string, string>,
  turn: Turn,
  context: MessageContext,
): void {
  const id = callIds.get(part.callId)
  const files = (part.files ?? []).map(encodeFile)
  const inResponse = context.rules.isGemini3 && files.length > 0
  turn.responses.push({
    functionResponse: {
      ...(id === undefined ? {} : { id }),
      name: context.toolNames.of(part.name),
      response: part.isError === true ? { error: part.output } : { output: part.output },
      ...(inResponse ? { parts: files } : {}),
    },
  })
  // Older models take files beside the responses only (recorded).
  if (!inResponse) turn.parts.push(...files)
}

/** The parts of a turn, the first call signed: by its own signature, or by what stands for one. */
function withSignedCall(parts: readonly WirePart[]): readonly WirePart[] {
  const first = parts.findIndex((part) => 'functionCall' in part)
  const call = parts[first]
  if (call === undefined || 'thoughtSignature' in call) return parts
  return parts.with(first, { ...call, thoughtSignature: standInSignature })
}

function isBlank(text: string): boolean {
  return !/\S/.test(text)
}
