import type {
  AssistantMessage,
  AssistantPart,
  FilePart,
  Origin,
  SystemBlock,
  ToolResultPart,
  UserPart,
} from '../../vocabulary/message.ts'
import { RouterError } from '../../vocabulary/router-error.ts'
import { inlineText, plainMediaType } from '../file-content.ts'
import type { Warn } from '../function-plan.ts'
import { isJsonObject } from '../plain-json.ts'
import type { TargetedRequest } from '../protocol.ts'
import type { WireToolNames } from '../tool-names.ts'
import { toolResultText } from '../tool-result-text.ts'
import type { WireMessage, WireToolCall } from './wire-types.ts'

/**
 * The messages: one of the system, then the conversation. Chat templates differ, and some take system messages at the beginning
 * only, and one of them; what is stable comes first in it. Throws a `RouterError` `unsupported` for a file that is neither text
 * nor an image that is here.
 */
export function encodeMessages(
  request: TargetedRequest,
  names: WireToolNames,
  instruction: string | undefined,
  warn: Warn,
): readonly WireMessage[] {
  const system = encodeSystem(request.system, instruction)
  const encoded: WireMessage[] = system === '' ? [] : [{ role: 'system', content: system }]
  for (const message of request.messages) {
    if (message.role === 'tool') encoded.push(...encodeToolResults(message.content, names))
    else if (message.role === 'assistant') encoded.push(encodeAnswer(message, names, warn))
    else encoded.push(encodeUser(message.content))
  }
  return encoded
}

function encodeSystem(blocks: readonly SystemBlock[], instruction: string | undefined): string {
  const ofScope = (scope: SystemBlock['scope']): string[] =>
    blocks.filter((block) => block.scope === scope).map(({ text }) => text)
  return joinTexts([...ofScope('session'), ...ofScope('turn'), ...(instruction === undefined ? [] : [instruction])])
}

function joinTexts(texts: readonly string[]): string {
  return texts.filter((text) => text.trim() !== '').join('\n\n')
}

/** Text and images have no order among each other on this wire. */
function encodeUser(content: string | readonly UserPart[]): WireMessage {
  if (typeof content === 'string') return { role: 'user', content }
  const images: string[] = []
  const texts = content.map((part) => (part.type === 'text' ? part.text : encodeFile(part, images)))
  return { role: 'user', content: joinTexts(texts), ...(images.length === 0 ? {} : { images }) }
}

/** The text of a file that is text. Nothing for an image, which joins the images. */
function encodeFile(part: FilePart, images: string[]): string {
  const { data } = part
  const text = inlineText(part)
  if (text !== undefined) return text
  if (data.type !== 'base64' || !plainMediaType(part).startsWith('image/')) throw unsupported(part)
  images.push(data.base64)
  return ''
}

function unsupported({ mediaType, data }: FilePart): RouterError {
  const how = data.type === 'url' ? ' by address' : data.type === 'id' ? ' by id' : ''
  return new RouterError('unsupported', `A file of type ${mediaType} cannot be sent${how} over Ollama chat.`, {
    hints: [
      'It takes images inline, and text. Send the content of an image, convert a document, or use another target.',
    ],
  })
}

function encodeAnswer(message: AssistantMessage, names: WireToolNames, warn: Warn): WireMessage {
  const { content } = message
  if (typeof content === 'string') return { role: 'assistant', content }
  const images: string[] = []
  const text = content.map((part) => {
    if (part.type === 'text') return part.text
    return part.type === 'file' ? encodeFile(part, images) : ''
  })
  const thinking = encodeThinking(content, message.origin, warn)
  const calls = content.filter((part) => part.type === 'tool-call')
  if (content.some((part) => part.type === 'native')) {
    warn('dropped-native', 'A part that only its own provider understands is not sent.')
  }
  return {
    role: 'assistant',
    content: text.join(''),
    ...(thinking === '' ? {} : { thinking }),
    ...(images.length === 0 ? {} : { images }),
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map((call, index): WireToolCall => ({
            id: call.id,
            type: 'function',
            // A call that cannot be executed has no arguments to show; its result says so.
            function: { index, name: names.of(call.name), arguments: isJsonObject(call.args) ? call.args : {} },
          })),
        }),
  }
}

/** What the model thought goes back to it as it came: between a tool call and its result models need it. */
function encodeThinking(parts: readonly AssistantPart[], maker: Origin | undefined, warn: Warn): string {
  let thinking = ''
  for (const part of parts) {
    if (part.type !== 'reasoning') continue
    const { protocol } = part.origin ?? maker ?? { protocol: 'ollama-chat' }
    if (protocol === 'ollama-chat') thinking += part.text
    else warn('dropped-replay', 'Reasoning of another protocol is not sent back.')
  }
  return thinking
}

/** One message for each result; files, which a tool message cannot hold, follow in one of the user. */
function encodeToolResults(results: readonly ToolResultPart[], names: WireToolNames): readonly WireMessage[] {
  const encoded = results.map((result): WireMessage => ({
    role: 'tool',
    content: toolResultText(result),
    tool_name: names.of(result.name),
    tool_call_id: result.callId,
  }))
  const files = results.flatMap((result): readonly FilePart[] => result.files ?? [])
  return files.length === 0 ? encoded : [...encoded, encodeUser(files)]
}
