import { anthropicEvents } from './wires/anthropic.ts'
import { bedrockEvents } from './wires/bedrock.ts'
import { chatEvents } from './wires/chat.ts'
import { geminiEvents } from './wires/gemini.ts'
import { ollamaEvents } from './wires/ollama.ts'
import type { PreparedAnswer } from './wires/prepared-answer.ts'
import { responsesEvents } from './wires/responses.ts'

/** A wire as the server plays it. */
interface PlayedWire {
  readonly events: (answer: PreparedAnswer) => readonly (string | Uint8Array)[]
  readonly contentType: string
  /** How many events of a text there are up to its first delta, that one included. */
  readonly eventsToFirstDelta: number
}

const serverSentEvents = 'text/event-stream; charset=utf-8'

/** The wires that are measured. */
export type Wire = 'chat' | 'anthropic' | 'responses' | 'gemini' | 'bedrock' | 'ollama'

/** How each of them is played. */
export const wires: Readonly<Record<Wire, PlayedWire>> = {
  chat: { events: chatEvents, contentType: serverSentEvents, eventsToFirstDelta: 2 },
  anthropic: { events: anthropicEvents, contentType: serverSentEvents, eventsToFirstDelta: 4 },
  responses: { events: responsesEvents, contentType: serverSentEvents, eventsToFirstDelta: 5 },
  gemini: { events: geminiEvents, contentType: serverSentEvents, eventsToFirstDelta: 1 },
  bedrock: { events: bedrockEvents, contentType: 'application/vnd.amazon.eventstream', eventsToFirstDelta: 2 },
  ollama: { events: ollamaEvents, contentType: 'application/x-ndjson', eventsToFirstDelta: 1 },
}

/** What a prepared answer says: so many deltas of text, or of one tool call's arguments. */
export interface StreamKind {
  readonly wire: Wire
  readonly content: PreparedAnswer['content']
  readonly deltas: number
}

/** Deltas as tokenizers cut English text; one in 64 holds a character outside latin1, as a stray dash or emoji does. */
const words = [
  ' the',
  ' router',
  ' keeps',
  ' a',
  ' stream',
  ' open',
  ',',
  ' and',
  ' every',
  ' delta',
  ' arrives',
  ' once',
  '.',
]
const outsideLatin1 = ' —'
const outsideEvery = 64

/** The body of an answer, an event at a time, as the providers' own servers write it. */
export function streamEvents({ wire, content, deltas }: StreamKind): readonly Uint8Array[] {
  const pieces = content === 'text' ? textPieces(deltas) : argumentPieces(deltas)
  const events = wires[wire].events({ pieces, content })
  return events.map((event) => (typeof event === 'string' ? Buffer.from(event) : event))
}

function textPieces(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const isForeign = index % outsideEvery === outsideEvery - 1
    return isForeign ? outsideLatin1 : (words[index % words.length] ?? '')
  })
}

/** Exactly `count` pieces of three to five characters of a JSON document with many keys, so that many pieces hold quotes. */
function argumentPieces(count: number): readonly string[] {
  const rows: string[] = []
  let length = 12
  while (length < count * 4) {
    const row = JSON.stringify({ name: `item ${rows.length}`, note: 'kept — open', count: rows.length * 7 })
    rows.push(row)
    length += row.length + 1
  }
  const text = `{"rows":[${rows.join(',')}]}`
  return Array.from({ length: count }, (_, index) =>
    text.slice(Math.floor((index * text.length) / count), Math.floor(((index + 1) * text.length) / count)),
  )
}
