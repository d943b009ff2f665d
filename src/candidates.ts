import type { CallState } from './call-state.ts'
import type { Candidate, Need } from './routing/candidate.ts'
import type { Resting } from './routing/cooldown.ts'
import { mergeConstraints } from './routing/merge-constraints.ts'
import type { Target } from './vocabulary/model.ts'

/** What admission looks at: a target with everything that is known of it. */
export function candidateOf(
  { router, prepared }: Pick<CallState, 'router' | 'prepared'>,
  target: Target,
  resting: Resting | undefined,
): Candidate {
  const provider = router.provider(target.provider)
  return {
    target,
    provider: {
      enabled: provider.enabled,
      needsCredential: provider.needsCredential,
      hasCredential: router.credentials.has(provider, prepared.given),
      keyVariables: provider.keyVariables,
      local: provider.local,
      region: provider.region,
    },
    model: router.modelInfo(target),
    resting,
  }
}

/** What a request needs of any target, the rules of its route included. */
export function needOf({ prepared, rules }: Pick<CallState, 'prepared' | 'rules'>): Need {
  return {
    capabilities: [...new Set([...prepared.needs, ...rules.needs])],
    inputTokens: prepared.inputTokens,
    outputTokens: prepared.given.maxOutputTokens,
    constraints: mergeConstraints(rules.constraints, prepared.given.constraints),
  }
}
