import type { Json, JsonObject } from '../../vocabulary/message.ts'
import { isJsonObject } from '../plain-json.ts'
import type { Emit } from '../protocol.ts'
import {
  imagePart,
  listOf,
  nativePart,
  readCitation,
  serverToolResult,
  serverToolUse,
  textsOf,
  type OpenBlock,
} from './content-blocks.ts'
import type { DecodeState } from './decode-state.ts'

/** A block begins: a call, a hosted tool's call or result, an image. */
export function onBlockStart(index: number, start: Json | undefined, state: DecodeState, emit: Emit): void {
  if (!isJsonObject(start)) return emit.malformed(JSON.stringify(start ?? null))
  // A stream that ends no blocks begins the next one instead.
  endBlock(index, state, emit)
  const { toolUse, toolResult, image } = start
  if (isJsonObject(toolUse)) return startToolUse(index, toolUse, state, emit)
  if (isJsonObject(toolResult)) {
    state.blocks.set(index, { type: 'tool-result', start: toolResult, content: [] })
  } else if (isJsonObject(image)) {
    const { format } = image
    state.blocks.set(index, { type: 'image', format: typeof format === 'string' ? format : '', bytes: undefined })
  }
  // Text and reasoning begin with their first delta; a start that holds nothing was seen before text (recorded).
}

function startToolUse(index: number, toolUse: JsonObject, state: DecodeState, emit: Emit): void {
  const { toolUseId, name, type } = toolUse
  if (type === 'server_tool_use') {
    state.blocks.set(index, { type: 'server-tool-use', start: toolUse, inputJson: '' })
    return
  }
  if (typeof name !== 'string' || name === '') return emit.malformed(JSON.stringify(toolUse))
  const key = state.toolCalls++
  state.blocks.set(index, { type: 'tool-call', key })
  state.openIndex = -1
  state.hasContent = true
  const id = typeof toolUseId === 'string' && toolUseId !== '' ? toolUseId : `call_${key}`
  emit.toolCallStart(key, id, name)
}

/** More of a block. The hot path: allocates nothing for text but what `emit` makes. */
export function onDelta(
  index: number,
  delta: Json | undefined,
  data: JsonObject,
  state: DecodeState,
  emit: Emit,
): void {
  if (!isJsonObject(delta)) return emit.malformed(JSON.stringify(data))
  const { text, reasoningContent, toolUse } = delta
  if (typeof text === 'string') return onText(index, text, state, emit)
  if (isJsonObject(reasoningContent)) return onReasoning(index, reasoningContent, state, emit)
  if (isJsonObject(toolUse)) return onToolInput(index, toolUse['input'], data, state, emit)
  const { citation, toolResult, image } = delta
  if (isJsonObject(citation)) return onCitation(index, citation, state, emit)
  const block = state.blocks.get(index)
  if (block?.type === 'tool-result') block.content.push(...listOf(toolResult))
  else if (block?.type === 'image' && isJsonObject(image) && isJsonObject(image['source'])) {
    const { bytes } = image['source']
    if (typeof bytes === 'string') block.bytes = (block.bytes ?? '') + bytes
  }
  // Anything else is a kind of delta that is yet to be invented.
}

function onText(index: number, text: string, state: DecodeState, emit: Emit): void {
  if (text === '') return
  takeTurn(index, 'text', state, emit)
  state.hasContent = true
  emit.text(text)
  if (state.heldCitations.length > 0) flushCitations(state, emit)
}

/** Each block is a part of its own. A text stays open until the next block begins: citations may follow in blocks without text. */
function takeTurn(index: number, type: 'text' | 'reasoning', state: DecodeState, emit: Emit): void {
  if (state.openIndex === index && state.openType === type) return
  emit.endPart()
  state.openIndex = index
  state.openType = type
}

function onReasoning(index: number, content: JsonObject, state: DecodeState, emit: Emit): void {
  const { text, signature, redactedContent } = content
  const known = state.blocks.get(index)
  const block: OpenBlock & { readonly type: 'reasoning' } =
    known?.type === 'reasoning' ? known : { type: 'reasoning', signature: '', isSplit: false }
  if (block !== known) state.blocks.set(index, block)
  else if (state.openIndex !== index) block.isSplit = true
  if (typeof text === 'string' && text !== '') {
    takeTurn(index, 'reasoning', state, emit)
    emit.reasoning(text)
  }
  if (typeof signature === 'string' && signature !== '') {
    block.signature += signature
    // A signature covers the whole of a block; over a part of it it is worth nothing.
    if (block.isSplit) return emit.warn('dropped-replay', 'Thinking that was interrupted will not be sent back.')
    takeTurn(index, 'reasoning', state, emit)
    emit.replay({ signature: block.signature })
  }
  if (typeof redactedContent !== 'string' || redactedContent === '') return
  emit.endPart()
  emit.replay({ redactedContent })
  emit.endPart()
  state.openIndex = -1
}

function onToolInput(index: number, input: Json | undefined, data: JsonObject, state: DecodeState, emit: Emit): void {
  const block = state.blocks.get(index)
  if (typeof input !== 'string') return emit.malformed(JSON.stringify(data))
  if (block?.type === 'tool-call') emit.toolCallDelta(block.key, input)
  else if (block?.type === 'server-tool-use') block.inputJson += input
  else emit.malformed(JSON.stringify(data))
}

function onCitation(index: number, raw: JsonObject, state: DecodeState, emit: Emit): void {
  state.heldCitations.push(...readCitation(raw))
  if (state.openIndex === index && state.openType === 'text') flushCitations(state, emit)
}

/** Gives the citations that are held to the open text, or to the last one. */
export function flushCitations(state: DecodeState, emit: Emit): void {
  for (const citation of state.heldCitations) emit.citation(citation)
  state.heldCitations.length = 0
}

/** A block is whole. Harmless where none of that index is open. */
export function endBlock(index: number, state: DecodeState, emit: Emit): void {
  // Citations without text support what was said before them (Amazon Nova's grounding, recorded).
  flushCitations(state, emit)
  const block = state.blocks.get(index)
  if (block === undefined) return
  state.blocks.delete(index)
  switch (block.type) {
    case 'reasoning':
      if (state.openIndex !== index) return
      emit.endPart()
      state.openIndex = -1
      return
    case 'tool-call':
      return emit.toolCallEnd(block.key)
    case 'server-tool-use':
      return endServerToolUse(block.start, block.inputJson, state, emit)
    case 'tool-result':
      return keep(serverToolResult(block.start, block.content), state, emit)
    case 'image':
      return endImage(imagePart(block.format, block.bytes), state, emit)
  }
}

function endServerToolUse(start: JsonObject, inputJson: string, state: DecodeState, emit: Emit): void {
  const part = serverToolUse(start, inputJson)
  if (part === undefined) emit.warn('dropped-native', 'A call of a hosted tool was cut in its input and is left out.')
  else keep(part, state, emit)
}

function keep(part: ReturnType<typeof nativePart>, state: DecodeState, emit: Emit): void {
  state.openIndex = -1
  state.hasContent = true
  emit.native(part)
}

function endImage(part: ReturnType<typeof imagePart>, state: DecodeState, emit: Emit): void {
  if (part === undefined) return emit.warn('dropped-file', 'An image of the answer came without its content.')
  state.openIndex = -1
  state.hasContent = true
  emit.file(part)
}

/** A whole block, of a document. */
export function readBlock(index: number, block: JsonObject, state: DecodeState, emit: Emit): void {
  const { text, reasoningContent, toolUse, citationsContent, image, toolResult } = block
  if (typeof text === 'string') return onText(index, text, state, emit)
  if (isJsonObject(reasoningContent)) {
    const { reasoningText } = reasoningContent
    return onReasoning(index, isJsonObject(reasoningText) ? reasoningText : reasoningContent, state, emit)
  }
  if (isJsonObject(toolUse)) {
    startToolUse(index, toolUse, state, emit)
    const started = state.blocks.get(index)
    if (started?.type === 'tool-call' && toolUse['input'] !== undefined) {
      const { input } = toolUse
      // Where the model wrote no JSON, the input is what it wrote.
      emit.toolCallDelta(started.key, typeof input === 'string' ? input : JSON.stringify(input))
    }
    return
  }
  if (isJsonObject(citationsContent)) {
    onText(index, textsOf(citationsContent['content']), state, emit)
    for (const citation of listOf(citationsContent['citations'])) {
      state.heldCitations.push(...readCitation(citation))
    }
    return
  }
  if (isJsonObject(image)) {
    const source = isJsonObject(image['source']) ? image['source'] : {}
    return endImage(imagePart(image['format'], source['bytes']), state, emit)
  }
  if (isJsonObject(toolResult)) return keep(serverToolResult(toolResult, []), state, emit)
  const [member] = Object.keys(block)
  if (member !== undefined) keep(nativePart(member, block[member] ?? null), state, emit)
}
