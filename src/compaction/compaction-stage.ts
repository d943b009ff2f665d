import { attemptLimit } from '../attempt/attempt-limit.ts'
import {
  answerTokens,
  compactionSettings,
  compactionTokens,
  type CompactionSettings,
} from '../budget/compaction-settings.ts'
import type { CallState } from '../call/call-state.ts'
import type { PreparedRequest } from '../call/prepare-request.ts'
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

/** Whether somebody has asked for compaction before the window is full. Most have not: then nothing more is looked at. */
export function compactsInTime(context: CompactionContext): boolean {
  if (context.prepared.given.compaction === undefined && context.router.config.compaction === undefined) return false
  return compactionOf(context).mode === 'auto'
}

/** Protocols with providers that can compact by themselves. */
const nativeProtocols: ReadonlySet<string> = new Set(['anthropic-messages', 'openai-responses'])

/** Whether a provider that speaks this protocol may be asked to compact by itself; which can is a matter of the catalogue. */
export function mayCompactNatively(context: CompactionContext, protocol: string): boolean {
  return nativeProtocols.has(protocol) && compactsInTime(context) && compactionOf(context).native
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

/** Whether a call that nobody could answer might be answered if its conversation were shorter. */
export function wouldFitShorter(state: CallState): boolean {
  const { router, prepared, overflowedWindow, skipped, failures } = state
  if (failures >= router.config.routing.maxAttempts) return false
  if (overflowedWindow === undefined && !skipped.some(({ reason }) => reason === 'context-window')) return false
  return prepared.messages.length > 1 && compactionOf(state).mode !== 'off'
}
