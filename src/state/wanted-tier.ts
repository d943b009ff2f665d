import type { CallState } from './call-state.ts'
import { isDowngrade } from '../routing/merge-constraints.ts'
import type { Target, Tier } from '../vocabulary/model.ts'

type RequestedQuality = Pick<CallState, 'router' | 'requested' | 'selection'>

/** The tier that a request asks for, as far as it is known. */
export function wantedTier({ router, requested, selection }: RequestedQuality): {
  readonly tier?: Tier | undefined
} {
  return selection.tier === undefined ? (router.modelInfo(requested) ?? {}) : selection
}

/** Whether a target is known to be of a lower tier than the request asked for. */
export function isBelowRequest(state: RequestedQuality, target: Target): boolean {
  return isDowngrade(wantedTier(state), state.router.modelInfo(target))
}
