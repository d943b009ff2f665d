import type { CacheEpoch, CacheEpochReason, CacheLifetime } from '../vocabulary/caching.ts'
import type { SystemBlock } from '../vocabulary/message.ts'
import { fingerprint } from './cache-key.ts'
import { stablePrefix, type CachedTool } from './stable-prefix.ts'
import { keepRecent } from '../vocabulary/keep-recent.ts'

/** What a conversation's cached prefix depends on, as of one request. */
export interface EpochQuestion {
  /** The caller's session; without one, conversations are told apart by the keys of their session blocks. */
  readonly session: string | undefined
  /** Who caches: models of one family read each other's keys or marks, others begin anew. */
  readonly family: string
  readonly mode: 'auto' | 'off'
  readonly ttl: CacheLifetime
  readonly system: readonly SystemBlock[]
  readonly tools: readonly CachedTool[]
}

/** Counts for each conversation how often its cached prefix became useless. */
export interface CacheEpochs {
  /** The step that this request makes; `undefined` where it makes none, or where no conversation can be told. */
  observe(question: EpochQuestion): CacheEpoch | undefined
}

interface Known {
  readonly epoch: number
  readonly family: string
  readonly mode: string
  readonly tools: string
  readonly blocks: readonly { readonly key: string | undefined; readonly print: string }[]
}

/** Conversations that are remembered; the oldest go first. */
const mostConversations = 1_000

/** An empty count. Texts are kept as fingerprints only. */
export function createCacheEpochs(): CacheEpochs {
  const known = new Map<string, Known>()
  return {
    observe(question) {
      const { system, tools, family, mode, ttl } = question
      const prefix = stablePrefix(system, tools)
      const name = conversationOf(question, prefix.blocks)
      if (name === undefined) return undefined
      const before = known.get(name)
      const now: Known = {
        epoch: before?.epoch ?? 0,
        family,
        mode: `${mode} ${ttl}`,
        tools: fingerprint(prefix.tools),
        blocks: prefix.blocks.map(({ key, text }) => ({ key, print: fingerprint(text) })),
      }
      const step = before === undefined ? undefined : stepOf(before, now)
      keepRecent(known, name, step === undefined ? now : { ...now, epoch: step.epoch }, mostConversations)
      return step
    },
  }
}

function conversationOf(
  { session }: EpochQuestion,
  blocks: readonly { readonly key: string | undefined }[],
): string | undefined {
  if (session !== undefined && session !== '') return `session ${session}`
  const keys = blocks.flatMap(({ key }) => (key === undefined ? [] : [key]))
  return keys.length === 0 ? undefined : `blocks ${JSON.stringify(keys)}`
}

/** The first thing that is different decides, from what changes everything to what changes a part. */
function stepOf(before: Known, now: Known): CacheEpoch | undefined {
  const step = (reason: CacheEpochReason, block?: string): CacheEpoch => ({
    epoch: before.epoch + 1,
    reason,
    ...(block === undefined ? {} : { block }),
  })
  if (before.family !== now.family) return step('provider-family-changed')
  if (before.mode !== now.mode) return step('cache-mode-changed')
  if (before.tools !== now.tools) return step('tool-schema-changed')
  const length = Math.max(before.blocks.length, now.blocks.length)
  for (let index = 0; index < length; index += 1) {
    const [was, is] = [before.blocks[index], now.blocks[index]]
    if (was?.print !== is?.print) return step('stable-prefix-changed', is?.key ?? was?.key)
  }
  return undefined
}
