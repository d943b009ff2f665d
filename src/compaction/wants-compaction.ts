import { compactionMode } from '../budget/compaction-mode.ts'
import type { CallState } from '../state/call-state.ts'
import type { CompactionContext } from './compaction-stage.ts'

/*
 * Whether anything of compaction is to be loaded: all that calls which need none of it know of it.
 */

/** Whether somebody has asked for compaction before the window is full. Most have not: then nothing more is looked at. */
export function compactsInTime({ router, prepared }: CompactionContext): boolean {
  return compactionMode(prepared.given.compaction, router.config.compaction) === 'auto'
}

/** Protocols with providers that can compact by themselves. */
const nativeProtocols: ReadonlySet<string> = new Set(['anthropic-messages', 'openai-responses'])

/** Whether a provider that speaks this protocol may be asked to compact by itself; which can is a matter of the catalogue. */
export function mayCompactNatively(context: CompactionContext, protocol: string): boolean {
  return nativeProtocols.has(protocol) && compactsInTime(context)
}

/** Whether a call that nobody could answer might be answered if its conversation were shorter. */
export function wouldFitShorter({ router, prepared, overflowedWindow, skipped, failures }: CallState): boolean {
  if (failures >= router.config.routing.maxAttempts) return false
  if (overflowedWindow === undefined && !skipped.some(({ reason }) => reason === 'context-window')) return false
  return prepared.messages.length > 1 && compactionMode(prepared.given.compaction, router.config.compaction) !== 'off'
}
