import { joinProblems } from '../vocabulary/join-problems.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { unknownOptions } from '../vocabulary/unknown-option.ts'
import type { ReportDimension, UsageCounts, UsageQuery, UsageReport, UsageRow } from '../vocabulary/usage-report.ts'
import { addCell, newCell, type UsageCell, type UsageLedger } from './usage-ledger.ts'

type PlainDimension = Exclude<ReportDimension, `tag:${string}`>

/** How each dimension is read from a cell; `undefined`: not known of it. */
const readers: Readonly<Record<PlainDimension, (cell: UsageCell) => string | undefined>> = {
  provider: ({ provider }) => provider || undefined,
  model: ({ model }) => model || undefined,
  task: ({ labels }) => labels.task,
  phase: ({ labels }) => labels.phase,
  agent: ({ labels }) => labels.agent,
  kind: ({ kind }) => kind || undefined,
  day: ({ day, isMonth }) => (isMonth ? undefined : dayName(day)),
  month: ({ day }) => dayName(day).slice(0, 7),
}

/** Makes a report of what a ledger holds. Throws `RouterError` `invalid-request` for a query that cannot be used. */
export function reportUsage(ledger: UsageLedger, query: UsageQuery = {}): UsageReport {
  checkQuery(query)
  const { groupBy = ['provider', 'model'], where = {}, from, to } = query
  const conditions = Object.entries(where) as [ReportDimension, string | undefined][]
  const total = emptySum()
  const rows = new Map<string, { readonly group: UsageRow['group']; readonly sum: UsageCell }>()
  let first: string | undefined
  let last: string | undefined
  for (const cell of ledger.cells) {
    const day = dayName(cell.day)
    if ((from !== undefined && day < from) || (to !== undefined && day > to)) continue
    if (conditions.some(([name, value]) => value !== undefined && valueOf(cell, name) !== value)) continue
    if (first === undefined || day < first) first = day
    if (last === undefined || day > last) last = day
    addCell(total, cell)
    if (groupBy.length === 0) continue
    const values = groupBy.map((name) => valueOf(cell, name))
    const key = JSON.stringify(values)
    const row = rows.get(key) ?? { group: groupOf(groupBy, values), sum: emptySum() }
    addCell(row.sum, cell)
    rows.set(key, row)
  }
  const ordered = [...rows].toSorted(([a, one], [b, other]) => other.sum.nanoUsd - one.sum.nanoUsd || (a < b ? -1 : 1))
  return {
    ...(first === undefined ? {} : { from: first, to: last }),
    total: countsOf(total),
    rows: ordered.map(([, { group, sum }]) => ({ group, ...countsOf(sum) })),
    isComplete: !ledger.isCut,
  }
}

function emptySum(): UsageCell {
  return newCell(0, false, { provider: '', model: '' }, '', {})
}

function valueOf(cell: UsageCell, name: ReportDimension): string | undefined {
  if (isPlain(name)) return readers[name](cell)
  const { tags = {} } = cell.labels
  const tag = name.slice('tag:'.length)
  return Object.hasOwn(tags, tag) ? tags[tag] : undefined
}

function isPlain(name: string): name is PlainDimension {
  return Object.hasOwn(readers, name)
}

function groupOf(names: readonly ReportDimension[], values: readonly (string | undefined)[]): UsageRow['group'] {
  return Object.fromEntries(
    names.flatMap((name, index) => (values[index] === undefined ? [] : [[name, values[index]]])),
  ) as UsageRow['group']
}

function countsOf(sum: UsageCell): UsageCounts {
  return {
    calls: sum.calls,
    failedCalls: sum.failedCalls,
    fallbacks: sum.fallbacks,
    downgrades: sum.downgrades,
    attempts: sum.attempts,
    retries: sum.retries,
    failedAttempts: sum.failedAttempts,
    failures: Object.fromEntries([...sum.failures].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    usage: { ...sum.usage },
    usd: sum.nanoUsd / 1e9,
    unpricedAttempts: sum.unpricedAttempts,
  }
}

/** `YYYY-MM-DD`. */
function dayName(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10)
}

const names: readonly (keyof UsageQuery)[] = ['groupBy', 'where', 'from', 'to']

function checkQuery(query: UsageQuery): void {
  const problems: string[] = []
  if (typeof query !== 'object' || query === null) problems.push('the query is an object')
  else {
    problems.push(...unknownOptions(query, names))
    const { groupBy = [], where = {}, from, to } = query
    if (!Array.isArray(groupBy)) problems.push('groupBy: expected a list such as ["provider", "month"]')
    else problems.push(...groupBy.flatMap((name, index) => dimensionProblem(name, `groupBy[${index}]`)))
    if (typeof where !== 'object' || where === null) problems.push('where: expected an object of texts')
    else problems.push(...Object.keys(where).flatMap((name) => dimensionProblem(name, 'where')))
    for (const [name, day] of Object.entries({ from, to })) {
      if (day !== undefined && !(typeof day === 'string' && /^\d{4}-\d\d-\d\d$/.test(day)))
        problems.push(`${name}: expected a day like 2026-11-20`)
    }
  }
  if (problems.length > 0)
    throw new RouterError('invalid-request', `Nothing can be reported: ${joinProblems(problems)}`)
}

function dimensionProblem(name: unknown, place: string): string[] {
  if (typeof name === 'string' && (isPlain(name) || /^tag:./.test(name))) return []
  return [`${place}: expected one of ${Object.keys(readers).join(', ')}, or a tag like 'tag:team'`]
}
