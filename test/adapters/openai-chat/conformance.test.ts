import { describeFailure } from '../../../src/adapters/openai-chat/failure.ts'
import { openaiChat } from '../../../src/adapters/openai-chat/protocol.ts'
import { describeProtocol, sample } from '../../conformance/protocol-conformance.ts'
import { callDelta, chunk, completion, done, event, finishChunk, usageChunk } from './chat-stream.ts'
import { targetedRequest } from './targeted-request.ts'

const usage = {
  prompt_tokens: 20,
  completion_tokens: 9,
  total_tokens: 29,
  prompt_tokens_details: { cached_tokens: 16 },
  completion_tokens_details: { reasoning_tokens: 2 },
}
const [first, second] = sample.calls
const opening = (call: { id: string; name: string }, index: number): unknown =>
  chunk(callDelta({ index, id: call.id, type: 'function', function: { name: call.name, arguments: '' } }))
const more = (index: number, args: string): unknown => chunk(callDelta({ index, function: { arguments: args } }))
const [firstArgs, secondArgs] = [JSON.stringify(first.args), JSON.stringify(second.args)]

const text = [
  chunk({ role: 'assistant', content: '' }),
  ...['Grüße, ', '世界 ', '🌍', '!'].map((content) => chunk({ content })),
  finishChunk(),
  usageChunk(usage),
  done,
]
const toolCalls = [
  chunk({ role: 'assistant', content: null }),
  opening(first, 0),
  more(0, firstArgs.slice(0, 5)),
  opening(second, 1),
  more(1, secondArgs.slice(0, 9)),
  more(0, firstArgs.slice(5)),
  more(1, secondArgs.slice(9)),
  finishChunk('tool_calls'),
  done,
]
const reasoning = [
  chunk({ role: 'assistant', reasoning_content: 'I ' }),
  chunk({ reasoning_content: 'count.' }),
  chunk({ content: sample.answer }),
  finishChunk(),
  done,
]

/** What only some hosts send. */
const particulars = [
  chunk({
    reasoning: 'Hm',
    reasoning_details: [
      { type: 'reasoning.text', index: 0, text: 'Hm', signature: 's' },
      { type: 'reasoning.encrypted', data: 'A' },
    ],
    reasoning_opaque: 'A',
    function_call: { name: 'now', arguments: '{}' },
    annotations: [
      { type: 'url_citation', url_citation: { url: 'https://a.example', title: 'A', start_index: 0, end_index: 1 } },
    ],
    images: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } }],
    audio: { id: 'a', data: 'AAAA', transcript: 'Hm' },
    executed_tools: [{ index: 0, type: 'search' }],
    extra_content: { google: { thought_signature: 's' } },
    refusal: 'No',
  }),
  chunk(
    {
      content: [
        { type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] },
        { type: 'reference', reference_ids: [1] },
      ],
    },
    null,
    {
      search_results: [{ url: 'https://a.example', title: 'A' }],
      citations: ['https://a.example'],
      venice_parameters: { web_search_citations: [{ url: 'https://a.example' }] },
      generationId: 'g',
      base_resp: { status_code: 0 },
      error: null,
      x_groq: { usage },
    },
  ),
  completion({ content: 'Hm' }, 'stop', {
    usage: { ...usage, cost: { total_cost: 1 }, cost_details: {}, is_byok: true },
    cost: { usd: 1 },
  }),
]

describeProtocol({
  protocol: openaiChat,
  describeFailure,
  text: { frames: text.map(event), terminal: 5 },
  usage: { inputTokens: 20, outputTokens: 9, cachedTokens: 16, reasoningTokens: 2 },
  toolCalls: { frames: toolCalls.map(event), terminal: 7 },
  reasoning: { frames: reasoning.map(event), terminal: 3 },
  limit: { frames: [chunk({ content: sample.cutText }), finishChunk('length'), done].map(event), terminal: 1 },
  cutToolCall: { frames: [opening(first, 0), more(0, '{"ci'), finishChunk('length'), done].map(event), terminal: 2 },
  empty: { frames: [chunk({ role: 'assistant', content: '' }), finishChunk(), done].map(event), terminal: 1 },
  errorMidStream: {
    frames: [
      chunk({ content: sample.cutText }),
      { error: { message: 'Overloaded', type: 'server_error', code: 502 } },
    ].map(event),
    described: { status: 502, code: '502', type: 'server_error', message: 'Overloaded' },
  },
  malformed: event('{"choices":[{"delta'),
  document: new TextEncoder().encode(
    JSON.stringify(completion({ role: 'assistant', content: sample.text }, 'stop', { usage }), null, 2),
  ),
  failures: [
    {
      failure: {
        status: 429,
        headers: { 'x-request-id': 'req_1', 'retry-after': '2', 'x-should-retry': 'true' },
        body: { error: { message: 'Slow down', type: 'requests', code: 'rate_limit_exceeded' } },
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
  values: [...text, ...toolCalls, ...reasoning, ...particulars].filter((value) => value !== done),
  targetedRequest,
})
