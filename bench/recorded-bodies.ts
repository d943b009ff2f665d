import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Wire } from './streams.ts'

/** What this reads of a recorded exchange. */
interface Recording {
  readonly provider: string
  readonly streaming: boolean
  readonly response: { readonly status: number; readonly body: string; readonly bodyEncoding?: string }
}

const folders: Readonly<Partial<Record<Wire, string>>> = { chat: 'openai-chat', anthropic: 'anthropic-messages' }

/** Streams with more text than this are worth measuring. */
const minLength = 6_000
const most = 8

/**
 * Recorded answers of real providers, the longest first, at most two of each provider. Empty where there are no recordings: they
 * are not part of the package. `folder` holds a folder for each protocol.
 */
export function recordedBodies(wire: Wire, folder: string | undefined): readonly string[] {
  const ofWire = folders[wire]
  if (folder === undefined || ofWire === undefined || !existsSync(join(folder, ofWire))) return []
  const ofProvider = new Map<string, number>()
  return readdirSync(join(folder, ofWire))
    .map((file) => JSON.parse(readFileSync(join(folder, ofWire, file), 'utf8')) as Recording)
    .filter(isWholeStream)
    .toSorted((one, other) => other.response.body.length - one.response.body.length)
    .filter(({ provider }) => {
      const count = (ofProvider.get(provider) ?? 0) + 1
      ofProvider.set(provider, count)
      return wire === 'anthropic' || count <= 2
    })
    .slice(0, most)
    .map(({ response }) => response.body)
}

function isWholeStream({ streaming, response: { status, body, bodyEncoding } }: Recording): boolean {
  const isComplete = body.includes('data: [DONE]') || body.includes('event: message_stop')
  // An answer that its limit cut is asked for again with a higher one.
  const isCut = /"(?:finish|stop)_reason": ?"(?:length|max_tokens)"/.test(body)
  return streaming && status === 200 && bodyEncoding === undefined && body.length >= minLength && isComplete && !isCut
}
