import type { SpendReservation, SpendStore, SpendTotal, SpendWindow } from '../vocabulary/spend.ts'

/** A store of this process alone. It answers at once. */
export interface MemorySpendStore extends SpendStore {
  reserve(windows: readonly SpendWindow[], nanoUsd: number): SpendReservation
  settle(windows: readonly SpendWindow[], reservedNanoUsd: number, spentNanoUsd: number): readonly SpendTotal[]
  /** What a window holds. */
  total(key: string): SpendTotal
}

interface Entry {
  spentNanoUsd: number
  reservedNanoUsd: number
  readonly endsAt: number | undefined
}

const nothing: SpendTotal = { spentNanoUsd: 0, reservedNanoUsd: 0 }

/** Windows that have no end are kept up to this number: more sessions than that, and those idle for longest begin anew. */
const mostWindows = 100_000
/** How many windows come between two looks for those that are over. */
const sweepEvery = 256

/** Makes one. Forgets windows that are over and have nothing reserved. `now`: milliseconds since the epoch. */
export function createMemorySpendStore(now: () => number): MemorySpendStore {
  const entries = new Map<string, Entry>()
  let added = 0

  /** Looked up to be written: it moves behind all others, so that the first ones are those idle for longest. */
  function touch({ key, endsAt }: SpendWindow): Entry {
    const known = entries.get(key)
    const entry = known ?? { spentNanoUsd: 0, reservedNanoUsd: 0, endsAt }
    if (known !== undefined) entries.delete(key)
    else if (++added % sweepEvery === 0) sweep()
    entries.set(key, entry)
    return entry
  }

  function sweep(): void {
    const at = now()
    for (const [key, entry] of entries) {
      const isOver = entry.endsAt !== undefined && entry.endsAt <= at
      if (entry.reservedNanoUsd === 0 && (isOver || entries.size > mostWindows)) entries.delete(key)
    }
  }

  const total = (key: string): SpendTotal => {
    const entry = entries.get(key)
    return entry === undefined ? nothing : { spentNanoUsd: entry.spentNanoUsd, reservedNanoUsd: entry.reservedNanoUsd }
  }

  return {
    total,
    reserve(windows, nanoUsd) {
      const totals = windows.map(({ key }) => total(key))
      const ok = windows.every(({ limitNanoUsd = Infinity }, index) => {
        const { spentNanoUsd, reservedNanoUsd } = totals[index] ?? nothing
        return spentNanoUsd + reservedNanoUsd + nanoUsd <= limitNanoUsd
      })
      if (ok) for (const window of windows) touch(window).reservedNanoUsd += nanoUsd
      return { ok, totals }
    },
    settle(windows, reservedNanoUsd, spentNanoUsd) {
      return windows.map((window) => {
        const entry = touch(window)
        entry.reservedNanoUsd = Math.max(0, entry.reservedNanoUsd - reservedNanoUsd)
        entry.spentNanoUsd += spentNanoUsd
        return total(window.key)
      })
    },
  }
}
