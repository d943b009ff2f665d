import { canonicalInputTokens } from './canonical-answer.ts'
import { sentEvent, type Dialect } from './dialect.ts'

/** Text is block 0, a tool call block 1: a stream that has both ends the first before it begins the second. */
const textBlock = 0
const toolBlock = 1

function blockStart(index: number, block: unknown): string {
  return sentEvent({ type: 'content_block_start', index, content_block: block }, 'content_block_start')
}

function blockDelta(index: number, delta: unknown): string {
  return sentEvent({ type: 'content_block_delta', index, delta }, 'content_block_delta')
}

function blockStop(index: number): string {
  return sentEvent({ type: 'content_block_stop', index }, 'content_block_stop')
}

function messageDelta(delta: unknown, outputTokens: number | undefined): string {
  const usage = outputTokens === undefined ? {} : { usage: { output_tokens: outputTokens } }
  return sentEvent({ type: 'message_delta', delta, ...usage }, 'message_delta')
}

/** Anthropic's messages. */
export const anthropicMessages: Dialect = {
  protocol: 'anthropic-messages',
  endpoint: '/messages',
  preamble: (model, inputTokens = canonicalInputTokens) =>
    sentEvent(
      {
        type: 'message_start',
        message: {
          id: 'msg_wall',
          type: 'message',
          role: 'assistant',
          model,
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { input_tokens: inputTokens, output_tokens: Math.min(inputTokens, 1) },
        },
      },
      'message_start',
    ) + blockStart(textBlock, { type: 'text', text: '' }),
  text: (text) => blockDelta(textBlock, { type: 'text_delta', text }),
  toolCallStart: ({ id, name }, args) =>
    blockStop(textBlock) +
    blockStart(toolBlock, { type: 'tool_use', id, name, input: {} }) +
    blockDelta(toolBlock, { type: 'input_json_delta', partial_json: args }),
  toolCallEnd: (args) =>
    (args === '' ? '' : blockDelta(toolBlock, { type: 'input_json_delta', partial_json: args })) + blockStop(toolBlock),
  finish: (reason, usage) =>
    (reason === 'stop' ? blockStop(textBlock) : '') +
    messageDelta({ stop_reason: reason === 'stop' ? 'end_turn' : 'tool_use', stop_sequence: null }, usage?.output),
  usage: ({ input, output }) =>
    sentEvent(
      { type: 'message_delta', delta: {}, usage: { input_tokens: input, output_tokens: output } },
      'message_delta',
    ),
  done: sentEvent({ type: 'message_stop' }, 'message_stop'),
  error: ({ type, message }) => sentEvent({ type: 'error', error: { type, message } }, 'error'),
  errorBody: ({ type, message }) => ({ type: 'error', error: { type, message }, request_id: 'req_wall' }),
}
