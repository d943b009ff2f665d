import { RouterError } from '../vocabulary/router-error.ts'
import type { Frame, FrameReader, Framing, OnFrame } from '../vocabulary/wire.ts'
import { byteChunk, positionOf } from './byte-chunk.ts'
import { startRepeatedEvent } from './repeated-event.ts'
import { parseJson } from './server-sent-events.ts'

/** The longest line that is buffered, in UTF-16 units, and the longest value over several lines; a longer one ends the attempt as `malformed-stream`. */
export const maxLineLength: number = 16 * 1024 * 1024

/**
 * JSON values, one a line (NDJSON). Line ends are LF or CRLF, blank lines mean nothing, and the last line needs no end if it is
 * whole; half of one is dropped. A server that was asked for a stream may still send one document, written over several lines:
 * it becomes one frame. Since a line begins like a document does, the first byte cannot tell them apart and this does it.
 */
export const jsonLines: Framing = {
  accept: 'application/x-ndjson',
  documentAllowed: false,
  open: openJsonLines,
}

/** What printers of indented JSON write as a first line, and never a whole value. */
const beginsSpreadValue = /^[[{]\s*$/
/** Their last line: the only one of a value that ends at the beginning of a line. */
const endsSpreadValue = /^[\]}]\s*$/

const lineFeed = 0x0a

function openJsonLines(onFrame: OnFrame): FrameReader {
  const decoder = new TextDecoder()
  const frame: Frame = { event: '', data: undefined, text: '' }
  const repeated = startRepeatedEvent('line')
  /** The beginning of a line whose end has not come. */
  let rest = ''
  /** The lines so far of a value that is spread over several; empty: there is none. */
  let spread = ''

  function give(data: unknown, text: string): void {
    frame.data = data
    frame.text = data === undefined ? text : ''
    onFrame(frame)
  }

  function readLine(line: string): void {
    if (line === '') return
    if (spread !== '') return readSpreadLine(line)
    checkLength(line.length)
    const data = parseJson(line)
    if (data === undefined && beginsSpreadValue.test(line)) spread = `${line}\n`
    else if (data !== undefined || line.trim() !== '') give(data, line)
  }

  function readSpreadLine(line: string): void {
    const before = spread
    // Inner lines are indented: a value that begins here is a line of its own, and what was held was none.
    const data = line.startsWith('{') ? parseJson(line) : undefined
    if (data !== undefined) {
      spread = ''
      give(undefined, before)
      return give(data, line)
    }
    checkLength(before.length + line.length)
    if (!endsSpreadValue.test(line)) {
      spread = `${before}${line}\n`
      return
    }
    spread = ''
    give(parseJson(before + line), before + line)
  }

  /** Lines that repeat each other are read by the short cut, all others are parsed. */
  function feed(bytes: Uint8Array): void {
    const chunk = byteChunk(bytes)
    const { length } = bytes
    let from = 0
    while (from < length) {
      const isWhole = rest === '' && spread === '' && repeated.isPromising()
      const repeatedEnd = isWhole ? repeated.read(chunk, from, length, frame) : -1
      if (repeatedEnd !== -1) {
        checkLength(repeatedEnd - from)
        from = repeatedEnd
        onFrame(frame)
        continue
      }
      const at = positionOf(lineFeed, chunk, from)
      if (at === -1) break
      const text = decoder.decode(bytes.subarray(from, at + 1), { stream: true })
      const line = rest + text.slice(0, -1)
      rest = ''
      frame.data = undefined
      readLine(line)
      if (isWhole && frame.data !== undefined) repeated.learn(text, line, frame)
      from = at + 1
    }
    repeated.release()
    rest += decoder.decode(from === 0 ? bytes : bytes.subarray(from), { stream: true })
    checkLength(rest.length)
  }

  return {
    push: feed,
    end() {
      const line = rest + decoder.decode()
      rest = ''
      if (spread !== '') return readSpreadLine(line)
      const data = parseJson(line)
      if (data !== undefined) give(data, line)
    },
  }
}

function checkLength(length: number): void {
  if (length > maxLineLength) {
    throw new RouterError('malformed-stream', `A line of the stream is longer than ${maxLineLength} characters.`)
  }
}
