import type { CacheMark, CachePlan } from '../vocabulary/caching.ts'

/** A mark in Anthropic's words, which chat hosts that pass Claude on have taken over. Five minutes are the default. */
export type CacheControl = { readonly type: 'ephemeral'; readonly ttl?: '1h' }

/** The member that marks a block; nothing where there is no mark. */
export function cacheControl(mark: CacheMark | undefined): { readonly cache_control?: CacheControl } {
  if (mark === undefined || mark === false) return {}
  return { cache_control: mark === '1h' ? { type: 'ephemeral', ttl: '1h' } : { type: 'ephemeral' } }
}

/** The last block with the mark, the others as they are. */
export function markLast<Block extends object>(
  blocks: readonly Block[],
  mark: CacheMark | undefined,
): readonly (Block & { readonly cache_control?: CacheControl })[] {
  const last = blocks.at(-1)
  if (last === undefined || mark === undefined || mark === false) return blocks
  return blocks.with(-1, { ...last, ...cacheControl(mark) })
}

/** A mark in OpenAI's words: what comes before its end is written to the cache (`PromptCacheBreakpointParam`, 2026-08). */
export type CacheBreakpoint = { readonly mode: 'explicit' }

/** The member that marks a block for OpenAI's models since 5.6; nothing where there is no mark, or none is to be sent. */
export function cacheBreakpoint(
  mark: CacheMark | undefined,
  plan: CachePlan | undefined,
): { readonly prompt_cache_breakpoint?: CacheBreakpoint } {
  if (plan?.breakpoints !== true || mark === undefined || mark === false) return {}
  return { prompt_cache_breakpoint: { mode: 'explicit' } }
}

/** Whether a mark is one: `false` says that there is none. */
export function isMarked(mark: CacheMark | undefined): boolean {
  return mark !== undefined && mark !== false
}
