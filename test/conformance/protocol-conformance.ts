import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { AnswerAssembly } from '../../src/adapters/answer-assembly.ts'
import type { Protocol, TargetedRequest } from '../../src/adapters/protocol.ts'
import type { FailureDescription, WireFailure } from '../../src/vocabulary/failure.ts'
import { RouterError } from '../../src/vocabulary/router-error.ts'
import type { Usage } from '../../src/vocabulary/usage.ts'
import { cutAt, decodeAnswer } from './decode-answer.ts'
import { traces } from './oracle-comparison.ts'
import { expectWellFormed } from './well-formed.ts'

/** What the fixtures of every protocol say. */
export const sample = {
  text: 'Grüße, 世界 🌍!',
  reasoning: 'I count.',
  answer: '4',
  cutText: 'Once upon',
  calls: [
    { id: 'call_a', name: 'weather', args: { city: 'Oslo' } },
    { id: 'call_b', name: 'weather', args: { city: 'Zürich' } },
  ],
  model: 'demo-model',
} as const

/** One answer on the wire. */
export interface WireAnswer {
  /** Each a whole frame; joined they are the body. */
  readonly frames: readonly Uint8Array[]
  /** Position of the frame that makes it complete. */
  readonly terminal: number
}

/** How to say on one wire what every protocol can say. */
export interface ProtocolFixtures {
  readonly protocol: Protocol
  /** `sample.text`, in at least three deltas, with the served model `sample.model`. */
  readonly text: WireAnswer
  /** The counts that `text` reports. */
  readonly usage: Usage
  /** Both of `sample.calls`, open beside each other where the wire can do that. */
  readonly toolCalls: WireAnswer
  /** `sample.reasoning`, then `sample.answer`. */
  readonly reasoning: WireAnswer
  /** `sample.cutText`, ended by the output limit. */
  readonly limit: WireAnswer
  /** The first of `sample.calls`, its arguments cut by the output limit. */
  readonly cutToolCall: WireAnswer
  /** Complete, and nothing in it. */
  readonly empty: WireAnswer
  /** `sample.cutText`, then an error of the provider. */
  readonly errorMidStream: { readonly frames: readonly Uint8Array[]; readonly described: Partial<FailureDescription> }
  /** A frame that cannot be read; absent for binary framings, whose checksums rule it out. */
  readonly malformed?: Uint8Array
  /** The answer of `text` as one document; absent where the framing does not allow one. */
  readonly document?: Uint8Array
  /** Errors before any answer. */
  readonly failures: readonly { readonly failure: WireFailure; readonly described: Partial<FailureDescription> }[]
  /** Any JSON value as a frame of the stream. */
  frame(value: unknown): Uint8Array
  /** Values that are frames of sound answers, to be spoilt. */
  readonly values: readonly unknown[]
  /** A request with a tool, a system prompt and one user message; frozen. */
  readonly request: TargetedRequest
}

/** Defines what a protocol is: registers the tests that each passes with its fixtures. */
export function describeProtocol(fixtures: ProtocolFixtures): void {
  const { protocol } = fixtures
  describe(`protocol ${protocol.id}`, () => {
    describe('decodes', () => describeAnswers(fixtures))
    describe('tells the end of an answer', () => describeEnds(fixtures))
    describe('survives', () => describeSurvival(fixtures))
    describe('encodes', () => describeEncoding(fixtures))
  })
}

function describeAnswers(fixtures: ProtocolFixtures): void {
  const decode = ({ frames }: WireAnswer): ReturnType<typeof decodeAnswer> => decodeAnswer(fixtures.protocol, frames)

  it('text, its model and its usage', () => {
    const { assembly, events } = decode(fixtures.text)
    expectWellFormed(events)
    expect(assembly.parts).toEqual([expect.objectContaining({ type: 'text', text: sample.text })])
    expect(events.filter(({ type }) => type === 'text-delta').length).toBeGreaterThan(2)
    expect([assembly.finishReason, assembly.wireModel]).toEqual(['stop', sample.model])
    expect(assembly.reportedUsage).toEqual(fixtures.usage)
    expect(assembly.warnings).toEqual([])
  })

  it('parallel tool calls, each with its own arguments', () => {
    const { assembly, events } = decode(fixtures.toolCalls)
    expectWellFormed(events)
    const calls = assembly.parts.map((part) => (part.type === 'tool-call' ? { id: part.id, name: part.name, args: part.args } : part))
    expect(calls).toEqual(sample.calls)
    expect(assembly.finishReason).toBe('tool-calls')
  })

  it('reasoning as a part of its own, before the text', () => {
    const { assembly, events } = decode(fixtures.reasoning)
    expectWellFormed(events)
    expect(assembly.parts.map((part) => [part.type, 'text' in part ? part.text : ''])).toEqual([
      ['reasoning', sample.reasoning],
      ['text', sample.answer],
    ])
  })

  it('an answer that the output limit ended', () => {
    const { assembly } = decode(fixtures.limit)
    expect([assembly.visibleText, assembly.finishReason]).toEqual([sample.cutText, 'length'])
  })

  it('a tool call that the output limit cut, which nobody may execute', () => {
    const { assembly } = decode(fixtures.cutToolCall)
    expect(assembly.parts).toEqual([expect.objectContaining({ type: 'tool-call', args: null, invalid: 'truncated' })])
    expect(assembly.finishReason).toBe('length')
  })

  it.runIf(fixtures.document !== undefined)('a document where a stream was asked for, to the same answer', () => {
    const streamed = decode(fixtures.text).assembly
    const { assembly, events } = decodeAnswer(fixtures.protocol, [fixtures.document ?? new Uint8Array()])
    expectWellFormed(events)
    expect(outcome(assembly)).toEqual(outcome(streamed))
  })
}

function describeEnds(fixtures: ProtocolFixtures): void {
  const { protocol } = fixtures

  it('as proven by its terminal marker only, wherever the stream is cut', () => {
    let cuts = 0
    for (const answer of soundAnswers(fixtures)) {
      const before = joined(answer.frames.slice(0, answer.terminal))
      for (let length = 0; length <= before.length; length += 1) {
        const { assembly } = decodeAnswer(protocol, [before.subarray(0, length)])
        expect([assembly.finishReason, assembly.failure, assembly.isClosed]).toEqual([undefined, undefined, false])
        cuts += 1
      }
    }
    expect(cuts).toBeGreaterThan(500)
  })

  it('of an empty stream not at all', () => {
    const { assembly } = decodeAnswer(protocol, [])
    expect([assembly.finishReason, assembly.parts, assembly.progress]).toEqual([undefined, [], 0])
  })

  it('of an answer without content, which has no parts', () => {
    const { assembly } = decodeAnswer(protocol, fixtures.empty.frames)
    expect([assembly.finishReason, assembly.parts]).toEqual(['stop', []])
  })

  it('when the provider reports an error in the middle, after which nothing counts', () => {
    const { frames, described } = fixtures.errorMidStream
    const { assembly } = decodeAnswer(protocol, [joined([...frames, ...fixtures.text.frames])])
    expect(assembly.visibleText).toBe(sample.cutText)
    expect([assembly.finishReason, assembly.isClosed]).toEqual([undefined, true])
    expect(protocol.describeFailure(assembly.failure ?? {}, 0)).toMatchObject(described)
  })

  it('when it is an error from the start', () => {
    expect(fixtures.failures.length).toBeGreaterThan(0)
    for (const { failure, described } of fixtures.failures) {
      expect(protocol.describeFailure(failure, 0)).toMatchObject(described)
    }
  })

  it('and describes a body that says nothing by its status', () => {
    for (const body of [undefined, '', '<html><head><title>502 Bad Gateway</title></head></html>', {}, []]) {
      const described = protocol.describeFailure({ status: 502, headers: {}, body }, 0)
      expect(described.status).toBe(502)
      expect(described.message).toMatch(/502/)
    }
  })
}

function describeSurvival(fixtures: ProtocolFixtures): void {
  const { protocol } = fixtures

  it('any split of the bytes', () => {
    for (const bytes of bodies(fixtures)) {
      const whole = traces(decodeAnswer(protocol, [bytes]))
      const offsets = Array.from({ length: bytes.length }, (_, at) => at)
      expect(traces(decodeAnswer(protocol, cutAt(bytes, offsets)))).toEqual(whole)
      fc.assert(
        fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
          expect(traces(decodeAnswer(protocol, cutAt(bytes, cuts)))).toEqual(whole)
        }),
        { numRuns: 50 },
      )
    }
  })

  it.runIf(fixtures.malformed !== undefined)('one event that cannot be read, at any place outside of a tool call', () => {
    const { frames } = fixtures.text
    for (let at = 0; at < fixtures.text.terminal; at += 1) {
      const spoilt = frames.toSpliced(at, 0, fixtures.malformed ?? new Uint8Array())
      const { assembly } = decodeAnswer(protocol, spoilt)
      expect([assembly.visibleText, assembly.finishReason]).toEqual([sample.text, 'stop'])
      expect([assembly.malformedFrames, assembly.malformedInToolCall]).toEqual([1, false])
    }
  })

  it.runIf(fixtures.malformed !== undefined)('and notes one that came inside a tool call', () => {
    const { frames, terminal } = fixtures.toolCalls
    const spoilt = frames.toSpliced(terminal, 0, fixtures.malformed ?? new Uint8Array())
    expect(decodeAnswer(protocol, spoilt).assembly.malformedInToolCall).toBe(true)
  })

  it('frames that are any JSON at all', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 6 }), (values) => {
        expectNoCrash(protocol, values.map((value) => fixtures.frame(value)))
      }),
      { numRuns: 500 },
    )
  })

  it('sound frames with any member replaced by any JSON', () => {
    const path = fc.array(fc.nat(20), { maxLength: 7 })
    const spoiling = fc.array(fc.tuple(fc.nat(fixtures.values.length - 1), path, fc.jsonValue({ maxDepth: 2 })), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(spoiling, (changes) => {
        const values = structuredClone([...fixtures.values])
        for (const [at, steps, replacement] of changes) values[at] = spoil(values[at], steps, replacement)
        expectNoCrash(protocol, values.map((value) => fixtures.frame(value)))
      }),
      { numRuns: 1000 },
    )
  })

  it('error bodies that are any JSON at all', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.option(fc.integer({ min: 300, max: 599 }), { nil: undefined }), (body, status) => {
        const described = protocol.describeFailure({ status, headers: {}, body }, 0)
        expect(typeof described.message).toBe('string')
        if (status !== undefined) expect(described.status).toBe(status)
      }),
      { numRuns: 500 },
    )
  })
}

function describeEncoding({ protocol, request }: ProtocolFixtures): void {
  it('a request without touching it, the same every time', () => {
    expect(Object.isFrozen(request)).toBe(true)
    const wire = protocol.encode(request)
    expect(wire).toEqual(protocol.encode(request))
    expect(protocol.endpoints.some((endpoint) => wire.path.includes(endpoint) || wire.path.startsWith('/'))).toBe(true)
  })

  it('into JSON without holes', () => {
    const { body } = protocol.encode(request)
    expect(body).toStrictEqual(JSON.parse(JSON.stringify(body)))
    expect(structuredClone(body)).toEqual(body)
  })
}

/** Decoding may refuse with a `RouterError`, never crash; and what it gives is plain JSON. */
function expectNoCrash(protocol: Protocol, frames: readonly Uint8Array[]): void {
  try {
    const { assembly, events } = decodeAnswer(protocol, frames)
    if (assembly.failure === undefined && assembly.finishReason !== undefined) expectWellFormed(events)
    JSON.stringify(structuredClone(assembly.parts))
    if (assembly.failure !== undefined) protocol.describeFailure(assembly.failure, 0)
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

function soundAnswers({ text, toolCalls, reasoning, limit, cutToolCall, empty }: ProtocolFixtures): readonly WireAnswer[] {
  return [text, toolCalls, reasoning, limit, cutToolCall, empty]
}

function bodies(fixtures: ProtocolFixtures): readonly Uint8Array[] {
  const streams = [...soundAnswers(fixtures), fixtures.errorMidStream].map(({ frames }) => joined(frames))
  return fixtures.document === undefined ? streams : [...streams, fixtures.document]
}

function joined(frames: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(frames))
}

function outcome({ parts, finishReason, rawFinishReason, reportedUsage, wireModel, responseId }: AnswerAssembly): unknown {
  return { parts, finishReason, rawFinishReason, reportedUsage, wireModel, responseId }
}
