import type { AskedTarget } from './attempt-once.ts'
import type { CallState } from '../state/call-state.ts'
import type { PreparedRequest } from '../request/prepare-request.ts'
import { firstTokenLimitMs } from '../routing/first-token-limit.ts'
import type { AttemptLimits } from '../transport/watchdog.ts'
import type { ModelInfo, Target } from '../vocabulary/model.ts'
import { nameOf } from '../vocabulary/model-ref.ts'

/** What decides how soon a model speaks: itself, and how much it is to think. */
export function paceOf(target: Target, { given }: Pick<PreparedRequest, 'given'>): string {
  return `${nameOf(target)} ${given.reasoningEffort ?? ''}`
}

/**
 * The limits of one attempt. Where the call has a deadline and others are left to be asked, no silence may outlast this target's
 * share of the time; an answer that goes on flowing is not cut.
 */
export function attemptLimits(
  state: CallState,
  asked: AskedTarget,
  modelInfo: ModelInfo | undefined,
  hasKey: boolean,
): AttemptLimits {
  const { router, prepared } = state
  const { reasoningEffort, timeouts = {} } = prepared.given
  const configured = router.config.routing.timeouts
  // An effort that cannot be switched off is a model that always thinks.
  const thinksAnyway = modelInfo?.capabilities?.reasoning === true && modelInfo.efforts?.none === null
  const shareMs = asked.until === undefined ? Infinity : Math.max(1, asked.until - router.runtime.now())
  const firstTokenMs = firstTokenLimitMs({
    configuredMs: timeouts.firstTokenMs ?? configured.firstTokenMs,
    inputTokens: router.inputTokens(prepared, asked.target),
    otherTargetsLeft: asked.otherTargetsLeft,
    isReasoning: reasoningEffort === undefined ? thinksAnyway : reasoningEffort !== 'none',
    // A server on this machine that takes a key is a gateway to models elsewhere, unless its row says that they run here.
    isLocal: asked.provider.local && (asked.provider.billing === 'local' || !hasKey),
    slowMs: router.firstTokenTimes.slowMs(paceOf(asked.target, prepared)),
  })
  return {
    firstTokenMs: Math.min(shareMs, firstTokenMs),
    headersMs: Math.min(shareMs, timeouts.headersMs ?? configured.headersMs ?? firstTokenMs),
    idleMs: Math.min(shareMs, timeouts.idleMs ?? configured.idleMs),
    stallMs: Math.min(shareMs, timeouts.stallMs ?? configured.stallMs),
    shareMs,
  }
}
