import type { TargetPlan } from '../routing/plan-targets.ts'
import type { WalkedAnswer } from './walk-candidates.ts'
import { isSame } from '../vocabulary/model-ref.ts'

/** A plan for what follows an answer: the target that gave it, and, where others can go on with it, those behind. */
export function restOfPlan(plan: TargetPlan, { planned }: WalkedAnswer, othersToo: boolean): TargetPlan {
  const place = plan.targets.findIndex(({ target }) => isSame(target, planned.target))
  const behind = !othersToo || place === -1 ? [] : plan.targets.slice(place + 1)
  return { ...plan, targets: [planned, ...behind], skipped: [], probe: false, wakesFirst: undefined }
}
