import type { Attempt } from '../vocabulary/completion-result.ts'
import type { Target } from '../vocabulary/model.ts'
import type { RouterErrorCode } from '../vocabulary/router-error.ts'
import { addUsage, type Usage } from '../vocabulary/usage.ts'

/** What a request says of itself. */
export interface UsageLabels {
  readonly task?: string | undefined
  readonly phase?: string | undefined
  readonly agent?: string | undefined
  readonly tags?: Readonly<Record<string, string>> | undefined
}

/** A call that has ended. */
export interface EndedCall {
  /** Who answered it, else who was asked first. */
  readonly target: Target
  /** Of the attempt that answered. */
  readonly kind: string
  readonly isFailed: boolean
  readonly fallbackOccurred: boolean
  readonly downgraded: boolean
  /** Milliseconds since the epoch. */
  readonly endedAt: number
}

/** What everything with the same labels on the same day used. */
export interface UsageCell extends Target {
  /** Days since the epoch; of a month the first one. */
  readonly day: number
  /** The days of its month are no longer told apart. */
  readonly isMonth: boolean
  readonly kind: string
  readonly labels: UsageLabels
  calls: number
  failedCalls: number
  fallbacks: number
  downgrades: number
  attempts: number
  retries: number
  failedAttempts: number
  readonly failures: Map<RouterErrorCode, number>
  readonly usage: { -readonly [Counter in keyof Usage]: Usage[Counter] }
  nanoUsd: number
  unpricedAttempts: number
}

/** Sums of what was used, bounded in memory. Owns the sums; how they are shown is the report's. */
export interface UsageLedger {
  /** `kind`: what it was made for, where that is not the attempt's own kind. */
  countAttempt(attempt: Attempt, labels: UsageLabels, kind?: string): void
  countCall(call: EndedCall, labels: UsageLabels): void
  readonly cells: Iterable<UsageCell>
  /** Labels were left away, because there were too many. */
  readonly isCut: boolean
}

const dayMs = 86_400_000
/** Days further back are joined to months once the ledger is full. */
const mostDays = 92

/** Makes an empty one. `mostCells`: how many combinations of labels and days are told apart. */
export function createUsageLedger(mostCells: number = 10_000): UsageLedger {
  const cells = new Map<string, UsageCell>()
  let isCut = false
  let joinedOn = -1

  function cellOf(at: number, target: Target, kind: string, labels: UsageLabels): UsageCell {
    const day = Math.floor(at / dayMs)
    const key = keyOf(day, target, kind, labels)
    const known = cells.get(key)
    if (known !== undefined) return known
    if (cells.size >= mostCells && joinedOn !== day) {
      joinedOn = day
      joinOldDays(cells, day - mostDays)
    }
    if (cells.size < mostCells) return add(key, newCell(day, false, target, kind, labels))
    isCut = true
    return rest(day)
  }

  function add(key: string, cell: UsageCell): UsageCell {
    cells.set(key, cell)
    return cell
  }

  /** What has no room of its own any more, of one month: at most one cell more each month. */
  function rest(day: number): UsageCell {
    const month = firstOfMonth(day)
    const key = `rest ${month}`
    return cells.get(key) ?? add(key, newCell(month, true, { provider: '', model: '' }, '', {}))
  }

  return {
    cells: { [Symbol.iterator]: () => cells.values() },
    get isCut() {
      return isCut
    },
    countAttempt(attempt, labels, kind = attempt.kind) {
      const { target, failure, usage, cost } = attempt
      const cell = cellOf(attempt.startedAt, target, kind, labels)
      cell.attempts++
      if (attempt.kind === 'retry') cell.retries++
      if (failure !== undefined) {
        cell.failedAttempts++
        cell.failures.set(failure.code, (cell.failures.get(failure.code) ?? 0) + 1)
      }
      if (usage !== undefined) addUsage(cell.usage, usage)
      if (cost === undefined) return
      if (cost.usd === undefined || cost.incomplete === true) cell.unpricedAttempts++
      if (cost.usd !== undefined) cell.nanoUsd += Math.round(cost.usd * 1e9)
    },
    countCall({ target, kind, isFailed, fallbackOccurred, downgraded, endedAt }, labels) {
      const cell = cellOf(endedAt, target, kind, labels)
      cell.calls++
      if (isFailed) cell.failedCalls++
      if (fallbackOccurred) cell.fallbacks++
      if (downgraded) cell.downgrades++
    },
  }
}

/** Adds one cell to another. */
export function addCell(sum: UsageCell, cell: UsageCell): void {
  sum.calls += cell.calls
  sum.failedCalls += cell.failedCalls
  sum.fallbacks += cell.fallbacks
  sum.downgrades += cell.downgrades
  sum.attempts += cell.attempts
  sum.retries += cell.retries
  sum.failedAttempts += cell.failedAttempts
  for (const [code, count] of cell.failures) sum.failures.set(code, (sum.failures.get(code) ?? 0) + count)
  addUsage(sum.usage, cell.usage)
  sum.nanoUsd += cell.nanoUsd
  sum.unpricedAttempts += cell.unpricedAttempts
}

/** An empty one. */
export function newCell(day: number, isMonth: boolean, target: Target, kind: string, labels: UsageLabels): UsageCell {
  const { task, phase, agent, tags } = labels
  return {
    day,
    isMonth,
    provider: target.provider,
    model: target.model,
    kind,
    // A copy: a ledger that held the request would hold the conversation.
    labels: { task, phase, agent, tags: tags === undefined ? undefined : { ...tags } },
    calls: 0,
    failedCalls: 0,
    fallbacks: 0,
    downgrades: 0,
    attempts: 0,
    retries: 0,
    failedAttempts: 0,
    failures: new Map(),
    usage: {},
    nanoUsd: 0,
    unpricedAttempts: 0,
  }
}

function keyOf(day: number, { provider, model }: Target, kind: string, labels: UsageLabels): string {
  const { task, phase, agent, tags } = labels
  const key = `${day} ${kind} ${provider}/${model}`
  if (task === undefined && phase === undefined && agent === undefined && tags === undefined) return key
  const flat = [task, phase, agent]
  if (tags !== undefined) {
    const names = Object.keys(tags)
    if (names.length > 1) names.sort()
    for (const name of names) flat.push(name, tags[name])
  }
  return `${key} ${JSON.stringify(flat)}`
}

function firstOfMonth(day: number): number {
  const date = new Date(day * dayMs)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth()) / dayMs
}

function joinOldDays(cells: Map<string, UsageCell>, before: number): void {
  const old = [...cells].filter(([, cell]) => !cell.isMonth && cell.day < before)
  for (const [key, cell] of old) {
    cells.delete(key)
    const month = firstOfMonth(cell.day)
    const { kind, labels } = cell
    const joined = `month ${keyOf(month, cell, kind, labels)}`
    const sum = cells.get(joined) ?? newCell(month, true, cell, kind, labels)
    addCell(sum, cell)
    cells.set(joined, sum)
  }
}
