import type { AssistantMessage, Message, UserMessage } from '../vocabulary/message.ts'

/**
 * The conversation that asks a model to go on with an answer that was cut: the history, the text that was given, and a user
 * turn that says so. No prefill: newer models reject an assistant message at the end. Only visible text goes back, without
 * origin, reasoning, tool calls or replay tokens, so any target can take it. Where the text holds no letter or digit yet (white
 * space, `**`, `{"`) there is nothing to continue: the same messages come back, and the question is asked again.
 */
export function continuationMessages(messages: readonly Message[], partialText: string): readonly Message[] {
  if (!letterOrDigit.test(partialText)) return messages
  // A lone half of a surrogate pair is not valid text: providers answer it with a 400.
  const text = isHighSurrogate(partialText.charCodeAt(partialText.length - 1)) ? partialText.slice(0, -1) : partialText
  const given: AssistantMessage = { role: 'assistant', content: text }
  const instruction: UserMessage = { role: 'user', content: continuationInstruction(text) }
  return [...messages, given, instruction]
}

/** What a text must hold somewhere to be a beginning that can be gone on with. */
export const letterOrDigit: RegExp = /[\p{L}\p{N}]/u

/** How many characters of the end are quoted, so that the model sees where it stands. */
const quotedLength = 60

function continuationInstruction(partialText: string): string {
  const sentences = [
    'Your answer above was cut off before its end.',
    'Go on exactly where it stopped: your next character follows its last one.',
    'Do not repeat anything, do not start again, and write no preamble, apology or note about the interruption.',
    'Keep the language and the formatting.',
  ]
  const fence = openCodeFence(partialText)
  if (fence !== undefined) {
    const opened = fence.language === '' ? fence.marker : `${fence.marker}${fence.language}`
    sentences.push(
      `It stopped inside a code block opened with ${opened}: do not open it again, and close it with ${fence.marker} where it ends.`,
    )
  }
  sentences.push(`Its last characters are: ${JSON.stringify(tail(partialText))}`)
  return sentences.join(' ')
}

/** The last characters, never beginning with the second half of a surrogate pair. */
function tail(text: string): string {
  const from = Math.max(0, text.length - quotedLength)
  const startsInsidePair =
    from > 0 && isLowSurrogate(text.charCodeAt(from)) && isHighSurrogate(text.charCodeAt(from - 1))
  return text.slice(startsInsidePair ? from + 1 : from)
}

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff
const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff

/** A code block that a text leaves open. */
export interface OpenCodeFence {
  /** The marker that closes it. */
  readonly marker: string
  /** The word after the opening marker; empty when there is none. */
  readonly language: string
}

/**
 * The fenced code block that is open at the end of a Markdown text. A block is closed by a line with at least as many of its
 * own marks and nothing else, as CommonMark 0.31 says; a fence may stand in a list or a quotation.
 */
export function openCodeFence(text: string): OpenCodeFence | undefined {
  let open: OpenCodeFence | undefined
  for (const line of text.split('\n')) {
    const match = /^[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)*(`{3,}|~{3,})([^\r]*)\r?$/.exec(line)
    const [, marker, rest] = match ?? []
    if (marker === undefined || rest === undefined) continue
    if (open === undefined) {
      // A backtick after the marker makes it inline code.
      if (!(marker.startsWith('`') && rest.includes('`')))
        open = { marker, language: (rest.trim().split(/\s/)[0] ?? '').slice(0, 40) }
    } else if (marker.startsWith(open.marker) && rest.trim() === '') {
      open = undefined
    }
  }
  return open
}
