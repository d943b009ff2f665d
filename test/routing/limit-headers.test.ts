import { describe, expect, it } from 'vitest'
import { reportsFewRemaining } from '../../src/routing/few-remaining.ts'
import { limitsIn } from '../../src/routing/limit-headers.ts'

const now = Date.UTC(2026, 10, 20, 9)
const inMs = (ms: number): string => new Date(now + ms).toISOString()

type Row = readonly [who: string, headers: Readonly<Record<string, string>>, expected: readonly string[]]

/** Headers of each provider that tells its limits (facts/errors.md and recordings), with what is nearly used up in them. */
const rows: readonly Row[] = [
  [
    'OpenAI: durations',
    {
      'x-ratelimit-limit-requests': '5000',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '6m0s',
      'x-ratelimit-limit-tokens': '2000000',
      'x-ratelimit-remaining-tokens': '1999000',
      'x-ratelimit-reset-tokens': '17ms',
    },
    ['requests 0 360000'],
  ],
  [
    'Anthropic: dates, tokens in both directions',
    {
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '49',
      'anthropic-ratelimit-requests-reset': inMs(1_000),
      'anthropic-ratelimit-input-tokens-limit': '30000',
      'anthropic-ratelimit-input-tokens-remaining': '1000',
      'anthropic-ratelimit-input-tokens-reset': inMs(40_000),
      'anthropic-ratelimit-output-tokens-limit': '8000',
      'anthropic-ratelimit-output-tokens-remaining': '0',
      'anthropic-ratelimit-output-tokens-reset': inMs(20_000),
    },
    ['tokens 1000 40000', 'output-tokens 0 20000'],
  ],
  [
    'Azure: a renewal period',
    {
      'x-ratelimit-limit-requests': '10',
      'x-ratelimit-remaining-requests': '1',
      'x-ratelimit-renewalperiod-requests': '10',
    },
    ['requests 1 10000'],
  ],
  [
    'Groq: requests of a day, durations with fractions',
    {
      'x-ratelimit-limit-requests': '14400',
      'x-ratelimit-remaining-requests': '2',
      'x-ratelimit-reset-requests': '2m59.56s',
    },
    ['requests 2 179560'],
  ],
  [
    'xAI: no reset at all',
    { 'x-ratelimit-limit-requests': '480', 'x-ratelimit-remaining-requests': '0' },
    ['requests 0 60000'],
  ],
  [
    'Mistral: the window is in the name',
    {
      'x-ratelimit-limit-req-minute': '100',
      'x-ratelimit-remaining-req-minute': '3',
      'x-ratelimit-limit-tokens-month': '1000000',
      'x-ratelimit-remaining-tokens-month': '10',
      'x-ratelimit-tokens-query-cost': '85',
    },
    ['requests 3 60000', 'tokens 10 3600000'],
  ],
  [
    'OpenRouter: an epoch in milliseconds',
    { 'x-ratelimit-limit': '20', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now + 33_000) },
    ['requests 0 33000'],
  ],
  [
    'Cerebras: seconds',
    {
      'x-ratelimit-limit-tokens-minute': '60000',
      'x-ratelimit-remaining-tokens-minute': '500',
      'x-ratelimit-reset-tokens-minute': '11.5',
    },
    ['tokens 500 11500'],
  ],
  [
    'Cohere: the calls of a trial key',
    { 'x-trial-endpoint-call-limit': '20', 'x-trial-endpoint-call-remaining': '1' },
    ['requests 1 60000'],
  ],
  [
    'IETF, older names',
    { 'ratelimit-limit': '400', 'ratelimit-remaining': '2', 'ratelimit-reset': '18' },
    ['requests 2 18000'],
  ],
  ['IETF, one field', { ratelimit: 'limit=100, remaining=0, reset=18' }, ['requests 0 18000']],
  ['IETF, several policies', { ratelimit: '"burst";r=90;t=5, "daily-tokens";r=0;t=700' }, ['tokens 0 700000']],
]

/** Headers that tell of no limit worth keeping. */
const calm: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  [
    'gateways without a limit: nothing of nothing',
    {
      'x-ratelimit-limit-requests': '0',
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-limit-tokens': '0',
      'x-ratelimit-remaining-tokens': '0',
    },
  ],
  ['much is left', { 'x-ratelimit-limit-requests': '5000', 'x-ratelimit-remaining-requests': '4000' }],
  ['words', { 'x-ratelimit-remaining-requests': 'plenty' }],
  ['nothing', { 'x-ratelimit-remaining-requests': '' }],
  ['less than nothing', { 'x-ratelimit-remaining-requests': '-1' }],
  ['much in a field', { ratelimit: '"default";r=50;t=30' }],
  ['other headers', { 'content-type': 'text/event-stream', 'x-request-id': '0' }],
]

describe('limits in the headers of an answer', () => {
  it.each(rows)('%s', (_who, headers, expected) => {
    expect(
      limitsIn(headers, now).map(({ unit, remaining, resetsAt }) => `${unit} ${remaining} ${resetsAt - now}`),
    ).toEqual(expected)
    expect(reportsFewRemaining(headers)).toBe(true)
  })

  it.each(calm)('%s: none', (_what, headers) => {
    expect(limitsIn(headers, now)).toEqual([])
    expect(reportsFewRemaining(headers)).toBe(false)
  })

  it('one that is whole again is none', () => {
    expect(limitsIn({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(now - 1) }, now)).toEqual([])
  })
})
