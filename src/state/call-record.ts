import { sumCosts } from '../budget/cost.ts'
import type { CallState } from './call-state.ts'
import type { CompletionResult } from '../vocabulary/completion-result.ts'
import { sumUsage } from '../vocabulary/usage.ts'

/** What a call has on record at any time, however it ends: what was asked for and why, who was asked, and what that used and cost. */
export type CallRecord = Pick<
  CompletionResult,
  'usage' | 'cost' | 'requested' | 'route' | 'rule' | 'servedBy' | 'attempts' | 'skipped' | 'warnings'
>

/** The record of a call as it stands. */
export function recordOf({ selection, requested, servedBy, attempts, skipped, warnings }: CallState): CallRecord {
  return {
    usage: sumUsage(attempts.map(({ usage }) => usage)),
    cost: sumCosts(attempts.map(({ cost }) => cost)),
    requested,
    route: selection.route,
    rule: selection.rule,
    servedBy,
    attempts,
    skipped,
    warnings,
  }
}
