import { describeFailure } from '../../../src/adapters/anthropic-messages/failure.ts'
import { anthropicMessages } from '../../../src/adapters/anthropic-messages/protocol.ts'
import type { JsonObject } from '../../../src/vocabulary/message.ts'
import { describeProtocol, sample, type WireAnswer } from '../../conformance/protocol-conformance.ts'
import { block, delta, eventStream, messageEnd, messageStart, textBlock } from './event-stream.ts'
import { targetedRequest } from './targeted-request.ts'

const encoder = new TextEncoder()
const frame = (event: JsonObject): Uint8Array => encoder.encode(eventStream([event]))

/** A whole answer; its terminal marker is the last event. */
function answer(events: readonly JsonObject[]): WireAnswer {
  return { frames: events.map(frame), terminal: events.length - 1 }
}

const start: JsonObject = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: sample.model,
    content: [],
    usage: {
      input_tokens: 4,
      cache_read_input_tokens: 16,
      cache_creation_input_tokens: 30,
      cache_creation: { ephemeral_5m_input_tokens: 20, ephemeral_1h_input_tokens: 10 },
      output_tokens: 1,
    },
  },
}
const usage = { output_tokens: 9, output_tokens_details: { thinking_tokens: 2 } }
const json = (index: number, text: string): JsonObject => delta(index, { type: 'input_json_delta', partial_json: text })
const [first, second] = sample.calls
const opening = (index: number, call: { readonly id: string; readonly name: string }): JsonObject => ({
  type: 'content_block_start',
  index,
  content_block: { type: 'tool_use', id: call.id, name: call.name, input: {} },
})
const [firstArgs, secondArgs] = [JSON.stringify(first.args), JSON.stringify(second.args)]

const text = [
  start,
  { type: 'ping' },
  ...block(
    0,
    { type: 'text', text: '' },
    ...['Grüße, ', '世界 ', '🌍', '!'].map((piece) => ({ type: 'text_delta', text: piece })),
  ),
  ...messageEnd('end_turn', usage),
]
const toolCalls = [
  messageStart(),
  opening(0, first),
  json(0, ''),
  json(0, firstArgs.slice(0, 5)),
  opening(1, second),
  json(1, secondArgs.slice(0, 9)),
  json(0, firstArgs.slice(5)),
  json(1, secondArgs.slice(9)),
  ...messageEnd('tool_use'),
]
const reasoning = [
  messageStart(),
  ...block(
    0,
    { type: 'thinking', thinking: '', signature: '' },
    { type: 'thinking_delta', thinking: 'I ' },
    { type: 'thinking_delta', thinking: 'count.' },
    { type: 'signature_delta', signature: 'c2ln' },
  ),
  ...textBlock(1, sample.answer),
  ...messageEnd(),
]
const document = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: sample.model,
  content: [{ type: 'text', text: sample.text }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { ...((start['message'] as JsonObject)['usage'] as JsonObject), ...usage },
}

describeProtocol({
  protocol: anthropicMessages,
  describeFailure,
  text: answer(text),
  usage: {
    inputTokens: 50,
    outputTokens: 9,
    cachedTokens: 16,
    cacheWriteTokens: 30,
    cacheWrite1hTokens: 10,
    reasoningTokens: 2,
  },
  toolCalls: answer(toolCalls),
  reasoning: answer(reasoning),
  limit: answer([messageStart(), ...textBlock(0, sample.cutText), ...messageEnd('max_tokens')]),
  cutToolCall: answer([messageStart(), opening(0, first), json(0, '{"ci'), ...messageEnd('max_tokens')]),
  empty: answer([messageStart(), ...messageEnd()]),
  errorMidStream: {
    frames: [
      messageStart(),
      ...textBlock(0, sample.cutText),
      { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: 'req_1' },
    ].map(frame),
    described: { type: 'overloaded_error', message: 'Overloaded', requestId: 'req_1' },
  },
  malformed: encoder.encode('event: content_block_delta\ndata: {"type":"content_block_d\n\n'),
  document: encoder.encode(JSON.stringify(document, null, 2)),
  failures: [
    {
      failure: {
        status: 429,
        headers: { 'request-id': 'req_1', 'retry-after': '2', 'x-should-retry': 'true' },
        body: {
          type: 'error',
          error: { type: 'rate_limit_error', message: 'Slow down', details: { error_code: 'ramp_limit_exceeded' } },
        },
      },
      described: {
        status: 429,
        code: 'ramp_limit_exceeded',
        type: 'rate_limit_error',
        message: 'Slow down',
        requestId: 'req_1',
        wait: { retryAfterMs: 2000, resetsAt: 2000 },
        shouldRetry: true,
      },
    },
  ],
  frame: (value) => encoder.encode(`data: ${JSON.stringify(value)}\n\n`),
  values: [...text, ...toolCalls, ...reasoning],
  targetedRequest,
})
