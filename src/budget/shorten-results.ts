import type { Message, ToolResultPart } from '../vocabulary/message.ts'
import { shortenText } from './shorten-text.ts'

/** Lengths that tool results are cut to, one after the other, until all fits: 40 000 characters are some 10 000 tokens. */
const lengths = [40_000, 20_000, 10_000, 5_000, 2_500, 1_000] as const

/** Messages with their tool results cut as little as is needed, and what they come to. */
export interface ShortenedResults {
  /** The same list where nothing had to be cut. */
  readonly messages: readonly Message[]
  readonly tokens: number
}

/**
 * Cuts the longest tool results in their middle until the messages come to `maxTokens` at most, or nothing is left to cut.
 * What users and models said is never touched, nor is what is pinned.
 */
export function shortenResults(
  messages: readonly Message[],
  maxTokens: number,
  tokensOf: (message: Message) => number,
): ShortenedResults {
  const sum = (list: readonly Message[]): number => list.reduce((total, message) => total + tokensOf(message), 0)
  let shortened = { messages, tokens: sum(messages) }
  for (const length of lengths) {
    if (shortened.tokens <= maxTokens) break
    const cut = messages.map((message) => shortenMessage(message, length))
    shortened = { messages: cut, tokens: sum(cut) }
  }
  return shortened
}

function shortenMessage(message: Message, length: number): Message {
  if (message.role !== 'tool' || message.pinned === true) return message
  const content = message.content.map((result) => shortenResult(result, length))
  return content.every((result, index) => result === message.content[index]) ? message : { ...message, content }
}

function shortenResult(result: ToolResultPart, length: number): ToolResultPart {
  const text = typeof result.output === 'string' ? result.output : JSON.stringify(result.output)
  return text.length <= length ? result : { ...result, output: shortenText(text, length) }
}
