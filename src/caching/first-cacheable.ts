import type { Message, SystemBlock } from '../vocabulary/message.ts'
import type { Place } from './mark-places.ts'

/** From how many tokens on a model caches a prefix, and how large parts of a request are. */
export interface CacheMinimum<Tool> {
  /** The shortest prefix that is cached, in tokens. */
  readonly tokens: number
  /** About how many tokens a part of a request is. */
  weigh(part: {
    readonly system?: readonly SystemBlock[]
    readonly tools?: readonly Tool[]
    readonly messages: readonly Message[]
  }): number
}

/**
 * Tokens are estimated, and seldom more than a fifth too few. A mark that is too early costs nothing but its place; one that is
 * missing costs the whole price of a prefix: so the doubt is in favour of marks.
 */
const boldness = 0.8

/**
 * The first place with enough before it, and in it, to be cached. 0 where the minimum is unknown, and where all of the request is
 * too small: then no mark takes the place of a better one, and none costs anything. Turn blocks are counted, but are no such
 * place. Looks no further than it must.
 */
export function firstCacheable<Tool>(
  question: {
    readonly system: readonly SystemBlock[]
    readonly tools: readonly Tool[]
    readonly messages: readonly Message[]
    /** Turn blocks do not stand before the conversation. */
    readonly lateTurn: boolean
    readonly minimum: CacheMinimum<Tool> | undefined
  },
  places: readonly Place[],
): number {
  const { system, tools, messages, lateTurn, minimum } = question
  if (minimum === undefined) return 0
  const least = minimum.tokens * boldness
  let tokens = tools.length === 0 ? 0 : minimum.weigh({ tools, messages: [] })
  let next = { index: 0, part: 0 }
  for (const [order, place] of places.entries()) {
    // Tools are one piece: the router marks the last of them or none.
    if (place.of === 'tool' && place.index < tools.length - 1) continue
    if (place.of === 'system') {
      const block = system[place.index]
      if (block === undefined || (block.scope === 'turn' && lateTurn)) continue
      tokens += minimum.weigh({ system: [block], messages: [] })
      if (block.scope === 'turn') continue
    }
    if (place.of === 'message') {
      tokens += minimum.weigh({ messages: between(messages, next, place) })
      next = place.part === -1 ? { index: place.index + 1, part: 0 } : { index: place.index, part: place.part + 1 }
    }
    if (tokens >= least) return order
  }
  return 0
}

/** What of the messages stands from one part to another, that one included. A content that is a string is part -1. */
function between(
  messages: readonly Message[],
  from: { readonly index: number; readonly part: number },
  to: { readonly index: number; readonly part: number },
): readonly Message[] {
  return messages.slice(from.index, to.index + 1).flatMap((message, offset) => {
    const index = from.index + offset
    const { content } = message
    if (typeof content === 'string') return [message]
    const parts = content.slice(index === from.index ? from.part : 0, index === to.index ? to.part + 1 : undefined)
    // Each part is of the kind that it was, so the content fits its message as before.
    return parts.length === 0 ? [] : [{ ...message, content: parts } as Message]
  })
}
