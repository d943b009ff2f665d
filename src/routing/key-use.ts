import { type KeySpending, onGrid } from './limit-state.ts'
import { forgetSpent, type SlidingWindow, windowMs } from './sliding-window.ts'

/** The requests of one key in the last minute, and those under way. */
export interface KeyUse {
  readonly requests: SlidingWindow
  readonly tokens: SlidingWindow
  /** The same minute of other routers, by their names. */
  others: ReadonlyMap<string, KeySpending>
  running: number
  /** Called when one of those under way is over. */
  readonly waiting: (() => void)[]
}

/** Nothing was asked with it. */
export function newKeyUse(): KeyUse {
  return {
    requests: { spent: [], sum: 0 },
    tokens: { spent: [], sum: 0 },
    others: new Map(),
    running: 0,
    waiting: [],
  }
}

/** What all routers spent in the last minute, as far as it is known. */
export function wholeMinute(use: KeyUse, unit: keyof KeySpending, now: number): SlidingWindow {
  if (use.others.size === 0) return use[unit]
  forgetSpent(use[unit], now)
  const all = [...use[unit].spent, ...[...use.others.values()].flatMap((other) => other[unit])]
  return {
    spent: all.toSorted((a, b) => a.at - b.at).map((one) => ({ ...one })),
    sum: all.reduce((sum, { amount }) => sum + amount, 0),
  }
}

/** What was spent of one key, each router's apart. */
export function spendingOf(use: KeyUse, writer: string, now: number): readonly (readonly [string, KeySpending])[] {
  forgetSpent(use.requests, now)
  forgetSpent(use.tokens, now)
  const others = [...use.others].filter(([, { requests }]) => (requests.at(-1)?.at ?? 0) + windowMs > now)
  if (use.requests.spent.length === 0) return others
  return [...others, [writer, { requests: onGrid(use.requests), tokens: onGrid(use.tokens) }]]
}
