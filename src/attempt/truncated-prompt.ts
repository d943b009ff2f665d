import type { AskedTarget } from './attempt-once.ts'
import { ratesOf, tokensOf } from '../budget/token-estimate.ts'
import { sizeOf, type PreparedRequest } from '../request/prepare-request.ts'
import { isPromptTruncated } from '../routing/silent-truncation.ts'
import type { Warning } from '../vocabulary/completion-result.ts'
import type { Message } from '../vocabulary/message.ts'
import { nameOf } from '../vocabulary/model-ref.ts'

/**
 * The warning that a server seems to have read only a part of the prompt; absent where its count fits. Only words count: servers
 * leave reasoning of earlier turns out, and the tokens of a file differ from model to model. Loaded for a count that looks wrong.
 */
export function truncatedPrompt(
  prepared: PreparedRequest,
  { target }: Pick<AskedTarget, 'target'>,
  reportedInputTokens: number | undefined,
): Warning | undefined {
  const { size } = sizeOf({ ...prepared, messages: prepared.messages.map(wordsOf) })
  const estimatedInputTokens = tokensOf(size, ratesOf(target))
  if (!isPromptTruncated({ estimatedInputTokens, reportedInputTokens })) return undefined
  return {
    code: 'prompt-truncated',
    message:
      `\`${nameOf(target)}\` read ${reportedInputTokens} tokens of a prompt of about ${estimatedInputTokens}: ` +
      'its window is probably too small, and the beginning was left out. Give the server a larger context.',
    target,
  }
}

function wordsOf(message: Message): Message {
  if (message.role === 'tool') {
    return { ...message, content: message.content.map(({ files: _files, ...result }) => result) }
  }
  if (typeof message.content === 'string') return message
  return message.role === 'user'
    ? { ...message, content: message.content.filter((part) => part.type === 'text') }
    : { ...message, content: message.content.filter((part) => part.type === 'text' || part.type === 'tool-call') }
}
