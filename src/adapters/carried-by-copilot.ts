import type { Message } from '../vocabulary/message.ts'
import type { Protocol } from './protocol.ts'

/**
 * A protocol as GitHub Copilot carries it: headers tell who goes on with the conversation (a turn of the user's counts as a premium
 * request, one that tools began does not), and that there are images, without which they are refused.
 */
export function carriedByCopilot<State>(protocol: Protocol<State>): Protocol<State> {
  return {
    ...protocol,
    encode(request) {
      const wire = protocol.encode(request)
      return {
        ...wire,
        headers: {
          ...wire.headers,
          'x-initiator': request.messages.at(-1)?.role === 'user' ? 'user' : 'agent',
          ...(request.messages.some(hasImage) ? { 'copilot-vision-request': 'true' } : {}),
        },
      }
    },
  }
}

function hasImage({ content }: Message): boolean {
  if (typeof content === 'string') return false
  return content.some((part) => {
    const files = part.type === 'file' ? [part] : part.type === 'tool-result' ? (part.files ?? []) : []
    return files.some(({ mediaType }) => mediaType.startsWith('image/'))
  })
}
