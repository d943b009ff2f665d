import type { CompactionMode, CompactionOptions } from '../vocabulary/compaction.ts'

/** When a conversation is made shorter: as the request says, else the configuration, else when nothing else helps. */
export function compactionMode(
  given: CompactionMode | CompactionOptions | undefined,
  configured: CompactionOptions | undefined,
): CompactionMode {
  if (given === undefined) return configured?.mode ?? 'overflow'
  // Who gives options without a mode wants them used.
  return typeof given === 'string' ? given : (given.mode ?? 'auto')
}
