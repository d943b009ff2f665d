import type { SelectionRule, SkippedTarget } from './completion-result.ts'
import type { ProtocolId, Target, Tier } from './model.ts'
import type { Selector } from './selector.ts'

/** A target of a plan, and what speaks for it. */
export interface PlanTarget {
  readonly target: Target
  readonly protocol: ProtocolId
  /** Why it stands here, in words. */
  readonly reason: string
  /** Absent: not known. */
  readonly tier?: Tier | undefined
  readonly score?: number | undefined
  /** Average time to the first token, in milliseconds, as measured by this router; absent: not measured. */
  readonly latencyMs?: number | undefined
  /** Of a lower tier than the request asked for: it would be served with `downgraded`. */
  readonly downgrade: boolean
}

/** A rule that could have chosen the chain, and why it did not. */
export interface PassedRule {
  readonly rule: SelectionRule
  readonly reason: string
}

/** What is left of a named chain when some targets are down. */
export interface ChainImpact {
  /** Where it is configured, e.g. `routes.default`, `agents.writer` or `roles.fallback`. */
  readonly chain: string
  /** Those that would still serve, in order; none is a gap. */
  readonly left: readonly Target[]
  readonly lost: readonly Target[]
}

/** Which targets a request would be served by, in order, and why. */
export interface RoutePlan {
  /** The route: its name, or what chose the chain, e.g. `task triage`. */
  readonly route: string
  /** The rule that chose the chain. */
  readonly rule: SelectionRule
  /** Why, in words. */
  readonly reason: string
  /** The rules before it that applied and gave way. */
  readonly passed: readonly PassedRule[]
  /** What would be asked for first if nothing stood against it. */
  readonly requested: Target
  /** The lowest tier that may serve; absent: any. */
  readonly floor?: Tier | undefined
  readonly targets: readonly PlanTarget[]
  readonly skipped: readonly SkippedTarget[]
  /** With `down`: what becomes of every configured route, agent and role, for a request like this one. */
  readonly impact?: readonly ChainImpact[] | undefined
}

/** What is supposed when a plan is made. */
export interface PlanOptions {
  /** Targets that are taken to be down, beside those that are. */
  readonly down?: readonly Selector[] | undefined
}
