import { describeFailure } from '../../src/adapters/openai-responses/failure.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { AnswerAssembly } from '../../src/adapters/answer-assembly.ts'
import { openaiResponses } from '../../src/adapters/openai-responses/protocol.ts'
import { parseJson } from '../../src/adapters/server-sent-events.ts'
import type { WireFailure } from '../../src/vocabulary/failure.ts'
import { expectSameByteByByte, expectSameForAnyCut } from './cut-recordings.ts'
import { decodeAnswer } from './decode-answer.ts'
import { expectWellFormed } from './well-formed.ts'
import { shown, wanted, type Verdict } from './oracle-comparison.ts'
import { bodyBytes, recordingsExist, recordingsOf, type Recording } from './recordings.ts'
import { openaiResponsesVerdicts } from './responses-verdicts.ts'

const recordings = recordingsOf('openai-responses')
const isError = ({ expected }: Recording): boolean => expected?.error === true
const errors = recordings.filter(isError)
const answers = recordings.filter((recording) => !isError(recording))
const verdicts: Readonly<Record<string, Verdict>> = openaiResponsesVerdicts

describe.runIf(recordingsExist)('recordings of openai-responses', () => {
  it('are all here', () => {
    const counts = new Map<string, number>()
    for (const recording of recordings) {
      const key = `${recording.provider} ${isError(recording) ? 'error' : recording.streaming ? 'stream' : 'document'}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    console.log(`openai-responses: ${[...counts].map(([key, count]) => `${key} ${count}`).join(', ')}`)
    expect([recordings.length, answers.length, errors.length]).toEqual([272, 248, 24])
    expect(recordings.filter(({ expected }) => expected === null)).toEqual([])
  })

  it('decode to the values of the oracle', () => {
    for (const recording of answers) {
      const expected = { ...recording.expected, ...verdicts[recording.id]?.expected }
      const decoded = decodeAnswer(openaiResponses, [bodyBytes(recording)])
      expect.soft(shown(decoded, expected), recording.id).toEqual(wanted(expected))
      expect.soft(decoded.assembly.warnings, recording.id).toEqual([])
    }
    expect(answers.length).toBe(248)
  })

  it('are doubted only where the clients disagree, and there always decided', () => {
    const disputed = recordings.filter(({ tags }) => tags.includes('oracle-disagreement')).map(({ id }) => id)
    expect(Object.keys(verdicts).toSorted()).toEqual(disputed.toSorted())
  })

  it('give the counts and the costs of the wire, cache writes too', () => {
    let costs = 0
    for (const recording of answers) {
      const { assembly } = decodeAnswer(openaiResponses, [bodyBytes(recording)])
      const raw = (recording.expected?.rawUsage ?? {}) as RawUsage
      expect
        .soft(assembly.reportedUsage?.cacheWriteTokens, recording.id)
        .toBe(raw.input_tokens_details?.cache_write_tokens)
      const usd = raw.cost ?? (raw.cost_in_usd_ticks === undefined ? undefined : raw.cost_in_usd_ticks / 1e10)
      if (usd === undefined) expect.soft(assembly.reportedCostUsd, recording.id).toBeUndefined()
      else expect.soft(assembly.reportedCostUsd, recording.id).toBeCloseTo(usd, 12)
      if (usd !== undefined) costs += 1
    }
    expect(costs).toBe(37)
  })

  it('decode the same one byte at a time', () => {
    expectSameByteByByte(answers, () => openaiResponses)
    expect(answers.length).toBe(248)
  }, 120_000)

  it('decode the same for any cut of the bytes', () => {
    expectSameForAnyCut(recordings, () => openaiResponses)
  }, 60_000)

  it('give the same calls, and the same text or a warning, whatever events are lost before the last', () => {
    // The ChatGPT backend repeats nothing in its last event: there a lost item is lost. A message that goes on after another
    // one began is two parts, so that only one message is comparable.
    const repeating = answers.filter((recording) => {
      const types = repeatedTypes(recording)
      return types.length > 0 && types.filter((type) => type === 'message').length < 2
    })
    expect(repeating.length).toBeGreaterThan(85)
    fc.assert(
      fc.property(fc.constantFrom(...repeating), fc.array(fc.nat(1_000_000), { maxLength: 40 }), (recording, lost) => {
        const events = recording.response.body.split(/(?<=\r?\n\r?\n)/)
        const last = events.findIndex((event) => /"type": ?"response\.(?:completed|incomplete)"/.test(event))
        const gone = new Set(lost.map((number) => number % last))
        const left = events.filter((_, index) => !gone.has(index)).join('')
        const { assembly, events: given } = decodeAnswer(openaiResponses, [new TextEncoder().encode(left)])
        expectWellFormed(given)
        const whole = decodeAnswer(openaiResponses, [bodyBytes(recording)]).assembly
        expect(assembly.finishReason).toBe(whole.finishReason)
        const repaired = assembly.warnings.some(({ code }) => code === 'contradicted-text')
        expect(said(assembly, repaired)).toEqual(said(whole, repaired))
      }),
      { numRuns: 1000 },
    )
  }, 60_000)

  it('are never taken for complete when they end before their terminal event', () => {
    for (const recording of answers) {
      for (const bytes of beginnings(recording)) {
        const { assembly } = decodeAnswer(openaiResponses, [bytes])
        expect
          .soft([assembly.finishReason, assembly.isClosed, assembly.failure], recording.id)
          .toEqual([undefined, false, undefined])
      }
    }
    expect(answers.length).toBe(248)
  })

  it('describe their errors by status, code, type and the words of the provider', () => {
    for (const recording of errors) {
      const { expected, response } = recording
      const { status, code, type, message, requestId } = describeFailure(failureOf(recording), 0)
      expect.soft({ status, code, type, message, requestId }, recording.id).toEqual({
        // An error inside a 200 has no other status here.
        status: response.status >= 400 ? expected?.status : undefined,
        code: expected?.providerCode ?? undefined,
        type: expected?.providerType ?? undefined,
        message: expected?.providerMessage,
        requestId: response.headers['x-request-id'],
      })
    }
    expect(errors.length).toBe(24)
  })
})

interface RawUsage {
  readonly input_tokens_details?: { readonly cache_write_tokens?: number }
  readonly cost?: number
  readonly cost_in_usd_ticks?: number
}

/** The types of the items that the last event of a stream repeats. */
function repeatedTypes({ response, streaming }: Recording): readonly string[] {
  const last = response.body.split(/\r?\n/).findLast((line) => line.startsWith('data: {'))
  if (!streaming || last === undefined) return []
  const { response: whole } = JSON.parse(last.slice('data: '.length)) as { response: { output: { type: string }[] } }
  return whole.output.map(({ type }) => type)
}

/**
 * What the parts say: the text in order, whatever parts it came in, and the rest apart from its order, since what only the last
 * event tells comes last. A reasoning text whose events were lost in its middle may come in two parts.
 */
function said({ parts }: AnswerAssembly, callsOnly: boolean): readonly unknown[] {
  const calls = parts.flatMap((part) =>
    part.type === 'tool-call' ? [JSON.stringify([part.id, part.name, part.args])] : [],
  )
  if (callsOnly) return calls.toSorted()
  const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
  const thoughts = parts.map((part) => (part.type === 'reasoning' ? part.text : '')).join('')
  const natives = parts.flatMap((part) => (part.type === 'native' ? [JSON.stringify(part.data)] : []))
  return [...calls.toSorted(), text, thoughts.split('').toSorted().join(''), ...natives.toSorted()]
}

function failureOf({ response, id }: Recording): WireFailure {
  const { status, headers, body } = response
  if (status >= 400) return { status, headers, body: parseJson(body) ?? body }
  const { assembly } = decodeAnswer(openaiResponses, [new TextEncoder().encode(body)])
  expect([assembly.failure === undefined, assembly.isClosed, assembly.finishReason], id).toEqual([
    false,
    true,
    undefined,
  ])
  return { headers, body: assembly.failure?.body }
}

/** The answer cut directly before its terminal event, and in the middle. */
function beginnings({ response, streaming }: Recording): readonly Uint8Array[] {
  const lines = response.body.split(/(?<=\n)/)
  const at = lines.findIndex((line) => /^data:.*"type": ?"response\.(?:completed|incomplete)"/.test(line))
  expect(at !== -1).toBe(streaming)
  const kept = streaming ? lines.slice(0, at).join('') : response.body.trimEnd().slice(0, -1)
  return [kept, kept.slice(0, Math.floor(kept.length / 2))].map((text) => new TextEncoder().encode(text))
}
