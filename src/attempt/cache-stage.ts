import type { WireRequest, WireTool } from '../adapters/protocol.ts'
import { wireModel } from '../adapters/wire-model.ts'
import type { Adjustment } from '../state/adjustment.ts'
import type { AskedTarget } from './attempt-once.ts'
import type { ReadCredential } from '../state/choose-credential.ts'
import { measureRequest } from '../budget/request-size.ts'
import { ratesOf, tokensOf } from '../budget/token-estimate.ts'
import type { EpochQuestion } from '../caching/cache-epoch.ts'
import { cacheControlsFor, cachingSettings, type CachingSettings } from '../caching/cache-strategy.ts'
import type { CacheMinimum } from '../caching/first-cacheable.ts'
import type { PlannedCache } from '../caching/plan-cache.ts'
import type { CallState } from '../state/call-state.ts'
import type { Conversation, PreparedRequest } from '../request/prepare-request.ts'
import type { CacheControls } from '../vocabulary/caching.ts'
import type { Attempt } from '../vocabulary/completion-result.ts'
import type { JsonObject, Message } from '../vocabulary/message.ts'
import type { Target } from '../vocabulary/model.ts'
import type { AttemptUsage } from '../vocabulary/usage.ts'

/** Sets the cache marks of one request, once its messages are ready for the target. */
export type PlanCache = (
  prompt: Pick<Conversation, 'system' | 'tools'>,
  messages: readonly Message[],
) => PlannedCache<WireTool>

/**
 * What an attempt says about caching, or `undefined` where its target is told nothing: then nothing of caching is loaded.
 */
export async function cacheStage(
  state: CallState,
  asked: AskedTarget,
  adjustment: Adjustment | undefined,
): Promise<PlanCache | undefined> {
  const { router, prepared } = state
  const { given } = prepared
  const { settings, controls, model } = cachingOf(state, asked, adjustment)
  const { target, provider } = asked
  if (router.config.onNotice !== undefined && isKnown(prepared)) {
    const isMarked = controls.style === 'automatic' || controls.style === 'explicit'
    // Marks are a model's own; a key leads all models of a provider to what they share.
    const family = [provider.id, provider.protocol, ...(isMarked ? [model] : [])].join(' ')
    await tellEpoch(state, target, { ...settings, family })
  }
  if (saysNothing(controls, settings, prepared)) return undefined
  const { planCache, turnMemory } = router.caching.planner.current ?? (await router.caching.planner.load())
  const minimum = minimumOf(router.modelInfo(target, adjustment?.wireModel)?.cacheMinTokens, { ...target, model })
  const lateTurn = provider.quirks.lateSystem?.test(model) === true
  return ({ system, tools }, messages) =>
    planCache({
      protocol: provider.protocol,
      controls,
      settings,
      session: given.session,
      system,
      tools,
      messages,
      lateTurn,
      markMessages: lateTurn || turnMemory.repeats({ session: given.session, system, tools }),
      fields: given.providerOptions?.[provider.id],
      minimum,
    })
}

/**
 * How a request is written whose prompt its target may keep, or `undefined` where that is not asked for, or not to be had: then nothing
 * of it is loaded. What changes from turn to turn cannot be kept.
 */
export async function contentStage(
  state: CallState,
  asked: AskedTarget,
  how: { readonly adjustment: Adjustment | undefined; readonly credential: ReadCredential | undefined },
): Promise<((wire: WireRequest) => JsonObject) | undefined> {
  const { settings, controls } = cachingOf(state, asked, how.adjustment)
  if (!settings.makeContents || controls.style !== 'content' || settings.cachedContent !== undefined) return undefined
  if (state.prepared.system.some(({ scope }) => scope === 'turn')) return undefined
  const { contents } = state.router.caching
  const [kept, { contentWriter }] = await Promise.all([
    contents.current ?? contents.load(),
    import('./keep-content.ts'),
  ])
  const ttlSeconds = settings.ttl === '1h' ? 3_600 : 300
  return contentWriter(state, asked, { contents: kept, credential: how.credential, ttlSeconds })
}

/** The least that a model caches, with a measure for it; `undefined` where it is not known. */
function minimumOf(tokens: number | undefined, target: Target): CacheMinimum<WireTool> | undefined {
  if (tokens === undefined) return undefined
  const rates = ratesOf(target)
  return { tokens, weigh: (part) => tokensOf({ ...measureRequest(part), requests: 0 }, rates) }
}

/** What is asked of caching, and what a target is told of it. */
export function cachingOf(
  { router, prepared }: CallState,
  { target, provider }: AskedTarget,
  adjustment: Adjustment | undefined,
): { readonly settings: CachingSettings; readonly controls: CacheControls; readonly model: string } {
  const asked = cachingSettings(prepared.given.caching, router.config.caching, router.environmentCaching)
  const isGone = asked.cachedContent !== undefined && asked.cachedContent === adjustment?.refusedContent
  const settings = isGone ? { ...asked, cachedContent: undefined } : asked
  const model = adjustment?.wireModel ?? wireModel(provider, target.model)
  const controls = cacheControlsFor({ ...provider, model }, provider.quirks.caching, settings, adjustment)
  return { settings, controls, model }
}

function saysNothing(
  { style, breakpoints }: CacheControls,
  settings: CachingSettings,
  prepared: PreparedRequest,
): boolean {
  const hasSession = (prepared.given.session ?? '') !== ''
  switch (style) {
    case 'none':
      return true
    case 'session':
      return !hasSession
    case 'key':
      if (hasSession || settings.ttl !== '5m' || prepared.system.length + prepared.tools.length > 0) return false
      return breakpoints === undefined || !hasMarks(prepared)
    case 'content':
      return settings.cachedContent === undefined
    case 'automatic':
    case 'explicit':
      return false
  }
}

/** Whether the caller has marked something of the conversation. */
function hasMarks({ messages }: PreparedRequest): boolean {
  return messages.some(
    ({ content }) => typeof content !== 'string' && content.some((part) => 'cache' in part && part.cache !== undefined),
  )
}

/** Whether a conversation can be told from others: by its session, or by the keys of its system blocks. */
function isKnown({ given, system }: PreparedRequest): boolean {
  return (given.session ?? '') !== '' || system.some(({ key }) => key !== undefined)
}

/** Tells the operator when what was cached of a conversation has become useless. */
async function tellEpoch(
  { router, prepared }: CallState,
  target: Target,
  now: Pick<EpochQuestion, 'family' | 'mode' | 'ttl'>,
): Promise<void> {
  const epochs = router.caching.epochs.current ?? (await router.caching.epochs.load())
  const { system, tools, given } = prepared
  const cacheEpoch = epochs.observe({ ...now, session: given.session, system, tools })
  if (cacheEpoch === undefined) return
  const { epoch, reason, block } = cacheEpoch
  const where = block === undefined ? '' : ` (block \`${block}\`)`
  const message = `What was cached of a conversation is of no use any more: ${reason}${where}. Cache epoch ${epoch}.`
  router.notify({ type: 'cache-epoch', message, target, cacheEpoch })
}

/**
 * Takes note of what a target now holds of a conversation. Only where that can count: the request names a session and leaves
 * the order of targets to the router, and the answer tells of a cache.
 */
export function noteWarmPrefix(
  state: CallState,
  asked: AskedTarget,
  answered: { readonly attempt: Attempt; readonly adjustment: Adjustment | undefined },
): Promise<void> | undefined {
  const { session, model } = state.prepared.given
  const { usage } = answered.attempt
  if (session === undefined || model !== undefined || usage?.cachedTokens === undefined) return undefined
  return recordWarmPrefix(state, asked, { ...answered, session, usage })
}

async function recordWarmPrefix(
  state: CallState,
  asked: AskedTarget,
  warmed: {
    readonly session: string
    readonly usage: AttemptUsage
    readonly attempt: Attempt
    readonly adjustment: Adjustment | undefined
  },
): Promise<void> {
  const { router, attempts } = state
  const { session, usage, attempt, adjustment } = warmed
  const { settings, controls } = cachingOf(state, asked, adjustment)
  const { warmPrefixes } = router.caching
  const warm = warmPrefixes.current ?? (await warmPrefixes.load())
  warm.record(session, {
    target: asked.target,
    usage,
    at: attempt.startedAt,
    model: router.modelInfo(asked.target, adjustment?.wireModel),
    isLong: isLong(controls, settings),
    failed: attempts.flatMap(({ target, outcome, drill }) => (outcome === 'failed' && drill !== true ? [target] : [])),
  })
}

/** Whether a target is asked to keep what it caches for long. */
function isLong({ style, oneHour, retention }: CacheControls, { ttl }: CachingSettings): boolean {
  const isMarked = style === 'automatic' || style === 'explicit'
  return ttl === '1h' && oneHour !== false && (isMarked || retention === true)
}
