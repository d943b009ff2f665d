import { refusesCompaction } from '../budget/compaction-refusal.ts'
import { compactsInTime } from '../compaction/wants-compaction.ts'
import type { RepairProposal, RepairQuestion } from './repairs.ts'

/** How long a model is not asked to compact that has refused it: a day. */
const rememberMs = 24 * 60 * 60 * 1_000

/** Asks without the provider's own compaction, where that was refused. */
export function repairCompaction({ state, failed, adjustment }: RepairQuestion): RepairProposal | undefined {
  if (failed.description === undefined || adjustment?.withoutCompaction === true) return undefined
  if (!compactsInTime(state) || !refusesCompaction(failed.description)) return undefined
  return { adjustment: { withoutCompaction: true }, rememberMs }
}
