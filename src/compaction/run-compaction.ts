import { compactionTokens } from '../budget/compaction-settings.ts'
import { abortedError } from '../state/call-error.ts'
import type { CallState } from '../state/call-state.ts'
import { admitTarget, needOf } from '../request/candidates.ts'
import { compactMessages, type CompactedRequest, type CompactionProblem } from './compact-messages.ts'
import { compactionOf, isNearlyFull, roomFor } from './compaction-stage.ts'
import { wouldFitShorter } from './wants-compaction.ts'
import { warn } from '../attempt/judge-answer.ts'
import { compactsNatively } from './native-compaction.ts'
import type { TargetPlan } from '../routing/plan-targets.ts'
import type { Target } from '../vocabulary/model.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import type { WalkedAnswer } from '../call/walk-candidates.ts'
import { isSame, nameOf } from '../vocabulary/model-ref.ts'

/** How often one call makes its conversation shorter: before it asks, and once more where that was not enough. */
const mostCompactions = 2

/** Makes a conversation shorter that is about to fill the window of `target`, before it is asked, unless its provider does that itself. */
export async function compactBefore(state: CallState, target: Target): Promise<void> {
  if (!(await isNearlyFull(state, target)) || (await compactsNatively(state, target))) return
  const tokens = compactionTokens(compactionOf(state), roomFor(state, target))
  if (tokens !== undefined) await compact(state, target, tokens)
}

/**
 * Asks again those whose window was too small, with a shorter conversation. `undefined`: nobody answered, or it could not be
 * made shorter. Throws the `RouterError` that ends the call.
 */
export async function walkShorter(
  state: CallState,
  plan: TargetPlan,
  walk: (plan: TargetPlan) => Promise<WalkedAnswer | undefined>,
): Promise<WalkedAnswer | undefined> {
  while (state.compactions < mostCompactions && wouldFitShorter(state)) {
    const targets = tooSmall(state)
    const [first] = targets
    if (first === undefined || !(await compact(state, first, tokensAfterOverflow(state, first)))) return undefined
    const answer = await walk(planOf(state, plan, targets))
    if (answer !== undefined) return answer
  }
  return undefined
}

/** Targets that nothing but their window keeps from being asked, in the order of the chain. */
function tooSmall(state: CallState): readonly Target[] {
  const need = { ...needOf(state), inputTokens: undefined }
  return state.selection.targets.filter((target) => {
    const isSkipped = state.skipped.some(
      (skipped) => isSame(skipped.target, target) && skipped.reason === 'context-window',
    )
    const last = state.attempts.findLast((attempt) => attempt.kind !== 'compaction' && isSame(attempt.target, target))
    const concerns = isSkipped || last?.failure?.code === 'context-overflow'
    return concerns && admitTarget(state, target, undefined, need).ok
  })
}

/**
 * What the conversation is brought down to. One that was too long for a target says more about its window, or the estimate, than
 * the catalogue: it counts as full then.
 */
function tokensAfterOverflow(state: CallState, target: Target): { readonly trigger: number; readonly target: number } {
  const inputTokens = state.router.inputTokens(state.prepared, target)
  const room = Math.min(roomFor(state, target) ?? inputTokens, inputTokens)
  return compactionTokens(compactionOf(state), room) ?? { trigger: room, target: room }
}

/** Compacts for a target, and books what it took. Whether the conversation is shorter now. */
async function compact(
  state: CallState,
  target: Target,
  tokens: { readonly trigger: number; readonly target: number },
): Promise<boolean> {
  const { router, prepared, rules, floor, selection, signal, attempts, log } = state
  state.compactions++
  const others = selection.targets.filter((other) => !isSame(other, target))
  const before = router.inputTokens(prepared, target)
  let outcome: CompactedRequest | CompactionProblem
  try {
    outcome = await compactMessages({
      router,
      prepared,
      rules,
      floor,
      signal,
      complete: (request) => state.complete(request),
      settings: compactionOf(state),
      targets: [target, ...others],
      targetTokens: tokens.target,
      mostTokens: tokens.trigger,
      attempts: {
        count: state.started,
        told(event) {
          if (event.type === 'attempt-start') state.started++
          if (event.type === 'attempt-end') attempts.push(event.attempt)
          log.push(event)
        },
      },
    })
  } catch (error) {
    if (!RouterError.is(error)) throw error
    throw abortedError(state)
  }
  if ('problem' in outcome) {
    const message = `The conversation could not be made shorter: ${outcome.problem}.`
    warn(state, { code: 'compaction-failed', message, target })
    return false
  }
  state.prepared = outcome.prepared
  state.isCompacted = true
  state.overflowedWindow = undefined
  const after = router.inputTokens(outcome.prepared, target)
  const message = `For ${nameOf(target)} ${describe(outcome)}: about ${before} tokens are ${after} now. Go on with \`history\`.`
  warn(state, { code: 'compacted', message, target })
  return true
}

function describe({ removed, hasCutResults }: CompactedRequest): string {
  return [
    ...(removed === 0 ? [] : [`${removed} earlier messages became a summary`]),
    ...(hasCutResults ? ['long tool results were cut'] : []),
  ].join(', and ')
}

/** The same targets once more; what was said against their windows holds no longer. */
function planOf(state: CallState, plan: TargetPlan, targets: readonly Target[]): TargetPlan {
  for (const target of targets) {
    const place = state.skipped.findIndex(
      (skipped) => isSame(skipped.target, target) && skipped.reason === 'context-window',
    )
    if (place !== -1) state.skipped.splice(place, 1)
  }
  const reason = 'asked with a shorter conversation'
  return {
    ...plan,
    targets: targets.map((target) => ({
      target,
      index: state.selection.targets.indexOf(target),
      reason,
      warnings: [],
    })),
    skipped: [],
    probe: false,
    wakesFirst: undefined,
  }
}
