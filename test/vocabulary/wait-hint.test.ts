import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseWaitHint, type WaitHintSource } from '../../src/vocabulary/wait-hint.ts'
import { leastTime } from '../processor-time.ts'

const now = Date.UTC(2026, 10, 20, 12, 0, 0)

function waitOf(source: WaitHintSource): number | undefined {
  return parseWaitHint(source, now)?.retryAfterMs
}

describe('headers', () => {
  it.each([
    ['retry-after-ms in milliseconds', { 'retry-after-ms': '1500' }, 1_500],
    ['retry-after-ms with a fraction', { 'retry-after-ms': '12.5' }, 12.5],
    ['x-ms-retry-after-ms', { 'x-ms-retry-after-ms': '250' }, 250],
    ['retry-after in whole seconds', { 'retry-after': '2' }, 2_000],
    ['retry-after with a fraction', { 'retry-after': '0.25' }, 250],
    ['retry-after of a day, uncapped', { 'retry-after': '86400' }, 86_400_000],
    ['retry-after as a date', { 'retry-after': 'Fri, 20 Nov 2026 12:00:30 GMT' }, 30_000],
    ['retry-after as a date that is over', { 'retry-after': 'Fri, 20 Nov 2026 11:00:00 GMT' }, 0],
    ['retry-after as RFC 3339', { 'retry-after': '2026-11-20T12:01:00Z' }, 60_000],
    ['retry-after as epoch seconds', { 'retry-after': String(now / 1_000 + 7) }, 7_000],
    ['retry-after as a Go duration', { 'retry-after': '1m30s' }, 90_000],
    ['spaces around a number', { 'retry-after': ' 3 ' }, 3_000],
    ['milliseconds before seconds', { 'retry-after-ms': '100', 'retry-after': '1' }, 100],
    ['the first above zero, as Azure needs', { 'retry-after-ms': '0', 'retry-after': '1' }, 1_000],
    ['zero when nothing else is there', { 'retry-after': '0' }, 0],
  ])('reads %s', (_, headers, expected) => {
    expect(waitOf({ headers })).toBe(expected)
  })

  it.each([
    '-1',
    '-0.5',
    'NaN',
    'Infinity',
    'abc',
    '',
    ' ',
    '1e3',
    '+5',
    '0x10',
    '5 apples',
    'tomorrow',
    '1.2.3',
    '9'.repeat(400),
  ])('rejects retry-after: %j', (value) => {
    expect(waitOf({ headers: { 'retry-after': value } })).toBeUndefined()
  })

  it('rejects a date that the calendar does not have', () => {
    expect(waitOf({ headers: { 'retry-after': 'Fri, 99 Nov 2026 12:00:30 GMT' } })).toBeUndefined()
  })

  it('gives the same time as a point in time', () => {
    expect(parseWaitHint({ headers: { 'retry-after': '2' } }, now)).toEqual({
      retryAfterMs: 2_000,
      resetsAt: now + 2_000,
    })
  })
})

describe('reset headers', () => {
  it.each([
    ['OpenAI durations', { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0s' }, 360_000],
    ['OpenAI milliseconds', { 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': '17ms' }, 17],
    ['plain seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '42' }, 42_000],
    [
      'epoch milliseconds, as OpenRouter sends',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + 9_000) },
      9_000,
    ],
    ['epoch seconds', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now / 1_000 + 9) }, 9_000],
    [
      'RFC 3339, as Anthropic sends',
      { 'anthropic-ratelimit-tokens-remaining': '0', 'anthropic-ratelimit-tokens-reset': '2026-11-20T12:00:08Z' },
      8_000,
    ],
    [
      'a rejected subscription window',
      {
        'anthropic-ratelimit-unified-5h-status': 'rejected',
        'anthropic-ratelimit-unified-5h-reset': String(now / 1_000 + 3_600),
      },
      3_600_000,
    ],
    ['the IETF header', { ratelimit: '"default";r=0;t=30' }, 30_000],
    ['the older IETF headers', { 'ratelimit-remaining': '0', 'ratelimit-reset': '30' }, 30_000],
  ])('reads %s', (_, headers, expected) => {
    expect(waitOf({ headers })).toBe(expected)
  })

  it('takes the latest reset of the limits that are exhausted and no other', () => {
    const headers = {
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '2s',
      'x-ratelimit-remaining-tokens': '0',
      'x-ratelimit-reset-tokens': '5s',
      'x-ratelimit-remaining-images': '3',
      'x-ratelimit-reset-images': '99s',
    }
    expect(waitOf({ headers })).toBe(5_000)
  })

  it('ignores resets of limits that are not exhausted', () => {
    const headers = {
      'x-ratelimit-remaining-requests': '4999',
      'x-ratelimit-reset-requests': '12ms',
      'anthropic-ratelimit-unified-5h-status': 'allowed',
      'anthropic-ratelimit-unified-5h-reset': String(now / 1_000 + 60),
    }
    expect(waitOf({ headers })).toBeUndefined()
  })

  it('reads the headers that OpenRouter repeats in its body', () => {
    const body = {
      error: {
        code: 429,
        metadata: { headers: { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': String(now + 4_000) } },
      },
    }
    expect(waitOf({ body })).toBe(4_000)
  })
})

describe('bodies', () => {
  it.each([
    [
      'RetryInfo.retryDelay',
      { error: { details: [{}, { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '3.5s' }] } },
      3_500,
    ],
    ['a list around the error', [{ error: { details: [{ retryDelay: '37s' }] } }], 37_000],
    ['resets_in_seconds', { error: { type: 'usage_limit_reached', resets_in_seconds: 7_200 } }, 7_200_000],
    ['resets_at in epoch seconds', { error: { resets_at: now / 1_000 + 60 } }, 60_000],
    ['resets_at in epoch milliseconds', { error: { resets_at: now + 60_000 } }, 60_000],
    ['resets_at as RFC 3339 with an offset', { error: { resets_at: '2026-11-20T13:00:05+01:00' } }, 5_000],
    ['next_flush_time without a zone, in Beijing time', { error: { next_flush_time: '2026-11-20 20:10:00' } }, 600_000],
    ['retry_after', { detail: { retry_after: 2 } }, 2_000],
  ])('reads %s', (_, body, expected) => {
    expect(waitOf({ body })).toBe(expected)
  })

  it.each([
    { resets_in_seconds: -5 },
    { resets_in_seconds: Number.NaN },
    { resets_in_seconds: '-5' },
    { resets_in_seconds: null },
    { resets_at: true },
  ])('rejects %j', (body) => {
    expect(waitOf({ body })).toBeUndefined()
  })

  it('gives up on bodies that are too deep or too large to be an error', () => {
    let deep: unknown = { resets_in_seconds: 5 }
    for (let level = 0; level < 20; level += 1) deep = { error: deep }
    expect(waitOf({ body: deep })).toBeUndefined()
    const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`member${index}`, index]))
    expect(waitOf({ body: { ...wide, resets_in_seconds: 5 } })).toBeUndefined()
  })

  it('does not stumble over members with names of Object.prototype', () => {
    expect(
      waitOf({ body: JSON.parse('{"__proto__":{"retry_after":1},"constructor":2,"hasOwnProperty":3}') as unknown }),
    ).toBe(1_000)
  })
})

describe('texts', () => {
  it.each([
    ['Rate limit reached for gpt-4o. Please try again in 5.289s. Visit https://example.com', 5_289],
    ['Please try again in 20s', 20_000],
    ['Please try again in 6m0s.', 360_000],
    ['Please try again in 1h2m3.5s.', 3_723_500],
    ['Please try again in 320ms.', 320],
    ['Please retry after 26 seconds.', 26_000],
    ['Please retry in 37.123s.', 37_123],
    ['Try again in 2 minutes, 5 seconds.', 125_000],
    ['Your quota will reset after 18h31m10s.', 66_670_000],
    ['Usage limit reached for 5 hour. Your limit will reset at 2026-11-20 20:30:00', 1_800_000],
    ['You have reached your API usage limits. You will regain access on 2026-12-01 at 00:00 UTC.', 907_200_000],
  ])('reads %j', (message, expected) => {
    expect(waitOf({ message })).toBeCloseTo(expected, 6)
  })

  it.each([
    'Please try again later.',
    'try again in 5 apples',
    'try again in -5s',
    'Please retry shortly.',
    'limited to 1 requests per minute',
    'waited 20 seconds',
  ])('finds nothing in %j', (message) => {
    expect(waitOf({ message })).toBeUndefined()
  })

  it('looks at the first 2 000 characters only', () => {
    expect(waitOf({ message: `${'x'.repeat(1_950)} try again in 5s` })).toBe(5_000)
    expect(waitOf({ message: `${'x'.repeat(2_000)} try again in 5s` })).toBeUndefined()
  })
})

it('prefers headers to the body, the body to the text, and the text to reset headers', () => {
  const reset = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '40' }
  const body = { retry_after: 20 }
  const message = 'try again in 30s'
  expect(waitOf({ headers: { 'retry-after': '10', ...reset }, body, message })).toBe(10_000)
  expect(waitOf({ headers: reset, body, message })).toBe(20_000)
  expect(waitOf({ headers: reset, message })).toBe(30_000)
  expect(waitOf({ headers: reset })).toBe(40_000)
  expect(waitOf({})).toBeUndefined()
})

it('never throws and never gives a negative, endless or unset wait, whatever comes', () => {
  const names = ['retry-after', 'retry-after-ms', 'x-ratelimit-reset', 'x-ratelimit-remaining', 'ratelimit']
  const headers = fc.dictionary(
    fc.constantFrom(...names),
    fc.oneof(fc.string(), fc.double().map(String), fc.constantFrom('0', '1m', '-1')),
  )
  fc.assert(
    fc.property(headers, fc.jsonValue(), fc.string(), (given, body, message) => {
      const hint = parseWaitHint({ headers: given, body, message }, now)
      if (hint === undefined) return
      expect(hint.retryAfterMs).toBeGreaterThanOrEqual(0)
      expect(hint.retryAfterMs).toBeLessThan(4e10)
      expect(hint.resetsAt).toBeGreaterThanOrEqual(now)
    }),
  )
})

it('takes no longer for texts made to be slow', async () => {
  const failures = ['1', '1s', 'try again in ', 'try again in 1', '1h1', 'reset at 2026-', ' ', '9999999999.'].map(
    (piece) => ({
      message: piece.repeat(1_000_000 / piece.length),
      headers: { 'retry-after': piece.repeat(10_000), ratelimit: piece.repeat(10_000) },
    }),
  )
  expect(await leastTime(() => failures.forEach((failure) => waitOf(failure)), 500)).toBeLessThan(500)
})
