import { loadFailureReader } from '../adapters/protocol-table.ts'
import type { AskedTarget, FailedAttempt } from './attempt-once.ts'
import { attemptRecord, type AttemptFacts } from './attempt-record.ts'
import { failureRecord } from './failure-record.ts'
import { abortedError, callError } from '../state/call-error.ts'
import type { CallState } from '../state/call-state.ts'
import { lostRace } from './lost-race.ts'
import { needOf } from '../request/candidates.ts'
import { keepWhatWasGiven } from './cut-answer.ts'
import { noticeConcurrency, noticeFailure } from './failure-notices.ts'
import { classifyFailure, classifyLocalFailure } from '../routing/classify-failure.ts'
import type { Switched } from '../state/kill-switch.ts'
import { lackKey } from '../state/learnt-lack.ts'
import { readLack } from '../routing/read-lack.ts'
import { hintsFor } from '../routing/hints.ts'
import type { Pass } from './pass-limits.ts'
import type { AttemptProblem, AttemptReport } from './run-attempt.ts'
import { cleanCause } from '../vocabulary/clean-cause.ts'
import type { Attempt } from '../vocabulary/completion-result.ts'
import type { ClassifiedFailure, FailureDescription } from '../vocabulary/failure.ts'
import type { Redact } from '../vocabulary/known-values.ts'
import type { ProtocolId } from '../vocabulary/model.ts'
import { redactSecrets, redactUrl } from '../vocabulary/redact-secrets.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { nameOf } from '../vocabulary/model-ref.ts'

/** An attempt that failed, before anybody judged it. */
export interface FailedExchange {
  readonly facts: AttemptFacts
  readonly problem: AttemptProblem
  readonly report: AttemptReport
  /** Takes out what was sent and is secret. */
  readonly redact: Redact
  /** It holds a place under the limits of its key. */
  readonly isCounted: boolean
}

/**
 * Books a failed attempt: what the failure means, whose health it concerns, what of the answer stays. Loaded with the first
 * failure. Throws the `RouterError` that ends the call: it was aborted, or a tool call that was given forbids another try.
 */
export async function failAttempt(
  state: CallState,
  asked: AskedTarget,
  exchange: FailedExchange,
): Promise<FailedAttempt> {
  const { router, log } = state
  const { facts, problem, report, redact } = exchange
  // A wait counts from when the answer came, not from when it is read here.
  const description = await describe(exchange, asked, report.endedAt)
  const isKeyAlone = problem.type === 'disabled' && router.killSwitch.of(asked.target, () => []) === undefined
  const verdict = verdictOn(problem, description, asked, { isKeyAlone, audit: state.audit })
  const recorded = failureRecord({ problem, description, verdict, report, redact })
  const failure = facts.lostRace ? { ...recorded, message: lostRace.message, rule: 'lost-race' } : recorded
  const attempt = attemptRecord(facts, failure)
  state.attempts.push(attempt)
  if (!facts.lostRace) state.failures++
  state.unkept = report.assembly
  if (problem.type === 'aborted') {
    log.push({ type: 'attempt-end', attempt })
    throw abortedError(state)
  }
  if (problem.type === 'disabled') {
    state.skipped.push({ target: asked.target, reason: 'disabled', message: problem.message })
  } else if (verdict.tooManyAtOnce === true) {
    const refused = { startedAt: report.startedAt, isCounted: exchange.isCounted, wait: description?.wait }
    noticeConcurrency(state, asked, await router.rateLimits.refused(asked.credential.healthKey, refused))
  } else if (attempt.drill !== true) {
    const { healthKey } = asked.credential
    const isHeard = router.config.onNotice !== undefined
    const restedBefore = isHeard ? router.health.restingUntil(healthKey) : undefined
    router.health.recordFailure(healthKey, verdict, description?.wait)
    if (isHeard) noticeFailure(state, asked, verdict, restedBefore)
    if (verdict.code === 'unsupported') noteLack(state, asked, description?.message)
  }
  const recovery = keepWhatWasGiven(state, report.assembly)
  log.push({ type: 'attempt-end', attempt })
  if (recovery === 'resume') state.unkept = undefined
  if (recovery === 'end') throw callError(state, errorOf(state, attempt, asked, exchange))
  let error: RouterError | undefined
  return {
    type: 'failed',
    verdict,
    hint: description?.wait,
    description,
    get error() {
      return (error ??= errorOf(state, attempt, asked, exchange))
    },
  }
}

/** A kind of content or a choice of tools that the target cannot take is not sent there again for a while. */
function noteLack(state: CallState, { target, provider }: AskedTarget, message = ''): void {
  const { capabilities, toolChoice } = needOf(state)
  const lack = readLack(message, toolChoice === true ? [...capabilities, 'tool-choice'] : capabilities)
  if (lack !== undefined) state.router.lacks.remember(lackKey(target, provider), lack)
}

/** A target that cannot be asked this way at all: nothing was sent. */
export function refuseToWrite(error: RouterError): FailedAttempt {
  return {
    type: 'failed',
    verdict: classifyLocalFailure('unsupported'),
    hint: undefined,
    description: undefined,
    error,
  }
}

/** A target that is at its limit: nothing was sent, and nobody is to blame. */
export function refuseAtLimit(state: CallState, { skipped, error }: Extract<Pass, { type: 'refused' }>): FailedAttempt {
  state.skipped.push(skipped)
  const verdict: ClassifiedFailure = { code: 'rate-limit', scope: 'request', action: 'next', rule: 'local-limit' }
  return { type: 'failed', verdict, hint: undefined, description: undefined, error }
}

/** A target that was switched off after it was chosen: nothing was sent, and nobody is to blame. */
export function refuseDisabled(state: CallState, { target }: AskedTarget, { byKey, ...off }: Switched): FailedAttempt {
  state.skipped.push({ target, ...off })
  return {
    type: 'failed',
    verdict: disabledVerdict(byKey),
    hint: undefined,
    description: undefined,
    error: new RouterError('no-target', off.message, { target }),
  }
}

/** Another key of the target may go on where only one was switched off. */
function disabledVerdict(byKey: boolean): ClassifiedFailure {
  return { code: 'aborted', scope: byKey ? 'key' : 'request', action: 'next', rule: 'disabled' }
}

async function describe(
  { problem }: FailedExchange,
  { provider }: AskedTarget,
  now: number,
): Promise<FailureDescription | undefined> {
  if (problem.type !== 'provider') return undefined
  const read = await loadFailureReader(errorsLike(provider))
  return read(problem.failure, now)
}

/** Whose errors a host has: Bedrock refuses like Bedrock, whatever protocol it carries. */
export function errorsLike({ protocol, quirks }: AskedTarget['provider']): ProtocolId {
  return quirks.carrier === 'bedrock' ? 'bedrock-converse' : protocol
}

function verdictOn(
  problem: AttemptProblem,
  description: FailureDescription | undefined,
  { provider, otherTargetsLeft }: AskedTarget,
  { isKeyAlone, audit }: { readonly isKeyAlone: boolean; readonly audit: CallState['audit'] },
): ClassifiedFailure {
  switch (problem.type) {
    case 'provider': {
      const context = { provider: provider.id, protocol: errorsLike(provider), local: provider.local }
      const verdict = classifyFailure(description ?? {}, context)
      audit?.note('failure', { description: description ?? {}, context }, verdict)
      return verdict
    }
    case 'local':
      // Where there is nobody else, the one that fell silent is the only chance for the rest of its answer.
      return classifyLocalFailure(problem.code, {
        silent: problem.silent || (problem.stalled === true && otherTargetsLeft),
        hurried: problem.hurried,
        rule: problem.rule,
      })
    case 'disabled':
      return disabledVerdict(isKeyAlone)
    case 'aborted':
      return classifyLocalFailure('aborted')
  }
}

/** The error of one target, with what to do about it. */
function errorOf(
  { prepared, chainLength }: CallState,
  attempt: Attempt,
  asked: AskedTarget,
  { facts, problem, redact }: FailedExchange,
): RouterError {
  const { target, provider } = asked
  const { failure } = attempt
  const code = failure?.code ?? 'server'
  const status = failure?.status !== undefined && failure.status >= 400 ? ` (HTTP ${failure.status})` : ''
  const words = failure?.providerMessage ?? failure?.message ?? ''
  return new RouterError(code, `${nameOf(target)} failed with ${code}${status}${words === '' ? '.' : `: ${words}`}`, {
    hints: hintsFor({
      code,
      provider: provider.id,
      protocol: provider.protocol,
      status: failure?.status,
      model: target.model,
      replacedBy: facts.modelInfo?.replacedBy,
      baseUrl: redactUrl(provider.baseUrl),
      keyVariables: provider.keyVariables,
      isOwnKey: prepared.given.apiKeys?.[provider.id] !== undefined,
      otherTargets: chainLength > 1,
      hasV1Path: /\/v\d\w*\/?(?:$|\?)/.test(provider.baseUrl),
      local: provider.local,
    }),
    target,
    status: failure?.status,
    providerMessage: failure?.providerMessage,
    providerCode: failure?.providerCode,
    requestId: failure?.requestId,
    retryAfterMs: failure?.retryAfterMs,
    cause: problem.type === 'local' ? cleanCause(problem.cause, (text) => redactSecrets(redact(text))) : undefined,
  })
}
