import type { Json, JsonObject } from '../../vocabulary/message.ts'
import type { Emit } from '../protocol.ts'
import { enter, giveReasoning, giveText } from './chat-state.ts'
import type { ChatState } from './chat-state.ts'
import { citationOf, referenceOf } from './citations.ts'
import { imageOf } from './made-files.ts'
import { takeReasoning } from './reasoning.ts'
import { isFunctionCall, takeToolCall } from './tool-calls.ts'
import { asList, asObject, asText } from './wire-types.ts'
import type { ChatDelta, WireObject } from './wire-types.ts'

/** Reads a piece of the answer, or a whole message. */
export function decodeDelta(delta: ChatDelta, state: ChatState, emit: Emit): void {
  const thought = takeReasoning(delta, state.reasoning)
  if (thought !== '') giveReasoning(thought, state, emit)
  const { content, refusal } = delta
  if (typeof content === 'string') giveText(content, state, emit)
  else if (content !== undefined && content !== null) decodeContent(content, state, emit)
  if (refusal !== undefined) decodeRefusal(refusal, content, state, emit)
  if (delta.tool_calls !== undefined && delta.tool_calls !== null) {
    for (const call of asList(delta.tool_calls)) {
      enter('tool-call', state, emit)
      takeToolCall(call, state, emit)
    }
  } else if (isFunctionCall(delta.function_call, state)) {
    enter('tool-call', state, emit)
    takeToolCall({ index: 0, function: delta.function_call }, state, emit)
  }
  if (state.calls.length > 0) state.hasVisibleOutput = true
  decodeExtras(delta, state, emit)
}

/** What only some hosts send. */
function decodeExtras(delta: ChatDelta, state: ChatState, emit: Emit): void {
  if (delta.annotations !== undefined) decodeAnnotations(delta.annotations, state, emit)
  if (delta.images !== undefined) for (const image of asList(delta.images)) giveImage(image, state, emit)
  if (delta.audio !== undefined) decodeAudio(delta.audio, state, emit)
  if (delta.executed_tools !== undefined) {
    for (const tool of asList(delta.executed_tools)) {
      emit.native({ type: 'native', kind: 'executed_tool', data: tool as Json })
    }
  }
  const extra = asObject(delta.extra_content)
  if (extra !== undefined) emit.replay({ extra_content: extra as JsonObject })
}

/** Content that is no text: a list of parts (Mistral, Databricks), or what JSON mode made of it (Cloudflare). */
function decodeContent(content: unknown, state: ChatState, emit: Emit): void {
  if (!Array.isArray(content)) {
    giveText(JSON.stringify(content), state, emit)
    return
  }
  for (const value of content as unknown[]) {
    const part = asObject(value)
    if (part === undefined) giveText(asText(value), state, emit)
    else if (part['type'] === 'thinking') decodeThinking(part, state, emit)
    else if (part['type'] === 'reasoning') decodeSummary(part, state, emit)
    else if (part['type'] === 'refusal') decodeRefusal(part['refusal'], undefined, state, emit)
    else if (part['type'] === 'reference') state.citations.push(referenceOf(part))
    else if (part['type'] === 'image_url') giveImage(part, state, emit)
    else giveText(asText(part['text']), state, emit)
  }
}

function decodeThinking(part: WireObject, state: ChatState, emit: Emit): void {
  const { thinking } = part
  let text = asText(thinking)
  if (Array.isArray(thinking))
    for (const piece of thinking as unknown[]) text += asText(piece) || asText(asObject(piece)?.['text'])
  if (text !== '') giveReasoning(text, state, emit)
  const signature = asText(part['signature'])
  if (signature !== '') emit.replay({ signature })
}

/** The reasoning of Claude at Databricks: a list of summaries (LiteLLM’s types of its answers, 2026). */
function decodeSummary(part: WireObject, state: ChatState, emit: Emit): void {
  let text = asText(part['text'])
  for (const piece of asList(part['summary'])) text += asText(asObject(piece)?.['text'])
  if (text !== '') giveReasoning(text, state, emit)
}

/** A refusal is text that says why there is no other. */
function decodeRefusal(refusal: unknown, content: unknown, state: ChatState, emit: Emit): void {
  if (typeof refusal !== 'string' || refusal === '') return
  state.hasRefused = true
  if (refusal !== content) giveText(refusal, state, emit)
}

function decodeAnnotations(annotations: unknown, state: ChatState, emit: Emit): void {
  for (const value of asList(annotations)) {
    const annotation = asObject(value)
    if (annotation === undefined) continue
    const citation = citationOf(annotation)
    if (citation === undefined) {
      emit.native({ type: 'native', kind: 'annotation', data: annotation as Json })
      continue
    }
    state.hasAnnotations = true
    state.citations.push(citation)
  }
}

/** Spoken answers: the transcript is the text, the sound a file. */
function decodeAudio(value: unknown, state: ChatState, emit: Emit): void {
  const audio = asObject(value)
  giveText(asText(audio?.['transcript']), state, emit)
  const data = asText(audio?.['data'])
  if (data !== '') state.audio.push(data)
}

function giveImage(value: unknown, state: ChatState, emit: Emit): void {
  const image = imageOf(value)
  if (image === undefined) return
  enter('none', state, emit)
  state.hasVisibleOutput = true
  emit.file(image)
}
