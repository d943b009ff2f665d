import { describeFailure } from '../../src/adapters/anthropic-messages/failure.ts'
import { describe, expect, it } from 'vitest'

import { anthropicMessages } from '../../src/adapters/anthropic-messages/protocol.ts'
import { parseJson } from '../../src/adapters/server-sent-events.ts'
import { expectSameByteByByte, expectSameForAnyCut } from './cut-recordings.ts'
import { decodeAnswer } from './decode-answer.ts'
import { anthropicVerdicts } from './anthropic-verdicts.ts'
import { shown, wanted } from './oracle-comparison.ts'
import { bodyBytes, recordingsExist, recordingsOf, type Expected, type Recording } from './recordings.ts'

const recordings = recordingsOf('anthropic-messages')

const isError = (recording: Recording): boolean => recording.response.status >= 400
const answers = recordings.filter((recording) => !isError(recording))
const errors = recordings.filter(isError)

describe.runIf(recordingsExist)('recorded answers (../shared/recordings)', () => {
  it('are there: Anthropic and Vertex, streams and documents, all with an oracle', () => {
    const counts = new Map<string, number>()
    for (const { provider, streaming, response } of recordings) {
      const key = `${provider} ${response.status >= 400 ? 'error' : streaming ? 'stream' : 'document'}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    console.log(`anthropic-messages recordings: ${[...counts].map(([key, count]) => `${key} ${count}`).join(', ')}`)
    expect(Object.fromEntries(counts)).toEqual({
      'anthropic stream': 83,
      'anthropic document': 49,
      'anthropic error': 13,
      'vertex stream': 3,
      'vertex document': 4,
    })
    expect(recordings.filter(({ expected }) => expected === null)).toEqual([])
    expect(Object.keys(anthropicVerdicts).filter((id) => !recordings.some((recording) => recording.id === id))).toEqual(
      [],
    )
  })

  it('decode to the values of the oracle', () => {
    let compared = 0
    for (const recording of answers) {
      const decoded = decodeAnswer(anthropicMessages, [bodyBytes(recording)])
      const expected = { ...recording.expected, ...anthropicVerdicts[recording.id]?.expected }
      expect.soft(shown(decoded, expected), recording.id).toEqual(wanted(expected))
      expect.soft(decoded.assembly.reportedUsage?.reasoningTokens, recording.id).toBe(thinkingTokens(expected))
      compared += 1
    }
    expect(compared).toBeGreaterThan(130)
  })

  it('have exceptions only where the clients disagreed or failed', () => {
    for (const id of Object.keys(anthropicVerdicts)) {
      const tags = recordings.find((recording) => recording.id === id)?.tags ?? []
      expect(tags.includes('oracle-disagreement') || tags.includes('oracle-failure'), id).toBe(true)
    }
    const disputed = recordings.filter(({ tags }) => tags.includes('oracle-disagreement'))
    expect(disputed.map(({ id }) => id).filter((id) => anthropicVerdicts[id] === undefined)).toEqual([])
  })

  it('decode the same one byte at a time', () => {
    expectSameByteByByte(answers, () => anthropicMessages)
    expect(answers.length).toBeGreaterThan(130)
  })

  it('decode the same for any cut of the bytes', () => {
    expectSameForAnyCut(answers, () => anthropicMessages)
  })

  it('are never taken for complete when they end before message_stop', () => {
    const streams = answers.filter(({ response }) => response.body.includes('message_stop'))
    expect(streams.length).toBe(86)
    for (const recording of streams) {
      const body = recording.response.body
      const bytes = new TextEncoder().encode(body.slice(0, body.lastIndexOf('event: message_stop')))
      const { assembly } = decodeAnswer(anthropicMessages, [bytes])
      expect([assembly.finishReason, assembly.isClosed], recording.id).toEqual([undefined, false])
    }
  })
})

describe.runIf(recordingsExist)('recorded errors (../shared/recordings)', () => {
  it('are described by their status, type, code and the words of the provider', () => {
    for (const { id, response, expected } of errors) {
      const description = describeFailure({ ...response, body: parseJson(response.body) ?? response.body }, 0)
      const { status, type, code, message, requestId } = description
      expect.soft({ status, type, code: code ?? null, message }, id).toEqual({
        status: expected?.status,
        type: expected?.providerType,
        code: expected?.providerCode,
        message: expected?.providerMessage,
      })
      expect.soft(requestId, id).toBe(response.headers['request-id'] ?? bodyRequestId(response.body))
      const header = response.headers['x-should-retry']
      expect.soft(description.shouldRetry, id).toBe(header === undefined ? undefined : header === 'true')
    }
    expect(errors.length).toBe(13)
  })
})

function bodyRequestId(body: string): string | undefined {
  return (parseJson(body) as { request_id?: string | null }).request_id ?? undefined
}

/** The provider's own count, an explicit zero included, which the oracles leave out. */
function thinkingTokens({ rawUsage }: Partial<Expected>): number | undefined {
  const usage = rawUsage as { output_tokens_details?: { thinking_tokens?: number } | null } | undefined
  return usage?.output_tokens_details?.thinking_tokens
}
