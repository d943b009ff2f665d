import { describeFailure } from '../../../src/adapters/openai-responses/failure.ts'
import { openaiResponses } from '../../../src/adapters/openai-responses/protocol.ts'
import type { JsonObject } from '../../../src/vocabulary/message.ts'
import { describeProtocol, sample } from '../../conformance/protocol-conformance.ts'
import {
  added,
  argumentsDelta,
  call,
  completed,
  created,
  done,
  event,
  incomplete,
  message,
  messageEvents,
  reasoning,
  response,
  summaryDelta,
  textDelta,
} from './event-stream.ts'
import { targetedRequest } from './targeted-request.ts'

const usage = {
  input_tokens: 20,
  input_tokens_details: { cached_tokens: 16, cache_write_tokens: 0 },
  output_tokens: 9,
  output_tokens_details: { reasoning_tokens: 2 },
  total_tokens: 29,
}
const [first, second] = sample.calls
const callItem = (index: number, { id, name, args }: { id: string; name: string; args: unknown }): JsonObject =>
  call({ id: `fc_${index}`, call_id: id, name, arguments: JSON.stringify(args) })
const opening = (index: number, item: JsonObject): JsonObject =>
  added(index, { ...item, status: 'in_progress', arguments: '' })
const [firstItem, secondItem] = [callItem(0, first), callItem(1, second)]
const [firstArgs, secondArgs] = [JSON.stringify(first.args), JSON.stringify(second.args)]

const text = [
  created,
  ...messageEvents(0, ['Grüße, ', '世界 ', '🌍', '!']),
  completed([message(sample.text)], { usage }),
]
const toolCalls = [
  created,
  opening(0, firstItem),
  argumentsDelta(0, firstArgs.slice(0, 5)),
  opening(1, secondItem),
  argumentsDelta(1, secondArgs.slice(0, 9)),
  argumentsDelta(0, firstArgs.slice(5)),
  argumentsDelta(1, secondArgs.slice(9)),
  completed([firstItem, secondItem]),
]
const thought = reasoning([sample.reasoning])
const thinking = [
  created,
  added(0, { ...thought, summary: [], encrypted_content: 'b3Blbg==' }),
  summaryDelta(0, 0, 'I '),
  summaryDelta(0, 0, 'count.'),
  done(0, thought),
  ...messageEvents(1, [sample.answer]),
  completed([thought, message(sample.answer)]),
]
const cutCall = { ...firstItem, status: 'incomplete', arguments: '{"ci' }

describeProtocol({
  protocol: openaiResponses,
  describeFailure,
  text: { frames: text.map(event), terminal: text.length - 1 },
  usage: { inputTokens: 20, outputTokens: 9, cachedTokens: 16, cacheWriteTokens: 0, reasoningTokens: 2 },
  toolCalls: { frames: toolCalls.map(event), terminal: toolCalls.length - 1 },
  reasoning: { frames: thinking.map(event), terminal: thinking.length - 1 },
  limit: {
    frames: [created, added(0, message('')), textDelta(0, sample.cutText), incomplete('max_output_tokens')].map(event),
    terminal: 3,
  },
  cutToolCall: {
    frames: [
      created,
      opening(0, cutCall),
      argumentsDelta(0, '{"ci'),
      done(0, cutCall),
      incomplete('max_output_tokens', [cutCall]),
    ].map(event),
    terminal: 4,
  },
  empty: { frames: [created, completed()].map(event), terminal: 1 },
  errorMidStream: {
    frames: [
      created,
      added(0, message('')),
      textDelta(0, sample.cutText),
      {
        type: 'error',
        sequence_number: 4,
        error: { type: 'server_error', code: 'overloaded', message: 'Overloaded', param: null },
      },
    ].map(event),
    described: { code: 'overloaded', type: 'server_error', message: 'Overloaded' },
  },
  malformed: event('{"type":"response.output_text.del'),
  document: new TextEncoder().encode(JSON.stringify(response([message(sample.text)], { usage }), null, 2)),
  failures: [
    {
      failure: {
        status: 429,
        headers: { 'x-request-id': 'req_1', 'retry-after': '2', 'x-should-retry': 'true' },
        body: { error: { message: 'Slow down', type: 'requests', code: 'rate_limit_exceeded', param: null } },
      },
      described: {
        status: 429,
        code: 'rate_limit_exceeded',
        type: 'requests',
        message: 'Slow down',
        requestId: 'req_1',
        wait: { retryAfterMs: 2000, resetsAt: 2000 },
        shouldRetry: true,
      },
    },
  ],
  frame: event,
  values: [...text, ...toolCalls, ...thinking],
  targetedRequest,
})
