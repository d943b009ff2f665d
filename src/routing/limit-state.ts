import type { LearntConcurrency } from './learnt-concurrency.ts'
import type { ToldLimit } from './limit-headers.ts'
import { type SlidingWindow, type Spent, windowMs } from './sliding-window.ts'

/** A limit that a provider told, with what was spent of it since. */
export interface LearntLimit extends ToldLimit {
  remaining: number
  /** When it was told, in milliseconds since the epoch: the newer word counts. */
  readonly toldAt: number
}

/** What one router spent of a key in the last minute. */
export interface KeySpending {
  readonly requests: readonly Spent[]
  readonly tokens: readonly Spent[]
}

/** What is counted and known of limits. Plain data, no secrets. */
export interface LimitState {
  /** `writer`: whose spending it is. Each router counts its own, so that nothing is counted twice. */
  readonly uses: readonly (readonly [key: string, writer: string, spending: KeySpending])[]
  readonly learnt: readonly (readonly [key: string, limits: readonly LearntLimit[]])[]
  readonly concurrency: readonly (readonly [key: string, learnt: LearntConcurrency])[]
}

/** Entries of one list that are read. */
const mostRead = 5_000
/** Limits of one model that are kept: providers tell a handful, and name them as they like. */
const mostLimits = 20
/** Spending is told apart by this much time, in milliseconds. */
const gridMs = 1_000

/** State as it comes from somewhere else: what cannot be read, or is over at `now`, is left out. */
export function readLimits(given: unknown, now: number): LimitState {
  const uses = entriesOf(given, 'uses').flatMap(([key, writer, spending]): LimitState['uses'] => {
    if (typeof key !== 'string' || typeof writer !== 'string') return []
    const read = { requests: readSpent(spending, 'requests', now), tokens: readSpent(spending, 'tokens', now) }
    return read.requests.length + read.tokens.length === 0 ? [] : [[key, writer, read]]
  })
  const learnt = entriesOf(given, 'learnt').flatMap(([key, list]): LimitState['learnt'] => {
    const limits = objectsIn(list).filter((one): one is LearntLimit => isLearntLimit(one) && one.resetsAt > now)
    return typeof key !== 'string' || limits.length === 0 ? [] : [[key, limits.map((one) => ({ ...one }))]]
  })
  const concurrency = entriesOf(given, 'concurrency').flatMap(([key, one]): LimitState['concurrency'] =>
    typeof key === 'string' && isConcurrency(one) ? [[key, one]] : [],
  )
  return { uses, learnt, concurrency }
}

/** What two know of the limits of one model: of each the newer word, and of one word the lower rest. */
export function joinLimits(one: readonly LearntLimit[], other: readonly LearntLimit[]): LearntLimit[] {
  const joined = new Map(one.map((limit) => [limit.name, limit]))
  for (const limit of other) {
    const known = joined.get(limit.name)
    const isNewer = known === undefined || limit.toldAt > known.toldAt
    if (isNewer || (limit.toldAt === known.toldAt && limit.remaining < known.remaining)) joined.set(limit.name, limit)
  }
  return [...joined.values()].slice(-mostLimits)
}

/** Spending on the grid, so that a busy minute stays short. What is joined counts as long as its last part. */
export function onGrid({ spent }: SlidingWindow): readonly Spent[] {
  const joined: Spent[] = []
  for (const { at, amount } of spent) {
    const last = joined.at(-1)
    if (last === undefined || Math.floor(last.at / gridMs) !== Math.floor(at / gridMs)) joined.push({ at, amount })
    else joined[joined.length - 1] = { at, amount: last.amount + amount }
  }
  return joined
}

function entriesOf(given: unknown, name: string): readonly (readonly unknown[])[] {
  const list: unknown = typeof given === 'object' && given !== null ? Reflect.get(given, name) : undefined
  if (!Array.isArray(list)) return []
  return list.slice(-mostRead).filter((entry): entry is unknown[] => Array.isArray(entry))
}

function objectsIn(list: unknown): readonly object[] {
  return Array.isArray(list) ? list.filter((one): one is object => typeof one === 'object' && one !== null) : []
}

/** What a clock that is far ahead has written is no spending of this minute. */
function readSpent(spending: unknown, name: keyof KeySpending, now: number): readonly Spent[] {
  const list: unknown = typeof spending === 'object' && spending !== null ? Reflect.get(spending, name) : undefined
  return objectsIn(list)
    .slice(-mostRead)
    .filter((one): one is Spent => hasNumbers(one, ['at', 'amount']))
    .filter(({ at }) => at + windowMs > now && at - windowMs < now)
    .map(({ at, amount }) => ({ at, amount }))
}

function isLearntLimit(one: object): one is LearntLimit {
  const { name, unit } = one as Partial<ToldLimit>
  const isUnit = unit === 'requests' || unit === 'tokens' || unit === 'output-tokens'
  return typeof name === 'string' && isUnit && hasNumbers(one, ['remaining', 'resetsAt', 'toldAt'])
}

function isConcurrency(one: unknown): one is LearntConcurrency {
  if (typeof one !== 'object' || one === null || !hasNumbers(one, ['most', 'served', 'loweredAt', 'notBefore']))
    return false
  return (one as LearntConcurrency).most >= 1
}

function hasNumbers(one: object, names: readonly string[]): boolean {
  return names.every((name) => Number.isFinite(Reflect.get(one, name)))
}
