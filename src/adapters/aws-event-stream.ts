import { RouterError } from '../vocabulary/router-error.ts'
import type { Frame, FrameReader, Framing, OnFrame } from '../vocabulary/wire.ts'
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

function openAwsEventStream(onFrame: OnFrame): FrameReader {
  const readMessage = messageReader(onFrame)
  /** The beginning of a message that has not come whole. */
  let held = new Uint8Array(0)
  let heldBytes = 0
  let isBroken = false

  function complete(chunk: Uint8Array): number {
    let at = 0
    while (heldBytes > 0 && at < chunk.length) {
      const wanted = heldBytes < preludeBytes ? preludeBytes : lengthOf(held)
      const taken = Math.min(wanted - heldBytes, chunk.length - at)
      hold(chunk.subarray(at, at + taken))
      at += taken
      if (heldBytes === preludeBytes) checkPrelude(held)
      if (heldBytes < preludeBytes || heldBytes < lengthOf(held)) continue
      const message = held.subarray(0, heldBytes)
      heldBytes = 0
      readMessage(message)
    }
    return at
  }

  function hold(bytes: Uint8Array): void {
    const needed = heldBytes + bytes.length
    if (needed > held.length) {
      const larger = new Uint8Array(Math.max(needed, held.length * 2))
      larger.set(held.subarray(0, heldBytes))
      held = larger
    }
    held.set(bytes, heldBytes)
    heldBytes = needed
  }

  function read(chunk: Uint8Array): void {
    let at = complete(chunk)
    while (chunk.length - at >= preludeBytes) {
      const rest = at === 0 ? chunk : chunk.subarray(at)
      checkPrelude(rest)
      const length = lengthOf(rest)
      if (rest.length < length) break
      readMessage(rest.subarray(0, length))
      at += length
    }
    if (at < chunk.length) hold(chunk.subarray(at))
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

/** The checksum of the prelude shows a broken length before anything is waited for. */
function checkPrelude(bytes: Uint8Array): void {
  if (crc32(bytes, preludeBytes - checksumBytes) !== uint32(bytes, preludeBytes - checksumBytes)) {
    throw broken('the checksum of its beginning does not hold')
  }
  const headersBytes = uint32(bytes, 4)
  const payloadBytes = lengthOf(bytes) - headersBytes - preludeBytes - checksumBytes
  if (payloadBytes < 0) throw broken('its lengths contradict each other')
  if (headersBytes > maxHeadersBytes) throw broken(`its headers are longer than ${maxHeadersBytes} bytes`)
  if (payloadBytes > maxPayloadBytes) throw broken(`it is longer than ${maxPayloadBytes} bytes`)
}

function messageReader(onFrame: OnFrame): (message: Uint8Array) => void {
  const decoder = new TextDecoder()
  const frame: Frame = { event: '', data: undefined, text: '' }
  let lastHeaders = new Uint8Array(0)
  let lastKind: MessageKind = { event: '', errorMessage: undefined }

  return (message) => {
    const payloadEnd = message.length - checksumBytes
    if (crc32(message, payloadEnd) !== uint32(message, payloadEnd)) throw broken('its checksum does not hold')
    const payloadStart = preludeBytes + uint32(message, 4)
    const headers = message.subarray(preludeBytes, payloadStart)
    // Deltas follow each other with the same headers: they are read once.
    if (!isSame(headers, lastHeaders)) {
      lastKind = kindOf(readHeaders(headers, decoder))
      lastHeaders = headers.slice()
    }
    const text = decoder.decode(message.subarray(payloadStart, payloadEnd))
    const { event, errorMessage } = lastKind
    frame.event = event
    frame.data = text === '' && errorMessage !== undefined ? { message: errorMessage } : parseJson(text)
    frame.text = frame.data === undefined ? text : ''
    onFrame(frame)
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

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return false
  return true
}

/** The length of a message that begins here, its checksum included. */
function lengthOf(bytes: Uint8Array): number {
  return uint32(bytes, 0)
}

function uint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}

function uint32(bytes: Uint8Array, at: number): number {
  return ((uint16(bytes, at) << 16) | uint16(bytes, at + 2)) >>> 0
}

/** Remainders of every byte for CRC-32 as Ethernet and zip have it (polynomial 0x04C11DB7, reflected). */
const remainders = Int32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte
  for (let bit = 0; bit < 8; bit += 1)
    remainder = (remainder & 1) === 0 ? remainder >>> 1 : (remainder >>> 1) ^ 0xedb88320
  return remainder
})

/** CRC-32 of the bytes before `end`. */
function crc32(bytes: Uint8Array, end: number): number {
  let remainder = -1
  for (let at = 0; at < end; at += 1) {
    remainder = (remainder >>> 8) ^ (remainders[(remainder ^ (bytes[at] ?? 0)) & 0xff] ?? 0)
  }
  return ~remainder >>> 0
}

function broken(what: string): RouterError {
  return new RouterError('malformed-stream', `A message of the event stream cannot be read: ${what}.`)
}
