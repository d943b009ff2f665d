import type { Runtime } from '../vocabulary/runtime.ts'
import type { SpendAlert, SpendLimit, SpendStatus, SpendStore, SpendTotal, SpendWindow } from '../vocabulary/spend.ts'
import type { Cost } from '../vocabulary/usage.ts'
import { askStore } from './ask-store.ts'
import { createMemorySpendStore, type MemorySpendStore } from './memory-spend-store.ts'
import { countedUnder, nanoUsd, type SpendSubject, turnOf } from './spend-window.ts'
import { refusalWords, spendStatus } from './spend-words.ts'

/** Stands for a call in what is spent: one object for all that belongs to it. */
export interface SpendingIdentity {
  /** What was spent and is kept back under limits of the call; absent: nothing was ever. The book's own. */
  store?: MemorySpendStore | undefined
}

/** Something that costs money and has not been begun. */
export interface SpendOrder {
  readonly limits: readonly SpendLimit[]
  /** Holds what is counted by the clock. Absent: the book itself. */
  readonly store: SpendStore | undefined
  readonly subject: SpendSubject
  /** What it is part of, for limits of one call. Absent: nothing was spent on it yet. */
  readonly call: SpendingIdentity | undefined
  /** The most that it may cost, in USD; absent: not known. */
  readonly mostUsd: number | undefined
}

/** Why something may not be begun. */
export interface Overspent {
  readonly type: 'overspent'
  readonly message: string
  /** When the limit begins anew, in milliseconds since the epoch; absent: not by the clock. */
  readonly until: number | undefined
  readonly status: SpendStatus
  /** The window of the limit. */
  readonly window: string
}

/** Money that is kept back. */
export interface Held {
  readonly type: 'held'
  /** To be called once, whatever came of it. What is not known, or not in full, counts as all that was kept back. */
  settle(cost: Pick<Cost, 'usd' | 'incomplete'> | undefined): void | Promise<void>
}

/** Who is told what comes up beside the answer. */
export interface SpendReader {
  /** What was spent has reached a share of a limit. */
  onAlert(alert: SpendAlert): void
  /** The outside store failed, or took too long. */
  onStoreFailure(error: unknown): void
}

/** What was spent, and what is kept back. Owns the counts, knows no prices. */
export interface SpendBook {
  /** What forbids an order, as far as this process knows. Changes nothing. */
  forbids(order: SpendOrder): Overspent | undefined
  /** Keeps its money back under all limits, or says which of them forbids it. Answers at once where no outside store is asked. */
  hold(order: SpendOrder, reader: SpendReader): Held | Overspent | Promise<Held | Overspent>
}

/** A window, and the limits that count in it. */
interface Counted {
  readonly window: SpendWindow
  readonly under: string
  readonly limits: readonly SpendLimit[]
}

/** The windows of one store. */
interface Part {
  /** Absent: the outside store. */
  readonly memory: MemorySpendStore | undefined
  readonly counted: readonly Counted[]
}

const nothing: SpendTotal = { spentNanoUsd: 0, reservedNanoUsd: 0 }

/** Makes an empty one. */
export function createSpendBook(runtime: Pick<Runtime, 'now' | 'setTimer'>): SpendBook {
  const ofProcess = createMemorySpendStore(() => runtime.now())

  /** What is of this process comes first: it is answered at once. */
  function partsOf({ limits, subject, call = {}, store }: SpendOrder): readonly Part[] {
    const ofCall: SpendLimit[] = []
    const inside: SpendLimit[] = []
    const outside: SpendLimit[] = []
    for (const limit of limits) {
      if (limit.per === 'call') ofCall.push(limit)
      else if (limit.per === 'run' || store === undefined) inside.push(limit)
      else outside.push(limit)
    }
    const now = runtime.now()
    const parts: Part[] = []
    const add = (these: readonly SpendLimit[], memory: () => MemorySpendStore | undefined): void => {
      const counted = these.length === 0 ? [] : countedBy(these, subject, now)
      if (counted.length > 0) parts.push({ memory: memory(), counted })
    }
    add(ofCall, () => (call.store ??= createMemorySpendStore(() => runtime.now())))
    add(inside, () => ofProcess)
    add(outside, () => undefined)
    return parts
  }

  function settleParts(parts: readonly Part[], reserved: number, spent: number, reader: SpendReader): void {
    for (const { memory, counted } of parts) {
      const totals = memory?.settle(windowsOf(counted), reserved, spent)
      if (totals !== undefined) tellAlerts(counted, totals, spent, reader)
    }
  }

  async function settleOutside(store: SpendStore, part: Part, amounts: Amounts, reader: SpendReader): Promise<void> {
    const windows = windowsOf(part.counted)
    try {
      const answer = await askStore(() => store.settle(windows, amounts.reserved, amounts.spent), runtime)
      tellAlerts(part.counted, readTotals(answer, windows.length), amounts.spent, reader)
    } catch (error) {
      reader.onStoreFailure(error)
    }
  }

  /** Asks the outside store, after the process itself had room. */
  async function holdOutside(
    order: SpendOrder & { readonly store: SpendStore },
    parts: { readonly inside: readonly Part[]; readonly outside: Part },
    reserved: number,
    reader: SpendReader,
  ): Promise<Held | Overspent> {
    const { store } = order
    const { inside, outside } = parts
    const windows = windowsOf(outside.counted)
    let taken = reserved
    try {
      const answer = await askStore(
        () => store.reserve(windows, reserved),
        runtime,
        // Nobody waits for it any more.
        (late) => (late.ok ? store.settle(windows, reserved, 0) : undefined),
      )
      const totals = readTotals(answer.totals, windows.length)
      if (!answer.ok) {
        settleParts(inside, reserved, 0, reader)
        return overspent(order, outside.counted, totals) ?? refused(order, outside.counted, totals)
      }
    } catch (error) {
      reader.onStoreFailure(error)
      if (outside.counted.some(isHard)) {
        settleParts(inside, reserved, 0, reader)
        return withoutStore(order, outside.counted)
      }
      taken = 0
    }
    return {
      type: 'held',
      settle(cost) {
        const spent = spentOf(cost, reserved)
        settleParts(inside, reserved, spent, reader)
        return settleOutside(store, outside, { reserved: taken, spent }, reader)
      },
    }
  }

  return {
    forbids(order) {
      for (const { memory, counted } of partsOf(order)) {
        const totals = counted.map(({ window }) => memory?.total(window.key) ?? nothing)
        const forbidden = overspent(order, counted, totals)
        if (forbidden !== undefined) return forbidden
      }
      return undefined
    },
    hold(order, reader) {
      const parts = partsOf(order)
      const reserved = nanoUsd(order.mostUsd ?? 0)
      const inside = parts.filter(({ memory }) => memory !== undefined)
      const outside = parts.find(({ memory }) => memory === undefined)
      const unpriced = order.mostUsd === undefined ? parts.find(({ counted }) => counted.some(isHard)) : undefined
      if (unpriced !== undefined) return refused(order, unpriced.counted, [])
      const taken: Part[] = []
      for (const part of inside) {
        const answer = reserved === 0 ? undefined : part.memory?.reserve(windowsOf(part.counted), reserved)
        if (answer?.ok === false) {
          settleParts(taken, reserved, 0, reader)
          return overspent(order, part.counted, answer.totals) ?? refused(order, part.counted, answer.totals)
        }
        taken.push(part)
      }
      const { store } = order
      if (outside !== undefined && store !== undefined && reserved > 0)
        return holdOutside({ ...order, store }, { inside, outside }, reserved, reader)
      return {
        type: 'held',
        settle(cost) {
          const spent = spentOf(cost, reserved)
          settleParts(inside, reserved, spent, reader)
          if (outside === undefined || store === undefined || spent === 0) return undefined
          return settleOutside(store, outside, { reserved: 0, spent }, reader)
        },
      }
    },
  }
}

interface Amounts {
  readonly reserved: number
  readonly spent: number
}

/** Limits that count the same share a window: nothing is counted twice. Those that concern one subject are few. */
function countedBy(limits: readonly SpendLimit[], subject: SpendSubject, now: number): readonly Counted[] {
  const windows: Counted[] = []
  for (const limit of limits) {
    const under = countedUnder(limit, subject)
    if (under === undefined) continue
    const { name, endsAt } = turnOf(limit.per, now)
    const key = under === '' ? name : `${name}, ${under}`
    const limitNanoUsd = limit.hard === false ? undefined : nanoUsd(limit.usd)
    const place = windows.findIndex(({ window }) => window.key === key)
    const known = windows[place]
    if (known === undefined) windows.push({ window: { key, limitNanoUsd, endsAt }, under, limits: [limit] })
    else {
      const window = { key, limitNanoUsd: lower(known.window.limitNanoUsd, limitNanoUsd), endsAt }
      windows[place] = { window, under, limits: [...known.limits, limit] }
    }
  }
  return windows
}

function spentOf(cost: Pick<Cost, 'usd' | 'incomplete'> = {}, reserved: number): number {
  const { usd, incomplete } = cost
  return usd === undefined || incomplete === true ? Math.max(reserved, nanoUsd(usd ?? 0)) : nanoUsd(usd)
}

function lower(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)
}

function windowsOf(counted: readonly Counted[]): readonly SpendWindow[] {
  return counted.map(({ window }) => window)
}

function isHard({ window }: Counted): boolean {
  return window.limitNanoUsd !== undefined
}

/** The first hard limit that an order does not fit under. */
function overspent(
  order: SpendOrder,
  counted: readonly Counted[],
  totals: readonly SpendTotal[],
): Overspent | undefined {
  const { mostUsd } = order
  if (mostUsd === 0) return undefined
  const index = counted.findIndex(({ window: { limitNanoUsd = Infinity } }, place) => {
    if (limitNanoUsd === Infinity) return false
    const { spentNanoUsd, reservedNanoUsd } = totals[place] ?? nothing
    return mostUsd === undefined || spentNanoUsd + reservedNanoUsd + nanoUsd(mostUsd) > limitNanoUsd
  })
  return index === -1 ? undefined : refused(order, counted.slice(index), totals.slice(index))
}

/** Names the first hard limit, the lowest of its window. */
function refused(order: SpendOrder, counted: readonly Counted[], totals: readonly SpendTotal[]): Overspent {
  const index = counted.findIndex(isHard)
  const { window, under, limits } = counted[index] as Counted
  const limit = limits.find(({ usd, hard }) => hard !== false && nanoUsd(usd) === window.limitNanoUsd) as SpendLimit
  const status = spendStatus({ limit, under, total: totals[index] ?? nothing, endsAt: window.endsAt })
  const { provider, model } = order.subject
  const message = refusalWords(`${provider}/${model}`, order.mostUsd, status)
  // Another turn of the window does not make a price known.
  const until = order.mostUsd === undefined ? undefined : window.endsAt
  return { type: 'overspent', message, until, status, window: window.key }
}

function withoutStore(order: SpendOrder, counted: readonly Counted[]): Overspent {
  const one = refused(order, counted, [])
  const { provider, model } = order.subject
  const message = `\`${provider}/${model}\` was not asked: the spend store did not answer as it should, and a limit holds that cannot be checked without it: ${one.status.limit}.`
  return { ...one, message, until: undefined }
}

/** What was spent with this settlement has taken a limit from below a share to it or above: of all processes, one sees that. */
function tellAlerts(
  counted: readonly Counted[],
  totals: readonly SpendTotal[],
  spent: number,
  reader: SpendReader,
): void {
  for (const [index, { window, under, limits }] of counted.entries()) {
    const total = totals[index] ?? nothing
    for (const limit of limits) {
      const { alertAt = [0.8, 1] } = limit
      const reached = (typeof alertAt === 'number' ? [alertAt] : alertAt).filter((share) => {
        const from = share * nanoUsd(limit.usd)
        return total.spentNanoUsd >= from && total.spentNanoUsd - spent < from
      })
      if (reached.length === 0) continue
      reader.onAlert({ ...spendStatus({ limit, under, total, endsAt: window.endsAt }), share: Math.max(...reached) })
    }
  }
}

/** Totals as a store gives them. Throws what is none: a sum that cannot be trusted holds no limit. */
function readTotals(given: readonly SpendTotal[] | undefined, count: number): readonly SpendTotal[] {
  const isTotal = (total: Partial<SpendTotal> | undefined): boolean =>
    Number.isFinite(total?.spentNanoUsd) && Number.isFinite(total?.reservedNanoUsd)
  if (given?.length === count && given.every(isTotal)) return given
  throw new TypeError('It gave no totals: expected one { spentNanoUsd, reservedNanoUsd } for each window.')
}
