import { readEffortRefusal } from '../budget/effort-refusal.ts'
import type { RepairProposal, RepairQuestion } from './repairs.ts'

/** How long the lesson of a refusal is kept, in milliseconds. */
const rememberMs = 24 * 60 * 60 * 1000

/** An effort that the target has refused becomes the nearest that it takes, or is not sent. */
export function repairEffort({ state, failed, adjustment }: RepairQuestion): RepairProposal | undefined {
  const wanted = state.prepared.given.reasoningEffort
  if (wanted === undefined || adjustment?.efforts?.length === 0) return undefined
  const efforts = readEffortRefusal(failed.description?.message ?? '', wanted)
  return efforts === undefined ? undefined : { adjustment: { efforts }, rememberMs }
}
