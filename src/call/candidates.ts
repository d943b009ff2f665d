import type { CallAccount } from './call-state.ts'
import type { PreparedRequest } from './prepare-request.ts'
import { lacksOf } from '../repair/learnt-lack.ts'
import type { RouterState } from '../state/router-state.ts'
import { admit, type Admission } from '../routing/admit.ts'
import type { Candidate, Disabled, Need } from '../routing/candidate.ts'
import type { Resting } from '../routing/cooldown.ts'
import { mergeConstraints } from '../routing/merge-constraints.ts'
import type { RouteRules } from '../routing/select-targets.ts'
import type { CompletionRequest } from '../vocabulary/completion-request.ts'
import type { Target, Tier } from '../vocabulary/model.ts'

/** A request, the rules of its chain, and what is supposed for it. */
export interface AdmissionQuestion {
  readonly router: RouterState
  readonly prepared: PreparedRequest
  readonly rules: RouteRules
  /** The lowest tier that may serve. */
  readonly floor?: Tier | undefined
  /** Absent: the call has not begun. */
  readonly account?: CallAccount | undefined
  /** What is supposed beside what is: that a target is down. */
  readonly suppose?: Suppose | undefined
}

/** Why a target is taken to be out of use. */
export type Suppose = (target: Target) => Disabled | undefined

/**
 * Whether a target may be asked for a request: the one way to an `AdmittedTarget` for whatever asks one, a completion as well as
 * what is asked beside it. `resting` is the caller's to look up: it depends on the key.
 */
export function admitTarget(
  question: AdmissionQuestion,
  target: Target,
  resting: Resting | undefined,
  need: Need = needOf(question),
): Admission {
  return admit(candidateOf(question, target, resting), need)
}

/** What admission looks at: a target with everything that is known of it. */
export function candidateOf(question: AdmissionQuestion, target: Target, resting: Resting | undefined): Candidate {
  const { router, prepared, suppose } = question
  const spending = router.spending.concerns(prepared.given) ? router.spending.current : undefined
  const provider = router.provider(target.provider)
  const facts: Candidate = {
    target,
    provider: {
      enabled: provider.enabled,
      needsCredential: provider.needsCredential,
      hasCredential: router.credentials.has(provider, prepared.given),
      keyVariables: provider.keyVariables,
      local: provider.local,
      region: provider.region,
      noTraining: router.config.providers[target.provider]?.noTraining,
    },
    model: router.modelInfo(target),
    resting,
    disabled:
      suppose?.(target) ?? router.killSwitch.of(target, () => router.credentials.places(provider, prepared.given)),
    lacks: lacksOf(router, target, provider),
    latencyMs: router.latency.average(target),
    inputTokens: router.inputTokens(prepared, target),
  }
  if (spending === undefined) return facts
  // Money is looked at when the rest is settled: most targets of a long chain are refused before.
  let judged: ReturnType<typeof spending.judge> | undefined
  const judge = (): NonNullable<typeof judged> => (judged ??= spending.judge(question, target))
  return Object.defineProperties(facts, {
    usd: { get: () => judge().usd, enumerable: true },
    overspent: { get: () => judge().overspent, enumerable: true },
  })
}

/** What a request needs of any target, the rules of its route included. */
export function needOf({ prepared, rules, floor }: Omit<AdmissionQuestion, 'router' | 'suppose'>): Need {
  return {
    capabilities: rules.needs.length === 0 ? prepared.needs : [...new Set([...prepared.needs, ...rules.needs])],
    toolChoice: isChosen(prepared.given.toolChoice),
    inputTokens: prepared.inputTokens,
    outputTokens: prepared.given.maxOutputTokens,
    constraints: mergeConstraints(rules.constraints, prepared.given.constraints),
    floor,
  }
}

/** Whether the choice of tools is not the model's own. */
function isChosen(toolChoice: CompletionRequest['toolChoice']): boolean {
  return toolChoice !== undefined && toolChoice !== 'auto'
}
