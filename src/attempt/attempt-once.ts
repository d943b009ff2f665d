import type { AnswerAssembly } from '../adapters/answer-assembly.ts'
import type { ResolvedProvider } from '../adapters/provider.ts'
import type { Adjustment } from '../state/adjustment.ts'
import { attemptLimits } from './attempt-limits.ts'
import { openRequest, signRequest, withFields } from './authorised-request.ts'
import { estimateTokens } from '../budget/token-estimate.ts'
import { beginAttempt } from './begin-attempt.ts'
import { cacheStage, contentStage } from './cache-stage.ts'
import { concludeAttempt, type SentAttempt } from './conclude-attempt.ts'
import { abortedError } from '../state/call-error.ts'
import type { CallState, Resumption } from '../state/call-state.ts'
import type { ChosenCredential } from '../state/choose-credential.ts'
import type { AttemptUnderway } from '../state/kill-switch.ts'
import { loadAfterFailure } from './load-after-failure.ts'
import type { Pass } from './pass-limits.ts'
import { loadPrices } from './load-prices.ts'
import { runAttempt, type AttemptOrder } from './run-attempt.ts'
import { mayCompactNatively } from '../compaction/wants-compaction.ts'
import type { AdmittedTarget } from '../vocabulary/admitted-target.ts'
import type { Attempt, AttemptKind } from '../vocabulary/completion-result.ts'
import type { ClassifiedFailure, FailureDescription, WaitHint } from '../vocabulary/failure.ts'
import { loadedOnce } from '../vocabulary/loaded-once.ts'
import type { Spending } from '../state/spending.ts'
import type { Target } from '../vocabulary/model.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { AttemptUsage } from '../vocabulary/usage.ts'
import { writeAttempt } from './write-attempt.ts'
import { isSame } from '../vocabulary/model-ref.ts'

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
    number = beginAttempt(state, target, plan.kind)
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
    restoreArguments: prepared.restoreArguments,
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
  return concludeAttempt(state, asked, { report, limits, sent, plan })
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
