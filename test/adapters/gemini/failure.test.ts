import { describe, expect, it } from 'vitest'

import { describeFailure } from '../../../src/adapters/gemini/failure.ts'
import type { Json, JsonObject } from '../../../src/vocabulary/message.ts'

const type = (name: string): string => `type.googleapis.com/google.rpc.${name}`
const spent = (...quotaIds: readonly string[]): JsonObject => ({
  '@type': type('QuotaFailure'),
  violations: quotaIds.map((quotaId) => ({ quotaMetric: 'generativelanguage.googleapis.com/requests', quotaId })),
})
const retryIn = (retryDelay: string): JsonObject => ({ '@type': type('RetryInfo'), retryDelay })
const because = (reason: string): JsonObject => ({ '@type': type('ErrorInfo'), reason, domain: 'googleapis.com' })

function described(status: number, word: string, details: readonly Json[], message = 'Words.'): unknown {
  return describeFailure(
    { status, headers: {}, body: { error: { code: status, message, status: word, details } } },
    1_000,
  )
}

describe('an error of Google', () => {
  it('has a number, a word and words', () => {
    expect(described(503, 'UNAVAILABLE', [])).toEqual({
      status: 503,
      code: '503',
      type: 'UNAVAILABLE',
      message: 'Words.',
    })
  })

  it('names its reason where it has one: a bad key is a 400', () => {
    expect(described(400, 'INVALID_ARGUMENT', [because('API_KEY_INVALID')])).toMatchObject({
      status: 400,
      code: 'API_KEY_INVALID',
      type: 'INVALID_ARGUMENT',
    })
  })

  it('tells the wait of a minute quota in its body', () => {
    const details = [spent('GenerateContentPaidTierInputTokensPerModelPerMinute'), retryIn('34.07s')]
    expect(described(429, 'RESOURCE_EXHAUSTED', details)).toMatchObject({
      code: 'PerMinute',
      wait: { retryAfterMs: 34_070, resetsAt: 35_070 },
    })
  })

  it('of a daily quota has no wait: the delay beside it is that of the minute', () => {
    const details = [
      spent('GenerateRequestsPerMinutePerProjectPerModel', 'GenerateRequestsPerDayPerProjectPerModel-FreeTier'),
      because('RATE_LIMIT_EXCEEDED'),
      retryIn('34s'),
    ]
    const failure = described(429, 'RESOURCE_EXHAUSTED', details, 'Please retry in 34s.')
    expect(failure).toMatchObject({ code: 'PerDay' })
    expect(failure).not.toHaveProperty('wait')
  })

  it('of Vertex under shared quota has neither', () => {
    expect(described(429, 'RESOURCE_EXHAUSTED', [])).toEqual({
      status: 429,
      code: '429',
      type: 'RESOURCE_EXHAUSTED',
      message: 'Words.',
    })
  })

  it('of Code Assist says in words when the quota resets', () => {
    expect(
      described(429, 'RESOURCE_EXHAUSTED', [because('QUOTA_EXHAUSTED')], 'Your quota will reset after 18h31m10s.'),
    ).toMatchObject({
      code: 'QUOTA_EXHAUSTED',
      wait: { retryAfterMs: ((18 * 60 + 31) * 60 + 10) * 1000 },
    })
  })

  it('may carry the id of the request', () => {
    expect(described(500, 'INTERNAL', [{ '@type': type('RequestInfo'), requestId: 'r1' }])).toMatchObject({
      requestId: 'r1',
    })
    expect(describeFailure({ status: 500, headers: { 'x-request-id': 'r2' }, body: {} }, 0)).toMatchObject({
      requestId: 'r2',
    })
  })
})

describe('the envelopes around it', () => {
  const error = { code: 503, message: 'Words.', status: 'UNAVAILABLE' }
  const facts = { status: 503, type: 'UNAVAILABLE', message: 'Words.' }

  it.each<[string, Json]>([
    ['none', { error }],
    ['a list', [{ error }]],
    ["Code Assist's", { response: { error }, traceId: 't1' }],
    ['JSON as text', JSON.stringify({ error })],
    ['the message of a gateway', { error: { code: 500, message: JSON.stringify({ error }) } }],
  ])('%s: are taken off, also where the error came inside a 200', (_, body) => {
    expect(describeFailure({ body }, 0)).toMatchObject(facts)
    expect(describeFailure({ status: 503, headers: {}, body }, 0)).toMatchObject(facts)
  })

  it('of others are read as well', () => {
    expect(describeFailure({ status: 502, headers: {}, body: { error: 'Upstream is gone' } }, 0)).toMatchObject({
      status: 502,
      message: 'Upstream is gone',
    })
    expect(describeFailure({ status: 403, headers: {}, body: '<title>Forbidden</title>' }, 0).message).toMatch(
      /403.*Forbidden/,
    )
  })
})
