import type { CallAccount } from '../state/call-state.ts'
import type { PreparedRequest } from './prepare-request.ts'
import type { KnownTarget } from '../state/known-target.ts'
import type { RouterState } from '../state/router-state.ts'
import type { Spending } from '../state/spending.ts'
import { admit, type Admission } from '../routing/admit.ts'
import type { Candidate, Disabled, Need, ProviderFacts } from '../routing/candidate.ts'
import type { Resting } from '../routing/cooldown.ts'
import { mergeConstraints } from '../routing/merge-constraints.ts'
import type { RouteRules } from '../routing/select-targets.ts'
import { isRefused, type Standing } from '../routing/standing.ts'
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
  return candidateFor(lookFor(question), known, router.tokensAt(prepared, known), resting)
}

/** A chain, and how it is looked at. */
export interface ChainQuestion extends AdmissionQuestion {
  readonly targets: readonly KnownTarget[]
  /** How they stand under what is needed of them. */
  readonly standings: readonly Standing[]
  /** Whoever has no place for the request now is passed over. */
  readonly withPlaces: boolean
}

/**
 * The targets of a chain as candidates. Most of a long chain are refused whatever goes on: whether they rest and what they cost is not
 * looked at then.
 */
export function candidatesOf(chain: ChainQuestion): readonly Candidate[] {
  const { standings, targets } = chain
  const look = lookFor(chain)
  return targets.map((known, index) =>
    isRefused(standings[index]) ? refusedCandidate(look, known) : openCandidate(chain, look, known),
  )
}

/** A question, with what is the same for all of its targets. */
interface Look {
  readonly question: AdmissionQuestion
  /** Nothing is switched off or supposed, and the request brings no keys of its own. */
  readonly isUsual: boolean
  /** Absent: nobody asks what it may cost. */
  readonly spending: Spending | undefined
}

function lookFor(question: AdmissionQuestion): Look {
  const { router, prepared, suppose } = question
  const { given } = prepared
  return {
    question,
    isUsual: suppose === undefined && given.apiKeys === undefined && router.killSwitch.isEmpty,
    spending: router.spending.concerns(given) ? router.spending.current : undefined,
  }
}

function openCandidate({ targets, withPlaces }: ChainQuestion, look: Look, known: KnownTarget): Candidate {
  const { router, prepared } = look.question
  const { credentials } = router
  const { configured, facts } = known
  const tokens = router.tokensAt(prepared, known)
  const resting = credentials.restingNow(facts.target, configured, prepared.given, tokens)
  // A lone target has nobody beside it: only a limit that it named itself is worth waiting for.
  const counts = targets.length > 1 || resting?.code === 'rate-limit'
  const candidate = candidateFor(look, known, tokens, counts ? resting : undefined)
  const full = withPlaces ? credentials.fullNow(facts.target, configured, prepared.given, tokens) : undefined
  return full === undefined ? candidate : { ...candidate, full: full.limit }
}

function candidateFor(look: Look, known: KnownTarget, inputTokens: number, resting: Resting | undefined): Candidate {
  const { question, isUsual, spending } = look
  const { lacks, latency } = question.router
  const { target, provider, model } = known.facts
  const usd = spending?.mostUsd(question, known, inputTokens)
  return {
    target,
    provider: isUsual ? provider : providerFacts(question, known),
    model,
    disabled: isUsual ? undefined : disabledOf(question, known),
    resting,
    lacks: lacks.isEmpty ? undefined : lacks.of(known.lackName),
    latencyMs: latency.average(known.name),
    inputTokens,
    usd,
    overspent: spending?.overspent(question, target, usd),
  }
}

function refusedCandidate({ question, isUsual }: Look, known: KnownTarget): Candidate {
  if (isUsual) return known.facts
  return { ...known.facts, provider: providerFacts(question, known), disabled: disabledOf(question, known) }
}

function providerFacts({ router, prepared }: AdmissionQuestion, { configured, facts }: KnownTarget): ProviderFacts {
  const hasCredential = router.credentials.has(configured, prepared.given)
  return { ...facts.provider, hasCredential }
}

function disabledOf(
  { router, prepared, suppose }: AdmissionQuestion,
  { configured, facts }: KnownTarget,
): Disabled | undefined {
  const { credentials, killSwitch } = router
  return suppose?.(facts.target) ?? killSwitch.of(facts.target, () => credentials.places(configured, prepared.given))
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
