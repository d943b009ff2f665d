/** The two wires that every subject can speak. */
export type Wire = 'chat' | 'anthropic'

/** What a prepared answer says: so many deltas of text, or of one tool call's arguments. */
export interface StreamKind {
  readonly wire: Wire
  readonly content: 'text' | 'arguments'
  readonly deltas: number
}

/** The model that is asked and that answers. */
export const benchModel = 'bench-model-1'

/** Deltas as tokenizers cut English text; one in 64 holds a character outside latin1, as a stray dash or emoji does. */
const words = [
  ' the',
  ' router',
  ' keeps',
  ' a',
  ' stream',
  ' open',
  ',',
  ' and',
  ' every',
  ' delta',
  ' arrives',
  ' once',
  '.',
]
const outsideLatin1 = ' —'
const outsideEvery = 64

/** The body of an answer, an event at a time, as the providers' own servers write it: 279 and 119 bytes for an average text delta. */
export function streamEvents({ wire, content, deltas }: StreamKind): readonly string[] {
  const pieces = content === 'text' ? textPieces(deltas) : argumentPieces(deltas)
  return wire === 'chat' ? chatEvents(pieces, content) : anthropicEvents(pieces, content)
}

function textPieces(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    const isForeign = index % outsideEvery === outsideEvery - 1
    return isForeign ? outsideLatin1 : (words[index % words.length] ?? '')
  })
}

/** Exactly `count` pieces of three to five characters of a JSON document with many keys, so that many pieces hold quotes. */
function argumentPieces(count: number): readonly string[] {
  const rows: string[] = []
  let length = 12
  while (length < count * 4) {
    const row = JSON.stringify({ name: `item ${rows.length}`, note: 'kept — open', count: rows.length * 7 })
    rows.push(row)
    length += row.length + 1
  }
  const text = `{"rows":[${rows.join(',')}]}`
  return Array.from({ length: count }, (_, index) =>
    text.slice(Math.floor((index * text.length) / count), Math.floor(((index + 1) * text.length) / count)),
  )
}

function chatEvents(pieces: readonly string[], content: StreamKind['content']): readonly string[] {
  const event = (delta: object, finish_reason: string | null = null): string =>
    `data: ${JSON.stringify({
      id: 'chatcmpl-C9xPv3LkQ0hF7nTeYb2WsUa5',
      object: 'chat.completion.chunk',
      created: 1_795_000_000,
      model: benchModel,
      service_tier: 'default',
      system_fingerprint: 'fp_44709d6fcb',
      choices: [{ index: 0, delta, logprobs: null, finish_reason }],
    })}\n\n`
  const call = (body: object): object => ({ tool_calls: [{ index: 0, ...body }] })
  const begin =
    content === 'text'
      ? { role: 'assistant', content: '', refusal: null }
      : {
          role: 'assistant',
          content: null,
          ...call({ id: 'call_1', type: 'function', function: { name: 'store', arguments: '' } }),
        }
  const usage = { prompt_tokens: 12, completion_tokens: pieces.length, total_tokens: 12 + pieces.length }
  return [
    event(begin),
    ...pieces.map((piece) => event(content === 'text' ? { content: piece } : call({ function: { arguments: piece } }))),
    event({}, content === 'text' ? 'stop' : 'tool_calls'),
    `data: ${JSON.stringify({ id: 'chatcmpl-C9xPv3LkQ0hF7nTeYb2WsUa5', object: 'chat.completion.chunk', created: 1_795_000_000, model: benchModel, choices: [], usage })}\n\n`,
    'data: [DONE]\n\n',
  ]
}

function anthropicEvents(pieces: readonly string[], content: StreamKind['content']): readonly string[] {
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
