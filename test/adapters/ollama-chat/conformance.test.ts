import { describeFailure } from '../../../src/adapters/ollama-chat/failure.ts'
import { ollamaChat } from '../../../src/adapters/ollama-chat/protocol.ts'
import type { JsonObject } from '../../../src/vocabulary/message.ts'
import { describeProtocol, sample, type WireAnswer } from '../../conformance/protocol-conformance.ts'
import { call, lastLine, line } from './line-stream.ts'
import { targetedRequest } from './targeted-request.ts'

const encoder = new TextEncoder()
const frame = (value: unknown): Uint8Array => encoder.encode(`${JSON.stringify(value)}\n`)

/** A whole answer; its terminal marker is the last line. */
function answer(lines: readonly JsonObject[]): WireAnswer {
  return { frames: lines.map(frame), terminal: lines.length - 1 }
}

const named = { model: sample.model }
const counts = { prompt_eval_count: 26, prompt_eval_cached_count: 16, eval_count: 12 }
const [first, second] = sample.calls
const text = [
  line({ content: 'Grüße, ' }, named),
  line({ content: '世界 ' }, named),
  line({ content: '🌍' }, named),
  line({ content: '!' }, named),
  lastLine({ ...named, ...counts }),
]
const toolCalls = [
  line({ tool_calls: [call(first.name, first.args, { id: first.id })] }),
  line({ tool_calls: [call(second.name, second.args, { id: second.id })] }),
  lastLine(),
]
const reasoning = [line({ thinking: 'I ' }), line({ thinking: 'count.' }), line({ content: sample.answer }), lastLine()]
const limit = lastLine({ done_reason: 'length' })

describeProtocol({
  protocol: ollamaChat,
  describeFailure,
  text: answer(text),
  usage: { inputTokens: 26, outputTokens: 12, cachedTokens: 16 },
  toolCalls: answer(toolCalls),
  reasoning: answer(reasoning),
  limit: answer([line({ content: sample.cutText }), limit]),
  // Arguments that are objects cannot be cut; servers that write them as text can cut them.
  cutToolCall: answer([line({ tool_calls: [call(first.name, '{"city":"O', { id: first.id })] }), limit]),
  empty: answer([line({}), lastLine()]),
  errorMidStream: {
    frames: [line({ content: sample.cutText }), { error: 'an error was encountered while running the model' }].map(
      frame,
    ),
    described: { message: 'an error was encountered while running the model' },
  },
  malformed: encoder.encode('{"model":"demo-model","message":{"conte\n'),
  malformedToolCall: encoder.encode('{"model":"demo-model","message":{"tool_calls":[{"func\n'),
  document: encoder.encode(
    JSON.stringify(
      { ...lastLine({ ...named, ...counts }), message: { role: 'assistant', content: sample.text } },
      null,
      2,
    ),
  ),
  failures: [
    {
      failure: { status: 404, headers: {}, body: { error: "model 'demo' not found" } },
      described: { status: 404, message: "model 'demo' not found" },
    },
    {
      failure: { status: 503, headers: { 'retry-after': '2' }, body: { error: 'server busy, please try again' } },
      described: {
        status: 503,
        message: 'server busy, please try again',
        wait: { retryAfterMs: 2000, resetsAt: 2000 },
      },
    },
  ],
  frame,
  values: [...text, ...toolCalls, ...reasoning],
  targetedRequest,
})
