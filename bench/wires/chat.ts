import { benchModel, type PreparedAnswer } from './prepared-answer.ts'

/** Chat Completions as OpenAI's own server writes it: 279 bytes for an average text delta. */
export function chatEvents({ pieces, content }: PreparedAnswer): readonly string[] {
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
