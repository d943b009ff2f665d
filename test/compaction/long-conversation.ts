import { measureRequest } from '../../src/budget/request-size.ts'
import { tokensOf } from '../../src/budget/token-estimate.ts'
import type { Message } from '../../src/vocabulary/message.ts'

/** What one turn is made of. */
export interface LongConversation {
  readonly messages: number
  /** Words of each text. Default 40. */
  readonly words?: number
  /** Whether turns call tools. Default true. */
  readonly tools?: boolean
}

const words = ['harbour', 'window', 'ledger', 'orchard', 'signal', 'copper', 'meadow', 'lantern', 'river', 'engine']

/** A text of so many words, another for each seed. */
function wordsOf(count: number, seed: number): string {
  return Array.from({ length: count }, (_, place) => words[(seed * 7 + place * 3 + (place % 4)) % words.length]).join(
    ' ',
  )
}

/** A conversation of exactly so many messages: questions, answers, and in every other turn a tool call with its result. It ends with a question. */
export function longConversation({ messages, words: count = 40, tools = true }: LongConversation): readonly Message[] {
  const made: Message[] = []
  for (let turn = 0; made.length < messages - 1; turn += 1) {
    made.push({ role: 'user', content: `Question ${turn}: ${wordsOf(count, turn)}` })
    if (tools && turn % 2 === 1 && made.length < messages - 3) {
      const id = `call_${turn}`
      const args = { city: wordsOf(2, turn) }
      made.push({
        role: 'assistant',
        content: [
          { type: 'text', text: `Looking up ${turn}.` },
          { type: 'tool-call', id, name: 'get_weather', args, rawArgs: JSON.stringify(args) },
        ],
      })
      made.push({
        role: 'tool',
        content: [{ type: 'tool-result', callId: id, name: 'get_weather', output: wordsOf(count * 2, turn + 1) }],
      })
    }
    if (made.length < messages - 1)
      made.push({ role: 'assistant', content: `Answer ${turn}: ${wordsOf(count, turn + 2)}` })
  }
  return [...made, { role: 'user', content: 'What was the first question?' }]
}

/** Ids of calls without a result, and of results without a call before them. */
export function unpaired(messages: readonly Message[]): readonly string[] {
  const open = new Set<string>()
  const alone: string[] = []
  for (const message of messages) {
    if (message.role === 'assistant' && typeof message.content !== 'string')
      for (const part of message.content) if (part.type === 'tool-call') open.add(part.id)
    if (message.role === 'tool') for (const { callId } of message.content) if (!open.delete(callId)) alone.push(callId)
  }
  return [...open, ...alone]
}

/** About how many tokens messages are, of a usual model. */
export function sizeInTokens(messages: readonly Message[]): number {
  return tokensOf(measureRequest({ messages }))
}
