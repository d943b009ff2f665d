import { RouterError } from '../vocabulary/router-error.ts'
import type { Frame, FrameReader } from '../vocabulary/wire.ts'
import type { Emit, Protocol } from './protocol.ts'
import { parseJson } from './server-sent-events.ts'

/** The longest plain JSON answer that is read, in bytes; a longer one ends the attempt as `malformed-stream`. */
export const maxDocumentBytes: number = 64 * 1024 * 1024

const openBrace = 0x7b
const openBracket = 0x5b
const lessThan = 0x3c

/**
 * Reads the body of a successful answer with a protocol: as the stream it should be, or as the single JSON document that some
 * servers send instead, told apart by the first byte that is not white space. Content types are not trusted: some lie, some
 * are missing. `onFrame` sees each frame before it is decoded.
 */
export function openAnswer<State>(
  protocol: Protocol<State>,
  emit: Emit,
  onFrame?: ((frame: Frame) => void) | undefined,
): FrameReader {
  const state = protocol.start()
  const openStream = (): FrameReader => {
    const reader = protocol.framing.open((frame) => {
      onFrame?.(frame)
      protocol.decode(frame, state, emit)
    })
    return {
      push: (chunk) => reader.push(chunk),
      end() {
        reader.end()
        protocol.end(state, emit)
      },
    }
  }
  const openDocument = (): FrameReader =>
    documentReader((document) => {
      onFrame?.({ event: '', data: document, text: '' })
      protocol.decodeDocument(document, state, emit)
    }, emit)

  let reader: FrameReader | undefined = protocol.framing.documentAllowed ? undefined : openStream()
  return {
    push(chunk) {
      if (reader !== undefined) {
        reader.push(chunk)
        return
      }
      let start = 0
      while (start < chunk.length && !isMeaningful(chunk[start] as number)) start++
      const first = chunk[start]
      if (first === undefined) return
      reader = first === openBrace || first === openBracket || first === lessThan ? openDocument() : openStream()
      // What comes before is left out: half a byte order mark in an earlier chunk would garble the first line.
      reader.push(start === 0 ? chunk : chunk.subarray(start))
    },
    end() {
      reader ??= openStream()
      reader.end()
    },
  }
}

/** Blank bytes and a byte order mark before a document or a stream mean nothing. */
function isMeaningful(byte: number): boolean {
  return byte > 0x20 && byte !== 0xef && byte !== 0xbb && byte !== 0xbf
}

function documentReader(onDocument: (document: unknown) => void, emit: Emit): FrameReader {
  const decoder = new TextDecoder()
  const pieces: string[] = []
  let length = 0
  return {
    push(chunk) {
      length += chunk.length
      if (length > maxDocumentBytes) {
        throw new RouterError('malformed-stream', `The answer is longer than ${maxDocumentBytes} bytes.`)
      }
      pieces.push(decoder.decode(chunk, { stream: true }))
    },
    end() {
      const text = pieces.join('') + decoder.decode()
      const document = parseJson(text)
      if (document === undefined) emit.malformed(text)
      else onDocument(document)
    },
  }
}
