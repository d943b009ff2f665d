import { describeFailure } from '../../src/adapters/anthropic-messages/failure.ts'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { anthropicMessages } from '../../src/adapters/anthropic-messages/protocol.ts'
import { parseJson } from '../../src/adapters/server-sent-events.ts'
import { cutAt, decodeAnswer } from './decode-answer.ts'
import { shown, traces, wanted, type Verdict } from './oracle-comparison.ts'
import { bodyBytes, recordingsExist, recordingsOf, type Expected, type Recording } from './recordings.ts'

const recordings = recordingsOf('anthropic-messages')

const compactionIsBilled =
  'The top-level counts leave the compaction pass out although it is billed (facts, protocols.md 1): both clients miss it or its cache reads. Ours is the sum over usage.iterations, inclusive of cache.'

/** What we make of a body otherwise than the oracle did, and why. */
const exceptions: Readonly<Record<string, Verdict>> = {
  'anthropic-anthropic-compaction-1-c80d1ef7': {
    reason: compactionIsBilled,
    expected: {
      usage: { inputTokens: 60385 + 612, outputTokens: 522 + 2819, cachedInputTokens: 0, cacheWriteTokens: 0 },
    },
  },
  'anthropic-anthropic-compaction-1-ec40d3d8': {
    reason: compactionIsBilled,
    expected: {
      usage: { inputTokens: 60385 + 682, outputTokens: 592 + 1320, cachedInputTokens: 0, cacheWriteTokens: 0 },
    },
  },
  'anthropic-chat-anthropic-claude-sonnet-4-6-compacts-a-long-ce28170e': {
    reason: compactionIsBilled,
    expected: { usage: { inputTokens: 99195 + 162, outputTokens: 81 + 11, cachedInputTokens: 0, cacheWriteTokens: 0 } },
  },
  'anthropic-test-anthropic-compaction-usage-with-cache-strea-b66f8182': {
    reason: compactionIsBilled,
    expected: {
      usage: { inputTokens: 100 + 55096 + 181, outputTokens: 83 + 8, cachedInputTokens: 55096, cacheWriteTokens: 0 },
    },
  },
  'anthropic-streaming-prompt-caching-reuses-tool-cache-e7627664': {
    reason:
      'The body lacks the blank line after message_stop. Both clients failed on it (oracle-failure) and gave no finish reason and no usage; the wire has end_turn and the counts that rawUsage shows.',
    expected: {
      finishReason: 'stop',
      finishReasonRaw: 'end_turn',
      usage: { inputTokens: 9690, outputTokens: 7, cachedInputTokens: 9687, cacheWriteTokens: 0 },
    },
  },
}

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
    expect(Object.keys(exceptions).filter((id) => !recordings.some((recording) => recording.id === id))).toEqual([])
  })

  it('decode to the values of the oracle', () => {
    let compared = 0
    for (const recording of answers) {
      const decoded = decodeAnswer(anthropicMessages, [bodyBytes(recording)])
      const expected = { ...recording.expected, ...exceptions[recording.id]?.expected }
      expect.soft(shown(decoded, expected), recording.id).toEqual(wanted(expected))
      expect.soft(decoded.assembly.reportedUsage?.reasoningTokens, recording.id).toBe(thinkingTokens(expected))
      compared += 1
    }
    expect(compared).toBeGreaterThan(130)
  })

  it('have exceptions only where the clients disagreed or failed', () => {
    for (const id of Object.keys(exceptions)) {
      const tags = recordings.find((recording) => recording.id === id)?.tags ?? []
      expect(tags.includes('oracle-disagreement') || tags.includes('oracle-failure'), id).toBe(true)
    }
    const disputed = recordings.filter(({ tags }) => tags.includes('oracle-disagreement'))
    expect(disputed.map(({ id }) => id).filter((id) => exceptions[id] === undefined)).toEqual([])
  })

  it('decode the same one byte at a time', () => {
    for (const recording of answers) {
      const bytes = bodyBytes(recording)
      const whole = decodeAnswer(anthropicMessages, [bytes])
      const offsets = Array.from({ length: bytes.length }, (_, at) => at)
      expect(traces(decodeAnswer(anthropicMessages, cutAt(bytes, offsets))), recording.id).toEqual(traces(whole))
    }
    expect(answers.length).toBeGreaterThan(130)
  })

  it('decode the same for any cut of the bytes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...answers), fc.array(fc.nat(1_000_000), { maxLength: 8 }), (recording, cuts) => {
        const bytes = bodyBytes(recording)
        const offsets = cuts.map((cut) => cut % bytes.length)
        expect(traces(decodeAnswer(anthropicMessages, cutAt(bytes, offsets)))).toEqual(
          traces(decodeAnswer(anthropicMessages, [bytes])),
        )
      }),
      { numRuns: 400 },
    )
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
      const description = describeFailure(
        { ...response, body: parseJson(response.body) ?? response.body },
        0,
      )
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
