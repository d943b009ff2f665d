import { sentEvent, type Dialect } from './dialect.ts'

function chunk(delta: unknown, finishReason: string | null = null): string {
  return sentEvent({
    id: 'chatcmpl-wall',
    object: 'chat.completion.chunk',
    created: 1_790_000_000,
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  })
}

/** OpenAI's chat completions. */
export const openaiChat: Dialect = {
  protocol: 'openai-chat',
  endpoint: '/chat/completions',
  preamble: (model) =>
    sentEvent({
      id: 'chatcmpl-wall',
      object: 'chat.completion.chunk',
      created: 1_790_000_000,
      model,
      choices: [{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }],
    }),
  text: (content) => chunk({ content }),
  toolCallStart: ({ id, name }, args) =>
    chunk({ tool_calls: [{ index: 0, id, type: 'function', function: { name, arguments: args } }] }),
  toolCallEnd: (args) => (args === '' ? '' : chunk({ tool_calls: [{ index: 0, function: { arguments: args } }] })),
  finish: (reason, usage) =>
    chunk({}, reason === 'stop' ? 'stop' : 'tool_calls') + (usage === undefined ? '' : openaiChat.usage(usage)),
  usage: ({ input, output }) =>
    sentEvent({
      id: 'chatcmpl-wall',
      object: 'chat.completion.chunk',
      choices: [],
      usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
    }),
  done: sentEvent('[DONE]'),
  error: (error) => sentEvent({ error: { param: null, ...error } }),
  errorBody: ({ message, type, code = null }) => ({ error: { message, type, param: null, code } }),
}
