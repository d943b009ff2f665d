import { paceOf } from './attempt-limits.ts'
import type { Answered, AskedTarget, AttemptPlan, FailedAttempt } from './attempt-once.ts'
import { attemptRecord } from './attempt-record.ts'
import { noteWarmPrefix } from './cache-stage.ts'
import { unwantedAnswer, warnOfAnswer } from './judge-answer.ts'
import { loadAfterFailure } from './load-after-failure.ts'
import { loadPrices } from './load-prices.ts'
import type { AttemptOrder, AttemptReport } from './run-attempt.ts'
import type { CallState } from '../state/call-state.ts'
import { lostRace } from './lost-race.ts'
import type { AttemptLimits } from '../transport/watchdog.ts'
import type { WrittenAttempt } from './write-attempt.ts'

/** A request as it goes out, and what its answer is read with. */
export type SentAttempt = Pick<AttemptOrder, 'request' | 'redact' | 'number' | 'protocol'> & {
  readonly written: WrittenAttempt
  readonly hasKey: boolean
  /** It holds a place under the limits of its key. */
  readonly isCounted: boolean
}

/** An attempt that is over. */
interface Ended {
  readonly plan: AttemptPlan
  readonly sent: SentAttempt
  readonly report: AttemptReport
  readonly limits: AttemptLimits
}

/** Books what came of an attempt: its record, what it teaches, what its answer leaves to be known. A failure goes its own way. */
export async function concludeAttempt(
  state: CallState,
  asked: AskedTarget,
  ended: Ended,
): Promise<Answered | FailedAttempt> {
  const { router, log } = state
  const { target, provider, credential } = asked
  const { plan, sent } = ended
  const { assembly } = ended.report
  const problem = ended.report.problem ?? (await unwantedAnswer(state, asked, assembly))
  const report = problem === ended.report.problem ? ended.report : { ...ended.report, problem }
  // What a refusal says about time is the business of health.
  const learning = problem === undefined ? router.rateLimits.answered(credential.healthKey, report.headers) : undefined
  if (learning !== undefined) await learning
  // The answer may be over before the catalogue has come: now its price is wanted.
  if (!router.hasCatalog([target.provider])) await router.loadCatalog([target.provider])
  const modelInfo = router.modelInfo(target, plan.adjustment?.wireModel)
  const prices = modelInfo === undefined ? undefined : loadPrices()
  const facts = {
    number: sent.number,
    target,
    protocol: provider.protocol,
    kind: plan.kind,
    report,
    modelInfo,
    billing: provider.billing,
    computeCost: (prices instanceof Promise ? await prices : prices)?.computeCost,
    inputTokens: router.inputTokens(state.prepared, target),
    lostRace: problem?.type === 'aborted' && state.signal.reason === lostRace,
    firstTokenLimitMs: ended.limits.firstTokenMs,
    outputLimit: sent.written.outputLimit,
    waitedMs: plan.waitedMs,
    tags: state.prepared.given.tags,
    searchesItself: sent.written.searchesItself,
  }
  state.warnings.push(...assembly.warnings)
  if (problem !== undefined) {
    const { failAttempt } = await loadAfterFailure()
    return failAttempt(state, asked, { facts, problem, report, redact: sent.redact, isCounted: sent.isCounted })
  }
  const attempt = attemptRecord(facts, undefined)
  state.attempts.push(attempt)
  state.dropped = undefined
  const counted =
    attempt.usage?.source === 'reported' && plan.resume === undefined ? attempt.usage.inputTokens : undefined
  if (counted !== undefined) router.observeTokens(state.prepared, target, counted)
  router.health.recordSuccess(credential.healthKey)
  router.retryBuckets.recordSuccess(provider.id)
  if (attempt.firstTokenMs !== undefined) {
    router.firstTokenTimes.record(paceOf(target, state.prepared), attempt.firstTokenMs, facts.inputTokens)
    router.latency.record(target, attempt.firstTokenMs)
  }
  const noted = noteWarmPrefix(state, asked, { attempt, adjustment: plan.adjustment })
  if (noted !== undefined) await noted
  const told = warnOfAnswer(state, asked, assembly)
  if (told !== undefined) await told
  log.push({ type: 'attempt-end', attempt })
  return { type: 'answered', assembly, attempt }
}
