import { waitFrom } from '../vocabulary/wait-hint.ts'
import { isFew } from './few-remaining.ts'

/** One rate limit as an answer's headers tell it. */
export interface ToldLimit {
  /** The header that tells it. */
  readonly name: string
  readonly unit: 'requests' | 'tokens' | 'output-tokens'
  readonly remaining: number
  /** When it is whole again, in milliseconds since the epoch. */
  readonly resetsAt: number
}

/** What a window lasts where neither a reset nor its name tells, in milliseconds. */
const usualWindowMs = 60_000
/** Windows by the word in the header's name. Nobody stays away for a month on the word of one header: then it is asked again. */
const windows: readonly (readonly [word: string, ms: number])[] = [
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 3_600_000],
  ['month', 3_600_000],
]

/**
 * The rate limits that are nearly used up, from the headers of any provider (facts/errors.md and recordings, 2026-11):
 * `x-ratelimit-remaining-requests` with durations (OpenAI, Groq), seconds (Cerebras), a renewal period (Azure) or nothing (xAI);
 * `-req-minute`, `-tokens-month` (Mistral); `anthropic-ratelimit-requests-remaining` with dates; `x-ratelimit-remaining` with
 * an epoch in milliseconds (OpenRouter); `x-trial-endpoint-call-remaining` (Cohere); `ratelimit-remaining` and `ratelimit` (IETF).
 */
export function limitsIn(headers: Readonly<Record<string, string>>, now: number): readonly ToldLimit[] {
  const told: ToldLimit[] = []
  for (const name of Object.keys(headers)) {
    if (name === 'ratelimit') told.push(...structuredLimits(headers[name] ?? '', now))
    else if (name.includes('remaining') && isFew(name, headers)) {
      const resetMs = waitFrom(headers[name.replace('remaining', 'reset')], 1_000, now) ?? windowOf(name, headers, now)
      told.push({ name, unit: unitOf(name), remaining: Number(headers[name]), resetsAt: now + resetMs })
    }
  }
  // A limit that is whole again by now says nothing.
  return told.filter(({ resetsAt }) => resetsAt > now)
}

function unitOf(name: string): ToldLimit['unit'] {
  if (!name.includes('token')) return 'requests'
  return name.includes('output-token') ? 'output-tokens' : 'tokens'
}

function windowOf(name: string, headers: Readonly<Record<string, string>>, now: number): number {
  const period = waitFrom(headers[name.replace('remaining', 'renewalperiod')], 1_000, now)
  return period ?? windows.find(([word]) => name.includes(word))?.[1] ?? usualWindowMs
}

/** `"default";r=0;t=30`, `limit=100, remaining=2, reset=18`: the IETF drafts, several policies with commas between them. */
function structuredLimits(value: string, now: number): readonly ToldLimit[] {
  const text = value.slice(0, 500)
  const policies = /\bremaining=/.test(text) ? [text] : text.split(',')
  return policies.flatMap((policy, index): readonly ToldLimit[] => {
    const remaining = /\b(?:r|remaining)=(\d{1,12})\b/.exec(policy)?.[1]
    const reset = waitFrom(/\b(?:t|reset)=(\d{1,12})\b/.exec(policy)?.[1], 1_000, now)
    if (remaining === undefined || Number(remaining) > 5) return []
    return [
      {
        name: `ratelimit ${index}`,
        unit: policy.includes('token') ? 'tokens' : 'requests',
        remaining: Number(remaining),
        resetsAt: now + (reset ?? usualWindowMs),
      },
    ]
  })
}
