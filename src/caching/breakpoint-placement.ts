import type { CacheLifetime, CacheMark } from '../vocabulary/caching.ts'
import type { Warning } from '../vocabulary/completion-result.ts'
import type { FilePart, Message, SystemBlock, ToolCallPart, ToolResultPart } from '../vocabulary/message.ts'

import { firstCacheable, type CacheMinimum } from './first-cacheable.ts'
import { isCarrier, lastUpTo, placesOf, type MarkPlaces, type Part, type Place } from './mark-places.ts'

/** More marks than these are a 400 (Anthropic, Bedrock; 2026-11). */
const mostMarks = 4

/** How many blocks before a mark are looked at for what is cached already (Anthropic, 2026-11). */
const lookBackBlocks = 20

/** The messages that carry marks of the router's own: the last ones. */
const markedMessages = 3

/** What is to be marked, and how. */
export interface PlacementQuestion<Tool extends { readonly cache?: CacheMark | undefined }> {
  readonly system: readonly SystemBlock[]
  readonly tools: readonly Tool[]
  readonly messages: readonly Message[]
  readonly places: MarkPlaces
  /** Tools can carry marks. */
  readonly toolMarks: boolean
  /** One mark for the whole request goes beside those on blocks: the end of the conversation needs none. */
  readonly automatic: boolean
  readonly ttl: CacheLifetime
  /** A lifetime of one hour is known. */
  readonly oneHour: boolean
  /** What the system prompt says for one turn only stands behind the last user message, not before the conversation. */
  readonly lateTurn: boolean
  /** The conversation is worth marking: what stands before it is the same next time. */
  readonly markMessages: boolean
  /** Marks that are sent in fields of the caller's own. */
  readonly otherMarks: number
  /** From where on marks of the router's own are worth their place; absent where the model's minimum is unknown. */
  readonly minimum: CacheMinimum<Tool> | undefined
}

/** The same with the marks to be sent, each a lifetime, and no others. */
export interface Placement<Tool> {
  readonly system: readonly SystemBlock[]
  readonly tools: readonly Tool[]
  readonly messages: readonly Message[]
  /** The lifetime of the mark for the whole request; absent where there is none. */
  readonly automatic: CacheLifetime | undefined
  readonly warnings: readonly Warning[]
}

interface Mark {
  readonly order: number
  readonly ttl: CacheLifetime | undefined
  readonly isOwn: boolean
}

/**
 * Sets the marks: the caller's, moved to the block before where theirs cannot carry one, and in what is left of four, by
 * worth, the end of the conversation, the end of the stable system prompt (of the tools where there is none), the end of the
 * request before this one, and the message between. A mark for one hour never follows one for five minutes. Where less stands
 * before a mark of the router's than the model caches, it moves to the first block where there is enough.
 */
export function placeMarks<Tool extends { readonly cache?: CacheMark | undefined }>(
  question: PlacementQuestion<Tool>,
): Placement<Tool> {
  const { system, tools, messages } = question
  const places = placesOf(question)
  const warnings: Warning[] = []
  const given = callersMarks(question, places)
  const room = Math.max(0, mostMarks - question.otherMarks)
  if (given.length > room) {
    warnings.push({
      code: 'cache-mark-dropped',
      message: `Of ${given.length} cache marks the last ${room} are sent: targets take ${mostMarks} in all.`,
    })
  }
  const kept = given.slice(Math.max(0, given.length - room))
  const lastPlace = places.length - 1
  // Beside a mark on the last block, the one for the whole request says nothing, or something else: a 400 then. No
  // minimum counts for it: it moves on with the conversation until there is enough before it.
  const automatic =
    question.automatic && question.markMessages && kept.length < room && !kept.some(({ order }) => order === lastPlace)
  const marks = [...kept]
  for (const order of ownPlaces(question, places, automatic)) {
    if (marks.length + (automatic ? 1 : 0) >= room) break
    if (!marks.some((mark) => mark.order === order)) marks.push({ order, ttl: undefined, isOwn: true })
  }
  marks.sort((a, b) => a.order - b.order)
  const lifetimes = inOrder(marks, question, automatic)
  if (lifetimes.lowered) {
    warnings.push({
      code: 'cache-ttl-lowered',
      message:
        'A cache mark for one hour is sent for five minutes: it follows one for five minutes, or the host knows no hour.',
    })
  }
  return {
    ...applied({ system, tools, messages }, places, marks, lifetimes.marks),
    automatic: automatic ? lifetimes.automatic : undefined,
    warnings,
  }
}

/** The caller's marks, each at its own block or the nearest before it that can carry one (the first, where there is none). */
function callersMarks(
  { system, tools, messages }: PlacementQuestion<{ readonly cache?: CacheMark | undefined }>,
  places: readonly Place[],
): readonly Mark[] {
  const marks = new Map<number, Mark>()
  const note = (cache: CacheMark | undefined, place: Place): void => {
    if (cache === undefined || cache === false) return
    const order = Math.max(0, lastUpTo(places, place))
    if (places.length === 0) return
    const ttl = cache === true ? undefined : cache
    marks.set(order, { order, ttl: ttl ?? marks.get(order)?.ttl, isOwn: false })
  }
  for (const [index, { cache }] of tools.entries()) note(cache, { of: 'tool', index })
  for (const [index, { cache }] of system.entries()) note(cache, { of: 'system', index })
  for (const [index, { content }] of messages.entries()) {
    if (typeof content === 'string') continue
    for (const [part, element] of content.entries()) {
      if ('cache' in element) note(element.cache, { of: 'message', index, part })
    }
  }
  return [...marks.values()].sort((a, b) => a.order - b.order)
}

/**
 * Where the router sets marks of its own, the most worth first. What is too early to be cached is moved to the first place that is
 * not, unless nothing of the conversation is to be marked, or the mark for the whole request stands there.
 */
function ownPlaces<Tool extends object>(
  question: PlacementQuestion<Tool>,
  places: readonly Place[],
  automatic: boolean,
): readonly number[] {
  const wanted = wantedPlaces(question, places, automatic)
  const first = wanted.length === 0 ? 0 : firstCacheable(question, places)
  const isFree = question.markMessages && !(automatic && first === places.length - 1)
  return wanted.flatMap((order) => (order >= first ? [order] : isFree ? [first] : []))
}

/** The same as if everything could be cached. */
function wantedPlaces(
  { system, messages, lateTurn, markMessages }: PlacementQuestion<object>,
  places: readonly Place[],
  automatic: boolean,
): readonly number[] {
  const stable = stableEnd(system, places)
  const own = stable === -1 ? [] : [stable]
  if (!markMessages) return own
  if (lateTurn && system.some(({ scope }) => scope === 'turn')) {
    // Next time the turn blocks stand elsewhere: what is cached must end before them, and be found behind a long turn.
    const asked = userEnds(messages, places)
    const last = automatic ? [] : messageEnds(places).slice(0, 1)
    return [...last, ...own, ...asked]
  }
  if (automatic) {
    // The mark for the whole request finds what the request before it left, unless more was added than it looks back over.
    const before = previousEnd(messages, places)
    const isFar = before !== -1 && places.length - 1 - before >= lookBackBlocks
    return [...own, ...(isFar ? [before] : [])]
  }
  const [last, ...earlier] = messageEnds(places)
  // Of two the older one first: there the request before this one ended.
  return [...(last === undefined ? [] : [last]), ...own, ...earlier.toReversed()]
}

/** The last places of the last two messages of the user, from the end. */
function userEnds(messages: readonly Message[], places: readonly Place[]): readonly number[] {
  const ends: number[] = []
  let from = messages.length
  while (ends.length < 2 && from > 0) {
    from = messages.slice(0, from).findLastIndex(({ role }) => role === 'user')
    if (from === -1) break
    const order = places.findLastIndex((place) => place.of === 'message' && place.index === from)
    if (order !== -1) ends.push(order)
  }
  return ends
}

/** The end of what stays the same: the last session block, or the last tool. */
function stableEnd(system: readonly SystemBlock[], places: readonly Place[]): number {
  return places.findLastIndex(
    (place) => place.of === 'tool' || (place.of === 'system' && system[place.index]?.scope === 'session'),
  )
}

/** The last places of the last messages that can carry a mark, from the end. */
function messageEnds(places: readonly Place[]): readonly number[] {
  const ends: number[] = []
  let message = -1
  for (let order = places.length - 1; order >= 0 && ends.length < markedMessages; order -= 1) {
    const place = places[order]
    if (place?.of !== 'message') break
    if (place.index !== message) ends.push(order)
    message = place.index
  }
  return ends
}

/** Where the request before this one ended: before the last answer. -1: there was none, or nothing there can carry a mark. */
function previousEnd(messages: readonly Message[], places: readonly Place[]): number {
  const answer = messages.findLastIndex(({ role }) => role === 'assistant')
  const order = places.findLastIndex((place) => place.of === 'message' && place.index < answer)
  return order
}

/** The lifetimes in the order of the wire: after one of five minutes all are. */
function inOrder(
  marks: readonly Mark[],
  { ttl, oneHour }: PlacementQuestion<object>,
  automatic: boolean,
): { readonly marks: readonly CacheLifetime[]; readonly automatic: CacheLifetime; readonly lowered: boolean } {
  let longest: CacheLifetime = oneHour ? '1h' : '5m'
  let lowered = !oneHour && ttl === '1h' && (marks.length > 0 || automatic)
  const take = (wanted: CacheLifetime, isOwn: boolean): CacheLifetime => {
    if (wanted === '1h' && longest === '5m' && !isOwn) lowered = true
    if (wanted === '5m') longest = '5m'
    return longest
  }
  return {
    marks: marks.map((mark) => take(mark.ttl ?? ttl, mark.isOwn)),
    automatic: take(ttl, true),
    lowered,
  }
}

/** Copies with these marks and no others; what has none and had none is the same object. */
function applied<Tool extends { readonly cache?: CacheMark | undefined }>(
  { system, tools, messages }: { system: readonly SystemBlock[]; tools: readonly Tool[]; messages: readonly Message[] },
  places: readonly Place[],
  marks: readonly Mark[],
  lifetimes: readonly CacheLifetime[],
): { system: readonly SystemBlock[]; tools: readonly Tool[]; messages: readonly Message[] } {
  const onTools = new Map<number, CacheLifetime>()
  const onSystem = new Map<number, CacheLifetime>()
  const onMessages = new Map<number, Map<number, CacheLifetime>>()
  for (const [index, { order }] of marks.entries()) {
    const [place, ttl] = [places[order], lifetimes[index]]
    if (place === undefined || ttl === undefined) continue
    if (place.of === 'tool') onTools.set(place.index, ttl)
    else if (place.of === 'system') onSystem.set(place.index, ttl)
    else
      onMessages.set(
        place.index,
        (onMessages.get(place.index) ?? new Map<number, CacheLifetime>()).set(place.part, ttl),
      )
  }
  return {
    tools: tools.map((tool, index) => withMark(tool, onTools.get(index))),
    system: system.map((block, index) => withMark(block, onSystem.get(index))),
    messages: messages.map((message, index) => withMarks(message, onMessages.get(index))),
  }
}

function withMark<T extends { readonly cache?: CacheMark | undefined }>(item: T, ttl: CacheLifetime | undefined): T {
  return item.cache === ttl ? item : { ...item, cache: ttl }
}

function withMarks(message: Message, marks: ReadonlyMap<number, CacheLifetime> | undefined): Message {
  const { content } = message
  if (typeof content === 'string') {
    const cache = marks?.get(-1)
    if (cache === undefined || message.role === 'tool') return message
    return { ...message, content: [{ type: 'text', text: content, cache }] }
  }
  const marked = content.map((part, index) => (isMarkable(part) ? withMark(part, marks?.get(index)) : part))
  if (marked.every((part, index) => part === content[index])) return message
  // Each part is of the kind that it was, so the content fits its message as before.
  return { ...message, content: marked } as Message
}

function isMarkable(part: Part): part is Extract<Part, { type: 'text' }> | FilePart | ToolCallPart | ToolResultPart {
  return part.type === 'text' || isCarrier(part.type)
}
