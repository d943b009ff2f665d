import { encode } from '../../../src/adapters/gemini/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import type { AssistantPart, Message } from '../../../src/vocabulary/message.ts'
import { targetedRequest } from './targeted-request.ts'

/** Who wrote a part: this target, and one over another wire. */
export const here = { provider: 'gemini', protocol: 'gemini', model: 'gemini-3.5-flash' } as const
export const elsewhere = { provider: 'openai', protocol: 'openai-responses', model: 'gpt-5.4' } as const

/** The turns on the wire, and the codes of the warnings. */
export function encoded(
  messages: readonly Message[],
  changes: Partial<TargetedRequest> = {},
): { contents: unknown; warnings: readonly string[] } {
  const { body, warnings } = encode(targetedRequest({ messages, ...changes }))
  return { contents: body['contents'], warnings: warnings.map(({ code }) => code) }
}

/** The parts of an answer between two turns of the user. */
export function modelParts(
  content: readonly AssistantPart[],
  changes: Partial<TargetedRequest> = {},
): { parts: unknown; warnings: readonly string[] } {
  const { contents, warnings } = encoded(
    [
      { role: 'user', content: 'a' },
      { role: 'assistant', content },
      { role: 'user', content: 'b' },
    ],
    changes,
  )
  const turn = (contents as readonly { role: string; parts: unknown }[]).find(({ role }) => role === 'model')
  return { parts: turn?.parts, warnings }
}
