import type { CacheMark } from '../../vocabulary/caching.ts'
import type { CachePoint } from './wire-types.ts'

/** The cache point for a mark, to stand behind what is marked; none where there is no mark. Five minutes are the default. */
export function cachePoint(mark: CacheMark | undefined): readonly CachePoint[] {
  if (mark === undefined || mark === false) return []
  return [{ cachePoint: mark === '1h' ? { type: 'default', ttl: '1h' } : { type: 'default' } }]
}
