import { AnswerAssembly } from '../../src/adapters/answer-assembly.ts'
import { openAnswer } from '../../src/adapters/answer-reader.ts'
import type { Protocol } from '../../src/adapters/protocol.ts'
import type { CompletionEvent } from '../../src/vocabulary/completion-event.ts'

/** What a protocol makes of a body, without router or network. */
export interface DecodedAnswer {
  readonly assembly: AnswerAssembly
  readonly events: readonly CompletionEvent[]
}

/**
 * Decodes a whole answer, cut into the given chunks. Completes the assembly when the protocol found its terminal marker.
 * `outputLimit` is the limit that was sent.
 */
export function decodeAnswer(protocol: Protocol, chunks: Iterable<Uint8Array>, outputLimit?: number): DecodedAnswer {
  const events: CompletionEvent[] = []
  const assembly = new AnswerAssembly({
    origin: { provider: 'test', protocol: protocol.id, model: 'test' },
    firstIndex: 0,
    sink: { push: (event) => events.push(event) - 1 },
    outputLimit,
  })
  const reader = openAnswer(protocol, assembly)
  for (const chunk of chunks) {
    if (assembly.isClosed) break
    reader.push(chunk)
  }
  if (!assembly.isClosed) reader.end()
  if (assembly.failure === undefined && assembly.finishReason !== undefined) assembly.complete()
  return { assembly, events }
}

/** The bytes cut before each of the given offsets. */
export function* cutAt(bytes: Uint8Array, offsets: readonly number[]): Generator<Uint8Array> {
  let start = 0
  for (const offset of [...offsets, bytes.length].toSorted((a, b) => a - b)) {
    yield bytes.subarray(start, offset)
    start = offset
  }
}

/** The bytes one at a time, after a chunk without any. */
export function everyByte(bytes: Uint8Array): Iterable<Uint8Array> {
  const offsets = Array.from(bytes, (_, at) => at)
  return cutAt(bytes, offsets)
}
