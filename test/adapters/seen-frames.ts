import { serverSentEvents } from '../../src/adapters/server-sent-events.ts'
import type { Framing } from '../../src/vocabulary/wire.ts'

/** A frame as it was when it was given. */
export interface SeenFrame {
  readonly event: string
  readonly data: unknown
  readonly text: string
}

/** The frame of JSON that could be read. */
export function frame(data: unknown, event = ''): SeenFrame {
  return { event, data, text: '' }
}

/** The frame of text that is no JSON. */
export function unreadable(text: string): SeenFrame {
  return { event: '', data: undefined, text }
}

/** What a framing gave. */
export interface SeenFrames {
  readonly frames: readonly SeenFrame[]
  /** How many of them brought an object that had been given before, as the short cut does from its second time on. */
  readonly repeats: number
}

/** Reads a body in the given chunks. */
export function seenFrames(chunks: Iterable<Uint8Array>, framing: Framing = serverSentEvents): SeenFrames {
  const frames: SeenFrame[] = []
  const objects = new Set<unknown>()
  let repeats = 0
  const reader = framing.open(({ event, data, text }) => {
    if (typeof data === 'object' && data !== null && objects.size === objects.add(data).size) repeats++
    frames.push({ event, data: structuredClone(data), text })
  })
  for (const chunk of chunks) reader.push(chunk)
  reader.end()
  return { frames, repeats }
}

/** Reads the same events without the short cut: no event begins at the beginning of a chunk and ends in it. */
export function seenTheLongWay(events: readonly string[], framing: Framing = serverSentEvents): SeenFrames {
  return seenFrames(cutInTheMiddle(events), framing)
}

function* cutInTheMiddle(events: readonly string[]): Generator<Uint8Array> {
  for (const event of events) {
    const bytes = Buffer.from(event)
    for (let at = 0; at < bytes.length; at += 7) yield bytes.subarray(at, at + 7)
  }
}

/** Reads messages of AWS without the short cut: each by a reader of its own, which has nothing to learn from. */
export function seenOneByOne(messages: readonly Uint8Array[], framing: Framing): SeenFrames {
  return { frames: messages.flatMap((bytes) => seenFrames([bytes], framing).frames), repeats: 0 }
}
