import { askTarget } from './ask-target.ts'
import type { Answered, FailedAttempt } from './attempt-once.ts'
import { abortedError, callError, isSame, type CallState } from './call-state.ts'
import { admitTarget, needOf } from './candidates.ts'
import { chainError } from './chain-error.ts'
import type { PlannedTarget, TargetPlan } from './routing/plan-targets.ts'
import { longestWaitOnLastMs } from './routing/retry-policy.ts'
import type { ProbeOutcome } from './routing/sticky-route.ts'
import { wait } from './transport/wait.ts'
import type { SkippedTarget } from './vocabulary/completion-result.ts'
import { RouterError } from './vocabulary/router-error.ts'

/** An answer, and the place in the plan of the target that gave it. */
export interface WalkedAnswer extends Answered {
  readonly planned: PlannedTarget
}

/**
 * Asks the planned targets in order until one has answered: admission, waits and the way back to the primary joined in one
 * place. Throws the `RouterError` of the call when none is left.
 */
export async function walkCandidates(state: CallState, plan: TargetPlan): Promise<WalkedAnswer> {
  const { router } = state
  let probe: ProbeOutcome | undefined = plan.probe ? 'abandoned' : undefined
  const endProbe = (outcome: ProbeOutcome): void => {
    if (probe === undefined) return
    probe = undefined
    router.stickyRoutes.endProbe(plan.key, outcome)
  }
  try {
    const { queue, waitedMs } = await whoMayBeAsked(state, plan)
    let shouldStick = false
    for (const [place, planned] of queue.entries()) {
      const answer = await askPlanned(state, planned, queue.slice(place + 1), {
        waitedMs,
        isProbe: probe !== undefined && place === 0,
      })
      if (answer?.type === 'answered') {
        if (place === 0) endProbe('succeeded')
        if (shouldStick)
          router.stickyRoutes.recordFailover(plan.key, planned.index, state.rules.retryPrimaryAfterSeconds)
        return { ...answer, planned }
      }
      if (place === 0) endProbe('failed')
      // A failure that is about the request alone says nothing about the target.
      if (answer !== undefined && answer.verdict.scope !== 'request') shouldStick = true
      if (state.failures >= router.config.routing.maxAttempts) break
    }
    throw exhausted(state)
  } finally {
    endProbe('abandoned')
  }
}

/** How often the rest of a wait is waited for, should the clock and the timers of a host not agree. */
const mostWaits = 3

/** The targets to ask. When all rest, the one that wakes first is waited for. */
async function whoMayBeAsked(
  state: CallState,
  plan: TargetPlan,
): Promise<{ queue: readonly PlannedTarget[]; waitedMs: number }> {
  state.skipped.push(...plan.skipped)
  if (plan.targets.length > 0) return { queue: plan.targets, waitedMs: 0 }
  const { wakesFirst } = plan
  if (wakesFirst === undefined) throw exhausted(state)
  const { router, deadline } = state
  const waitMs = Math.max(0, wakesFirst.until - router.runtime.now())
  if (waitMs > longestWaitOnLastMs || (deadline !== undefined && wakesFirst.until >= deadline.at)) {
    throw exhausted(state)
  }
  // Timers may fire a moment early, and who is asked in that moment still rests.
  for (let round = 0; round < mostWaits && !state.signal.aborted && router.runtime.now() < wakesFirst.until; round++) {
    await wait(Math.ceil(wakesFirst.until - router.runtime.now()), router.runtime, state.signal)
  }
  if (state.signal.aborted) throw abortedError(state)
  const { target, index } = wakesFirst
  state.skipped.splice(
    state.skipped.findIndex((skipped) => isSame(skipped.target, target)),
    1,
  )
  return {
    queue: [{ target, index, reason: 'all targets were resting; this one woke first', warnings: [] }],
    waitedMs: waitMs,
  }
}

async function askPlanned(
  state: CallState,
  planned: PlannedTarget,
  later: readonly PlannedTarget[],
  { waitedMs, isProbe }: { readonly waitedMs: number; readonly isProbe: boolean },
): Promise<Answered | FailedAttempt | undefined> {
  const { router, prepared } = state
  const { target } = planned
  const provider = await router.hostOf(target.provider)
  const isAlone = state.chainLength === 1
  let credential
  try {
    credential = await router.credentials.choose(target, provider, prepared.given, prepared.inputTokens)
  } catch (error) {
    if (!RouterError.is(error)) throw error
    state.firstError ??= error
    skip(state, { target, reason: error.code, message: error.message })
    return undefined
  }
  // A limit is looked at once more when the attempt is made, and may be waited for.
  const isRest = !isAlone && credential.resting?.limit === undefined
  const admission = admitTarget(state, target, isRest ? credential.resting : undefined, {
    ...needOf(state),
    windowAbove: state.overflowedWindow,
  })
  if (!admission.ok) {
    skip(state, { target, reason: admission.reason, message: admission.message, until: admission.until })
    return undefined
  }
  for (const warning of admission.warnings) state.warnings.push({ ...warning, target })
  const targetsLeft = later.filter((other) => isStillOpen(state, other)).length
  const outcome = await askTarget(state, {
    target: admission.target,
    provider,
    credential,
    kind: isProbe ? 'probe' : state.attempts.length === 0 ? 'first' : 'fallback',
    waitedMs,
    otherTargetsLeft: targetsLeft > 0,
    targetsLeft,
    until: shareOf(state, targetsLeft),
  })
  if (outcome.type === 'failed' && outcome.verdict.rule !== 'local-limit') {
    state.firstError ??= outcome.error
    if (outcome.verdict.code === 'context-overflow') {
      state.overflowedWindow = Math.max(state.overflowedWindow ?? 0, router.modelInfo(target)?.contextWindow ?? 0)
    }
  }
  return outcome
}

/** When a target must have begun to answer, so that those behind it have as much time as it had; the last has all that is left. */
function shareOf({ router, deadline }: CallState, targetsLeft: number): number | undefined {
  if (deadline === undefined || targetsLeft === 0) return undefined
  const now = router.runtime.now()
  return now + (deadline.at - now) / (targetsLeft + 1)
}

/** Whether a later target may be asked as things stand: a wait beside it would be for nothing. */
function isStillOpen(state: CallState, { target }: PlannedTarget): boolean {
  const provider = state.router.provider(target.provider)
  const { given, inputTokens } = state.prepared
  const resting = state.router.credentials.restingNow(target, provider, given, inputTokens)
  return admitTarget(state, target, resting).ok
}

function skip(state: CallState, skipped: SkippedTarget): void {
  state.skipped.push(skipped)
}

/** The error of a call whose chain has come to its end. */
function exhausted(state: CallState): RouterError {
  const { router, requested, attempts, skipped, firstError, chainLength, selection } = state
  const now = router.runtime.now()
  const isAlone = chainLength === 1
  return callError(
    state,
    chainError({
      noun: 'target',
      requested,
      attempts,
      skipped,
      firstError,
      isAlone,
      now,
      // The first of them is the rule whose targets these are.
      others: selection.passed.slice(1).map(({ rule, reason }) => `Nor by the rule ${rule}: ${reason}`),
    }),
  )
}
