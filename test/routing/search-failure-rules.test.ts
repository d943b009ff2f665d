import { describe, expect, it } from 'vitest'

import { classifyByRules } from '../../src/routing/classify-by-rules.ts'
import { afterFailure } from '../../src/routing/cooldown.ts'
import { evidenceOrder, ruleTable } from '../../src/routing/failure-rule.ts'
import { decideRetry } from '../../src/routing/retry-policy.ts'
import { searchFailureRules } from '../../src/routing/search-failure-rules.ts'
import { describeRefusal } from '../../src/search/describe-refusal.ts'
import type { WireFailure } from '../../src/vocabulary/failure.ts'

const minute = 60_000

/** What an error of a backend means. */
function judge(provider: string, failure: WireFailure): ReturnType<typeof classifyByRules> {
  return classifyByRules(ruleTable(searchFailureRules), describeRefusal(failure, 0), { provider, local: false })
}

describe('the failure rules of search', () => {
  it('stand in the order of their evidence, each under a name of its own, and end with one that always matches', () => {
    const ranks = searchFailureRules.map(({ evidence }) => evidenceOrder.indexOf(evidence))
    expect(ranks).toEqual([...ranks].sort((a, b) => a - b))
    expect(new Set(searchFailureRules.map(({ id }) => id)).size).toBe(searchFailureRules.length)
    expect(Object.keys(searchFailureRules.at(-1) ?? {}).toSorted()).toEqual(['evidence', 'id', 'verdict'])
    for (const { codes = [] } of searchFailureRules) expect(codes).toEqual(codes.map((code) => code.toLowerCase()))
  })

  it('never end a search: what one backend refuses another may find', () => {
    for (const { id, verdict } of searchFailureRules) expect(verdict.action, id).not.toBe('stop')
  })

  // The shapes of the provider facts of 2026-11, web search APIs.
  it.each([
    ['tavily', 401, { detail: { error: 'Unauthorized: missing or invalid API key.' } }, 'authentication', undefined],
    ['tavily', 429, { detail: { error: 'too many requests' } }, 'rate-limit', 2],
    ['tavily', 432, { detail: { error: 'plan limit' } }, 'quota', 15],
    ['tavily', 433, { detail: { error: 'pay-as-you-go limit' } }, 'quota', 15],
    ['tavily', 400, { detail: { error: 'Query is too long.' } }, 'invalid-request', undefined],
    ['exa', 401, { requestId: 'r', error: 'bad key', tag: 'INVALID_API_KEY' }, 'authentication', undefined],
    ['exa', 402, { requestId: 'r', error: 'no credits', tag: 'NO_MORE_CREDITS' }, 'quota', 15],
    ['exa', 400, { requestId: 'r', error: 'x', tag: 'NO_MORE_CREDITS' }, 'quota', 15],
    [
      'brave',
      422,
      { error: { status: 422, code: 'SUBSCRIPTION_TOKEN_INVALID', detail: 'x' } },
      'authentication',
      undefined,
    ],
    ['brave', 422, { error: { status: 422, code: 'VALIDATION', detail: 'x' } }, 'invalid-request', undefined],
    ['brave', 400, { error: { code: 'OPTION_NOT_IN_PLAN' } }, 'unsupported', undefined],
    ['brave', 429, { error: { code: 'RATE_LIMITED' } }, 'rate-limit', 2],
    ['brave', 429, { error: { code: 'QUOTA_LIMITED' } }, 'quota', 15],
    ['serpapi', 401, { error: 'Invalid API key.' }, 'authentication', undefined],
    ['serpapi', 429, { error: 'Your account has run out of searches.' }, 'quota', 15],
    ['serpapi', 429, { error: 'You are exceeding the hourly throughput limit.' }, 'rate-limit', 2],
    [
      'google',
      429,
      {
        error: {
          code: 429,
          message: "Quota exceeded for 'Queries per day'",
          errors: [{ reason: 'rateLimitExceeded' }],
        },
      },
      'quota',
      15,
    ],
    ['google', 429, { error: { code: 429, message: 'slow', status: 'RESOURCE_EXHAUSTED' } }, 'rate-limit', 2],
    [
      'google',
      400,
      {
        error: {
          code: 400,
          message: 'API key not valid',
          status: 'INVALID_ARGUMENT',
          details: [{ reason: 'API_KEY_INVALID' }],
        },
      },
      'authentication',
      undefined,
    ],
    ['google', 403, { error: { errors: [{ reason: 'dailyLimitExceeded' }] } }, 'quota', 15],
    ['google', 403, { error: { status: 'PERMISSION_DENIED' } }, 'permission', 30],
    ['searxng', 403, '<h1>Forbidden</h1>', 'permission', 30],
    ['searxng', 418, '', 'rate-limit', 2],
    ['duckduckgo', 403, '', 'permission', 30],
    ['duckduckgo', 302, '', 'unsupported', undefined],
    ['any', 500, '', 'server', 0.25],
    ['any', 503, 'service unavailable', 'server', 0.25],
    ['any', 504, '', 'timeout', 0.25],
    ['any', 400, 'please retry later', 'rate-limit', 2],
    ['any', 400, 'upgrade your plan', 'quota', 15],
  ] as const)('R108 know %s %i %j', (provider, status, body, code, minutes) => {
    const verdict = judge(provider, { status, body })
    expect(verdict.code).toBe(code)
    if (code !== 'authentication') expect(verdict.cooldownMs).toBe(minutes === undefined ? undefined : minutes * minute)
  })

  it('read what Brave says of the second and of the month: the longest wait of those that are used up', () => {
    const wait = (remaining: string, reset: string): number | undefined =>
      describeRefusal(
        { status: 429, headers: { 'x-ratelimit-remaining': remaining, 'x-ratelimit-reset': reset }, body: '' },
        0,
      ).wait?.retryAfterMs
    expect(wait('0, 14000', '1, 1000000')).toBe(1_000)
    expect(wait('0, 0', '1, 1000000')).toBe(1_000_000_000)
    expect(wait('5, 6', '1, 2')).toBeUndefined()
  })

  it('are cooled for just the time that is said, each time', () => {
    const verdict = judge('tavily', { status: 429, body: '' })
    let rests = {}
    for (const now of [0, 10 * minute, 20 * minute]) {
      rests = afterFailure(rests, verdict, undefined, now, 0.9)
      expect(rests).toMatchObject({ 'rate-limit': { until: now + 2 * minute } })
    }
  })
})

describe('a backoff that is given', () => {
  it('doubles with each retry, and adds a little by chance', () => {
    const waitMs = (retriesMade: number, random: number): unknown =>
      decideRetry({
        failure: { code: 'server', scope: 'key', action: 'retry', rule: 'x' },
        wait: undefined,
        now: 0,
        retriesMade,
        maxRetries: 5,
        otherTargetsLeft: false,
        deadlineAt: undefined,
        random,
        bucketAllows: true,
        backoff: { firstMs: 1_000, jitterMs: 500 },
      })
    expect(waitMs(0, 0)).toEqual({ type: 'retry', waitMs: 1_000 })
    expect(waitMs(1, 0)).toEqual({ type: 'retry', waitMs: 2_000 })
    expect(waitMs(2, 0.5)).toEqual({ type: 'retry', waitMs: 4_250 })
  })
})
