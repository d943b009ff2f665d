import type { SpendLimit, SpendPeriod } from '../vocabulary/spend.ts'

/** What money is spent on. */
export interface SpendSubject {
  readonly provider: string
  readonly model: string
  readonly tags?: Readonly<Record<string, string>> | undefined
  readonly session?: string | undefined
}

/** Whole billionths of a USD. */
export function nanoUsd(usd: number): number {
  return Math.round(usd * 1e9)
}

/**
 * What a limit counts a subject under: its selectors with their values, in one order; `undefined` when it does not count it.
 * Limits that count the same have the same words.
 */
export function countedUnder(limit: SpendLimit, subject: SpendSubject): string | undefined {
  const { tag, session, provider, model } = limit
  if (provider !== undefined && provider !== subject.provider) return undefined
  if (model !== undefined && model !== subject.model && model !== `${subject.provider}/${subject.model}`)
    return undefined
  const words: string[] = []
  if (tag !== undefined) {
    const tags = subject.tags ?? {}
    const wanted: Readonly<Record<string, string | undefined>> = typeof tag === 'string' ? { [tag]: tags[tag] } : tag
    for (const name of Object.keys(wanted).toSorted()) {
      const value = wanted[name]
      if (value === undefined || !Object.hasOwn(tags, name) || tags[name] !== value) return undefined
      words.push(`tag ${name}=${JSON.stringify(value)}`)
    }
  }
  if (session !== undefined && session !== false) {
    const wanted = session === true ? subject.session : session
    if (wanted === undefined || wanted !== subject.session) return undefined
    words.push(`session ${JSON.stringify(wanted)}`)
  }
  if (provider !== undefined) words.push(`provider ${provider}`)
  if (model !== undefined) words.push(`model ${model}`)
  return words.join(', ')
}

/** One turn of a period. */
export interface PeriodTurn {
  /** Differs from turn to turn. */
  readonly name: string
  /** Milliseconds since the epoch; absent: it does not end by the clock. */
  readonly endsAt: number | undefined
}

const hourMs = 3_600_000

/** The turn of a period that a moment is in, by UTC. */
export function turnOf(period: SpendPeriod, now: number): PeriodTurn {
  if (period === 'call' || period === 'run') return { name: period, endsAt: undefined }
  if (period === 'month') {
    const date = new Date(now)
    const endsAt = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1)
    return { name: `month ${date.toISOString().slice(0, 7)}`, endsAt }
  }
  const hours = period === 'day' ? 24 : period.hours
  const start = Math.floor(now / (hours * hourMs)) * hours * hourMs
  const from = new Date(start).toISOString()
  const name = period === 'day' ? `day ${from.slice(0, 10)}` : `${hours} h from ${from.slice(0, 13)}`
  return { name, endsAt: start + hours * hourMs }
}

/** A period in words: `per day`. */
export function periodWords(period: SpendPeriod): string {
  if (typeof period === 'object') return period.hours === 1 ? 'per hour' : `per ${period.hours} hours`
  return `per ${period}`
}
