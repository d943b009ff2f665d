import type { AnswerAssembly } from '../adapters/answer-assembly.ts'
import type { ResolvedProvider } from '../adapters/provider.ts'
import type { Adjustment } from '../state/adjustment.ts'
import { attemptLimits, paceOf } from './attempt-limits.ts'
import { attemptRecord } from './attempt-record.ts'
import { openRequest, signRequest, withFields } from './authorised-request.ts'
import { estimateTokens } from '../budget/token-estimate.ts'
import { cacheStage, contentStage, noteWarmPrefix } from './cache-stage.ts'
import {
  abortedError,
  dropUnkept,
  isBelowRequest,
  lostRace,
  type CallState,
  type Resumption,
} from '../state/call-state.ts'
import type { ChosenCredential } from '../state/choose-credential.ts'
import type { AttemptUnderway } from '../state/kill-switch.ts'
import { unwantedAnswer, warn, warnOfAnswer } from './judge-answer.ts'
import { loadAfterFailure } from './load-after-failure.ts'
import type { Pass } from './pass-limits.ts'
import { runAttempt, type AttemptOrder, type AttemptReport } from './run-attempt.ts'
import { mayCompactNatively } from '../compaction/wants-compaction.ts'
import type { AttemptLimits } from '../transport/watchdog.ts'
import type { AdmittedTarget } from '../vocabulary/admitted-target.ts'
import type { Attempt, AttemptKind } from '../vocabulary/completion-result.ts'
import type { ClassifiedFailure, FailureDescription, WaitHint } from '../vocabulary/failure.ts'
import { loadedOnce } from '../vocabulary/loaded-once.ts'
import type { Spending } from '../state/spending.ts'
import type { Target } from '../vocabulary/model.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { AttemptUsage } from '../vocabulary/usage.ts'
import { writeAttempt, type WrittenAttempt } from './write-attempt.ts'
import { isSame, nameOf } from '../vocabulary/model-ref.ts'

const loadPass = loadedOnce(async () => import('./pass-limits.ts'))

/** One target of the walk, with the key it is asked with. */
export interface AskedTarget {
  readonly target: AdmittedTarget
  readonly provider: ResolvedProvider
  readonly credential: ChosenCredential
  readonly kind: AttemptKind
  /** How long was waited for it to wake. */
  readonly waitedMs: number
  /** Another target could still be asked. */
  readonly otherTargetsLeft: boolean
  /** How many could, as things stand. */
  targetsLeft(): number
  /** Whether another of its keys could be asked with now. */
  otherKeyReady(): boolean
  /** When its share of the call's time is over, in milliseconds since the epoch; absent: all that is left is its own. */
  readonly until: number | undefined
}

/** What distinguishes one attempt at a target from another. */
export interface AttemptPlan {
  readonly kind: AttemptKind
  readonly waitedMs: number
  /** A cut answer that the target is asked to go on with. */
  readonly resume: Resumption | undefined
  /** How it is asked otherwise than usual. */
  readonly adjustment: Adjustment | undefined
}

/** A complete answer. */
export interface Answered {
  readonly type: 'answered'
  readonly assembly: AnswerAssembly
  readonly attempt: Attempt
}

/** The attempt failed; what follows is up to the policies. */
export interface FailedAttempt {
  readonly type: 'failed'
  readonly verdict: ClassifiedFailure
  readonly hint: WaitHint | undefined
  /** What the provider said; absent when it said nothing. */
  readonly description: FailureDescription | undefined
  /** Made when somebody asks for it: most failures end with the answer of another target. */
  readonly error: RouterError
}

/**
 * Makes one attempt and books it: events, record, health, and what of its answer stays when it was cut.
 * Throws the `RouterError` that ends the call: it was aborted, its time is up, or a tool call that was given forbids another try.
 */
export async function attemptOnce(
  state: CallState,
  asked: AskedTarget,
  plan: AttemptPlan,
): Promise<Answered | FailedAttempt> {
  const { router, prepared } = state
  const { target, provider, credential } = asked
  const protocol = await router.protocol(provider.protocol, provider.quirks.carrier)
  const modelInfo = router.modelInfo(target, plan.adjustment?.wireModel)
  let key
  let written
  let authorised
  let place: Extract<Pass, { type: 'passed' }> | undefined
  try {
    key = await credential.read()
    if (state.signal.aborted) throw abortedError(state)
    written = writeAttempt(
      prepared,
      { target, provider, protocol, modelInfo, credential: key },
      {
        resume: plan.resume,
        adjustment: plan.adjustment,
        makeHead: router.makeHead,
        budget: router.outputBudget,
        inputTokens: router.inputTokens(prepared, target),
        isEscalated: state.isEscalated,
        planCache: await cacheStage(state, asked, plan.adjustment),
        writeContent:
          provider.quirks.cachedContents === true
            ? await contentStage(state, asked, { adjustment: plan.adjustment, credential: key })
            : undefined,
        compaction: mayCompactNatively(state, protocol.id)
          ? await (await import('../compaction/native-compaction.ts')).nativeCompaction(state, target)
          : undefined,
      },
    )
    const limits = router.rateLimits.current
    if (limits !== undefined) {
      const { passLimits } = await loadPass()
      const pass = await passLimits(state, asked, limits)
      if (pass.type === 'refused') return (await loadAfterFailure()).refuseAtLimit(state, pass)
      place = pass
    }
    const off = router.killSwitch.of(target, () => keysOf(credential))
    if (off !== undefined) {
      place?.reservation.refund()
      return (await loadAfterFailure()).refuseDisabled(state, asked, off)
    }
    authorised =
      key?.source.auth === 'aws-signature'
        ? await signRequest(written, key, router.runtime.now())
        : openRequest(written)
  } catch (error) {
    place?.reservation.refund()
    if (state.signal.aborted) throw abortedError(state)
    if (!RouterError.is(error)) throw error
    const { refuseToWrite } = await loadAfterFailure()
    return refuseToWrite(error)
  }
  const redact = withFields(authorised.redact, provider.options, prepared.given.providerOptions?.[provider.id])
  state.redact = redact
  // Who is asked in place of another is of a lower tier or not: a fact of the catalogue.
  const before = state.previous ?? state.requested
  if (!isSame(before, target)) {
    const facts = [target.provider, before.provider, state.requested.provider]
    if (!router.hasCatalog(facts)) await router.loadCatalog(facts)
  }
  let held: Awaited<ReturnType<typeof holdMoney>>
  try {
    if (router.spending.concerns(prepared.given)) held = await holdMoney(state, target, plan)
    if (state.signal.aborted) throw abortedError(state)
  } catch (error) {
    place?.reservation.refund()
    if (held?.type === 'held') await held.settle({ usd: 0 })
    throw error
  }
  if (held?.type === 'failed') {
    place?.reservation.refund()
    return held
  }
  let number: number | undefined
  try {
    number = begin(state, target, plan.kind)
    const isCounted = place !== undefined
    const sent = {
      written,
      request: authorised.request,
      redact,
      number,
      protocol,
      hasKey: key !== undefined,
      isCounted,
    }
    const waitedMs = plan.waitedMs + (place?.waitedMs ?? 0)
    return await send(state, asked, waitedMs === plan.waitedMs ? plan : { ...plan, waitedMs }, sent)
  } finally {
    const attempt = state.attempts.findLast((one) => one.number === number)
    if (attempt !== undefined) router.usage.countAttempt(attempt, state.account, state.account.purpose)
    place?.reservation.settle(tokensUsed(attempt?.usage))
    // Absent costs of an attempt that is on record: nothing was sent.
    if (held !== undefined) await held.settle(attempt === undefined ? undefined : (attempt.cost ?? { usd: 0 }))
  }
}

/**
 * Keeps back what an attempt may cost: the one place that every attempt passes, whatever it is made for. At once where limits and prices
 * are there. `undefined`: the call was aborted.
 */
function holdMoney(state: CallState, target: Target, plan: AttemptPlan): ReturnType<Spending['hold']> {
  const { router, prepared, isEscalated } = state
  const hold = (spending: Spending): ReturnType<Spending['hold']> => {
    const inputTokens = router.inputTokens(prepared, target) + estimateTokens(plan.resume?.text ?? '')
    return spending.hold(state, target, { adjustment: plan.adjustment, inputTokens, isEscalated })
  }
  const { current } = router.spending
  if (current !== undefined && router.hasCatalog([target.provider])) return hold(current)
  const loading = Promise.all([router.spending.load(), router.loadCatalog([target.provider])])
  return loading.then(([spending]) => hold(spending))
}

/** A request as it goes out, and what its answer is read with. */
type SentAttempt = Pick<AttemptOrder, 'request' | 'redact' | 'number' | 'protocol'> & {
  readonly written: WrittenAttempt
  readonly hasKey: boolean
  /** It holds a place under the limits of its key. */
  readonly isCounted: boolean
}

/** Sends a request, reads its answer, and books what came of it. */
async function send(
  state: CallState,
  asked: AskedTarget,
  plan: AttemptPlan,
  sent: SentAttempt,
): Promise<Answered | FailedAttempt> {
  const { router, prepared, log } = state
  const { target, provider, credential } = asked
  const { number, protocol, written, request, redact } = sent
  const modelInfo = router.modelInfo(target, plan.adjustment?.wireModel)
  const limits = attemptLimits(state, asked, modelInfo, sent.hasKey)
  const { detectors, drill } = router.config.routing
  const order: AttemptOrder = {
    number,
    protocol,
    written,
    request,
    redact,
    firstIndex: state.nextIndex,
    seam: state.resumption?.openSeam(),
    routersTool: prepared.search?.tool.name,
    cite: state.cite,
    limits,
    includeRaw: prepared.given.includeRaw ?? false,
    // Asked for the rest of an answer that was whole, a model says nothing.
    detectEmpty: detectors.empty && plan.kind !== 'continuation',
    watch: detectors.loop ? (await import('./degenerate-answer.ts')).watchForLoops(state) : undefined,
    maxAnswerBytes: router.config.routing.maxAnswerBytes,
    onStart(stop) {
      const attempt: AttemptUnderway = { target, healthKey: credential.healthKey, stop, left: undefined }
      router.killSwitch.underway.add(attempt)
      return () => {
        router.killSwitch.underway.delete(attempt)
        attempt.left?.()
      }
    },
    underway: () => {
      if (router.hasCatalog([target.provider])) return
      void router.loadCatalog([target.provider])
      // Should it fail, the end of the answer tries again.
      void Promise.resolve(loadPrices()).catch(() => undefined)
    },
  }
  const drilled = drill.length === 0 ? undefined : (await import('./drill.ts')).drilledReport(state, target, order)
  const runtime = provider.fetch === undefined ? router.runtime : { ...router.runtime, fetch: provider.fetch }
  const report = drilled ?? (await runAttempt(order, log, runtime, state.signal))
  return conclude(state, asked, { report, limits, sent, plan })
}

/** The key of an attempt, by its place, as the kill switch asks for it. */
function keysOf({ healthKey }: ChosenCredential): readonly string[] {
  return healthKey.credential === '' ? [] : [healthKey.credential]
}

/** Tokens as limits count them; `undefined` where nobody knows. */
function tokensUsed(usage: AttemptUsage | undefined): number | undefined {
  const { inputTokens, outputTokens } = usage ?? {}
  return inputTokens === undefined || outputTokens === undefined ? undefined : inputTokens + outputTokens
}

/** Tells consumers what begins: another target, a new start of the answer or the rest of it, the attempt. */
function begin(state: CallState, target: Target, kind: AttemptKind): number {
  const { log, previous, continuation } = state
  // Who is asked beside another takes its place when it begins to answer.
  if (kind === 'hedge') state.previous = target
  else if (!isSame(previous ?? state.requested, target)) changeRoute(state, target)
  else if (previous === undefined && isBelowRequest(state, target)) {
    warn(state, { code: 'downgrade', message: `${nameOf(target)} is of a lower tier than was asked for.`, target })
  }
  if (continuation?.type === 'restart') log.restart(continuation.discard)
  const number = ++state.started
  log.push({ type: 'attempt-start', number, target, kind })
  if (continuation?.type === 'resume') log.push({ type: 'resume', at: state.nextIndex })
  state.continuation = undefined
  if (state.unkept !== undefined) dropUnkept(state)
  state.previous = target
  return number
}

/** Nothing takes the place of what was requested in silence, whether that failed or was passed over. */
export function changeRoute(state: CallState, target: Target, why?: 'hedge'): void {
  const { log, router, requested, previous, prepared } = state
  const from = previous ?? requested
  const downgrade = isBelowRequest(state, target)
  const passedOver = state.skipped.find((skipped) => isSame(skipped.target, from))
  const last = state.attempts.findLast(({ protocol }) => protocol !== 'web-search')
  const reason = why ?? last?.failure?.code ?? passedOver?.reason ?? 'fallback'
  log.push({ type: 'route-changed', from, to: target, reason, downgrade })
  if (previous === undefined && !downgrade) return
  const what = why === 'hedge' ? 'is slow' : previous === undefined ? 'is not asked' : 'failed'
  const message = `${nameOf(from)} ${what} (${reason}); ${nameOf(target)} takes over.`
  router.notify({ type: downgrade ? 'downgrade' : 'failover', message, target, tags: prepared.given.tags })
}

/** Loaded with the catalogue: without it nobody knows a price. */
const loadPrices = loadedOnce(() => import('../budget/compute-cost.ts'))

interface Ended {
  readonly plan: AttemptPlan
  readonly sent: SentAttempt
  readonly report: AttemptReport
  readonly limits: AttemptLimits
}

async function conclude(state: CallState, asked: AskedTarget, ended: Ended): Promise<Answered | FailedAttempt> {
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
