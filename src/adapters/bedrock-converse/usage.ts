import type { Json } from '../../vocabulary/message.ts'
import { isJsonList, isJsonObject } from '../plain-json.ts'
import type { Emit } from '../protocol.ts'

/**
 * Takes in the wire's usage object. Its cache counters stand beside `inputTokens`, its output holds what was thought.
 * `false`: there was none.
 */
export function readUsage(usage: Json | undefined, emit: Emit): boolean {
  if (!isJsonObject(usage)) return false
  const input = count(usage['inputTokens'])
  const cacheRead = count(usage['cacheReadInputTokens'])
  const cacheWrite = count(usage['cacheWriteInputTokens'])
  emit.usage({
    inputTokens: input === undefined ? undefined : input + (cacheRead ?? 0) + (cacheWrite ?? 0),
    outputTokens: count(usage['outputTokens']),
    cachedTokens: cacheRead,
    cacheWriteTokens: cacheWrite,
    cacheWrite1hTokens: writtenForAnHour(usage['cacheDetails']),
  })
  return true
}

/** `cacheDetails` lists what was written by its lifetime (recorded). */
function writtenForAnHour(details: Json | undefined): number | undefined {
  if (!isJsonList(details)) return undefined
  let sum: number | undefined
  for (const detail of details) {
    if (!isJsonObject(detail)) continue
    const tokens = count(detail['inputTokens'])
    if (tokens !== undefined) sum = (sum ?? 0) + (detail['ttl'] === '1h' ? tokens : 0)
  }
  return sum
}

function count(value: Json | undefined): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined
}
