import type { Frame } from '../vocabulary/wire.ts'
import { asciiBetween, isAt, maxCopiedSlice, patternOf, sliceBetween, textBetween } from './byte-chunk.ts'
import type { ByteChunk, BytePattern } from './byte-chunk.ts'

/*
 * A short cut in front of the parser of a framing. The events of a stream repeat each other but for a few values: between two
 * deltas of a chat answer some 5 of 280 characters change. Once an event has been parsed, the text around those values is known; an event
 * whose text is the same around them needs no parsing but of the values, for what they stand in is known as well. That takes a quarter of
 * the time (160 ns instead of 700 for a chat delta, 2026-11) and allocates the values alone.
 *
 * It is a short cut and nothing else: what it gives is what `JSON.parse` would have given, and whatever is not exactly as expected (another
 * member, another order, white space, half an event) takes the long way.
 */

/** A path into an event's JSON. */
type Place = readonly string[]

/** Where the deltas are: events that have none of them are not worth learning. */
export const deltaPlaces: readonly Place[] = [
  'choices.0.delta.content',
  'choices.0.delta.reasoning_content',
  'choices.0.delta.reasoning',
  'choices.0.delta.tool_calls.0.function.arguments',
  'delta.text',
  'delta.thinking',
  'delta.partial_json',
  'delta',
  'delta.toolUse.input',
  'delta.reasoningContent.text',
  'candidates.0.content.parts.0.text',
  'candidates.0.content.parts.0.functionCall.partialArgs.0.stringValue',
  'message.content',
  'message.thinking',
].map((path) => path.split('.'))

/**
 * All values that may change from event to event: deltas, and what was seen to change beside them (the same text once more, padding
 * against eavesdroppers, counters, clocks, ids: recordings, 2026-11). A decoder may keep such a value, but no object that holds one: the
 * same objects come again with the next event.
 */
export const repeatedPlaces: readonly Place[] = [
  ...deltaPlaces,
  ...[
    'choices.0.text',
    'choices.0.delta.token_id',
    'choices.0.delta.reasoning_details.0.text',
    'choices.0.delta.reasoning_details.0.summary',
    'p',
    'id',
    'item_id',
    'created',
    'created_at',
    'obfuscation',
    'sequence_number',
    'usageMetadata.candidatesTokenCount',
    'usageMetadata.thoughtsTokenCount',
    'usageMetadata.totalTokenCount',
  ].map((path) => path.split('.')),
]

/** Padding and clocks, by the last step of their paths: no decoder keeps them, so they need no memory of their own. */
const unkept: ReadonlySet<string> = new Set(['p', 'obfuscation', 'created_at'])

type Members = Record<string, unknown>

/**
 * A value that changes, in the object that holds it; or blanks between two tokens, of which there may be any number. Padding is a string
 * that nobody keeps.
 */
type Slot =
  | { readonly type: 'string' | 'padding' | 'number'; readonly holder: Members; readonly member: string }
  | { readonly type: 'blanks' }

type ValueSlot = Exclude<Slot, { readonly type: 'blanks' }>

/** An event without the values that change. */
interface Skeleton {
  readonly event: string
  readonly data: unknown
  readonly slots: readonly Slot[]
  /** The text before each slot, and behind the last one up to the end of the event. */
  readonly pieces: readonly BytePattern[]
}

/** How many events may be learned that no other event repeated, before a stream counts as one that does not repeat itself. */
const maxVainLessons = 8

const quote = 0x22
const backslash = 0x5c
const space = 0x20
const zero = 0x30
const nine = 0x39
const lastOfAscii = 0x7f
/** 1 for the ASCII characters that stand for themselves in a string. */
const isPlain = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= space && byte <= lastOfAscii && byte !== quote && byte !== backslash ? 1 : 0,
)
/** What the letter behind a backslash makes of it, by its code. */
const escapes = Array.from(
  { length: 256 },
  (_, byte) => '"\\/\b\f\n\r\t'['"\\/bfnrt'.indexOf(String.fromCharCode(byte))],
)
/** More digits may not fit into a number exactly. */
const maxDigits = 15

/** What an event is made of: server-sent fields, a line, or the payload of a message whose length stands before it. */
export type EventForm = 'server-sent' | 'line' | 'payload'

/** An event in the plainest form: nothing but one line of JSON, which is captured, and perhaps a name. */
const plainEvents: Readonly<Record<EventForm, RegExp>> = {
  'server-sent': /^(?:event:[^\r\n]*\r?\n)?data: ?([^\r\n]*)\r?\n\r?\n$/,
  line: /^([^\r\n]*)\n$/,
  payload: /^([^\r\n]*)$/,
}

/** What one stream has taught. */
export interface RepeatedEvent {
  /** Whether it is worth looking at the stream event by event. */
  isPromising(): boolean
  /**
   * Reads the event that begins at `start` into the frame and returns where it ends; -1 when it is none that repeats what is known or
   * is not whole before `limit`.
   */
  read(chunk: ByteChunk, start: number, limit: number, frame: Frame): number
  /** The chunk has been read: nothing of it is kept. */
  release(): void
  /** Learns from an event that was parsed into the frame: its whole text, and the part of it that was parsed as JSON. */
  learn(text: string, json: string, frame: Frame): void
}

/** Knows nothing yet. */
export function startRepeatedEvent(form: EventForm): RepeatedEvent {
  let skeleton: Skeleton | undefined
  let vainLessons = 0
  /** The last delta that was parsed, and the places where two of them were not the same. */
  let last: unknown
  let changing: Set<Place> | undefined
  return {
    isPromising: () => vainLessons < maxVainLessons,
    read(chunk, start, limit, frame) {
      if (skeleton === undefined) return -1
      const end = readEvent(skeleton, chunk, start, limit)
      if (end === -1) return -1
      vainLessons = 0
      frame.event = skeleton.event
      frame.data = skeleton.data
      frame.text = ''
      return end
    },
    release() {
      if (skeleton === undefined) return
      for (const slot of skeleton.slots) if (slot.type === 'padding') slot.holder[slot.member] = ''
    },
    learn(text, json, { event, data }) {
      if (!deltaPlaces.some((place) => isVariable(valueAt(place, data)))) return
      const before = last
      last = data
      // What an event repeats takes two to tell, and an answer of one delta is over before a lesson pays.
      if (before === undefined) return
      changing ??= new Set(deltaPlaces)
      for (const place of repeatedPlaces) if (valueAt(place, data) !== valueAt(place, before)) changing.add(place)
      vainLessons++
      if (plainEvents[form].exec(text)?.[1] === json)
        skeleton = skeletonOf(text, json, { event, data, changing }) ?? skeleton
    },
  }
}

/** Puts the values of an event into the skeleton's data. Where it fails half-way the data is not used before it is overwritten. */
function readEvent({ slots, pieces }: Skeleton, chunk: ByteChunk, start: number, limit: number): number {
  let at = start
  for (let index = 0; index < slots.length; index++) {
    const piece = pieces[index] as BytePattern
    if (at + piece.length > limit || !isAt(piece, chunk, at)) return -1
    at = readSlot(slots[index] as Slot, chunk, at + piece.length, limit)
    if (at === -1) return -1
  }
  const rest = pieces[slots.length] as BytePattern
  return at + rest.length <= limit && isAt(rest, chunk, at) ? at + rest.length : -1
}

/** Reads what a slot holds this time; returns the position behind it, -1 when it is something else. */
function readSlot(slot: Slot, chunk: ByteChunk, start: number, limit: number): number {
  switch (slot.type) {
    case 'string':
    case 'padding':
      return readString(slot, chunk, start, limit)
    case 'number':
      return readNumber(slot, chunk.bytes, start)
    case 'blanks':
      return behindBlankBytes(chunk.bytes, start)
  }
}

/** Reads a string whose opening quote has been read; returns the position of the closing one. */
function readString(slot: ValueSlot, chunk: ByteChunk, start: number, limit: number): number {
  const { bytes } = chunk
  let end = start
  while (end < limit && isPlain[bytes[end] as number] === 1) end++
  if (end < limit && bytes[end] === quote) {
    slot.holder[slot.member] =
      slot.type === 'padding' ? sliceBetween(chunk, start, end) : asciiBetween(chunk, start, end)
    return end
  }
  let isAscii = true
  let isEscaped = false
  for (; end < limit && bytes[end] !== quote; end++) {
    const byte = bytes[end] as number
    if (byte < space) return -1
    if (byte > lastOfAscii) isAscii = false
    if (byte !== backslash) continue
    isEscaped = true
    end++
  }
  if (end >= limit) return -1
  if (!isEscaped) {
    slot.holder[slot.member] = textBetween(chunk, start, end)
    return end
  }
  const plain = isAscii && end - start <= maxCopiedSlice ? unescaped(chunk, start, end) : undefined
  try {
    slot.holder[slot.member] = plain ?? JSON.parse(textBetween(chunk, start - 1, end + 1))
  } catch {
    return -1
  }
  return end
}

/** What an ASCII string with escapes says, faster than `JSON.parse`; `undefined` when one of them is not of a single letter. */
function unescaped(chunk: ByteChunk, start: number, end: number): string | undefined {
  const { bytes } = chunk
  let text = ''
  let from = start
  for (let at = start; at < end; at++) {
    if (bytes[at] !== backslash) continue
    const meaning = escapes[bytes[at + 1] as number]
    if (meaning === undefined) return undefined
    text += sliceBetween(chunk, from, at) + meaning
    at++
    from = at + 1
  }
  return text + sliceBetween(chunk, from, end)
}

/** Reads a whole number that is not negative; returns the position behind it. What follows a longer number is not what was learned. */
function readNumber(slot: ValueSlot, bytes: Uint8Array, start: number): number {
  let value = 0
  let end = start
  for (let byte = bytes[end]; byte !== undefined && byte >= zero && byte <= nine; byte = bytes[end]) {
    value = value * 10 + (byte - zero)
    end++
  }
  const digits = end - start
  if (digits === 0 || digits > maxDigits || (digits > 1 && bytes[start] === zero)) return -1
  slot.holder[slot.member] = value
  return end
}

function behindBlankBytes(bytes: Uint8Array, from: number): number {
  let at = from
  while (bytes[at] === space) at++
  return at
}

/** A value that was found, and what stands for it while the place is proven. */
interface FoundValue {
  readonly place: Place
  readonly value: string | number
  readonly start: number
  readonly end: number
  readonly standIn: string | number
}

/** An event that was parsed, and the places whose values were seen to change. */
interface ParsedEvent {
  readonly event: string
  readonly data: unknown
  readonly changing: ReadonlySet<Place>
}

/**
 * The skeleton of an event; `undefined` when it is not certain which text gives which value. To be certain, each value is replaced by
 * another one in the text, and that is parsed: every other one must then be found at its place. So the text of a value decides about this
 * value, and about nothing else.
 */
function skeletonOf(text: string, json: string, { event, data, changing }: ParsedEvent): Skeleton | undefined {
  const found = findValues(changing, data, json)
  let proof = ''
  let at = 0
  for (const { start, end, standIn } of found) {
    if (start < at) return undefined
    proof += json.slice(at, start) + JSON.stringify(standIn)
    at = end
  }
  const proven: unknown = JSON.parse(proof + json.slice(at))
  const slots: Slot[] = []
  for (const { place, standIn } of found) {
    const holder = holderAt(place, proven)
    const member = lastOf(place)
    if (holder?.[member] !== standIn) return undefined
    const type = typeof standIn === 'number' ? 'number' : unkept.has(member) ? 'padding' : 'string'
    slots.push({ type, holder, member })
  }
  slots.push({ type: 'blanks' })
  const pieces = cutAround(found, text, text.lastIndexOf(json)).map(patternOf)
  return { event: copyOf(event), data: proven, slots, pieces }
}

/** The same text in memory of its own: a slice keeps the whole network chunk alive. */
function copyOf(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string
}

/** The text around the slots. The quotes of a string belong to the text. The last slot is before the brace that ends the JSON. */
function cutAround(found: readonly FoundValue[], text: string, jsonAt: number): readonly string[] {
  const pieces: string[] = []
  let at = 0
  for (const { value, start, end } of found) {
    const quotes = typeof value === 'string' ? 1 : 0
    pieces.push(text.slice(at, jsonAt + start + quotes))
    at = jsonAt + end - quotes
  }
  const braceAt = text.lastIndexOf('}')
  pieces.push(text.slice(at, braceAt).trimEnd(), text.slice(braceAt))
  return pieces
}

/** The values at some places, each with where its text seems to be, in the order of the text. */
function findValues(places: ReadonlySet<Place>, data: unknown, json: string): readonly FoundValue[] {
  const found: FoundValue[] = []
  for (const place of places) {
    const value = valueAt(place, data)
    if (!isVariable(value)) continue
    const literal = JSON.stringify(value)
    const start = findMember(json, lastOf(place), literal)
    if (start === -1) continue
    const standIn = typeof value === 'string' ? `${value}${found.length}` : value + 1
    found.push({ place, value, start, end: start + literal.length, standIn })
  }
  return found.sort((one, other) => one.start - other.start)
}

/** Strings, and numbers that are counts: others are text like any other. */
function isVariable(value: unknown): value is string | number {
  return typeof value === 'string' || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0)
}

/** Where the first member of this name with this value has its value; -1 for nowhere. */
function findMember(json: string, member: string, literal: string): number {
  const name = `"${member}"`
  for (let at = json.indexOf(name); at !== -1; at = json.indexOf(name, at + 1)) {
    const start = behindBlanks(json, behindBlanks(json, at + name.length) + 1)
    if (json.startsWith(literal, start)) return start
  }
  return -1
}

function behindBlanks(text: string, from: number): number {
  let at = from
  while (text.charCodeAt(at) === space) at++
  return at
}

/** The object at a path without its last step. */
function holderAt(place: Place, data: unknown): Members | undefined {
  let holder = data
  for (let step = 0; step < place.length - 1; step++) {
    if (typeof holder !== 'object' || holder === null) return undefined
    holder = (holder as Members)[place[step] as string]
  }
  return typeof holder === 'object' && holder !== null ? (holder as Members) : undefined
}

function valueAt(place: Place, data: unknown): unknown {
  return holderAt(place, data)?.[lastOf(place)]
}

function lastOf(place: Place): string {
  return place.at(-1) ?? ''
}
