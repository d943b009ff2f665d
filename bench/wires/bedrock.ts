import { EventStreamCodec } from '@smithy/eventstream-codec'

import type { PreparedAnswer } from './prepared-answer.ts'

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString(),
  (text) => Buffer.from(text),
)
const padding = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** Converse as Amazon Bedrock writes it: binary messages, each padded against eavesdroppers. */
export function bedrockEvents({ pieces, content }: PreparedAnswer): readonly Uint8Array[] {
  let sent = 0
  const event = (type: string, body: object): Uint8Array => {
    sent = (sent * 37 + 11) % padding.length
    return codec.encode({
      headers: {
        ':event-type': { type: 'string', value: type },
        ':content-type': { type: 'string', value: 'application/json' },
        ':message-type': { type: 'string', value: 'event' },
      },
      body: Buffer.from(JSON.stringify({ ...body, p: padding.slice(0, sent) })),
    })
  }
  const delta = (piece: string): object => (content === 'text' ? { text: piece } : { toolUse: { input: piece } })
  return [
    event('messageStart', { role: 'assistant' }),
    ...(content === 'text'
      ? []
      : [
          event('contentBlockStart', {
            contentBlockIndex: 0,
            start: { toolUse: { name: 'store', toolUseId: 'tooluse_1' } },
          }),
        ]),
    ...pieces.map((piece) => event('contentBlockDelta', { contentBlockIndex: 0, delta: delta(piece) })),
    event('contentBlockStop', { contentBlockIndex: 0 }),
    event('messageStop', { stopReason: content === 'text' ? 'end_turn' : 'tool_use' }),
    event('metadata', {
      metrics: { latencyMs: 1200 },
      usage: { inputTokens: 12, outputTokens: pieces.length, totalTokens: 12 + pieces.length },
    }),
  ]
}
