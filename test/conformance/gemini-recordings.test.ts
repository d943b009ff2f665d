import { describeFailure } from '../../src/adapters/gemini/failure.ts'
import { describe, expect, it } from 'vitest'

import { gemini } from '../../src/adapters/gemini/protocol.ts'
import { parseJson } from '../../src/adapters/server-sent-events.ts'
import { expectSameByteByByte, expectSameForAnyCut } from './cut-recordings.ts'
import { decodeAnswer } from './decode-answer.ts'
import { expectedOf, geminiVerdicts, type RawUsage } from './gemini-verdicts.ts'
import { shown, wanted } from './oracle-comparison.ts'
import { bodyBytes, recordingsExist, recordingsOf, type Recording } from './recordings.ts'

const recordings = recordingsOf('gemini')
const isError = ({ expected }: Recording): boolean => expected?.error === true
const errors = recordings.filter(isError)
const answers = recordings.filter((recording) => !isError(recording))

describe.runIf(recordingsExist)('recordings of gemini (skipped where ../shared/recordings is missing)', () => {
  it('are all here: the Gemini API and Vertex, streams, lists and documents, all with an oracle', () => {
    const counts: Record<string, number> = {}
    for (const recording of recordings) {
      const { provider, streaming, tags } = recording
      const form = tags.includes('quirk:json-array') ? 'list' : streaming ? 'stream' : 'document'
      const key = `${provider} ${isError(recording) ? 'error' : form}`
      counts[key] = (counts[key] ?? 0) + 1
    }
    console.log(
      `gemini: ${Object.entries(counts)
        .map(([key, count]) => `${key} ${count}`)
        .join(', ')}`,
    )
    expect(counts).toEqual({
      'google stream': 67,
      'google list': 6,
      'google document': 55,
      'google error': 8,
      'vertex stream': 14,
      'vertex document': 34,
      'vertex error': 4,
    })
    expect(recordings.filter(({ expected }) => expected === null)).toEqual([])
  })

  it('decode to the values of the oracle', () => {
    for (const recording of answers) {
      const expected = expectedOf(recording)
      const decoded = decodeAnswer(gemini, [bodyBytes(recording)])
      expect.soft(shown(decoded, expected), recording.id).toEqual(wanted(expected))
    }
    expect(answers.length).toBe(176)
  })

  it('give every count of the wire and no other, and they add up to its total', () => {
    let totals = 0
    for (const recording of answers) {
      const { reportedUsage: usage } = decodeAnswer(gemini, [bodyBytes(recording)]).assembly
      const raw = (recording.expected?.rawUsage ?? {}) as RawUsage
      expect.soft(usage?.cachedTokens, recording.id).toBe(raw.cachedContentTokenCount)
      expect.soft(usage?.reasoningTokens, recording.id).toBe(raw.thoughtsTokenCount)
      expect.soft([usage?.cacheWriteTokens, usage?.cacheWrite1hTokens], recording.id).toEqual([undefined, undefined])
      if (raw.totalTokenCount === undefined) continue
      expect.soft((usage?.inputTokens ?? 0) + (usage?.outputTokens ?? 0), recording.id).toBe(raw.totalTokenCount)
      totals += 1
    }
    expect(totals).toBe(173)
  })

  it('are doubted only where a client failed, and none is disputed', () => {
    expect(recordings.filter(({ tags }) => tags.includes('oracle-disagreement'))).toEqual([])
    for (const id of Object.keys(geminiVerdicts)) {
      expect(recordings.find((recording) => recording.id === id)?.tags, id).toContain('oracle-failure')
    }
  })

  it('decode the same one byte at a time', () => {
    expectSameByteByByte(answers, () => gemini)
    expect(answers.length).toBe(176)
  }, 60_000)

  it('decode the same for any cut of the bytes', () => {
    expectSameForAnyCut(recordings, () => gemini)
  }, 60_000)

  it('are never taken for complete when they end before their finish reason', () => {
    let cut = 0
    for (const recording of answers) {
      const { body } = recording.response
      const at = /"finishReason": ?["\d]/.exec(body)?.index
      if (at === undefined) continue
      const { assembly } = decodeAnswer(gemini, [new TextEncoder().encode(body.slice(0, at))])
      expect
        .soft([assembly.finishReason, assembly.isClosed, assembly.failure], recording.id)
        .toEqual([undefined, false, undefined])
      cut += 1
    }
    expect(cut).toBe(175)
  })

  it('describe their errors by status, word, number and the words of the provider', () => {
    for (const { expected, response, id } of errors) {
      const failure = {
        status: response.status,
        headers: response.headers,
        body: parseJson(response.body) ?? response.body,
      }
      const described = describeFailure(failure, 0)
      const reason = /"reason": "([A-Z_]+)"/.exec(response.body)?.[1]
      const period = /PerMinute|PerDay/.exec(response.body)?.[0]
      expect.soft(described, id).toMatchObject({
        status: expected?.status,
        type: expected?.providerType,
        code: reason ?? period ?? String(expected?.providerCode),
        message: expected?.providerMessage,
      })
      const delay = /"retryDelay": "(\d+)s"/.exec(response.body)?.[1]
      const waitMs = delay === undefined ? undefined : Number(delay) * 1000
      expect.soft(described.wait?.retryAfterMs, id).toBe(waitMs)
    }
    expect(errors.length).toBe(12)
  })
})
