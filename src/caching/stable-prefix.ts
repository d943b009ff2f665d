import type { CacheMark } from '../vocabulary/caching.ts'
import type { JsonObject, SystemBlock } from '../vocabulary/message.ts'

/** A tool as far as caching is concerned. */
export interface CachedTool {
  readonly name: string
  readonly description?: string | undefined
  readonly inputSchema: JsonObject
  readonly strict?: boolean | undefined
  readonly cache?: CacheMark | undefined
}

/** What stays the same over the turns of a conversation, as it is compared. */
export interface StablePrefix {
  /** The session blocks that say something, in order. */
  readonly blocks: readonly { readonly key: string | undefined; readonly text: string }[]
  /** The tools as they are offered, in their order, which is part of what is cached. */
  readonly tools: string
}

/** The stable prefix of a request: tools and session blocks. Turn blocks and marks are no part of it. */
export function stablePrefix(system: readonly SystemBlock[], tools: readonly CachedTool[]): StablePrefix {
  return {
    blocks: system
      .filter(({ scope, text }) => scope === 'session' && text.trim() !== '')
      .map(({ key, text }) => ({ key, text })),
    tools:
      tools.length === 0
        ? ''
        : JSON.stringify(
            tools.map(({ name, description, inputSchema, strict }) => [name, description, inputSchema, strict]),
          ),
  }
}
