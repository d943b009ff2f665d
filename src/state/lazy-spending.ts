import type { SpendBook } from '../budget/spend-book.ts'
import type { CheckedConfig } from '../configuration/checked-config.ts'
import type { Notify } from './notifier.ts'
import type { Spending } from './spending.ts'
import type { CompletionRequest } from '../vocabulary/completion-request.ts'
import type { Runtime } from '../vocabulary/runtime.ts'

/** Limits on spending, loaded once there is one to keep. */
export interface LazySpending {
  /** Whether anything limits what a request may cost. Cheap: every call asks it. */
  concerns(request: Pick<CompletionRequest, 'constraints'>): boolean
  /** Absent until they are loaded. */
  readonly current: Spending | undefined
  load(): Promise<Spending>
}

/** What was spent. Another configuration changes nothing of it. */
export interface KeptSpending {
  book: SpendBook | undefined
}

/** Nothing is loaded yet. */
export function lazySpending(
  {
    budget,
    routes,
  }: {
    readonly budget: Pick<CheckedConfig['budget'], 'spend' | 'spendStore'>
    readonly routes: CheckedConfig['routes']
  },
  world: { readonly runtime: Runtime; readonly notify: Notify },
  kept: KeptSpending,
): LazySpending {
  const isConfigured =
    budget.spend.length > 0 || Object.values(routes).some(({ constraints }) => constraints?.maxCostUsd !== undefined)
  let current: Spending | undefined
  return {
    concerns: ({ constraints }) => isConfigured || constraints?.maxCostUsd !== undefined,
    get current() {
      return current
    },
    async load() {
      if (current !== undefined) return current
      const [{ createSpending }, { createSpendBook }] = await Promise.all([
        import('./spending.ts'),
        import('../budget/spend-book.ts'),
      ])
      kept.book ??= createSpendBook(world.runtime)
      // Two calls may have begun to load it: what the first made is kept.
      return (current ??= createSpending({ ...world, ...budget, book: kept.book }))
    },
  }
}
