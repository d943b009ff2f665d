import type { computeCost } from '../budget/compute-cost.ts'
import { resolveCost, unpricedCost } from '../budget/cost.ts'
import { estimateUsage, ratesOf } from '../budget/token-estimate.ts'
import type { AttemptReport } from './run-attempt.ts'
import type { Attempt, AttemptFailure, AttemptKind } from '../vocabulary/completion-result.ts'
import type { ModelInfo, ProtocolId, Target } from '../vocabulary/model.ts'
import type { AttemptUsage, BillingClass, Cost } from '../vocabulary/usage.ts'

/** What the record of an attempt is made of. */
export interface AttemptFacts {
  readonly number: number
  readonly target: Target
  readonly protocol: ProtocolId
  readonly kind: AttemptKind
  readonly report: AttemptReport
  readonly modelInfo: ModelInfo | undefined
  readonly billing: BillingClass
  /** What knows prices, where something is known of the model. */
  readonly computeCost: typeof computeCost | undefined
  /** Estimate of the input, in tokens. */
  readonly inputTokens: number
  /** Another target began to answer first. */
  readonly lostRace: boolean
  readonly firstTokenLimitMs: number
  readonly outputLimit: Attempt['outputLimit']
  readonly waitedMs: number
  readonly tags: Attempt['tags']
  /** The provider was offered its own search. */
  readonly searchesItself: boolean
}

/** Failures before any token that tell that the provider did no work: nothing is charged for them. */
const unbilledStatuses = (status: number): boolean => status >= 400

/** The one record of an attempt, with its one usage. */
export function attemptRecord(facts: AttemptFacts, failure: AttemptFailure | undefined): Attempt {
  const { report } = facts
  const { assembly, problem } = report
  const usage = usageOf(facts)
  return {
    number: facts.number,
    target: facts.target,
    protocol: facts.protocol,
    kind: facts.kind,
    outcome: outcomeOf(facts),
    failure,
    startedAt: report.startedAt,
    durationMs: report.endedAt - report.startedAt,
    firstTokenMs: report.firstTokenAt === undefined ? undefined : report.firstTokenAt - report.startedAt,
    firstTokenLimitMs: facts.firstTokenLimitMs,
    waitedMs: facts.waitedMs,
    outputLimit: facts.outputLimit,
    finishReason: problem === undefined ? assembly.finishReason : undefined,
    rawFinishReason: assembly.rawFinishReason,
    wireModel: assembly.wireModel,
    requestId: failure?.requestId ?? report.requestId,
    serviceTier: assembly.serviceTier,
    ...(problem?.type === 'local' && problem.isDrill === true ? { drill: true } : {}),
    tags: facts.tags,
    usage,
    cost: usage === undefined ? undefined : costOf(facts, usage),
  }
}

function outcomeOf({ report: { problem }, lostRace }: AttemptFacts): Attempt['outcome'] {
  if (problem === undefined) return 'success'
  if (problem.type !== 'aborted') return 'failed'
  return lostRace ? 'discarded' : 'aborted'
}

/** What the provider says, else what the tokens cost: its own searches are billed beside them. */
function costOf(facts: AttemptFacts, usage: AttemptUsage): Cost {
  const { report, modelInfo, billing, searchesItself } = facts
  const { assembly, startedAt } = report
  const { reportedCostUsd, serviceTier } = assembly
  const computed =
    facts.computeCost?.(usage, modelInfo, billing, { at: startedAt, serviceTier }) ?? unpricedCost(usage, billing)
  const cost = resolveCost(reportedCostUsd, computed)
  const hasSearched = searchesItself && assembly.parts.some(({ type }) => type === 'native')
  if (!hasSearched || cost.source !== 'computed') return cost
  return { ...cost, incomplete: true, reason: 'The provider bills its own searches beside the tokens.' }
}

/** Reported in full, reported in part, or estimated from what was sent and received; none when the provider refused the request. */
function usageOf({ report, target, inputTokens, lostRace }: AttemptFacts): AttemptUsage | undefined {
  const { assembly, problem, status } = report
  const reported = assembly.reportedUsage
  if (problem === undefined && reported?.inputTokens !== undefined && reported.outputTokens !== undefined) {
    return { ...reported, source: 'reported' }
  }
  // Who was cancelled at work has read the input, for all that is known.
  if (reported === undefined && assembly.progress === 0 && problem !== undefined && !lostRace) {
    if (status === undefined || unbilledStatuses(status))
      return { inputTokens: 0, outputTokens: 0, source: 'estimated' }
  }
  return estimateUsage({
    inputTokens,
    receivedText: assembly.visibleText,
    receivedReasoning: assembly.readableReasoning,
    rawArgs: [assembly.toolArguments],
    rates: ratesOf(target),
    reported,
  })
}
