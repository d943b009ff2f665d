import fc from 'fast-check'
import { expect, it } from 'vitest'

import { RouterError } from '../../src/vocabulary/router-error.ts'
import { cutAt, decodeAnswer, everyByte } from './decode-answer.ts'
import { traces } from './oracle-comparison.ts'
import { joined, sample, soundAnswers } from './protocol-fixtures.ts'
import type { ProtocolFixtures } from './protocol-fixtures.ts'
import { expectWellFormed } from './well-formed.ts'

/** Registers the tests of what must never crash a protocol or change what it reads: splits, broken events, hostile JSON. */
export function describeSurvival(fixtures: ProtocolFixtures): void {
  const { protocol } = fixtures

  it('any split of the bytes', () => {
    for (const bytes of bodies(fixtures)) {
      const whole = traces(decodeAnswer(protocol, [bytes]))
      expect(traces(decodeAnswer(protocol, everyByte(bytes)))).toEqual(whole)
      fc.assert(
        fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
          expect(traces(decodeAnswer(protocol, cutAt(bytes, cuts)))).toEqual(whole)
        }),
        { numRuns: 50 },
      )
    }
  })

  it.runIf(fixtures.malformed !== undefined)(
    'one event that cannot be read, at any place outside of a tool call',
    () => {
      const { frames } = fixtures.text
      for (let at = 0; at < fixtures.text.terminal; at += 1) {
        const spoilt = frames.toSpliced(at, 0, fixtures.malformed ?? new Uint8Array())
        const { assembly } = decodeAnswer(protocol, spoilt)
        expect([assembly.visibleText, assembly.finishReason]).toEqual([sample.text, 'stop'])
        expect([assembly.malformedFrames, assembly.malformedInToolCall]).toEqual([1, false])
      }
    },
  )

  it.runIf(fixtures.malformed !== undefined)('and notes one that came inside a tool call', () => {
    const { frames, terminal } = fixtures.toolCalls
    const malformed = fixtures.malformedToolCall ?? fixtures.malformed ?? new Uint8Array()
    const spoilt = frames.toSpliced(terminal, 0, malformed)
    expect(decodeAnswer(protocol, spoilt).assembly.malformedInToolCall).toBe(true)
  })

  it('frames that are any JSON at all', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 6 }), (values) => {
        expectNoCrash(
          fixtures,
          values.map((value) => fixtures.frame(value)),
        )
      }),
      { numRuns: 500 },
    )
  })

  it('sound frames with any member replaced by any JSON', () => {
    const path = fc.array(fc.nat(20), { maxLength: 7 })
    const spoiling = fc.array(fc.tuple(fc.nat(fixtures.values.length - 1), path, fc.jsonValue({ maxDepth: 2 })), {
      minLength: 1,
      maxLength: 4,
    })
    fc.assert(
      fc.property(spoiling, (changes) => {
        const values = structuredClone([...fixtures.values])
        for (const [at, steps, replacement] of changes) values[at] = spoil(values[at], steps, replacement)
        expectNoCrash(
          fixtures,
          values.map((value) => fixtures.frame(value)),
        )
      }),
      { numRuns: 1000 },
    )
  })

  it('error bodies that are any JSON at all', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 4 }),
        fc.option(fc.integer({ min: 300, max: 599 }), { nil: undefined }),
        (body, status) => {
          const described = fixtures.describeFailure({ status, headers: {}, body }, 0)
          expect(typeof described.message).toBe('string')
          if (status !== undefined) expect(described.status).toBe(status)
        },
      ),
      { numRuns: 500 },
    )
  })
}

/** Decoding may refuse with a `RouterError`, never crash; and what it gives is plain JSON. */
function expectNoCrash({ protocol, describeFailure }: ProtocolFixtures, frames: readonly Uint8Array[]): void {
  try {
    const { assembly, events } = decodeAnswer(protocol, frames)
    if (assembly.failure === undefined && assembly.finishReason !== undefined) expectWellFormed(events)
    JSON.stringify(structuredClone(assembly.parts))
    if (assembly.failure !== undefined) describeFailure(assembly.failure, 0)
  } catch (error) {
    if (!RouterError.is(error)) throw error
  }
}

function spoil(value: unknown, steps: readonly number[], replacement: unknown): unknown {
  const [step, ...rest] = steps
  if (step === undefined || typeof value !== 'object' || value === null) return replacement
  const keys = Object.keys(value)
  const key = keys[step % Math.max(keys.length, 1)]
  if (key === undefined) return replacement
  const members = value as Record<string, unknown>
  members[key] = spoil(members[key], rest, replacement)
  return value
}

function bodies(fixtures: ProtocolFixtures): readonly Uint8Array[] {
  const streams = [...soundAnswers(fixtures), fixtures.errorMidStream].map(({ frames }) => joined(frames))
  return fixtures.document === undefined ? streams : [...streams, fixtures.document]
}
