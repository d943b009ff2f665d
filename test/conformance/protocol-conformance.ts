import { describe, expect, it } from 'vitest'

import type { AnswerAssembly } from '../../src/adapters/answer-assembly.ts'
import { weatherTool } from '../adapters/weather-tool.ts'
import { decodeAnswer } from './decode-answer.ts'
import { joined, sample, soundAnswers } from './protocol-fixtures.ts'
import type { ProtocolFixtures, WireAnswer } from './protocol-fixtures.ts'
import { describeSurvival } from './protocol-survival.ts'
import { expectWellFormed } from './well-formed.ts'

export { sample } from './protocol-fixtures.ts'
export type { ProtocolFixtures, WireAnswer } from './protocol-fixtures.ts'

/** Defines what a protocol is: registers the tests that each passes with its fixtures. */
export function describeProtocol(fixtures: ProtocolFixtures): void {
  const { protocol } = fixtures
  describe(`R133 protocol ${protocol.id}`, () => {
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
    const calls = assembly.parts.map((part) =>
      part.type === 'tool-call' ? { id: part.id, name: part.name, args: part.args } : part,
    )
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
  const { protocol, describeFailure } = fixtures

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
    expect(describeFailure(assembly.failure ?? {}, 0)).toMatchObject(described)
  })

  it('when it is an error from the start', () => {
    expect(fixtures.failures.length).toBeGreaterThan(0)
    for (const { failure, described } of fixtures.failures) {
      expect(describeFailure(failure, 0)).toMatchObject(described)
    }
  })

  it('and describes a body that says nothing by its status', () => {
    for (const body of [undefined, '', '<html><head><title>502 Bad Gateway</title></head></html>', {}, []]) {
      const described = describeFailure({ status: 502, headers: {}, body }, 0)
      expect(described.status).toBe(502)
      expect(described.message).toMatch(/502/)
    }
  })
}

function describeEncoding({ protocol, targetedRequest }: ProtocolFixtures): void {
  const request = targetedRequest({ tools: [weatherTool()], system: [{ text: 'Be brief.', scope: 'session' }] })

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

function outcome({
  parts,
  finishReason,
  rawFinishReason,
  reportedUsage,
  wireModel,
  responseId,
}: AnswerAssembly): unknown {
  return { parts, finishReason, rawFinishReason, reportedUsage, wireModel, responseId }
}
