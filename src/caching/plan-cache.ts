import type { CacheControls, CachePlan } from '../vocabulary/caching.ts'
import type { Warning } from '../vocabulary/completion-result.ts'
import type { JsonObject, Message, SystemBlock } from '../vocabulary/message.ts'
import type { ProtocolId } from '../vocabulary/model.ts'
import { placeMarks } from './breakpoint-placement.ts'
import { cacheKey } from './cache-key.ts'
import type { CachingSettings } from './cache-strategy.ts'
import type { CacheMinimum } from './first-cacheable.ts'
import type { MarkPlaces } from './mark-places.ts'
import type { CachedTool } from './stable-prefix.ts'

/** One request for one target, before it is written. */
export interface CacheQuestion<Tool extends CachedTool> {
  readonly protocol: ProtocolId
  readonly controls: CacheControls
  readonly settings: CachingSettings
  readonly session: string | undefined
  readonly system: readonly SystemBlock[]
  readonly tools: readonly Tool[]
  readonly messages: readonly Message[]
  readonly lateTurn: boolean
  /** Whether what stands before the conversation is expected to be the same next time. */
  readonly markMessages: boolean
  /** The caller's own fields of the body: marks among them count. */
  readonly fields: JsonObject | undefined
  /** The least that the model caches; absent: unknown. */
  readonly minimum: CacheMinimum<Tool> | undefined
}

/** The request with its marks, and what its protocol writes beside them. */
export interface PlannedCache<Tool> {
  readonly system: readonly SystemBlock[]
  readonly tools: readonly Tool[]
  readonly messages: readonly Message[]
  readonly plan: CachePlan
  readonly warnings: readonly Warning[]
}

const markPlaces: Readonly<Partial<Record<ProtocolId, MarkPlaces>>> = {
  'anthropic-messages': 'anthropic',
  'openai-chat': 'chat',
  'bedrock-converse': 'bedrock',
}

/** Decides what is said about caching in one request. Pure. */
export function planCache<Tool extends CachedTool>(question: CacheQuestion<Tool>): PlannedCache<Tool> {
  const { controls, settings, system, tools, messages } = question
  const unmarked = { system, tools, messages, warnings: [] }
  switch (controls.style) {
    case 'automatic':
    case 'explicit':
      return planMarks(question)
    case 'key':
    case 'session': {
      const key =
        controls.style === 'key' || (question.session ?? '') !== '' ? cacheKey({ ...question, ...settings }) : undefined
      const retention = controls.retention === true && controls.oneHour !== false && settings.ttl === '1h'
      return { ...unmarked, plan: { marks: false, key, retention, breakpoints: controls.breakpoints !== undefined } }
    }
    case 'content':
      return { ...unmarked, plan: { marks: false, content: settings.cachedContent } }
    case 'none':
      return { ...unmarked, plan: { marks: false } }
  }
}

function planMarks<Tool extends CachedTool>(question: CacheQuestion<Tool>): PlannedCache<Tool> {
  const { controls, settings, system, tools, messages, protocol, fields } = question
  const places = markPlaces[protocol]
  if (places === undefined) return { system, tools, messages, plan: { marks: false }, warnings: [] }
  // A field of the caller's for the whole request takes the place of ours, and its lifetime is the request's: an hour may
  // not follow five minutes.
  const own = fields?.['cache_control']
  const ownTtl = typeof own === 'object' && own !== null && 'ttl' in own && own['ttl'] === '1h' ? '1h' : '5m'
  const { automatic, warnings, ...marked } = placeMarks({
    system,
    tools,
    messages,
    places,
    toolMarks: controls.toolMarks !== false,
    automatic: controls.style === 'automatic' || own !== undefined,
    ttl: own === undefined ? settings.ttl : ownTtl,
    oneHour: controls.oneHour !== false,
    lateTurn: question.lateTurn,
    markMessages: question.markMessages,
    minimum: question.minimum,
    otherMarks: fields === undefined ? 0 : countMarks(fields) - (own === undefined ? 0 : 1),
  })
  return { ...marked, plan: { marks: true, automatic }, warnings }
}

/** Marks in fields that the caller writes into the body itself. */
function countMarks(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let marks = 0
  for (const [name, member] of Object.entries(value)) {
    const isMark = (name === 'cache_control' || name === 'cachePoint') && typeof member === 'object' && member !== null
    marks += isMark ? 1 : countMarks(member)
  }
  return marks
}
