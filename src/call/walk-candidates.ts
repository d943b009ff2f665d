import type { ResolvedProvider } from '../adapters/provider.ts'
import { askTarget } from '../attempt/ask-target.ts'
import type { Answered, FailedAttempt } from '../attempt/attempt-once.ts'
import { abortedError } from '../state/call-error.ts'
import type { CallState } from '../state/call-state.ts'
import { admitTarget, candidateOf, needOf } from '../request/candidates.ts'
import { loadAfterFailure } from '../attempt/load-after-failure.ts'
import type { AskedTurn } from './hedge.ts'
import type { ChosenCredential } from '../state/choose-credential.ts'
import { compactsInTime, wouldFitShorter } from '../compaction/wants-compaction.ts'
import { concernsKey } from '../routing/concerns-key.ts'
import type { Admission } from '../routing/admit.ts'
import type { PlannedTarget, TargetPlan } from '../routing/plan-targets.ts'
import { longestWaitOnLastMs } from '../routing/longest-wait.ts'
import type { ProbeOutcome } from '../routing/sticky-route.ts'
import { wait } from '../transport/wait.ts'
import type { AttemptKind, SkippedTarget } from '../vocabulary/completion-result.ts'
import type { Target } from '../vocabulary/model.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { isSame } from '../vocabulary/model-ref.ts'

/** An answer, and the place in the plan of the target that gave it. */
export interface WalkedAnswer extends Answered {
  readonly planned: PlannedTarget
}

/**
 * Asks the planned targets in order until one has answered: admission, waits and the way back to the primary joined in one
 * place. `step`: what the first of them is asked for, when an answer was there before. Throws the `RouterError` of the call when
 * none is left.
 */
export async function walkCandidates(state: CallState, plan: TargetPlan, step?: AttemptKind): Promise<WalkedAnswer> {
  const answer = await walkPlan(state, plan, step)
  if (answer !== undefined) return answer
  if (beginsTurn(step) && wouldFitShorter(state)) {
    const { walkShorter } = await import('../compaction/run-compaction.ts')
    const later = await walkShorter(state, plan, (shorter) => walkPlan(state, shorter, step))
    if (later !== undefined) return later
  }
  throw (await loadAfterFailure()).exhaustedError(state)
}

/** Whether a turn of the model begins: the first one, or one after a search. What goes on with an answer needs all that was said. */
function beginsTurn(step: AttemptKind | undefined): boolean {
  return step === undefined || step === 'follow-up'
}

/** `undefined`: none of them has answered. */
async function walkPlan(
  state: CallState,
  plan: TargetPlan,
  step: AttemptKind | undefined,
): Promise<WalkedAnswer | undefined> {
  const { router } = state
  let probe: ProbeOutcome | undefined = plan.probe ? 'abandoned' : undefined
  const endProbe = (outcome: ProbeOutcome): void => {
    if (probe === undefined) return
    probe = undefined
    router.stickyRoutes.endProbe(plan.key, outcome)
  }
  state.skipped.push(...plan.skipped)
  try {
    const { queue, waitedMs } = plan.targets.length > 0 ? atOnce(plan.targets) : await whoWakesFirst(state, plan)
    const [first] = queue
    const isNew = state.attempts.length === 0 || step === 'follow-up'
    if (first !== undefined && isNew && compactsInTime(state)) {
      const { compactBefore } = await import('../compaction/run-compaction.ts')
      await compactBefore(state, first.target)
    }
    let shouldStick = false
    let left = queue
    for (;;) {
      const [planned, ...later] = left
      if (planned === undefined || (left !== queue && state.failures >= router.config.routing.maxAttempts))
        return undefined
      const turn = { waitedMs, kind: planned !== queue[0] ? undefined : probe === undefined ? step : 'probe' } as const
      const { asked, left: others }: AskedTurn = mayHedge(state, later)
        ? await (await import('./hedge.ts')).askHedged(state, left, turn, askPlanned)
        : { asked: [{ planned, outcome: await askPlanned(state, planned, later, turn) }], left: later }
      for (const { planned: other, outcome } of asked) {
        if (outcome?.type === 'answered') {
          if (other === queue[0]) endProbe('succeeded')
          if (shouldStick)
            router.stickyRoutes.recordFailover(plan.key, other.index, state.rules.retryPrimaryAfterSeconds)
          return { ...outcome, planned: other }
        }
        if (other === queue[0]) endProbe('failed')
        if (outcome !== undefined && concernsOthers(state, other, outcome)) shouldStick = true
      }
      left = others
    }
  } finally {
    endProbe('abandoned')
  }
}

/** Whether others are asked beside the first: where the configuration says so, and nothing was given yet. */
function mayHedge(state: CallState, later: readonly PlannedTarget[]): boolean {
  const isFresh = state.nextIndex === state.turnIndex && state.kept.length === 0
  return state.router.config.routing.hedge !== undefined && later.length > 0 && isFresh
}

/**
 * Whether a failure turns the whole route away: not one of the request alone, nor one of a key that only this caller has, nor one
 * that fewer requests at one time avoid.
 */
function concernsOthers({ prepared }: CallState, { target }: PlannedTarget, { verdict }: FailedAttempt): boolean {
  const isOwnKey = prepared.given.apiKeys?.[target.provider] !== undefined
  return verdict.scope !== 'request' && verdict.tooManyAtOnce !== true && !(isOwnKey && concernsKey(verdict))
}

/** How often the rest of a wait is waited for, should the clock and the timers of a host not agree. */
const mostWaits = 3

/** The targets to ask, and how long was waited for them. */
interface Queue {
  readonly queue: readonly PlannedTarget[]
  readonly waitedMs: number
}

const atOnce = (queue: readonly PlannedTarget[]): Queue => ({ queue, waitedMs: 0 })
const nobody: Queue = atOnce([])

/** When all rest, the one that wakes first is waited for. */
async function whoWakesFirst(state: CallState, { wakesFirst }: TargetPlan): Promise<Queue> {
  if (wakesFirst === undefined) return nobody
  const { router, deadline } = state
  const waitMs = Math.max(0, wakesFirst.until - router.runtime.now())
  if (waitMs > longestWaitOnLastMs || (deadline !== undefined && wakesFirst.until >= deadline.at)) {
    return nobody
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

/** How a target comes to be asked. */
interface Turn {
  readonly waitedMs: number
  readonly kind: AttemptKind
}

/** Asks one target, with one key after the other where a failure concerns the key alone. */
async function askPlanned(
  state: CallState,
  planned: PlannedTarget,
  later: readonly PlannedTarget[],
  { waitedMs, kind }: { readonly waitedMs: number; readonly kind: AttemptKind | undefined },
): Promise<Answered | FailedAttempt | undefined> {
  const { router, prepared } = state
  const { target } = planned
  const provider = await router.hostOf(target.provider)
  const isOpen = (other: PlannedTarget): boolean => isStillOpen(state, other)
  // Only a failure, or a time that is to be shared, makes it worth looking at all of them.
  const targetsLeft = (): number => later.filter(isOpen).length
  const otherTargetsLeft = later.some(isOpen)
  const until = shareOf(state, targetsLeft)
  let turn: Turn = { waitedMs, kind: kind ?? usualKind(state, target) }
  for (;;) {
    const credential = await chooseKey(state, planned, provider, until)
    const admission = credential === undefined ? undefined : admitNow(state, target, credential)
    if (credential === undefined || admission === undefined) return undefined
    const otherKeyReady = (): boolean =>
      router.credentials.hasOther(credential.healthKey, target, provider, prepared.given)
    const outcome = await askTarget(state, {
      target: admission.target,
      provider,
      credential,
      kind: turn.kind,
      waitedMs: turn.waitedMs,
      otherTargetsLeft,
      targetsLeft,
      otherKeyReady,
      until,
    })
    if (outcome.type === 'failed') noteFailure(state, target, outcome)
    if (outcome.type === 'answered' || !concernsKey(outcome.verdict) || !otherKeyReady()) return outcome
    if (router.config.routing.maxAttempts - state.failures <= targetsLeft()) return outcome
    turn = { waitedMs: 0, kind: 'retry' }
  }
}

/** Why a target is asked; summaries of the conversation are no attempts to answer. */
function usualKind({ attempts }: CallState, target: Target): AttemptKind {
  const made = attempts.filter(({ kind }) => kind !== 'compaction')
  if (made.length === 0) return 'first'
  return made.some((attempt) => isSame(attempt.target, target)) ? 'retry' : 'fallback'
}

/** The key to ask with; without one that can be read the target is passed over. */
async function chooseKey(
  state: CallState,
  { target }: PlannedTarget,
  provider: ResolvedProvider,
  until: number | undefined,
): Promise<ChosenCredential | undefined> {
  const { router, prepared, signal } = state
  try {
    const tokens = router.inputTokens(prepared, target)
    const choose = (): Promise<ChosenCredential> =>
      router.credentials.choose(target, provider, prepared.given, tokens, signal)
    if (until === undefined) return await choose()
    const { keyInTime } = await import('./key-in-time.ts')
    return await keyInTime(choose(), { target, until }, router.runtime)
  } catch (error) {
    if (state.signal.aborted) throw abortedError(state)
    if (!RouterError.is(error)) throw error
    state.firstFailure ??= { error }
    skip(state, { target, reason: error.code, message: error.message })
    return undefined
  }
}

/** Admission as things stand now; a target that is refused is passed over. */
function admitNow(
  state: CallState,
  target: Target,
  { resting }: ChosenCredential,
): Extract<Admission, { ok: true }> | undefined {
  // A limit is looked at once more when the attempt is made, and may be waited for.
  const isRest = state.chainLength > 1 && resting?.limit === undefined
  const need = { ...needOf(state), windowAbove: state.overflowedWindow }
  const rest = isRest ? resting : undefined
  const admission = admitTarget(state, target, rest, need)
  state.audit?.note('admission', { candidate: candidateOf(state, target, rest), need }, admission)
  if (!admission.ok) {
    skip(state, { target, reason: admission.reason, message: admission.message, until: admission.until })
    return undefined
  }
  for (const warning of admission.warnings) state.warnings.push({ ...warning, target })
  return admission
}

/** Rules by which nothing was sent: they pass a target over, and are no failure of it. */
const unsent: ReadonlySet<string> = new Set(['local-limit', 'disabled', 'spend-limit'])

function noteFailure(state: CallState, target: Target, failed: FailedAttempt): void {
  const { verdict } = failed
  if (unsent.has(verdict.rule)) return
  state.firstFailure ??= failed
  if (verdict.code !== 'context-overflow') return
  state.overflowedWindow = Math.max(state.overflowedWindow ?? 0, state.router.modelInfo(target)?.contextWindow ?? 0)
}

/** When a target must have begun to answer, so that those behind it have as much time as it had; the last has all that is left. */
function shareOf({ router, deadline }: CallState, targetsLeft: () => number): number | undefined {
  const others = deadline === undefined ? 0 : targetsLeft()
  if (deadline === undefined || others === 0) return undefined
  const now = router.runtime.now()
  return now + (deadline.at - now) / (others + 1)
}

/** Whether a later target may be asked as things stand: a wait beside it would be for nothing. */
function isStillOpen(state: CallState, { target }: PlannedTarget): boolean {
  const provider = state.router.provider(target.provider)
  const tokens = state.router.inputTokens(state.prepared, target)
  const resting = state.router.credentials.restingNow(target, provider, state.prepared.given, tokens)
  return admitTarget(state, target, resting).ok
}

function skip(state: CallState, skipped: SkippedTarget): void {
  state.skipped.push(skipped)
}
