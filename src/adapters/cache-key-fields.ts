import type { JsonObject } from '../vocabulary/message.ts'
import type { TargetedRequest } from './protocol.ts'

/**
 * How long OpenAI's models can be asked to keep a prefix, by id; the catalogue wins. Models before these keep it in memory
 * only and refuse both fields (facts of 2026-11-10; retention of 24 hours: gpt-4.1 and gpt-5 to gpt-5.5).
 */
const retentions: readonly (readonly [model: RegExp, longest: '24h' | '12h'])[] = [
  [/^gpt-4\.1(?!\d)|^gpt-5(?:\.[1-5])?(?![.\d])/, '24h'],
  [/^gpt-(?:5\.(?:[6-9]|\d\d)|[6-9])/, '12h'],
]

/** OpenAI's models whose blocks take breakpoints: those that bill cache writes (facts of 2026-11-10). */
export const breakpointModels: RegExp = /^gpt-(?:5\.(?:[6-9]|\d\d)|[6-9])/

/**
 * The key of the stable prefix, and the longest retention where it is asked for and the model has one. `longestOption` is what
 * `prompt_cache_options.ttl` takes beside its default in this protocol: 12 hours over responses, nothing over chat.
 */
export function encodeCacheKey(request: TargetedRequest, longestOption: '12h' | undefined): JsonObject {
  const { cache } = request
  if (cache?.key === undefined && cache?.retention !== true) return {}
  return {
    ...(cache.key === undefined ? {} : { prompt_cache_key: cache.key }),
    ...(cache.retention === true ? encodeRetention(request, longestOption) : {}),
  }
}

function encodeRetention({ model, modelInfo }: TargetedRequest, longestOption: '12h' | undefined): JsonObject {
  const known = modelInfo?.cacheTtls
  const longest =
    known === undefined
      ? retentions.find(([pattern]) => pattern.test(model))?.[1]
      : (['24h', '12h'] as const).find((ttl) => known.includes(ttl))
  if (longest === '24h') return { prompt_cache_retention: '24h' }
  return longest !== undefined && longest === longestOption ? { prompt_cache_options: { ttl: longest } } : {}
}
