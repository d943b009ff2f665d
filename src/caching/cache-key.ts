import type { SystemBlock } from '../vocabulary/message.ts'
import { stablePrefix, type CachedTool } from './stable-prefix.ts'

/** Longer keys are a 400 (`prompt_cache_key`, OpenAI; 2026-11). */
const longestKey = 64

/**
 * A text of 28 letters and digits that depends on `text` alone, the same in every process. Not for secrets: four 32-bit
 * hashes (FNV-1a over UTF-16 units with MurmurHash3's finishing mix), in one pass over the text. WebCrypto would be
 * asynchronous, and slower for texts of this size.
 */
export function fingerprint(text: string): string {
  let [a, b, c, d] = [0x811c9dc5, 0x9e3779b1, 0x85ebca6b, 0xc2b2ae35]
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    a = Math.imul(a ^ unit, 0x01000193)
    b = Math.imul(b ^ unit, 0x5bd1e995)
    c = Math.imul(c ^ unit, 0x27d4eb2f)
    d = Math.imul(d ^ unit, 0x165667b1)
  }
  return [a ^ d, b ^ a, c ^ b, d ^ c].map((part, seed) => mix(part ^ Math.imul(text.length, seed + 1))).join('')
}

function mix(hash: number): string {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return ((mixed ^ (mixed >>> 16)) >>> 0).toString(36).padStart(7, '0')
}

/**
 * The key by which requests with the same stable prefix reach the same machine: of the session blocks, the tools in their
 * order and the tenant. The model is not in it, so that siblings share it. A session of the caller's is the key itself: one
 * conversation is a better reason to stay on a machine than one prompt. Absent where there is nothing stable: such a key
 * would lead every request to one machine.
 */
export function cacheKey(question: {
  readonly session: string | undefined
  readonly tenant: string | undefined
  readonly system: readonly SystemBlock[]
  readonly tools: readonly CachedTool[]
}): string | undefined {
  const { session, tenant, system, tools } = question
  if (session !== undefined && session !== '') {
    return tenant === undefined
      ? session.slice(0, longestKey).toWellFormed()
      : `session-${fingerprint(JSON.stringify([tenant, session]))}`
  }
  const prefix = stablePrefix(system, tools)
  if (prefix.blocks.length === 0 && tools.length === 0) return undefined
  const texts = prefix.blocks.map(({ text }) => text)
  return `prefix-${fingerprint(JSON.stringify([tenant ?? '', prefix.tools, ...texts]))}`
}
