import { sumCosts } from '../budget/cost.ts'
import { compactionTokens } from '../budget/compaction-settings.ts'
import { admitTarget, needOf } from '../request/candidates.ts'
import { compactMessages } from './compact-messages.ts'
import { compactionOf, roomFor } from './compaction-stage.ts'
import { planCall, type CallPlan } from '../call/plan-call.ts'
import { prepareRequest } from '../request/prepare-request.ts'
import type { RouterState } from '../state/router-state.ts'
import { completeBeside } from '../call/run-call.ts'
import type { CompactedHistory } from '../vocabulary/compaction.ts'
import type { CompletionRequest } from '../vocabulary/completion-request.ts'
import type { Attempt } from '../vocabulary/completion-result.ts'
import type { Target } from '../vocabulary/model.ts'
import { RouterError } from '../vocabulary/router-error.ts'
import { sumUsage } from '../vocabulary/usage.ts'
import { isSame, nameOf } from '../vocabulary/model-ref.ts'

/** Estimates move with what targets count: a conversation that is about as short as it should be is not summed up once more for that. */
const slack = 1.1

/**
 * Makes the conversation of a request shorter without asking its question: down to `compaction.target` of the target that would
 * be asked. One that is small enough stays as it is. Rejects with the `RouterError` that kept the summary from being made, and
 * with `invalid-request` where nobody knows how much would be small enough.
 */
export async function compactHistory(router: RouterState, request: CompletionRequest): Promise<CompactedHistory> {
  await router.loadCatalog()
  const plan = await planCall(router, await prepareRequest(request))
  const { prepared, selection, floor } = plan
  const { rules } = selection
  await router.rateLimits.ready(selection.targets)
  const target = targetOf(router, plan)
  const context = { router, prepared }
  const settings = compactionOf(context)
  const tokens = compactionTokens(settings, roomFor(context, target))
  if (tokens === undefined) throw unknownWindow(target)
  const tokensBefore = router.inputTokens(prepared, target)
  const unchanged: CompactedHistory = {
    history: prepared.messages,
    tokensBefore,
    tokensAfter: tokensBefore,
    usage: sumUsage([]),
    cost: sumCosts([]),
    attempts: [],
    warnings: prepared.warnings,
  }
  if (tokensBefore <= tokens.target * slack) return unchanged
  const attempts: Attempt[] = []
  const signal = request.signal ?? new AbortController().signal
  const outcome = await compactMessages({
    router,
    prepared,
    rules,
    floor,
    settings,
    signal,
    complete: (asked) => completeBeside(router, asked, signal),
    targets: [target, ...selection.targets.filter((other) => !isSame(other, target))],
    targetTokens: tokens.target,
    mostTokens: tokens.trigger,
    attempts: {
      count: 0,
      told: (event) => {
        if (event.type === 'attempt-end') attempts.push(event.attempt)
      },
    },
  })
  if ('problem' in outcome) {
    if (outcome.error !== undefined) throw outcome.error
    const message = `The conversation stays as it is: ${outcome.problem}.`
    return { ...unchanged, warnings: [...prepared.warnings, { code: 'compaction-failed', message, target }] }
  }
  return {
    ...unchanged,
    history: outcome.prepared.messages,
    tokensAfter: router.inputTokens(outcome.prepared, target),
    ...(outcome.summary === undefined ? {} : { summary: outcome.summary }),
    usage: sumUsage(attempts.map(({ usage }) => usage)),
    cost: sumCosts(attempts.map(({ cost }) => cost)),
    attempts,
  }
}

/** Who would be asked, or would be if its window were larger. */
function targetOf(router: RouterState, plan: CallPlan): Target {
  const { prepared, selection, floor, requested } = plan
  const question = { router, prepared, rules: selection.rules, floor }
  const need = { ...needOf(question), inputTokens: undefined }
  return (
    plan.preview().targets[0]?.target ??
    selection.targets.find((target) => admitTarget(question, target, undefined, need).ok) ??
    requested
  )
}

function unknownWindow(target: Target): RouterError {
  const name = nameOf(target)
  return new RouterError('invalid-request', `How much ${name} can read is not known.`, {
    target,
    hints: [`Give \`compaction.target\` in tokens, or \`models['${name}'].contextWindow\` in the configuration.`],
  })
}
