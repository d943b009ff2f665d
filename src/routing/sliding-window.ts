/** What was spent lately. Plain data, oldest first. */
export interface Spent {
  /** Milliseconds since the epoch. */
  readonly at: number
  amount: number
}

/** How long spending counts, in milliseconds. */
export const windowMs = 60_000

/** A minute of spending. */
export interface SlidingWindow {
  readonly spent: Spent[]
  sum: number
}

/** Takes out what no longer counts at `now`. */
export function forgetSpent(window: SlidingWindow, now: number): void {
  let gone = 0
  for (const { at, amount } of window.spent) {
    if (at + windowMs > now) break
    window.sum -= amount
    gone++
  }
  if (gone > 0) window.spent.splice(0, gone)
}

/**
 * When `amount` more may be spent without exceeding `limit` in any minute, in milliseconds since the epoch; `undefined`: now.
 * More than the limit itself fits into an empty minute.
 */
export function fitsAt(window: SlidingWindow, amount: number, limit: number, now: number): number | undefined {
  forgetSpent(window, now)
  let tooMuch = window.sum + Math.min(amount, limit) - limit
  if (tooMuch <= 0) return undefined
  for (const spent of window.spent) {
    tooMuch -= spent.amount
    if (tooMuch <= 0) return spent.at + windowMs
  }
  return now + windowMs
}

/** Spends, and gives what to correct when the amount turns out to be another. */
export function spend(window: SlidingWindow, amount: number, now: number): Spent {
  const spent = { at: now, amount }
  window.spent.push(spent)
  window.sum += amount
  return spent
}

/** Corrects what was spent once the true amount is known. */
export function correctSpent(window: SlidingWindow, spent: Spent, amount: number): void {
  if (window.spent.lastIndexOf(spent) >= 0) window.sum += amount - spent.amount
  spent.amount = amount
}
