/** A share of its limit below which a rate limit is worth watching. */
const fewShare = 0.05
/** The same in requests, and in tokens, where the limit itself is not told. */
const fewRequests = 5
const fewTokens = 20_000

/**
 * Whether an answer's headers tell that a rate limit is nearly used up. Looked at for every answer, so it only looks; what the
 * limits are is read elsewhere, and only then. Names are in lower case.
 */
export function reportsFewRemaining(headers: Readonly<Record<string, string>>): boolean {
  for (const name in headers) {
    if (name === 'ratelimit') {
      if (/\b(?:r|remaining)=[0-5]\b/.test(headers[name] ?? '')) return true
    } else if (name.includes('remaining') && isFew(name, headers)) return true
  }
  return false
}

/** Whether the one limit whose rest this header gives is nearly used up. */
export function isFew(name: string, headers: Readonly<Record<string, string>>): boolean {
  const text = headers[name] ?? ''
  const remaining = text === '' ? Number.NaN : Number(text)
  if (!(remaining >= 0)) return false
  const least = name.includes('token') ? fewTokens : fewRequests
  const limit = Number(headers[name.replace('remaining', 'limit')])
  // A limit of nothing that lets requests through is none: gateways send 0 where they limit nothing.
  return limit !== 0 && remaining <= (limit > 0 ? Math.max(Math.min(limit, fewRequests), limit * fewShare) : least)
}
