import type { CacheMark } from '../vocabulary/caching.ts'

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
