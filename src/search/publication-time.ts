import type { SearchResult } from '../vocabulary/search.ts'

const isoTime = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d{1,9})?\s?(Z|[+-]\d{2}:?\d{2})?)?$/i
const mailTime = /^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (?:GMT|UTC|[+-]\d{4})$/
const writtenDay = /^([A-Z][a-z]{2})[a-z]{0,6}\.? (\d{1,2}), (\d{4})$/
const age = /^(?:\d{1,4}|an?|one)\s?[a-z]{1,8}\.? ago$|^(?:yesterday|today)$/i

/** Only this much of a text is looked at. */
const longest = 60

/** A date in any notation of a backend as ISO 8601, one without a zone as UTC; or an age in its own words. Empty when it is neither. */
export function publicationOf(...candidates: readonly unknown[]): Pick<SearchResult, 'publishedAt' | 'age'> {
  let words: string | undefined
  for (const candidate of candidates) {
    if (typeof candidate !== 'string' || candidate.length > longest) continue
    const given = candidate.trim()
    const publishedAt = instantOf(given)
    if (publishedAt !== undefined) return { publishedAt }
    if (age.test(given)) words ??= given
  }
  return words === undefined ? {} : { age: words }
}

function instantOf(given: string): string | undefined {
  const iso = isoTime.exec(given)
  if (iso !== null) {
    const zone = (iso[3] ?? 'Z').toUpperCase()
    const spelled = zone === 'Z' || zone.includes(':') ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`
    return parsed(`${iso[1]}T${iso[2] ?? '00:00'}${spelled}`)
  }
  if (mailTime.test(given)) return parsed(given)
  const day = writtenDay.exec(given)
  return day === null ? undefined : parsed(`${day[2]} ${day[1]} ${day[3]} 00:00:00 GMT`)
}

function parsed(text: string): string | undefined {
  const ms = Date.parse(text)
  return Number.isFinite(ms) ? new Date(ms).toISOString() : undefined
}
