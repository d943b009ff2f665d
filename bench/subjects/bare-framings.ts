import { crc32 } from 'node:zlib'

import { EventSourceParserStream } from 'eventsource-parser/stream'

/*
 * The framings of the baseline, each as plain as it can be. Of AWS's binary messages the checksum is verified, as their specification
 * demands, by Node's own function; their headers are read over.
 */

/** The events of a body, parsed. */
export type Framing = <Event>(body: ReadableStream<Uint8Array<ArrayBuffer>>) => AsyncGenerator<Event>

/** Server-sent events, by the web's own streams and eventsource-parser. */
export const serverSentEvents: Framing = async function* <Event>(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
  for await (const { data } of body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream())) {
    if (data === '[DONE]') return
    yield JSON.parse(data) as Event
  }
}

/** Lines of JSON. */
export const jsonLines: Framing = async function* <Event>(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
  let rest = ''
  for await (const text of body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) yield JSON.parse(line) as Event
  }
}

/** Lengths of the whole message and of its headers, a checksum of both; and a checksum of the message at its end. */
const preludeBytes = 12
const checksumBytes = 4

/** AWS's binary messages, their payloads parsed. */
export const awsMessages: Framing = async function* <Event>(body: ReadableStream<Uint8Array<ArrayBuffer>>) {
  const decoder = new TextDecoder()
  let rest: Uint8Array = new Uint8Array(0)
  for await (const chunk of body) {
    const bytes: Uint8Array = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    let at = 0
    while (bytes.length - at >= preludeBytes) {
      const end = at + view.getUint32(at)
      if (end > bytes.length) break
      const checksumAt = end - checksumBytes
      if (crc32(bytes.subarray(at, checksumAt)) !== view.getUint32(checksumAt)) throw new Error('a broken message')
      const payload = bytes.subarray(at + preludeBytes + view.getUint32(at + 4), checksumAt)
      yield JSON.parse(decoder.decode(payload)) as Event
      at = end
    }
    rest = bytes.subarray(at)
  }
}
