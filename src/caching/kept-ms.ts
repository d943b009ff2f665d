import type { CacheTtl, ModelInfo } from '../vocabulary/model.ts'

const minuteMs = 60_000

const ttlsMs: Readonly<Record<CacheTtl, number>> = {
  '5m': 5 * minuteMs,
  '30m': 30 * minuteMs,
  '1h': 60 * minuteMs,
  '12h': 720 * minuteMs,
  '24h': 1_440 * minuteMs,
}

/** How long caches keep what no lifetime was asked for and none is known of: some minutes, by all that providers say. */
const usualTtl: CacheTtl = '5m'

/**
 * How long a model keeps a prefix that was just used, in milliseconds. `isLong`: the long lifetime is asked for, which is an hour
 * where the model has one, else the longest that it has.
 */
export function keptMs(model: Pick<ModelInfo, 'cacheTtls'> | undefined, isLong: boolean): number {
  const { cacheTtls = [] } = model ?? {}
  const long = cacheTtls.includes('1h') ? '1h' : cacheTtls.at(-1)
  return ttlsMs[(isLong ? long : cacheTtls[0]) ?? usualTtl]
}
