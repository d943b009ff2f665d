import type { computeCost } from '../budget/compute-cost.ts'
import { loadedOnce } from '../vocabulary/loaded-once.ts'

/** What knows prices. */
interface Prices {
  readonly computeCost: typeof computeCost
}

/** Loaded with the catalogue: without it nobody knows a price. */
export const loadPrices: () => Prices | Promise<Prices> = loadedOnce<Prices>(
  async () => import('../budget/compute-cost.ts'),
)
