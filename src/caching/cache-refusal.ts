import type { CacheStyle } from '../vocabulary/caching.ts'
import type { FailureDescription } from '../vocabulary/failure.ts'
import type { LearntCaching } from './cache-strategy.ts'

/** Statuses of a request that is refused as it is, and of a feature that is not there. */
const refusing: ReadonlySet<number> = new Set([400, 404, 422, 501])

/** Names of what we send. A word like `ephemeral` or `cache` alone says nothing. */
const naming = /cache[_ -]?control|cache[_ -]?points?\b|prompt[_ -]?cach|cache breakpoint|automatic cach/i

/** What a host says of something that it does not know. */
const lacking =
  /extra inputs|not (?:permitted|allowed|supported|available|implemented|recogni[sz]ed|known|valid)|(?:un|in)(?:supported|known|recogni[sz]ed|expected|valid)|does(?:n['’]t| not) (?:support|accept|take)|additional propert|no such|no endpoints/i

/** What it says of something that it knows and that we used wrongly: asking otherwise would not help. */
const misused =
  /too many|\b(?:maximum|at most|more than|exceeds?|exceeded|found \d+)\b|empty (?:text|content)|must (?:not )?(?:come|precede|follow)|input_schema/i

/** A mark of a block, by the path that Anthropic's protocol names it with. */
const ofBlock = /\b(?:system|messages|tools)(?:\.|\[)/i

const lifetime = /\bttl\b|prompt_cache_(?:retention|options)|retention/i

/** Whether a refusal is about cache fields at all. */
export function concernsCacheFields({ status, message = '' }: Pick<FailureDescription, 'status' | 'message'>): boolean {
  return status !== undefined && refusing.has(status) && naming.test(message) && !misused.test(message)
}

/**
 * What a refusal teaches about the cache fields that were sent; `undefined` where it is none of their business. A host that
 * refuses a lifetime is asked without, one that refuses the mark for the whole request with marks on blocks, any other
 * without cache fields.
 */
export function cacheRefusal(
  refusal: Pick<FailureDescription, 'status' | 'message'>,
  sent: { readonly style: CacheStyle; readonly isLong: boolean; readonly breakpoints?: boolean },
): LearntCaching | undefined {
  if (sent.style === 'none' || !concernsCacheFields(refusal)) return undefined
  const { status, message = '' } = refusal
  if (status !== 501 && !lacking.test(message)) return undefined
  if (sent.breakpoints === true && message.includes('prompt_cache_breakpoint')) return { cacheWithoutBreakpoints: true }
  if (sent.isLong && lifetime.test(message)) return { cacheWithoutTtl: true }
  return { cacheMarks: sent.style === 'automatic' && !ofBlock.test(message) ? 'explicit' : 'off' }
}
