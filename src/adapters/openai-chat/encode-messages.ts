import type {
  AssistantMessage,
  AssistantPart,
  FilePart,
  Json,
  JsonObject,
  ToolResultPart,
} from '../../vocabulary/message.ts'
import type { CachePlan } from '../../vocabulary/caching.ts'
import { isMarked } from '../cache-control.ts'
import type { TargetedRequest } from '../protocol.ts'
import { joinBlocks, splitAtMarks, type MarkedBlock } from '../split-at-marks.ts'
import type { WireToolNames } from '../tool-names.ts'
import { toolResultText } from '../tool-result-text.ts'
import { encodeText, encodeUserContent, takesMarks } from './encode-content.ts'
import type { ChatMessage, ChatPart } from './wire-types.ts'

/**
 * The messages: first what is stable of the system prompt, with the instruction for the output, then the conversation. What changes from
 * turn to turn has a message of its own: where the model takes one there, directly before the last user message, so that a
 * provider's prompt cache keeps the conversation before it (as in openai-responses); else before the conversation.
 */
export function encodeMessages(
  request: TargetedRequest,
  names: WireToolNames,
  instruction: string | undefined,
): readonly ChatMessage[] {
  const { early, late } = encodeSystem(request, instruction)
  const place = request.messages.findLastIndex(({ role }) => role === 'user')
  const encoded: ChatMessage[] = [...early]
  for (const [index, message] of request.messages.entries()) {
    if (index === place) encoded.push(...late)
    if (message.role === 'tool') encoded.push(...encodeToolResults(message.content, request))
    else if (message.role === 'assistant') encoded.push(encodeAnswer(message, request, names))
    else encoded.push({ role: 'user', content: encodeUserContent(message.content, request.quirks, request.cache) })
  }
  return encoded
}

/** The system prompt: what stands before the conversation, and what within it. */
function encodeSystem(
  { system, messages, model, quirks, cache }: TargetedRequest,
  instruction: string | undefined,
): { readonly early: readonly ChatMessage[]; readonly late: readonly ChatMessage[] } {
  if (system.length === 0 && instruction === undefined) return { early: [], late: [] }
  const role = quirks.systemRole ?? 'system'
  const ofScope = (scope: 'session' | 'turn'): MarkedBlock[] => system.filter((block) => block.scope === scope)
  const [stable, turn, output] = [
    ofScope('session'),
    ofScope('turn'),
    instruction === undefined ? [] : [{ text: instruction }],
  ]
  const write = (blocks: readonly MarkedBlock[]): readonly ChatMessage[] => {
    const content = takesMarks(cache) ? markedBlocks(blocks, cache) : joinBlocks(blocks)
    return content === '' ? [] : [{ role, content }]
  }
  const isLate = quirks.lateSystem?.test(model) === true && messages.some((message) => message.role === 'user')
  if (isLate) return { early: write([...stable, ...output]), late: write(turn) }
  if (quirks.oneSystemMessage === true) return { early: write([...stable, ...turn, ...output]), late: [] }
  return { early: [...write(stable), ...write([...turn, ...output])], late: [] }
}

/** Blocks as one text, or where there are marks among them as parts that end where one is. The text is the same. */
function markedBlocks(blocks: readonly MarkedBlock[], plan: CachePlan | undefined): string | readonly ChatPart[] {
  const pieces = splitAtMarks(blocks)
  if (!pieces.some(({ cache }) => cache !== undefined)) return joinBlocks(blocks)
  return pieces.map(({ text, cache }) => encodeText(text, cache, plan))
}

function encodeAnswer(message: AssistantMessage, request: TargetedRequest, names: WireToolNames): ChatMessage {
  const parts: readonly AssistantPart[] =
    typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content
  const calls = parts.flatMap((part): JsonObject[] => {
    if (part.type !== 'tool-call') return []
    // llama.cpp answers 500 to arguments that are no JSON (recorded), so a call without any gets an empty object.
    const text = part.rawArgs.trim() === '' ? JSON.stringify(part.args ?? {}) : part.rawArgs
    const extra = part.replay?.['extra_content']
    return [
      {
        id: part.id,
        type: 'function',
        function: { name: names.of(part.name), arguments: text },
        ...(extra === undefined ? {} : { extra_content: extra }),
      },
    ]
  })
  return {
    role: 'assistant',
    // Some chat templates break on null beside tool calls; every host takes an empty string.
    content: encodeAnswerContent(parts, request),
    ...encodeReasoning(parts, request),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  }
}

function encodeAnswerContent(parts: readonly AssistantPart[], request: TargetedRequest): string | readonly ChatPart[] {
  const hasThought = parts.some((part) => part.type === 'reasoning' && part.text !== '')
  if (request.quirks.replayReasoning !== 'thinking-parts' || !hasThought) {
    const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
    // Its texts are one on the wire, so a mark on any of them is one on all.
    const mark = parts.findLast((part) => part.type === 'text' && part.cache !== undefined)
    return takesMarks(request.cache) && mark?.type === 'text' ? [encodeText(text, mark.cache, request.cache)] : text
  }
  return parts.flatMap((part): ChatPart[] => {
    if (part.type === 'text') return [{ type: 'text', text: part.text }]
    if (part.type !== 'reasoning' || part.text === '') return []
    const signature = part.replay?.['signature']
    return [
      {
        type: 'thinking',
        thinking: [{ type: 'text', text: part.text }],
        ...(signature === undefined ? {} : { signature }),
      },
    ]
  })
}

/** Reasoning in the shape that the host wants back. What is still in the conversation here is the host's own. */
function encodeReasoning(parts: readonly AssistantPart[], { quirks, reasoningEffort }: TargetedRequest): JsonObject {
  switch (quirks.replayReasoning) {
    case 'reasoning_content': {
      // DeepSeek: with thinking off none is sent back (api-docs.deepseek.com, 2026-11).
      if (reasoningEffort === 'none') return {}
      const text = parts.map((part) => (part.type === 'reasoning' ? part.text : '')).join('')
      return text === '' && quirks.reasoningContentRequired !== true ? {} : { reasoning_content: text }
    }
    case 'reasoning_details': {
      const details = parts.flatMap((part): readonly Json[] => {
        const list = part.replay?.['reasoning_details']
        return Array.isArray(list) ? (list as readonly Json[]) : []
      })
      return details.length === 0 ? {} : { reasoning_details: details }
    }
    case 'thinking-parts':
    case undefined:
      return {}
  }
}

/** One message for each result; files, which a tool message cannot hold, follow in one of the user. */
function encodeToolResults(results: readonly ToolResultPart[], request: TargetedRequest): readonly ChatMessage[] {
  const encoded: ChatMessage[] = results.map((result) => ({
    role: 'tool',
    tool_call_id: result.callId,
    content:
      request.cache?.breakpoints === true && isMarked(result.cache)
        ? [encodeText(toolResultText(result), result.cache, request.cache)]
        : toolResultText(result),
  }))
  const files = results.flatMap((result): readonly FilePart[] => result.files ?? [])
  return files.length === 0
    ? encoded
    : [...encoded, { role: 'user', content: encodeUserContent(files, request.quirks, request.cache) }]
}
