import type { CacheControls, CacheLifetime, CacheStyle, CachingOptions, RequestCaching } from '../vocabulary/caching.ts'
import type { ProtocolId } from '../vocabulary/model.ts'

/** What the environment says: `COWORK_PROMPT_CACHE_MODE` and `COWORK_PROMPT_CACHE_TTL`, as they are. */
export interface CachingEnvironment {
  readonly mode: string | undefined
  readonly ttl: string | undefined
}

/** The caching that is asked for, with every default in place. */
export interface CachingSettings {
  readonly mode: 'auto' | 'off'
  readonly ttl: CacheLifetime
  readonly tenant: string | undefined
  readonly cachedContent: string | undefined
  readonly makeContents: boolean
}

/** How a target was learnt to take cache marks, after it refused the usual way. */
export interface LearntCaching {
  /** `explicit`: no mark for the whole request; `off`: no cache field at all. */
  readonly cacheMarks?: 'explicit' | 'off' | undefined
  /** It refuses a lifetime: every mark goes without. */
  readonly cacheWithoutTtl?: boolean | undefined
  /** It refuses breakpoints on blocks: the key goes alone. */
  readonly cacheWithoutBreakpoints?: boolean | undefined
}

/** Request, configuration, environment, default: the first that says something counts. Other words in the environment are ignored. */
export function cachingSettings(
  request: RequestCaching | undefined,
  config: CachingOptions,
  environment: CachingEnvironment,
): CachingSettings {
  const mode = environment.mode === 'off' || environment.mode === 'auto' ? environment.mode : 'auto'
  const ttl = environment.ttl === '1h' || environment.ttl === '5m' ? environment.ttl : '5m'
  return {
    mode: request?.mode ?? config.mode ?? mode,
    ttl: request?.ttl ?? config.ttl ?? ttl,
    tenant: request?.tenant ?? config.tenant,
    cachedContent: request?.cachedContent,
    makeContents: request?.makeContents ?? config.makeContents ?? false,
  }
}

/**
 * How hosts are told where their row does not say otherwise. Anthropic's protocol has one mark for the whole request since
 * 2026-02; a chat host may refuse any field that it does not know; Bedrock answers 400 to cache points for all but these
 * models (facts of 2026-11).
 */
const protocolControls: Readonly<Record<ProtocolId, CacheControls>> = {
  'anthropic-messages': { style: 'automatic' },
  'openai-chat': { style: 'none' },
  'openai-responses': { style: 'session' },
  gemini: { style: 'content' },
  'bedrock-converse': { style: 'explicit', models: /claude-(?:3-5-haiku|3-7-sonnet|[a-z]+-[4-9])|amazon\.nova/ },
  'ollama-chat': { style: 'none' },
}

/** Hosts without a row that take no cache field, whatever they speak (requirements C, anthropic-compatible). */
const without = /^https?:\/\/(?:[^/?#]+\.)?nano-gpt\.com(?=[:/?#]|$)/

const nothing: CacheControls = { style: 'none' }

/** What a target is told about caching. Cheap: it is asked before anything else of caching is loaded. */
export function cacheControlsFor(
  target: { readonly protocol: ProtocolId; readonly model: string; readonly local: boolean; readonly baseUrl: string },
  row: CacheControls | undefined,
  settings: CachingSettings,
  learnt: LearntCaching | undefined,
): CacheControls {
  if (settings.mode === 'off' || learnt?.cacheMarks === 'off') return nothing
  const controls = without.test(target.baseUrl) ? nothing : (row ?? usual(target))
  if (controls.models !== undefined && !controls.models.test(target.model)) return nothing
  const style: CacheStyle =
    learnt?.cacheMarks === 'explicit' && controls.style === 'automatic' ? 'explicit' : controls.style
  const oneHour = learnt?.cacheWithoutTtl === true ? false : controls.oneHour
  const { breakpoints } = controls
  const kept =
    learnt?.cacheWithoutBreakpoints !== true && breakpoints?.test(target.model) === true ? breakpoints : undefined
  const isAsItIs = style === controls.style && oneHour === controls.oneHour && kept === breakpoints
  return isAsItIs ? controls : { ...controls, style, oneHour, breakpoints: kept }
}

/** A server on this machine keeps what it has in memory and charges nothing; only the caller's session is told to it. */
function usual({ local, protocol }: { readonly local: boolean; readonly protocol: ProtocolId }): CacheControls {
  return local && protocol !== 'openai-responses' ? nothing : protocolControls[protocol]
}
