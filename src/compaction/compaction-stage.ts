import { attemptLimit } from '../attempt/attempt-limit.ts'
import {
  answerTokens,
  compactionSettings,
  compactionTokens,
  type CompactionSettings,
} from '../budget/compaction-settings.ts'
import type { PreparedRequest } from '../request/prepare-request.ts'
import type { RouterState } from '../state/router-state.ts'
import type { Target } from '../vocabulary/model.ts'

/** A request and the router that serves it. */
export interface CompactionContext {
  readonly router: RouterState
  readonly prepared: PreparedRequest
}

/** What a request, else the configuration, says of compaction. */
export function compactionOf({ router, prepared }: CompactionContext): CompactionSettings {
  return compactionSettings(prepared.given.compaction, router.config.compaction)
}

/** What a target's window has for input, in tokens, beside the answer; `undefined`: not known. */
export function roomFor({ router, prepared }: CompactionContext, target: Target): number | undefined {
  const modelInfo = router.modelInfo(target)
  const { contextWindow, maxInputTokens } = modelInfo ?? {}
  if (contextWindow === undefined) return maxInputTokens
  const limit = attemptLimit(
    prepared,
    { target, provider: router.provider(target.provider), modelInfo },
    { budget: router.outputBudget, adjustment: undefined, inputTokens: 0, isEscalated: false },
  )
  return Math.min(contextWindow - answerTokens(limit, contextWindow), maxInputTokens ?? Infinity)
}

/** Whether the conversation is about to fill the window of a target. */
export async function isNearlyFull(context: CompactionContext, target: Target): Promise<boolean> {
  const facts = [target.provider]
  if (!context.router.hasCatalog(facts)) await context.router.loadCatalog(facts)
  const tokens = compactionTokens(compactionOf(context), roomFor(context, target))
  return tokens !== undefined && context.router.inputTokens(context.prepared, target) >= tokens.trigger
}
