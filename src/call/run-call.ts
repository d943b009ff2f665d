import { abortedError } from '../state/call-error.ts'
import type { CallAccount, CallState } from '../state/call-state.ts'
import { resultOf } from './call-result.ts'
import { createCompletion, type Call } from './completion.ts'
import type { FinishedAnswer } from './finish-answer.ts'
import { planCall, type CallPlan } from './plan-call.ts'
import { prepareRequest } from '../request/prepare-request.ts'
import type { RouterState } from '../state/router-state.ts'
import type { CompletionRequest } from '../vocabulary/completion-request.ts'
import type { TargetPlan } from '../routing/plan-targets.ts'
import type { AttemptKind, CompletionResult } from '../vocabulary/completion-result.ts'
import { redactSecrets } from '../vocabulary/redact-secrets.ts'
import type { Completion } from '../vocabulary/completion.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { walkCandidates, type WalkedAnswer } from './walk-candidates.ts'
import { isSame } from '../vocabulary/model-ref.ts'

/**
 * Runs one call from its request to its result. Rejects with the `RouterError` of the call. Loaded with the first call.
 * `account`: that of the call that it is made for.
 */
export async function runCall(
  router: RouterState,
  request: CompletionRequest,
  call: Call,
  account: CallAccount = accountOf(request),
): Promise<CompletionResult> {
  const prepared = await prepareRequest(request)
  const totalMs = request.timeouts?.totalMs ?? router.config.routing.timeouts.totalMs
  const deadline =
    totalMs === undefined || totalMs === Infinity ? undefined : { totalMs, at: router.runtime.now() + totalMs }
  const timer =
    deadline === undefined ? undefined : router.runtime.setTimer(deadline.totalMs, () => call.abort(deadline))
  router.running.add(call.abort)
  let state: CallState | undefined
  try {
    const planned = await planCall(router, prepared)
    state = newState(router, call, planned, {
      deadline,
      account,
      audit: router.config.routing.audit ? await auditOf(router) : undefined,
    })
    if (call.signal.aborted) throw abortedError(state)
    const limits = router.rateLimits.ready(planned.selection.targets)
    if (limits !== undefined) await limits
    const plan = planned.targetPlan(state.audit)
    for (const skipped of plan.skipped) {
      const { target, reason, message } = skipped
      if (reason === 'budget') router.spending.current?.tellRefusal(skipped, prepared.given.tags)
      if (reason === 'missing-credential') {
        const { tags } = prepared.given
        router.notify({ type: 'skipped-target', message, target, tags }, target.provider)
      }
    }
    const { search } = planned.prepared
    const finished =
      search === undefined
        ? await askForTurn(state, plan)
        : await (await import('./answer-with-search.ts')).answerWithSearch(state, plan, search, askForTurn)
    const result = await resultOf(state, finished)
    countCall(state, result)
    if (isShadowed(router)) void copyLater(state, result)
    state.audit?.tell(state, undefined)
    return result
  } catch (thrown) {
    if (state !== undefined) countCall(state, undefined)
    if (RouterError.is(thrown)) state?.audit?.tell(state, thrown)
    throw RouterError.is(thrown) || state === undefined ? thrown : await withoutSecrets(thrown, state)
  } finally {
    router.running.delete(call.abort)
    timer?.cancel()
  }
}

/** A call that is made for another one: it is as any and ends with that one, but nobody compares it or is in a hurry for it. */
export function completeBeside(
  router: RouterState,
  request: CompletionRequest,
  signal: AbortSignal,
  account?: CallAccount,
): Completion {
  const { config } = router
  const routing = { ...config.routing, shadow: undefined, hedge: undefined }
  const beside = { ...router, config: { ...config, routing } }
  return createCompletion((call) => runCall(beside, request, call, account), { appendOnly: false, signal })
}

/** A request that cannot be used has one too: what is wrong with it is said later. */
function accountOf(request: CompletionRequest): CallAccount {
  const { session, tags, task, phase, agent } = (request ?? {}) as Partial<CompletionRequest>
  return { identity: {}, session, tags, task, phase, agent, purpose: undefined }
}

/** Whether chance picks this call for a copy that somebody wants to see. */
function isShadowed({ config, runtime }: RouterState): boolean {
  const { shadow } = config.routing
  return shadow !== undefined && config.onNotice !== undefined && runtime.random() < shadow.sample
}

/** The answer is given first. What becomes of a copy is nobody's failure. */
async function copyLater(state: CallState, result: CompletionResult): Promise<void> {
  try {
    await (await import('./shadow-calls.ts')).shadowCall(state, result, runCall)
  } catch {
    // There is nobody to tell: the call it copies is over.
  }
}

/** What a function of the caller's throws may repeat what the call has sent. */
async function withoutSecrets(thrown: unknown, { redact }: CallState): Promise<unknown> {
  const { cleanCause } = await import('../vocabulary/clean-cause.ts')
  return cleanCause(thrown, (text) => redactSecrets(redact(text)))
}

/** Where the routing decisions of this call are noted, for whoever wants to see them. */
async function auditOf({ config, runtime }: RouterState): Promise<CallState['audit']> {
  if (config.onNotice === undefined) return undefined
  const { openAuditTrail } = await import('../operations/audit-trail.ts')
  return openAuditTrail(runtime.now())
}

function newState(
  router: RouterState,
  call: Call,
  planned: CallPlan,
  { deadline, audit, account }: Pick<CallState, 'deadline' | 'audit' | 'account'>,
): CallState {
  for (const warning of planned.prepared.warnings) call.log.push({ type: 'warning', warning })
  return {
    account,
    router,
    prepared: planned.prepared,
    complete: (request) => completeBeside(router, request, call.signal, { ...account, purpose: 'compaction' }),
    log: call.log,
    signal: call.signal,
    selection: planned.selection,
    rules: planned.selection.rules,
    floor: planned.floor,
    requested: planned.requested,
    deadline,
    audit,
    chainLength: planned.selection.targets.length,
    attempts: [],
    skipped: [],
    warnings: [...planned.prepared.warnings],
    servedBy: [],
    turns: [],
    cite: undefined,
    kept: [],
    resumption: undefined,
    unkept: undefined,
    dropped: undefined,
    nextIndex: 0,
    turnIndex: 0,
    failures: 0,
    started: 0,
    previous: undefined,
    isEscalated: false,
    continuation: undefined,
    compactions: 0,
    isCompacted: false,
    overflowedWindow: undefined,
    firstFailure: undefined,
    redact: (text) => text,
  }
}

/** Adds a call to the usage report, once it has ended. One that is made for another call is a part of that. */
function countCall({ router, account, attempts, requested }: CallState, result: CompletionResult | undefined): void {
  if (account.purpose !== undefined) return
  const target = result?.served ?? requested
  const kind = attempts.findLast((attempt) => isSame(attempt.target, target))?.kind
  router.usage.countCall(
    {
      target,
      kind: kind ?? 'first',
      isFailed: result === undefined,
      fallbackOccurred: result?.fallbackOccurred ?? false,
      downgraded: result?.downgraded ?? false,
      endedAt: router.runtime.now(),
    },
    account,
  )
}

/** One turn of the model, brought to its end. */
async function askForTurn(state: CallState, plan: TargetPlan, step?: AttemptKind): Promise<FinishedAnswer> {
  const answer = await walkCandidates(state, plan, step)
  if (!isUnfinished(answer)) return { answer, isKept: false, guidance: undefined }
  const { finishAnswer } = await import('./finish-answer.ts')
  return finishAnswer(state, plan, answer)
}

/** The limit cut the answer, or the provider paused in the middle of it. */
function isUnfinished({ assembly }: WalkedAnswer): boolean {
  return assembly.finishReason === 'length' || assembly.rawFinishReason === 'pause_turn'
}
