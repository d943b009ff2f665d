import type { WaitHint } from './failure.ts'

/** What a wait hint is looked for in. */
export interface WaitHintSource {
  /** Response headers, lower-case names. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** The parsed error body. */
  readonly body?: unknown
  /** The provider's words. */
  readonly message?: string | undefined
}

/** Only this much of a text is looked at, in UTF-16 units. */
const longestText = 2_000
/** Only this much of a header or field value. */
const longestValue = 64
/** A body is searched this deep, and this many members of it. */
const deepestLevel = 5
const mostMembers = 400
/** Nothing that a provider means as a wait is longer: a year, in milliseconds. */
const longestWaitMs = 366 * 24 * 3_600_000

/** Units without the `s` of a plural. */
const unitMs: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  millisecond: 1,
  s: 1_000,
  sec: 1_000,
  second: 1_000,
  m: 60_000,
  min: 60_000,
  minute: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  d: 86_400_000,
  day: 86_400_000,
}

/**
 * Reads when a provider says it may be asked again: from headers, the body, the text, and the reset headers of exhausted
 * rate limits, in this order. Both members are set, `retryAfterMs` counted from `now` (milliseconds since the epoch).
 * The first hint above zero wins: Azure sends `retry-after-ms: 0` beside `retry-after: 1` (recorded). A wait is not
 * capped: that is the retry policy's job. `undefined` when nothing readable is there.
 */
export function parseWaitHint(source: WaitHintSource, now: number): WaitHint | undefined {
  const headers = source.headers ?? {}
  const text = (source.message ?? (typeof source.body === 'string' ? source.body : '')).slice(0, longestText)
  let zero: WaitHint | undefined
  for (const read of [
    () => fromRetryHeaders(headers, now),
    () => fromBody(source.body, now),
    () => fromText(text, now),
    () => fromResetHeaders({ ...headersInBody(source.body), ...headers }, now),
  ]) {
    const ms = read()
    if (ms === undefined) continue
    const hint = { retryAfterMs: ms, resetsAt: Math.ceil(now + ms) }
    if (ms > 0) return hint
    zero ??= hint
  }
  return zero
}

/** `retry-after-ms` and `x-ms-retry-after-ms` are milliseconds; `retry-after` is seconds or a date (RFC 9110, 10.2.3). */
function fromRetryHeaders(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  let first: number | undefined
  for (const [name, scale] of [
    ['retry-after-ms', 1],
    ['x-ms-retry-after-ms', 1],
    ['retry-after', 1_000],
  ] as const) {
    const ms = waitFrom(headers[name], scale, now)
    if (ms !== undefined && ms > 0) return ms
    first ??= ms
  }
  return first
}

/** Body fields that say how long, and what a bare number in them counts. */
const bodyFields: Readonly<Record<string, number>> = {
  retryDelay: 1_000,
  retry_after_ms: 1,
  retry_after: 1_000,
  retry_after_seconds: 1_000,
  resets_in_seconds: 1_000,
  resets_at: 1_000,
  next_flush_time: 1_000,
}

/** The first of `bodyFields` anywhere in the body, breadth first. */
function fromBody(body: unknown, now: number): number | undefined {
  let level: unknown[] = [body]
  let members = 0
  for (let depth = 0; depth <= deepestLevel && level.length > 0; depth += 1) {
    const below: unknown[] = []
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue
      for (const [name, member] of Object.entries(value)) {
        members += 1
        if (members > mostMembers) return undefined
        const scale = Object.hasOwn(bodyFields, name) ? bodyFields[name] : undefined
        const ms = scale === undefined ? undefined : waitFrom(member, scale, now)
        if (ms !== undefined) return ms
        below.push(member)
      }
    }
    level = below
  }
  return undefined
}

const wordedWait =
  /(?:try again|retry|reset|wait)s?(?: (?:in|after|for))? ((?:\d{1,9}(?:\.\d{1,9})? ?(?:milliseconds?|ms|seconds?|secs?|s|minutes?|mins?|m|hours?|h|days?|d)(?![a-z])[ ,]{0,2}|\d{1,9}(?:\.\d{1,9})?[dhms](?=\d)){1,6})/i
const wordedInstant =
  /(?:resets?|regain access) (?:at|on) (\d{4}-\d{2}-\d{2}(?:t| at | )\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?: ?utc|z|[+-]\d{2}:?\d{2})?)/i

/**
 * `try again in 5.289s` (OpenAI, Groq), `Please retry after 26 seconds` (Azure), `will reset at 2026-09-09 05:38:28` (Z.AI),
 * `will regain access on 2026-04-01 at 00:00 UTC` (Anthropic, anthropics/claude-code#38035).
 */
function fromText(text: string, now: number): number | undefined {
  const worded = wordedWait.exec(text)?.[1]
  if (worded !== undefined) return bounded(durationMs(worded))
  const instant = wordedInstant.exec(text)?.[1]
  return instant === undefined ? undefined : untilInstant(dateMs(instant), now)
}

/**
 * The latest reset of the rate limits that are exhausted: those whose `remaining` is 0 (OpenAI, Anthropic, OpenRouter and the
 * older IETF names), whose `status` is `rejected` (Anthropic subscriptions), or an IETF `ratelimit` with `r=0`.
 */
function fromResetHeaders(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  let latest: number | undefined
  for (const name of Object.keys(headers)) {
    let ms: number | undefined
    if (/^(?:x-|anthropic-)?ratelimit-/.test(name) && name.includes('reset')) {
      const remaining = headers[name.replace('reset', 'remaining')]?.trim()
      const exhausted = remaining !== undefined && /^0+(?:\.0*)?$/.test(remaining)
      if (exhausted || headers[name.replace('reset', 'status')] === 'rejected') ms = waitFrom(headers[name], 1_000, now)
    } else if (name === 'ratelimit') {
      const value = (headers[name] ?? '').slice(0, longestText)
      if (/\b(?:r|remaining)=0\b/.test(value)) ms = waitFrom(/\b(?:t|reset)=(\d{1,12})\b/.exec(value)?.[1], 1_000, now)
    }
    if (ms !== undefined) latest = Math.max(latest ?? 0, ms)
  }
  return latest
}

/** OpenRouter repeats the upstream's rate-limit headers in `error.metadata.headers` (recorded). */
function headersInBody(body: unknown): Record<string, string> {
  const headers = member(member(member(body, 'error'), 'metadata'), 'headers')
  const found: Record<string, string> = {}
  if (typeof headers !== 'object' || headers === null) return found
  for (const [name, value] of Object.entries(headers).slice(0, 50)) {
    if (typeof value === 'string') found[name.toLowerCase()] = value
  }
  return found
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined
}

/** A wait in any notation; `scale` is what a bare number counts, in milliseconds. Numbers above 1e9 are points in time. */
export function waitFrom(value: unknown, scale: number, now: number): number | undefined {
  if (typeof value === 'number') return waitFromNumber(value, scale, now)
  if (typeof value !== 'string' || value.length > longestValue) return undefined
  const text = value.trim()
  if (/^\d+(?:\.\d+)?$/.test(text)) return waitFromNumber(Number(text), scale, now)
  const duration = durationMs(text)
  return duration === undefined ? untilInstant(dateMs(text), now) : bounded(duration)
}

function waitFromNumber(value: number, scale: number, now: number): number | undefined {
  if (!Number.isFinite(value) || value < 0) return undefined
  if (value > 1e12) return untilInstant(value, now)
  if (value > 1e9 && scale > 1) return untilInstant(value * 1_000, now)
  return bounded(value * scale)
}

/** A Go duration (`1h2m3.5s`, `17ms`) or one in words (`2 minutes`). */
function durationMs(text: string): number | undefined {
  const piece = /(\d{1,12}(?:\.\d{1,9})?) ?([a-zµ]{1,12})[ ,]{0,2}/iy
  let total = 0
  while (piece.lastIndex < text.length) {
    const found = piece.exec(text)
    const word = found?.[2]?.toLowerCase() ?? ''
    const unit = word.length > 2 && word.endsWith('s') ? word.slice(0, -1) : word
    const scale = Object.hasOwn(unitMs, unit) ? unitMs[unit] : undefined
    if (scale === undefined) return undefined
    total += Number(found?.[1]) * scale
  }
  return text === '' ? undefined : total
}

const httpDate = /^[a-z]{3}, \d{2} [a-z]{3} \d{4} \d{2}:\d{2}:\d{2} gmt$/i
const isoDate =
  /^(\d{4}-\d{2}-\d{2})(?:t| at | )(\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?(?: ?(utc|z|[+-]\d{2}:?\d{2}))?$/i

/**
 * An HTTP date, or an RFC 3339 one. One without a zone is Beijing time: only Z.AI and Zhipu are known to send those (reports in
 * can1357/oh-my-pi#11014, 2026-09), and whoever else does is merely asked a few hours early.
 */
function dateMs(text: string): number | undefined {
  if (httpDate.test(text)) return finite(Date.parse(text))
  const iso = isoDate.exec(text)
  if (iso === null) return undefined
  const zone = (iso[5] ?? '+08:00').toUpperCase().replace('UTC', 'Z')
  const spelled = zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`
  return finite(Date.parse(`${iso[1]}T${iso[2]}:${iso[3] ?? '00'}.${(iso[4] ?? '0').padEnd(3, '0')}${spelled}`))
}

function untilInstant(instant: number | undefined, now: number): number | undefined {
  return instant === undefined ? undefined : bounded(Math.max(0, instant - now))
}

function bounded(ms: number | undefined): number | undefined {
  return ms !== undefined && Number.isFinite(ms) && ms >= 0 && ms <= longestWaitMs ? ms : undefined
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined
}
