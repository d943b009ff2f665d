import type { CallAccount } from './call-state.ts'
import type { PreparedRequest } from './prepare-request.ts'
import type { KnownTarget } from '../state/known-target.ts'
import type { RouterState } from '../state/router-state.ts'
import { admit, type Admission } from '../routing/admit.ts'
import type { Candidate, Disabled, Need, ProviderFacts } from '../routing/candidate.ts'
import type { Resting } from '../routing/cooldown.ts'
import { mergeConstraints } from '../routing/merge-constraints.ts'
import type { RouteRules } from '../routing/select-targets.ts'
import { isRefused } from '../routing/standing.ts'
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
  const { router, prepared } = question
  const known = router.known(target)
  const inputTokens = router.inputTokens(prepared, target)
  const spending = router.spending.concerns(prepared.given) ? router.spending.current : undefined
  const money = spending?.judge(question, target, inputTokens)
  return {
    target,
    provider: providerFacts(question, known),
    model: known.model,
    disabled: disabledOf(question, known),
    resting,
    lacks: router.lacks.isEmpty ? undefined : router.lacks.of(known.lackName),
    latencyMs: router.latency.average(known.name),
    inputTokens,
    usd: money?.usd,
    overspent: money?.overspent,
  }
}

/** A chain, and how it is looked at. */
export interface ChainQuestion extends AdmissionQuestion {
  readonly targets: readonly KnownTarget[]
  readonly need: Need
  /** Whoever has no place for the request now is passed over. */
  readonly withPlaces: boolean
}

/**
 * The targets of a chain as candidates. Most of a long chain are refused whatever goes on: whether they rest and what they cost is not
 * looked at then.
 */
export function candidatesOf(chain: ChainQuestion): readonly Candidate[] {
  const standingOf = chain.router.standings.under(chain.need)
  return chain.targets.map((known) =>
    isRefused(standingOf(known)) ? refusedCandidate(chain, known) : openCandidate(chain, known),
  )
}

function openCandidate(chain: ChainQuestion, { target, configured }: KnownTarget): Candidate {
  const { router, prepared, targets, withPlaces } = chain
  const { credentials } = router
  const tokens = router.inputTokens(prepared, target)
  const full = withPlaces ? credentials.fullNow(target, configured, prepared.given, tokens) : undefined
  const resting = credentials.restingNow(target, configured, prepared.given, tokens)
  // A lone target has nobody beside it: only a limit that it named itself is worth waiting for.
  const counts = targets.length > 1 || resting?.code === 'rate-limit'
  const candidate = candidateOf(chain, target, counts ? resting : undefined)
  return full === undefined ? candidate : { ...candidate, full: full.limit }
}

function refusedCandidate(question: AdmissionQuestion, known: KnownTarget): Candidate {
  return {
    target: known.target,
    provider: providerFacts(question, known),
    model: known.model,
    disabled: disabledOf(question, known),
    resting: undefined,
    lacks: undefined,
    latencyMs: undefined,
    inputTokens: undefined,
    usd: undefined,
    overspent: undefined,
  }
}

function providerFacts({ router, prepared }: AdmissionQuestion, { configured, provider }: KnownTarget): ProviderFacts {
  if (prepared.given.apiKeys === undefined && router.killSwitch.isEmpty) return provider
  const hasCredential = router.credentials.has(configured, prepared.given)
  return hasCredential === provider.hasCredential ? provider : { ...provider, hasCredential }
}

function disabledOf({ router, prepared, suppose }: AdmissionQuestion, known: KnownTarget): Disabled | undefined {
  const supposed = suppose?.(known.target)
  if (supposed !== undefined || router.killSwitch.isEmpty) return supposed
  return router.killSwitch.of(known.target, () => router.credentials.places(known.configured, prepared.given))
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
