import { encodeChat } from '../../../src/adapters/openai-chat/encode.ts'
import type { TargetedRequest } from '../../../src/adapters/protocol.ts'
import { targetedRequest } from './targeted-request.ts'

/** The body without what every request has, and the codes of the warnings. */
export function encodedFields(changes: Partial<TargetedRequest>): {
  readonly body: Readonly<Record<string, unknown>>
  readonly warnings: readonly string[]
  readonly headers: unknown
} {
  const { body, warnings, headers } = encodeChat(targetedRequest(changes))
  const { model: _model, messages: _messages, stream: _stream, stream_options: _options, tools: _tools, ...rest } = body
  return { body: rest, warnings: warnings.map(({ code }) => code), headers }
}
