/** How long a provider keeps what it cached, as it is asked for. Providers may keep it longer. */
export type CacheLifetime = '5m' | '1h'

/**
 * A mark of the caller's: everything up to and with this place is to be cached. `true` takes the lifetime of the request.
 * Targets that take no marks ignore it. Four marks in all are sent, the caller's before the router's own; OpenAI's models since
 * 5.6 take the caller's alone, as breakpoints without a lifetime, and find their own place at the end.
 */
export type CacheMark = boolean | CacheLifetime

/** Prompt caching, for the router or for one request. */
export interface CachingOptions {
  /** `off` sends no cache field at all, not even for marks. Default `auto`, or `COWORK_PROMPT_CACHE_MODE`. */
  readonly mode?: 'auto' | 'off' | undefined
  /**
   * How long marked prefixes are kept. `1h` costs more to write; OpenAI models keep prefixes as long as they offer then.
   * Default `5m`, or `COWORK_PROMPT_CACHE_TTL`.
   */
  readonly ttl?: CacheLifetime | undefined
  /** Goes into the cache key, so that equal prompts of two tenants have two keys. Never sent as it is. Default: none. */
  readonly tenant?: string | undefined
  /**
   * Makes cached contents at Gemini: system prompt and tools that come a second time are kept there for `ttl`, and named from then on.
   * For prompts without turn blocks, from the size on that the model caches, and without a spending limit: the provider
   * charges for storage by the hour, at a price that the catalogue does not know. Default `false`: Gemini caches by itself.
   */
  readonly makeContents?: boolean | undefined
}

/** Prompt caching of one request. */
export interface RequestCaching extends CachingOptions {
  /**
   * Name of a cached content at Gemini (`cachedContents/...`) that the caller made and that holds the system prompt and the
   * tools: targets over the `gemini` protocol are asked with it and without those. Other targets get the whole request,
   * and so does one that has no such content, or no more.
   */
  readonly cachedContent?: string | undefined
}

/** Why a conversation can no longer use what was cached of it. */
export type CacheEpochReason =
  | 'provider-family-changed'
  | 'cache-mode-changed'
  | 'tool-schema-changed'
  | 'stable-prefix-changed'

/** One step of the count of a conversation's cached prefixes. */
export interface CacheEpoch {
  /** From 1; each change adds one. */
  readonly epoch: number
  readonly reason: CacheEpochReason
  /** `key` of the first system block that is another one, where it has a key. */
  readonly block?: string | undefined
}

/**
 * How a host is told what to cache.
 * - `automatic`: one mark for the whole request, and marks on blocks; what it refuses is said otherwise (Anthropic).
 * - `explicit`: marks on blocks only.
 * - `key`: a key of the stable prefix leads requests that share it to the same machine (OpenAI).
 * - `session`: the same, only where the caller names a session.
 * - `content`: the caller's own cached content (Gemini).
 * - `none`: it is told nothing; it may cache all the same.
 */
export type CacheStyle = 'automatic' | 'explicit' | 'key' | 'session' | 'content' | 'none'

/** What a host knows of cache controls. */
export interface CacheControls {
  readonly style: CacheStyle
  /** Models by id that it holds for; others are told nothing. Default: all. */
  readonly models?: RegExp | undefined
  /** Tools take no marks. Default: they do. */
  readonly toolMarks?: false | undefined
  /** A lifetime of one hour is not known. Default: it is. */
  readonly oneHour?: false | undefined
  /** A longer retention can be asked for. Default false. */
  readonly retention?: boolean | undefined
  /** Models, by id, whose blocks take the caller's marks beside the key, as breakpoints (OpenAI since 5.6). Default: none. */
  readonly breakpoints?: RegExp | undefined
}

/**
 * What a protocol writes about caching. Where `marks` is set, tools, system blocks and parts carry the marks to be written,
 * at most four with `automatic`, each as a lifetime; where it is not, marks on them mean nothing.
 */
export interface CachePlan {
  readonly marks: boolean
  /** One mark for the whole request. */
  readonly automatic?: CacheLifetime | undefined
  /** What the caller has marked is marked as a breakpoint. */
  readonly breakpoints?: boolean | undefined
  /** At most 64 characters. */
  readonly key?: string | undefined
  /** The longest retention of the model is asked for. */
  readonly retention?: boolean | undefined
  /** Name of a cached content that holds system prompt and tools. */
  readonly content?: string | undefined
}
