import type { SystemBlock } from '../vocabulary/message.ts'
import { cacheKey, fingerprint } from './cache-key.ts'
import type { CachedTool } from './stable-prefix.ts'
import { keepRecent } from '../vocabulary/keep-recent.ts'

/** Whether turn blocks that stand before a conversation stay the same from request to request. */
export interface TurnMemory {
  /**
   * Whether the conversation behind the turn blocks is worth marking: `true` until they have changed `fewestChanges` times
   * without staying the same once, and again as soon as they do. Takes note of these.
   */
  repeats(question: {
    readonly session: string | undefined
    readonly system: readonly SystemBlock[]
    readonly tools: readonly CachedTool[]
  }): boolean
}

/**
 * A prefix that is written and never read costs a quarter more than none, one that is read once saves nine tenths (Anthropic,
 * 2026-11): it is worth a try, not one in every request.
 */
const fewestChanges = 3

/** Conversations that are remembered; the oldest go first. */
const mostConversations = 1_000

/** An empty memory. Conversations are told apart by their session, else by their stable prefix. */
export function createTurnMemory(): TurnMemory {
  const known = new Map<string, { readonly turn: string; readonly changes: number }>()
  return {
    repeats({ session, system, tools }) {
      const blocks = system.filter(({ scope }) => scope === 'turn')
      if (blocks.length === 0) return true
      const name = cacheKey({ session, tenant: undefined, system, tools }) ?? ''
      const turn = fingerprint(JSON.stringify(blocks.map(({ text }) => text)))
      const before = known.get(name)
      const changes = before === undefined || before.turn === turn ? 0 : before.changes + 1
      keepRecent(known, name, { turn, changes }, mostConversations)
      return changes < fewestChanges
    },
  }
}
