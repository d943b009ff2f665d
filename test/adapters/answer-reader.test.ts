import { describe, expect, it } from 'vitest'

import { AnswerAssembly } from '../../src/adapters/answer-assembly.ts'
import { maxDocumentBytes, openAnswer } from '../../src/adapters/answer-reader.ts'
import type { Protocol } from '../../src/adapters/protocol.ts'
import { serverSentEvents } from '../../src/adapters/server-sent-events.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'
import { everyByte } from '../conformance/decode-answer.ts'

/** A protocol that notes what it is given. */
function noting(documentAllowed = true): { protocol: Protocol<string[]>; notes: string[] } {
  const notes: string[] = []
  const protocol: Protocol<string[]> = {
    id: 'openai-chat',
    endpoints: ['/x'],
    encode: () => ({ path: '/x', headers: {}, body: {}, warnings: [] }),
    framing: { ...serverSentEvents, documentAllowed },
    start: () => notes,
    decode: ({ data, text }, state) => void state.push(`frame ${data === undefined ? text : JSON.stringify(data)}`),
    decodeDocument: (document, state) => void state.push(`document ${JSON.stringify(document)}`),
    end: (state) => void state.push('end'),
  }
  return { protocol, notes }
}

function assembly(): AnswerAssembly {
  return new AnswerAssembly({
    origin: { provider: 'p', protocol: 'openai-chat', model: 'm' },
    firstIndex: 0,
    sink: { push: () => 0 },
  })
}

/** What a protocol is given of a body, and how many unreadable frames there were. */
function read(chunks: Iterable<Uint8Array>, documentAllowed = true): readonly unknown[] {
  const { protocol, notes } = noting(documentAllowed)
  const emit = assembly()
  const reader = openAnswer(protocol, emit)
  for (const chunk of chunks) reader.push(chunk)
  reader.end()
  return [...notes, ...(emit.malformedFrames === 0 ? [] : [`malformed ${emit.malformedFrames}`])]
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('the body of an answer', () => {
  it.each<[string, readonly unknown[]]>([
    ['data: 1\n\n', ['frame 1', 'end']],
    ['\n\n: hello\n\ndata: 1\n\n', ['frame 1', 'end']],
    ['  data: 1\n\n', ['frame 1', 'end']],
    ['event: e\ndata: 1\n\n', ['frame 1', 'end']],
    ['{"a":1}', ['document {"a":1}']],
    ['\n \t\r\n {"a":1}\n', ['document {"a":1}']],
    ['[{"a":1}]', ['document [{"a":1}]']],
    ['\uFEFF{"a":1}', ['document {"a":1}']],
    ['\uFEFFdata: 1\n\n', ['frame 1', 'end']],
    ['<html></html>', ['malformed 1']],
    ['{"a":', ['malformed 1']],
    ['', ['end']],
    ['  \n', ['end']],
    ['hello', ['end']],
  ])('%j is told apart by its first byte that means something, cut anywhere', (body, expected) => {
    const bytes = bytesOf(body)
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(read([bytes.subarray(0, cut), bytes.subarray(cut)]), String(cut)).toEqual(expected)
    }
    expect(read(everyByte(bytes))).toEqual(expected)
  })

  it('is a stream whatever it begins with where the framing allows no document', () => {
    expect(read([bytesOf('{"a":1}\n')], false)).toEqual(['frame {"a":1}', 'end'])
  })

  it('that is a document has a bound', () => {
    const { protocol } = noting()
    const reader = openAnswer(protocol, assembly())
    const piece = bytesOf(`{${' '.repeat(8 * 1024 * 1024)}`)
    expect(() => {
      for (let sent = 0; sent <= maxDocumentBytes; sent += piece.length) reader.push(piece)
    }).toThrow(expect.toSatisfy((error: unknown) => RouterError.is(error, 'malformed-stream')) as Error)
  })

  it('is shown frame by frame before it is decoded', () => {
    const { protocol, notes } = noting()
    const reader = openAnswer(protocol, assembly(), ({ data }) => void notes.push(`raw ${JSON.stringify(data)}`))
    reader.push(bytesOf('data: 1\n\n'))
    reader.end()
    expect(notes).toEqual(['raw 1', 'frame 1', 'end'])
  })
})
