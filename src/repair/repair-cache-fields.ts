import { cacheRefusal, concernsCacheFields } from '../caching/cache-refusal.ts'
import { cachingOf } from '../attempt/cache-stage.ts'
import { nameOf } from '../vocabulary/model-ref.ts'
import type { RepairProposal, RepairQuestion } from './repairs.ts'

/** How long a host is asked otherwise that refused the usual cache fields: a day, then it is asked the usual way again. */
const rememberMs = 24 * 60 * 60 * 1_000

/**
 * The way that a target takes cache fields, where it refused those that were sent: without a lifetime, on blocks, or not at all; and
 * without the name of a cached content that is gone.
 */
export function repairCacheFields({ state, asked, failed, adjustment }: RepairQuestion): RepairProposal | undefined {
  const isContent = failed.verdict.rule.endsWith('google-cached-content')
  if (failed.description === undefined || !(isContent || concernsCacheFields(failed.description))) return undefined
  const { controls, settings } = cachingOf(state, asked, adjustment)
  if (isContent && settings.cachedContent !== undefined) {
    return { adjustment: { refusedContent: settings.cachedContent }, rememberMs }
  }
  // One of the router's own: it is made anew.
  if (isContent)
    return state.router.caching.contents.current?.forget(nameOf(asked.target)) === true ? { adjustment: {} } : undefined
  const isLong = settings.ttl === '1h' && controls.oneHour !== false
  const lesson = cacheRefusal(failed.description, {
    style: controls.style,
    isLong,
    breakpoints: controls.breakpoints !== undefined,
  })
  return lesson === undefined ? undefined : { adjustment: lesson, rememberMs }
}
