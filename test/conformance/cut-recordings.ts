import fc from 'fast-check'
import { expect } from 'vitest'

import type { Protocol } from '../../src/adapters/protocol.ts'
import { cutAt, decodeAnswer, everyByte } from './decode-answer.ts'
import { traces } from './oracle-comparison.ts'
import { bodyBytes, type Recording } from './recordings.ts'

/** Which protocol reads a recording. */
type ReaderOf = (recording: Recording) => Protocol

/** Recorded answers are decoded one byte at a time as they are whole. */
export function expectSameByteByByte(recordings: readonly Recording[], readerOf: ReaderOf): void {
  expect(recordings.length).toBeGreaterThan(0)
  for (const recording of recordings) {
    const bytes = bodyBytes(recording)
    const [reader, whole] = [readerOf(recording), wholeTraces(recording, readerOf)]
    expect(traces(decodeAnswer(reader, everyByte(bytes))), recording.id).toEqual(whole)
  }
}

/** Recorded answers are decoded the same wherever their bytes are cut. */
export function expectSameForAnyCut(recordings: readonly Recording[], readerOf: ReaderOf): void {
  fc.assert(
    fc.property(fc.constantFrom(...recordings), fc.array(fc.nat(1_000_000), { maxLength: 8 }), (recording, cuts) => {
      const bytes = bodyBytes(recording)
      const offsets = cuts.map((cut) => cut % bytes.length)
      const cut = decodeAnswer(readerOf(recording), cutAt(bytes, offsets))
      expect(traces(cut), recording.id).toEqual(wholeTraces(recording, readerOf))
    }),
    { numRuns: 400 },
  )
}

function wholeTraces(recording: Recording, readerOf: ReaderOf): unknown {
  return traces(decodeAnswer(readerOf(recording), [bodyBytes(recording)]))
}
