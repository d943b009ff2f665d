import type { AnswerAssembly } from './adapters/answer-assembly.ts'
import type { ResolvedProvider } from './adapters/provider.ts'
import { attemptRecord } from './attempt-record.ts'
import { createTextSeam } from './budget/text-seam.ts'
import { callError, isSame, nameOf, type CallState } from './call-state.ts'
import type { ChosenCredential } from './choose-credential.ts'
import { abortedError, keepWhatWasGiven } from './cut-answer.ts'
import { classifyFailure, classifyLocalFailure } from './routing/classify-failure.ts'
import { isDowngrade } from './routing/merge-constraints.ts'
import { firstTokenLimitMs } from './routing/first-token-limit.ts'
import { hintsFor } from './routing/hints.ts'
import { isWrongModel } from './routing/wrong-model.ts'
import { runAttempt, type AttemptProblem, type AttemptReport } from './run-attempt.ts'
import type { AttemptLimits } from './transport/watchdog.ts'
import type { Attempt, AttemptKind } from './vocabulary/completion-result.ts'
import type { ClassifiedFailure, WaitHint } from './vocabulary/failure.ts'
import type { ModelInfo, Target } from './vocabulary/model.ts'
import { RouterError } from './vocabulary/router-error.ts'
import { writeAttempt } from './write-attempt.ts'

/** One target of the walk, with the key it is asked with. */
export interface AskedTarget {
  readonly target: Target
  readonly provider: ResolvedProvider
  readonly credential: ChosenCredential
  readonly kind: AttemptKind
  /** How long was waited for it to wake. */
  readonly waitedMs: number
  /** Another target could still be asked. */
  readonly otherTargetsLeft: boolean
}

/** What distinguishes one attempt at a target from another. */
export interface AttemptPlan {
  readonly kind: AttemptKind
  readonly waitedMs: number
  /** The text of a cut answer that the target is asked to go on with. */
  readonly given: string | undefined
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
  readonly error: RouterError
  /** Absent when nothing was sent. */
  readonly assembly: AnswerAssembly | undefined
}

/**
 * Makes one attempt and books it: events, record, health, and what of its answer stays when it was cut.
 * Throws the `RouterError` that ends the call: it was aborted, its time is up, or a tool call that was given forbids another try.
 */
export async function attemptOnce(state: CallState, asked: AskedTarget, plan: AttemptPlan): Promise<Answered | FailedAttempt> {
  const { router, prepared, log } = state
  const { target, provider, credential } = asked
  const protocol = await router.protocol(provider.protocol)
  const key = await credential.read()
  if (state.signal.aborted) throw abortedError(state)
  const modelInfo = router.modelInfo(target)
  let written
  try {
    written = writeAttempt(
      prepared,
      { target, provider, protocol, modelInfo, credential: key },
      { given: plan.given, environmentOutputLimit: router.environmentOutputLimit },
    )
  } catch (error) {
    if (RouterError.is(error)) return refused(error)
    throw error
  }
  const number = begin(state, target, plan.kind)
  const limits = limitsFor(state, asked, modelInfo)
  const report = await runAttempt(
    {
      ...written,
      number,
      protocol,
      firstIndex: state.nextIndex,
      seam: state.keptText === '' ? undefined : createTextSeam(state.keptText),
      limits,
      includeRaw: prepared.given.includeRaw ?? false,
      // A rest that adds nothing tells that the answer was whole already.
      detectEmpty: router.config.routing.detectors.empty && state.keptText === '',
    },
    log,
    { now: router.runtime.now, setTimer: router.runtime.setTimer, fetch: provider.fetch ?? router.runtime.fetch },
    state.signal,
  )
  return conclude(state, asked, { plan, number, report, limits, secrets: key === undefined ? [] : [key.key] })
}

/** A target that cannot be asked this way at all: nothing was sent. */
function refused(error: RouterError): FailedAttempt {
  const verdict = classifyLocalFailure('unsupported')
  return { type: 'failed', verdict, hint: undefined, error, assembly: undefined }
}

/** Tells consumers what begins: another target, a new start of the answer or the rest of it, the attempt. */
function begin(state: CallState, target: Target, kind: AttemptKind): number {
  const { log, previous, continuation } = state
  if (previous !== undefined && !isSame(previous, target)) {
    const downgrade = isDowngrade(state.router.modelInfo(state.requested), state.router.modelInfo(target))
    const last = state.attempts.at(-1)?.failure
    log.push({ type: 'route-changed', from: previous, to: target, reason: last?.code ?? 'fallback', downgrade })
    const message = `${nameOf(previous)} failed (${last?.code ?? 'unknown'}); ${nameOf(target)} takes over.`
    state.router.notify({ type: downgrade ? 'downgrade' : 'failover', message, target })
  }
  if (continuation?.type === 'restart') log.restart(continuation.discard)
  const number = state.attempts.length + 1
  log.push({ type: 'attempt-start', number, target, kind })
  if (continuation?.type === 'resume') log.push({ type: 'resume', at: state.nextIndex })
  state.continuation = undefined
  state.previous = target
  return number
}

interface Ended {
  readonly plan: AttemptPlan
  readonly number: number
  readonly report: AttemptReport
  readonly limits: AttemptLimits
  readonly secrets: readonly string[]
}

async function conclude(state: CallState, asked: AskedTarget, ended: Ended): Promise<Answered | FailedAttempt> {
  const { router, log } = state
  const { target, provider, credential } = asked
  const { report, plan } = ended
  const { assembly, problem } = report
  // The first call may be faster than the catalogue: the answer is there, now its price is wanted.
  if (!router.hasCatalog()) await router.loadCatalog()
  const verdict = problem === undefined ? undefined : verdictOn(problem, provider)
  const attempt = attemptRecord({
    number: ended.number,
    target,
    protocol: provider.protocol,
    kind: plan.kind,
    report,
    verdict,
    secrets: ended.secrets,
    modelInfo: router.modelInfo(target),
    billing: provider.billing,
    inputTokens: state.prepared.inputTokens,
    firstTokenLimitMs: ended.limits.firstTokenMs,
    waitedMs: plan.waitedMs,
  })
  state.attempts.push(attempt)
  state.warnings.push(...assembly.warnings)
  if (problem === undefined || verdict === undefined) {
    router.health.recordSuccess(credential.healthKey)
    router.retryBuckets.recordSuccess(provider.id)
    if (router.config.routing.detectors.wrongModel && !provider.local && isWrongModel(target.model, assembly.wireModel)) {
      warnWrongModel(state, target, assembly)
    }
    log.push({ type: 'attempt-end', attempt })
    return { type: 'answered', assembly, attempt }
  }
  state.failures++
  if (problem.type === 'aborted') {
    log.push({ type: 'attempt-end', attempt })
    throw abortedError(state, assembly)
  }
  const hint = problem.type === 'provider' ? problem.description.wait : undefined
  router.health.recordFailure(credential.healthKey, verdict, hint)
  const recovery = keepWhatWasGiven(state, assembly)
  log.push({ type: 'attempt-end', attempt })
  const error = errorOf(attempt, asked, report)
  // What was kept for the rest of the answer is in the state already.
  const unkept = recovery === 'resume' ? undefined : assembly
  if (recovery === 'end') throw callError(state, error, unkept)
  return { type: 'failed', verdict, hint, error, assembly: unkept }
}

function verdictOn(problem: AttemptProblem, provider: ResolvedProvider): ClassifiedFailure {
  switch (problem.type) {
    case 'provider':
      return classifyFailure(problem.description, { provider: provider.id, protocol: provider.protocol, local: provider.local })
    case 'local':
      return classifyLocalFailure(problem.code, { silent: problem.silent })
    case 'aborted':
      return classifyLocalFailure('aborted')
  }
}

function limitsFor(state: CallState, asked: AskedTarget, modelInfo: ModelInfo | undefined): AttemptLimits {
  const { reasoningEffort, timeouts = {} } = state.prepared.given
  const configured = state.router.config.routing.timeouts
  // An effort that cannot be switched off is a model that always thinks.
  const thinksAnyway = modelInfo?.capabilities?.reasoning === true && modelInfo.efforts?.none === null
  const firstTokenMs = firstTokenLimitMs({
    configuredMs: timeouts.firstTokenMs ?? configured.firstTokenMs,
    inputTokens: state.prepared.inputTokens,
    otherTargetsLeft: asked.otherTargetsLeft,
    isReasoning: reasoningEffort === undefined ? thinksAnyway : reasoningEffort !== 'none',
    isLocal: asked.provider.local,
  })
  return {
    firstTokenMs,
    headersMs: timeouts.headersMs ?? configured.headersMs ?? firstTokenMs,
    idleMs: timeouts.idleMs ?? configured.idleMs,
    stallMs: timeouts.stallMs ?? configured.stallMs,
  }
}

function warnWrongModel(state: CallState, target: Target, assembly: AnswerAssembly): void {
  const message = `${nameOf(target)} was asked, \`${assembly.wireModel}\` answered.`
  const warning = { code: 'wrong-model', message, target }
  state.warnings.push(warning)
  state.log.push({ type: 'warning', warning })
  state.router.notify({ type: 'wrong-model', message, target })
}

/** The error of one target, with what to do about it. */
function errorOf(attempt: Attempt, asked: AskedTarget, report: AttemptReport): RouterError {
  const { target, provider, otherTargetsLeft } = asked
  const { failure } = attempt
  const code = failure?.code ?? 'server'
  const status = failure?.status !== undefined && failure.status >= 400 ? ` (HTTP ${failure.status})` : ''
  const words = failure?.providerMessage ?? failure?.message ?? ''
  const problem = report.problem
  return new RouterError(code, `${nameOf(target)} failed with ${code}${status}${words === '' ? '.' : `: ${words}`}`, {
    hints: hintsFor({
      code,
      provider: provider.id,
      protocol: provider.protocol,
      status: failure?.status,
      model: target.model,
      baseUrl: provider.baseUrl,
      keyVariables: provider.keyVariables,
      otherTargets: otherTargetsLeft || attempt.number > 1,
      hasV1Path: /\/v\d\w*\/?(?:$|\?)/.test(provider.baseUrl),
      local: provider.local,
    }),
    target,
    status: failure?.status,
    providerMessage: failure?.providerMessage,
    providerCode: failure?.providerCode,
    requestId: failure?.requestId,
    retryAfterMs: failure?.retryAfterMs,
    cause: problem?.type === 'local' ? problem.cause : undefined,
  })
}
