import { benchModel, type PreparedAnswer } from './prepared-answer.ts'

const itemId = 'msg_0dcf1a118189f28100691daa5a28488194b14fd6fa1d2895be'
const padding = 'StcCgStWtzs8sVvZ'

/** Responses as OpenAI's own server writes it: every event is counted, every delta is padded against eavesdroppers to one length. */
export function responsesEvents({ pieces, content }: PreparedAnswer): readonly string[] {
  let sequence = 0
  const event = (type: string, more: object): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence++, ...more })}\n\n`
  const obfuscation = (piece: string): string => padding.slice(piece.length)
  const place = { item_id: itemId, output_index: 0 }
  const whole = pieces.join('')
  const response = (more: object): object => ({
    response: {
      id: 'resp_0dcf1a118189f28100691daa58b0c88194a3f1c1f3a3e1f0d2',
      object: 'response',
      created_at: 1_795_000_000,
      model: benchModel,
      parallel_tool_calls: true,
      service_tier: 'default',
      temperature: 1,
      tool_choice: 'auto',
      tools: [],
      ...more,
    },
  })
  const begin = [
    event('response.created', response({ status: 'in_progress', output: [], usage: null })),
    event('response.in_progress', response({ status: 'in_progress', output: [], usage: null })),
  ]
  const end = (item: object): string =>
    event(
      'response.completed',
      response({
        status: 'completed',
        output: [item],
        usage: { input_tokens: 12, output_tokens: pieces.length, total_tokens: 12 + pieces.length },
      }),
    )
  if (content === 'arguments') {
    const call = { id: itemId, type: 'function_call', call_id: 'call_1', name: 'store' }
    return [
      ...begin,
      event('response.output_item.added', { output_index: 0, item: { ...call, status: 'in_progress', arguments: '' } }),
      ...pieces.map((delta) =>
        event('response.function_call_arguments.delta', { ...place, delta, obfuscation: obfuscation(delta) }),
      ),
      event('response.function_call_arguments.done', { ...place, arguments: whole }),
      event('response.output_item.done', { output_index: 0, item: { ...call, status: 'completed', arguments: whole } }),
      end({ ...call, status: 'completed', arguments: whole }),
    ]
  }
  const part = { type: 'output_text', annotations: [], logprobs: [], text: whole }
  const item = { id: itemId, type: 'message', status: 'completed', role: 'assistant', content: [part] }
  return [
    ...begin,
    event('response.output_item.added', { output_index: 0, item: { ...item, status: 'in_progress', content: [] } }),
    event('response.content_part.added', { ...place, content_index: 0, part: { ...part, text: '' } }),
    ...pieces.map((delta) =>
      event('response.output_text.delta', {
        ...place,
        content_index: 0,
        delta,
        logprobs: [],
        obfuscation: obfuscation(delta),
      }),
    ),
    event('response.output_text.done', { ...place, content_index: 0, text: whole, logprobs: [] }),
    event('response.content_part.done', { ...place, content_index: 0, part }),
    event('response.output_item.done', { output_index: 0, item }),
    end(item),
  ]
}
