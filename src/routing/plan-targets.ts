import type { SkippedTarget } from '../vocabulary/completion-result.ts'
import type { Capability, Target } from '../vocabulary/model.ts'
import { nameOf } from '../vocabulary/model-ref.ts'
import { admit } from './admit.ts'
import type { Admission, AdmissionWarning, Candidate, Need } from './candidate.ts'
import type { Standing } from './standing.ts'
import type { StickyOrder } from './sticky-route.ts'

/** What a plan is made of. */
export interface PlanQuestion {
  /** Name of the route. */
  readonly route: string
  /** The chain, in its order. */
  readonly targets: readonly Target[]
  /** What is known of each of them. */
  readonly candidates: readonly Candidate[]
  readonly need: Need
  /** The standings of the candidates under a need, where somebody keeps them. */
  readonly standings?: ((need: Need) => readonly Standing[]) | undefined
  /** Capabilities that are given up when no target has them (`preferredCapabilities`). */
  readonly prefers?: readonly Capability[] | undefined
  /** The order of this call: `StickyRoutes.order`, or its `peek` where nothing will be asked. `isBarred`: may not be asked. */
  order(targets: readonly Target[], isBarred: (index: number) => boolean): StickyOrder
}

/** A target that will be asked if those before it fail. */
export interface PlannedTarget {
  readonly target: Target
  /** Its place in the chain. */
  readonly index: number
  /** Why it stands here, in words. */
  readonly reason: string
  readonly warnings: readonly AdmissionWarning[]
}

/** Who is asked, in order, and who is not. */
export interface TargetPlan {
  readonly targets: readonly PlannedTarget[]
  readonly skipped: readonly SkippedTarget[]
  /** Given back to `StickyRoutes` with what came of the call. */
  readonly key: string
  /** `targets[0]` is asked whether it is back. */
  readonly probe: boolean
  /** When nothing may be asked now but something only rests: the one that wakes first, and when (milliseconds since the epoch). */
  readonly wakesFirst: { readonly target: Target; readonly index: number; readonly until: number } | undefined
}

/** Joins admission and stickiness into the order of one call. Pure but for `order`, which may give this call the probe. */
export function planTargets(question: PlanQuestion): TargetPlan {
  const { route, candidates, need, prefers = [] } = question
  const wanted =
    prefers.length === 0 ? need : { ...need, capabilities: [...new Set([...need.capabilities, ...prefers])] }
  let admissions = admitAll(question, wanted)
  if (prefers.length > 0 && !admissions.some(({ ok }) => ok)) {
    admissions = admitAll(question, need).map((admission, index) =>
      withoutPreferred(admission, candidates[index], prefers),
    )
  }
  const { targets } = question
  const { key, order, probe } = question.order(targets, (index) => admissions[index]?.ok !== true)
  const planned: PlannedTarget[] = []
  const skipped: SkippedTarget[] = []
  let wakesFirst: TargetPlan['wakesFirst']
  const ofRoute = ` of \`${route}\``
  for (const index of order) {
    const target = targets[index]
    const admission = admissions[index]
    if (target === undefined || admission === undefined) continue
    if (admission.ok) {
      const reason =
        planned.length > 0
          ? `fallback ${planned.length}${ofRoute}`
          : firstReason(route, index, { probe, kept: order[0] !== 0 && order[0] === index })
      planned.push({ target, index, reason, warnings: admission.warnings })
    } else {
      const { reason, message, until } = admission
      skipped.push({ target, reason, message, until })
      // Nobody waits for money.
      if (until !== undefined && reason !== 'budget' && until < (wakesFirst?.until ?? Number.POSITIVE_INFINITY))
        wakesFirst = { target, index, until }
    }
  }
  return { targets: planned, skipped, key, probe, wakesFirst: planned.length > 0 ? undefined : wakesFirst }
}

function admitAll({ candidates, standings }: PlanQuestion, need: Need): readonly Admission[] {
  const kept = standings?.(need)
  return candidates.map((candidate, index) => admit(candidate, need, kept?.[index]))
}

function firstReason(route: string, index: number, order: { probe: boolean; kept: boolean }): string {
  if (order.probe) return `asked whether it is back, before the fallback that serves \`${route}\``
  if (order.kept) return `serves \`${route}\` since a failover`
  return index === 0 ? `first of \`${route}\`` : `first of \`${route}\` that may be asked`
}

function withoutPreferred(
  admission: Admission,
  candidate: Candidate | undefined,
  prefers: readonly Capability[],
): Admission {
  const missing = prefers.filter((capability) => candidate?.model?.capabilities?.[capability] === false)
  if (!admission.ok || missing.length === 0) return admission
  const message = `\`${nameOf(admission.target)}\` lacks ${missing.join(', ')}; another way is taken.`
  return { ...admission, warnings: [...admission.warnings, { code: 'missing-capability', message }] }
}
