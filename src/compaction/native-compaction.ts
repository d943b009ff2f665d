import type { NativeCompaction } from '../adapters/protocol.ts'
import { compactionTokens } from '../budget/compaction-settings.ts'
import { summaryInstructions } from '../budget/summary-request.ts'
import { hasNativeCompaction } from '../catalog/capabilities-of.ts'
import type { CallState } from '../state/call-state.ts'
import { needOf } from '../request/candidates.ts'
import { compactionOf, roomFor, type CompactionContext } from './compaction-stage.ts'
import type { ProtocolId, Target } from '../vocabulary/model.ts'

/** The smallest trigger that a provider takes, in tokens (protocols.md, 2026-11). An earlier one is the router's business. */
const leastTriggers: Readonly<Partial<Record<ProtocolId, number>>> = {
  'anthropic-messages': 50_000,
  'openai-responses': 1_000,
}

/** How a target is asked to compact by itself; `undefined` where it cannot, or shall not. Waits for the catalogue. */
export async function nativeCompaction(
  context: CompactionContext,
  target: Target,
): Promise<NativeCompaction | undefined> {
  const settings = compactionOf(context)
  if (settings.mode !== 'auto' || !settings.native) return undefined
  const { router } = context
  if (!router.hasCatalog([target.provider])) await router.loadCatalog([target.provider])
  const { row, protocol } = router.provider(target.provider)
  if (!hasNativeCompaction(row, protocol, router.modelInfo(target))) return undefined
  const tokens = compactionTokens(settings, roomFor(context, target))
  if (tokens === undefined || tokens.trigger < (leastTriggers[protocol] ?? 0)) return undefined
  const { instructions } = settings
  return {
    triggerTokens: tokens.trigger,
    ...(instructions === undefined ? {} : { instructions: summaryInstructions(instructions) }),
  }
}

/** Whether a target keeps a conversation short by itself. */
export async function compactsNatively(state: CallState, target: Target): Promise<boolean> {
  if ((await nativeCompaction(state, target)) === undefined) return false
  const { router } = state
  const provider = await router.hostOf(target.provider)
  const lessons = router.learnt.of(target, provider, needOf(state).constraints?.regions)
  return lessons?.withoutCompaction !== true
}
