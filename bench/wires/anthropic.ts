import { benchModel, type PreparedAnswer } from './prepared-answer.ts'

/** Messages as Anthropic's own server writes it: 119 bytes for an average text delta. */
export function anthropicEvents({ pieces, content }: PreparedAnswer): readonly string[] {
  const event = (data: { readonly type: string; readonly [member: string]: unknown }): string =>
    `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`
  const block =
    content === 'text' ? { type: 'text', text: '' } : { type: 'tool_use', id: 'toolu_1', name: 'store', input: {} }
  const delta = (piece: string): object =>
    content === 'text' ? { type: 'text_delta', text: piece } : { type: 'input_json_delta', partial_json: piece }
  return [
    event({
      type: 'message_start',
      message: {
        id: 'msg_01Bench',
        type: 'message',
        role: 'assistant',
        model: benchModel,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: 12, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 },
      },
    }),
    event({ type: 'content_block_start', index: 0, content_block: block }),
    event({ type: 'ping' }),
    ...pieces.map((piece) => event({ type: 'content_block_delta', index: 0, delta: delta(piece) })),
    event({ type: 'content_block_stop', index: 0 }),
    event({
      type: 'message_delta',
      delta: { stop_reason: content === 'text' ? 'end_turn' : 'tool_use', stop_sequence: null },
      usage: { output_tokens: pieces.length },
    }),
    event({ type: 'message_stop' }),
  ]
}
