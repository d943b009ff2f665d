import { RouterError } from '../vocabulary/router-error.ts'
import type { Frame, FrameReader, Framing, OnFrame } from '../vocabulary/wire.ts'
import { byteChunk, bytePattern, isAt } from './byte-chunk.ts'
import type { ByteChunk } from './byte-chunk.ts'
import { effectOf, effectOn, readOn, type Effect } from './crc32.ts'
import { startRepeatedEvent } from './repeated-event.ts'
import { parseJson } from './server-sent-events.ts'

/** The largest payload of a message, in bytes (AWS event stream encoding, 2026-11); a larger one ends the attempt as `malformed-stream`. */
export const maxPayloadBytes: number = 16 * 1024 * 1024

/** The largest headers of a message, in bytes, likewise. */
export const maxHeadersBytes: number = 128 * 1024

/** What stands before the name of an exception in a frame's `event`: such a message is an error of the service. */
export const exceptionPrefix = 'exception:'

/** What stands before the code of an error without a type of its own in a frame's `event`. */
export const errorPrefix = 'error:'

/**
 * AWS's binary event stream (`application/vnd.amazon.eventstream`). Each message is a frame, its payload parsed as JSON. `event` is
 * the type of the event, or `exception:` or `error:` and the name of what went wrong. Every message bears two checksums: one that
 * does not hold throws a `RouterError` `malformed-stream`, and nothing after it is read. A message that the end of the body cuts is
 * left out.
 */
export const awsEventStream: Framing = {
  accept: 'application/vnd.amazon.eventstream',
  documentAllowed: false,
  open: openAwsEventStream,
}

/** Total length, length of the headers, and the checksum of both: 32 bits each, big endian. */
const preludeBytes = 12
const checksumBytes = 4

/** Room for the beginning of a message, so that few have to be moved. */
const leastHeldBytes = 1024

function openAwsEventStream(onFrame: OnFrame): FrameReader {
  const messages = messageReader(onFrame)
  /** The beginning of a message that has not come whole. */
  let held = new Uint8Array(0)
  let heldBytes = 0
  let isBroken = false

  function complete(chunk: Uint8Array): number {
    let at = 0
    while (heldBytes > 0 && at < chunk.length) {
      const wanted = heldBytes < preludeBytes ? preludeBytes : viewOf(held).getUint32(0)
      const taken = Math.min(wanted - heldBytes, chunk.length - at)
      hold(chunk.subarray(at, at + taken))
      at += taken
      if (heldBytes === preludeBytes) checkPrelude(viewOf(held), 0)
      if (heldBytes < preludeBytes || heldBytes < viewOf(held).getUint32(0)) continue
      const end = heldBytes
      heldBytes = 0
      messages.read(byteChunk(held), 0, end)
      messages.release()
    }
    return at
  }

  function hold(bytes: Uint8Array): void {
    const needed = heldBytes + bytes.length
    if (needed > held.length) {
      const larger = new Uint8Array(Math.max(needed, held.length * 2, leastHeldBytes))
      larger.set(held.subarray(0, heldBytes))
      held = larger
    }
    held.set(bytes, heldBytes)
    heldBytes = needed
  }

  function read(bytes: Uint8Array): void {
    const { length } = bytes
    let at = complete(bytes)
    const chunk = byteChunk(bytes)
    while (length - at >= preludeBytes) {
      checkPrelude(chunk.view, at)
      const end = at + chunk.view.getUint32(at)
      if (end > length) break
      messages.read(chunk, at, end)
      at = end
    }
    messages.release()
    if (at < length) hold(bytes.subarray(at))
  }

  return {
    push(chunk) {
      if (isBroken) throw broken('a message before it was broken')
      // Until it is read to its end: what throws half-way leaves no place to go on from.
      isBroken = true
      read(chunk)
      isBroken = false
    },
    end() {
      // What is left over was cut off: whether the answer is complete without it, its protocol knows.
    },
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** The checksum of the prelude shows a broken length before anything is waited for. */
function checkPrelude(view: DataView, at: number): void {
  const checksumAt = at + preludeBytes - checksumBytes
  if (~readOn(-1, view, at, checksumAt) !== view.getInt32(checksumAt)) {
    throw broken('the checksum of its beginning does not hold')
  }
  const headersBytes = view.getUint32(at + 4)
  const payloadBytes = view.getUint32(at) - headersBytes - preludeBytes - checksumBytes
  if (payloadBytes < 0) throw broken('its lengths contradict each other')
  if (headersBytes > maxHeadersBytes) throw broken(`its headers are longer than ${maxHeadersBytes} bytes`)
  if (payloadBytes > maxPayloadBytes) throw broken(`it is longer than ${maxPayloadBytes} bytes`)
}

interface MessageReader {
  /** Reads the message between two places, whose prelude was checked. */
  read(chunk: ByteChunk, start: number, end: number): void
  /** The chunk has been read. */
  release(): void
}

function messageReader(onFrame: OnFrame): MessageReader {
  const decoder = new TextDecoder()
  const frame: Frame = { event: '', data: undefined, text: '' }
  const repeated = startRepeatedEvent('payload')
  let lastHeaders = bytePattern(new Uint8Array(0))
  let headersEffect: Effect | undefined
  let lastKind: MessageKind = { event: '', errorMessage: undefined }

  function readPayload(chunk: ByteChunk, start: number, end: number): void {
    if (repeated.read(chunk, start, end, frame) === end) return
    const { errorMessage } = lastKind
    const text = decoder.decode(chunk.bytes.subarray(start, end))
    frame.data = text === '' && errorMessage !== undefined ? { message: errorMessage } : parseJson(text)
    frame.text = frame.data === undefined ? text : ''
    if (frame.data !== undefined && repeated.isPromising()) repeated.learn(text, text, frame)
  }

  return {
    read(chunk, start, end) {
      const { bytes, view } = chunk
      const payloadEnd = end - checksumBytes
      const headersStart = start + preludeBytes
      const payloadStart = headersStart + view.getUint32(start + 4)
      // Deltas follow each other with the same headers: they are read once.
      const isRepeat = payloadStart - headersStart === lastHeaders.length && isAt(lastHeaders, chunk, headersStart)
      if (isRepeat) headersEffect ??= effectOf(view, headersStart, payloadStart)
      // The prelude was checked, so its checksum is that of the bytes before it.
      let remainder = readOn(
        ~view.getInt32(headersStart - checksumBytes),
        view,
        headersStart - checksumBytes,
        headersStart,
      )
      remainder =
        isRepeat && headersEffect !== undefined
          ? effectOn(remainder, headersEffect)
          : readOn(remainder, view, headersStart, payloadStart)
      if (~readOn(remainder, view, payloadStart, payloadEnd) !== view.getInt32(payloadEnd))
        throw broken('its checksum does not hold')
      if (!isRepeat) {
        const headers = bytes.subarray(headersStart, payloadStart)
        lastKind = kindOf(readHeaders(headers, decoder))
        lastHeaders = bytePattern(headers)
        headersEffect = undefined
      }
      readPayload(chunk, payloadStart, payloadEnd)
      frame.event = lastKind.event
      onFrame(frame)
    },
    release: () => repeated.release(),
  }
}

/** What a message is, after its headers. */
interface MessageKind {
  readonly event: string
  /** Errors without a type of their own say everything in their headers. */
  readonly errorMessage: string | undefined
}

function kindOf(headers: ReadonlyMap<string, string>): MessageKind {
  const valueOf = (name: string): string => headers.get(name) ?? ''
  switch (headers.get(':message-type')) {
    case 'exception':
      return { event: exceptionPrefix + valueOf(':exception-type'), errorMessage: undefined }
    case 'error':
      return { event: errorPrefix + valueOf(':error-code'), errorMessage: valueOf(':error-message') }
    default:
      return { event: valueOf(':event-type'), errorMessage: undefined }
  }
}

/** Bytes of a value by its type: true, false, byte, short, integer, long, -, -, timestamp, uuid. */
const valueBytes: readonly (number | undefined)[] = [0, 0, 1, 2, 4, 8, undefined, undefined, 8, 16]
const bytesType = 6
const stringType = 7

/** The headers that are text, by name. The others are read over. */
function readHeaders(bytes: Uint8Array, decoder: TextDecoder): ReadonlyMap<string, string> {
  const headers = new Map<string, string>()
  for (let at = 0; at < bytes.length;) {
    const nameEnd = at + 1 + (bytes[at] ?? 0)
    const type = bytes[nameEnd]
    const isSized = type === bytesType || type === stringType
    const length = isSized ? uint16(bytes, nameEnd + 1) : valueBytes[type ?? -1]
    const start = nameEnd + (isSized ? 3 : 1)
    if (length === undefined || start + length > bytes.length) throw broken('its headers cannot be read')
    if (type === stringType) {
      headers.set(
        decoder.decode(bytes.subarray(at + 1, nameEnd)),
        decoder.decode(bytes.subarray(start, start + length)),
      )
    }
    at = start + length
  }
  return headers
}

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}

function broken(what: string): RouterError {
  return new RouterError('malformed-stream', `A message of the event stream cannot be read: ${what}.`)
}
