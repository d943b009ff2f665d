import { createParser } from 'eventsource-parser'
import { RouterError } from '../vocabulary/router-error.ts'
import type { Frame, FrameReader, Framing, OnFrame } from '../vocabulary/wire.ts'
import { byteChunk, positionOf, textBetween } from './byte-chunk.ts'
import type { ByteChunk } from './byte-chunk.ts'
import { startRepeatedEvent } from './repeated-event.ts'

/** The longest line or event that is buffered, in UTF-16 units; a longer one ends the attempt as `malformed-stream`. */
export const maxEventLength: number = 16 * 1024 * 1024

/** The first letters of the fields and the colon of comments: every other line is no part of an event. */
const mayBeUnframed = /^[^:deir]/
const lineEnd = /[\n\r]/
const lineFeed = 0x0a
const carriageReturn = 0x0d

/** The data of the event that ends many streams. */
const doneMark = '[DONE]'

/** A body that begins with less, in bytes, may be over with it: what its events repeat is looked at when more comes. */
const shortLength = 2048

/** How much text outside of any event is kept, in UTF-16 units: enough for an error document, too little to hurt. */
const maxUnframedLength = 64 * 1024

/**
 * Server-sent events, each frame's data parsed as JSON. eventsource-parser defines the framing.
 * Text that is no event (a JSON error that a server wrote bare into the stream) becomes one last frame if it is JSON.
 */
export const serverSentEvents: Framing = {
  accept: 'text/event-stream',
  documentAllowed: true,
  open: openServerSentEvents,
}

function openServerSentEvents(onFrame: OnFrame): FrameReader {
  const decoder = new TextDecoder()
  const frame: Frame = { event: '', data: undefined, text: '' }
  const repeated = startRepeatedEvent('server-sent')
  let isBetweenEvents = false
  let hasBegun = false
  /** Events that came out of the text that was parsed last, and the data of the last of them. */
  let eventsParsed = 0
  let lastData = ''
  let unframed = ''
  let lastLine = ''
  let ended = false

  const parser = createParser({
    maxBufferSize: maxEventLength,
    onEvent({ event, data }) {
      eventsParsed++
      lastData = data
      frame.event = event ?? ''
      // Known to be none: the error that parsing it would throw costs more than the rest of a short answer.
      frame.data = data === doneMark ? undefined : parseJson(data)
      frame.text = frame.data === undefined ? data : ''
      // What is left when the body ends may be half an event: it counts only if it is whole.
      if (ended && frame.data === undefined && data !== doneMark) return
      onFrame(frame)
    },
    onError(error) {
      if (error.type === 'max-buffer-size-exceeded') {
        throw new RouterError('malformed-stream', `An event of the stream is longer than ${maxEventLength} characters.`)
      }
      // The first letter decides, as it must for a line that is cut in the middle: what is collected depends on no chunk's end.
      const { line } = error
      if (line === undefined || !mayBeUnframed.test(line) || unframed.length >= maxUnframedLength) return
      unframed += `${line}\n`
    },
  })

  /** Events that repeat each other are read by the short cut, all others by the parser. */
  function feed(bytes: Uint8Array): void {
    const { length } = bytes
    if (!hasBegun && length < shortLength) {
      hasBegun = true
      isBetweenEvents = bytes[length - 1] === lineFeed && bytes[length - 2] === lineFeed
      parse(decoder.decode(bytes, { stream: true }))
      return
    }
    hasBegun = true
    const chunk = byteChunk(bytes)
    let at = 0
    while (at < length && repeated.isPromising()) {
      const repeatedEnd = isBetweenEvents ? repeated.read(chunk, at, length, frame) : -1
      if (repeatedEnd !== -1) {
        at = repeatedEnd
        onFrame(frame)
        continue
      }
      const end = endOfEvent(chunk, at)
      if (end === -1) break
      const text = isBetweenEvents
        ? textBetween(chunk, at, end)
        : decoder.decode(bytes.subarray(at, end), { stream: true })
      eventsParsed = 0
      parse(text)
      if (isBetweenEvents && eventsParsed === 1 && frame.data !== undefined) repeated.learn(text, lastData, frame)
      isBetweenEvents = true
      at = end
    }
    repeated.release()
    lastData = ''
    if (at === length) return
    isBetweenEvents = false
    parse(decoder.decode(at === 0 ? bytes : bytes.subarray(at), { stream: true }))
  }

  function parse(text: string): void {
    const lineStart = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1
    if (lineStart > 0) {
      // A line that began in an earlier chunk and cannot be a field was skipped by the parser without an error.
      if (mayBeUnframed.test(lastLine) && unframed.length < maxUnframedLength) {
        unframed += `${lastLine}${text.slice(0, Math.max(text.search(lineEnd), 0))}\n`
      }
      lastLine = ''
    }
    if (lastLine.length < maxUnframedLength) lastLine += text.slice(lineStart, lineStart + maxUnframedLength)
    parser.feed(text)
  }

  return {
    push: feed,
    end() {
      ended = true
      const rest = decoder.decode()
      if (rest !== '') parse(rest)
      // The parser drops an unfinished line that cannot be a field, so it is looked at here.
      const tail = unframed + lastLine
      parser.feed('\n\n')
      const document = /^\s*[[{]/.test(tail) ? parseJson(tail) : undefined
      if (document === undefined) return
      frame.event = ''
      frame.data = document
      frame.text = ''
      onFrame(frame)
    },
  }
}

/** Where the first event that ends in the bytes ends, with the blank line behind it; -1 when none does. */
function endOfEvent(chunk: ByteChunk, from: number): number {
  const { bytes } = chunk
  for (let at = positionOf(lineFeed, chunk, from); at !== -1; at = positionOf(lineFeed, chunk, at + 1)) {
    if (bytes[at + 1] === lineFeed) return at + 2
    if (bytes[at + 1] === carriageReturn && bytes[at + 2] === lineFeed) return at + 3
  }
  return -1
}

/** The parsed text, or `undefined` when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
