import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { classifyFailure, classifyLocalFailure } from '../../src/routing/classify-failure.ts'
import { decideRetry, type RetryQuestion } from '../../src/routing/retry-policy.ts'
import type { FailureDescription } from '../../src/vocabulary/failure.ts'

const now = 1_000_000

function verdict(failure: FailureDescription) {
  return classifyFailure(failure, { provider: 'openai', protocol: 'openai-chat', local: false })
}

const rateLimit = verdict({ status: 429 })

function ask(question: Partial<RetryQuestion>) {
  return decideRetry({
    failure: rateLimit,
    wait: undefined,
    now,
    retriesMade: 0,
    maxRetries: 1,
    otherTargetsLeft: true,
    deadlineAt: undefined,
    random: 0,
    bucketAllows: true,
    ...question,
  })
}

const after = (retryAfterMs: number) => ({ retryAfterMs, resetsAt: now + retryAfterMs })

describe('R44 with a time that the provider named', () => {
  it.each([
    [2_000, true, { type: 'retry', waitMs: 2_000 }],
    [5_000, true, { type: 'retry', waitMs: 5_000 }],
    [5_001, true, { type: 'next' }],
    [5_001, false, { type: 'retry', waitMs: 5_001 }],
    [60_000, false, { type: 'retry', waitMs: 60_000 }],
    [60_001, false, { type: 'next' }],
    [86_400_000, false, { type: 'next' }],
  ])('%i ms, another target left: %s', (ms, otherTargetsLeft, expected) => {
    expect(ask({ wait: after(ms), otherTargetsLeft })).toEqual(expected)
  })

  it('adds up to a tenth by chance, never takes off', () => {
    expect(ask({ wait: after(2_000), random: 0.5 })).toEqual({ type: 'retry', waitMs: 2_100 })
    expect(ask({ wait: after(2_000), random: 0.999_999 })).toEqual({ type: 'retry', waitMs: 2_200 })
  })

  it('counts from now, not from when the provider said it', () => {
    expect(ask({ wait: { retryAfterMs: 3_000, resetsAt: now + 1_000 } })).toEqual({ type: 'retry', waitMs: 1_000 })
    expect(ask({ wait: { retryAfterMs: 3_000 } })).toEqual({ type: 'retry', waitMs: 3_000 })
  })

  it('backs off as without one when the time is zero or over', () => {
    expect(ask({ wait: after(0), random: 0.5 })).toEqual({ type: 'retry', waitMs: 250 })
    expect(ask({ wait: after(-5_000), random: 0.5 })).toEqual({ type: 'retry', waitMs: 250 })
  })
})

describe('R44 without one', () => {
  it.each([
    [0, 500],
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [4, 8_000],
    [5, 8_000],
    [60, 8_000],
  ])('retry %i waits up to %i ms, all of it by chance', (retriesMade, most) => {
    expect(ask({ retriesMade, maxRetries: 100, random: 0 })).toEqual({ type: 'retry', waitMs: 0 })
    expect(ask({ retriesMade, maxRetries: 100, random: 0.5 })).toEqual({ type: 'retry', waitMs: most / 2 })
  })
})

describe('limits', () => {
  it('moves on when the retries are used up, or none were allowed', () => {
    expect(ask({ retriesMade: 1 })).toEqual({ type: 'next' })
    expect(ask({ maxRetries: 0 })).toEqual({ type: 'next' })
  })

  it('moves on when the bucket is empty', () => {
    expect(ask({ bucketAllows: false })).toEqual({ type: 'next' })
  })

  it('never waits up to or beyond the deadline', () => {
    expect(ask({ wait: after(2_000), deadlineAt: now + 2_001 })).toEqual({ type: 'retry', waitMs: 2_000 })
    expect(ask({ wait: after(2_000), deadlineAt: now + 2_000 })).toEqual({ type: 'next' })
    expect(ask({ random: 0.9, deadlineAt: now + 100 })).toEqual({ type: 'next' })
    expect(ask({ deadlineAt: now - 1 })).toEqual({ type: 'next' })
  })
})

describe('what the class says', () => {
  it.each([
    ['R48 a server error is asked again', verdict({ status: 500 }), 'retry'],
    ['R43 an unavailable service is asked again', verdict({ status: 503 }), 'retry'],
    ['R43 a broken connection is asked again', classifyLocalFailure('network'), 'retry'],
    ['a silent target is never asked again', classifyLocalFailure('timeout', { silent: true }), 'next'],
    ['a dead key is never asked again', verdict({ status: 401 }), 'next'],
    ['an empty account is never asked again', verdict({ status: 402 }), 'next'],
    ['too long a prompt is never asked again', verdict({ status: 400, code: 'context_length_exceeded' }), 'next'],
    ['a bad request ends the call', verdict({ status: 400 }), 'stop'],
    ['a verdict on the content ends the call', verdict({ status: 400, code: 'content_filter' }), 'stop'],
    ['the end of the time ends the call', classifyLocalFailure('timeout', { deadline: true }), 'stop'],
    ['an abort ends the call', classifyLocalFailure('aborted'), 'stop'],
  ] as const)('%s', (_, failure, type) => {
    expect(ask({ failure }).type).toBe(type)
    expect(ask({ failure, otherTargetsLeft: false }).type).toBe(type)
  })

  it('R45 moves on from a verdict on the content only where the route says so', () => {
    const failure = verdict({ status: 400, code: 'content_policy_violation' })
    expect(ask({ failure, onContentFilter: 'stop' })).toEqual({ type: 'stop' })
    expect(ask({ failure, onContentFilter: 'next' })).toEqual({ type: 'next' })
    expect(ask({ failure: verdict({ status: 400 }), onContentFilter: 'next' })).toEqual({ type: 'stop' })
  })
})

it('always waits a finite time that is not negative and ends before the deadline', () => {
  const hint = fc.option(fc.record({ retryAfterMs: fc.double({ min: 0, max: 1e9, noNaN: true }) }), { nil: undefined })
  fc.assert(
    fc.property(
      hint,
      fc.nat(20),
      fc.boolean(),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      fc.nat(100_000),
      (wait, retriesMade, otherTargetsLeft, random, ms) => {
        const decision = ask({ wait, retriesMade, maxRetries: 50, otherTargetsLeft, random, deadlineAt: now + ms })
        if (decision.type !== 'retry') return
        expect(decision.waitMs).toBeGreaterThanOrEqual(0)
        expect(decision.waitMs).toBeLessThan(ms)
        expect(decision.waitMs).toBeLessThanOrEqual(66_000)
      },
    ),
  )
})
