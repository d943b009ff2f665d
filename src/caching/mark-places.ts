import type { Message, SystemBlock } from '../vocabulary/message.ts'

/** A part of a message. */
export type Part = Exclude<Message['content'], string>[number]

/** Which blocks of a protocol can carry a mark. */
export type MarkPlaces = 'anthropic' | 'chat' | 'bedrock'

/** A block that may carry a mark. Places are in the order of the wire: tools, system, messages. */
export type Place =
  | { readonly of: 'tool'; readonly index: number }
  | { readonly of: 'system'; readonly index: number }
  | { readonly of: 'message'; readonly index: number; readonly part: number }

/** A request as far as places are concerned. */
export interface PlacesQuestion {
  readonly system: readonly SystemBlock[]
  readonly tools: readonly object[]
  readonly messages: readonly Message[]
  readonly places: MarkPlaces
  /** Tools can carry marks. */
  readonly toolMarks: boolean
}

/** Every place of a request, in order. */
export function placesOf({ system, tools, messages, places, toolMarks }: PlacesQuestion): readonly Place[] {
  const found: Place[] = []
  if (toolMarks) for (const index of tools.keys()) found.push({ of: 'tool', index })
  for (const [index, block] of system.entries()) if (!isBlank(block.text)) found.push({ of: 'system', index })
  for (const [index, { role, content }] of messages.entries()) {
    if (typeof content === 'string') {
      if (!isBlank(content)) found.push({ of: 'message', index, part: -1 })
      continue
    }
    for (const [part, { type }] of content.entries()) {
      const candidate = content[part]
      if (candidate !== undefined && type !== 'reasoning' && canCarry(places, role, candidate))
        found.push({ of: 'message', index, part })
    }
  }
  return found
}

/** Whether the block that a part becomes can carry a mark, or be followed by one. */
function canCarry(places: MarkPlaces, role: Message['role'], part: Part): boolean {
  switch (places) {
    case 'anthropic':
      return part.type === 'text' ? !isBlank(part.text) : carriers.has(part.type)
    case 'chat':
      // A mark on a message of a tool is lost (OpenRouter); other parts than text take none.
      return role !== 'tool' && part.type === 'text' && !isBlank(part.text)
    case 'bedrock':
      // Directly behind a document or a video, a cache point is refused (recorded: clients put it before).
      if (part.type === 'file') return part.mediaType.startsWith('image/')
      if (part.type === 'tool-result' && (part.files ?? []).length > 0) return false
      return part.type === 'text' ? !isBlank(part.text) : carriers.has(part.type)
  }
}

const carriers: ReadonlySet<Part['type']> = new Set<Part['type']>(['file', 'tool-call', 'tool-result'])

function isBlank(text: string): boolean {
  return text.trim() === ''
}

/** Whether parts of a type become a block of their own that can carry a mark. */
export function isCarrier(type: Part['type']): boolean {
  return carriers.has(type)
}

const ranks = { tool: 0, system: 1, message: 2 } as const

function compare(a: Place, b: Place): number {
  if (a.of !== b.of) return ranks[a.of] - ranks[b.of]
  if (a.index !== b.index) return a.index - b.index
  return a.of === 'message' && b.of === 'message' ? a.part - b.part : 0
}

/** The last place that is not after `place`, -1 for none. */
export function lastUpTo(places: readonly Place[], place: Place): number {
  return places.findLastIndex((candidate) => compare(candidate, place) <= 0)
}
