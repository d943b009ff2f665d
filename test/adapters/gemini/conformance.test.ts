import { describeFailure } from '../../../src/adapters/gemini/failure.ts'
import { gemini } from '../../../src/adapters/gemini/protocol.ts'
import type { Json, JsonObject } from '../../../src/vocabulary/message.ts'
import { describeProtocol, sample, type WireAnswer } from '../../conformance/protocol-conformance.ts'
import { targetedRequest } from './targeted-request.ts'

const encoder = new TextEncoder()
const frame = (value: unknown): Uint8Array => encoder.encode(`data: ${JSON.stringify(value)}\r\n\r\n`)

/** A whole answer; its terminal marker is the finish reason of the last chunk. */
function answer(chunks: readonly JsonObject[]): WireAnswer {
  return { frames: chunks.map(frame), terminal: chunks.length - 1 }
}

function chunk(parts: readonly Json[], candidate: JsonObject = {}, rest: JsonObject = {}): JsonObject {
  return {
    candidates: [{ content: { role: 'model', parts }, index: 0, ...candidate }],
    modelVersion: sample.model,
    responseId: 'resp_1',
    ...rest,
  }
}

const counts = {
  promptTokenCount: 4,
  toolUsePromptTokenCount: 16,
  cachedContentTokenCount: 3,
  candidatesTokenCount: 7,
  thoughtsTokenCount: 2,
  totalTokenCount: 29,
}
const stop = chunk([{ text: '' }], { finishReason: 'STOP' })
const limit = chunk([{ text: '' }], { finishReason: 'MAX_TOKENS' })
const [first, second] = sample.calls
const whole = ({
  id,
  name,
  args,
}: {
  readonly id: string
  readonly name: string
  readonly args: JsonObject
}): Json => ({
  functionCall: { id, name, args },
})
const partial = (call: JsonObject): JsonObject => chunk([{ functionCall: { willContinue: true, ...call } }])

const text = [
  { usageMetadata: { promptTokenCount: 4, totalTokenCount: 4 }, modelVersion: sample.model, responseId: 'resp_1' },
  chunk([{ text: 'Grüße, ' }]),
  chunk([{ text: '世界 ' }, { text: '🌍' }]),
  chunk([{ text: '!' }], { finishReason: 'STOP' }, { usageMetadata: counts }),
]
const toolCalls = [
  chunk([whole(first)]),
  partial({ id: second.id, name: second.name }),
  partial({ partialArgs: [{ jsonPath: '$.city', stringValue: 'Zür', willContinue: true }] }),
  partial({ partialArgs: [{ jsonPath: '$.city', stringValue: 'ich' }] }),
  chunk([{ functionCall: {} }], { finishReason: 'STOP' }),
]
const reasoning = [
  chunk([{ text: 'I ', thought: true }]),
  chunk([{ text: 'count.', thought: true }]),
  chunk([{ text: sample.answer }]),
  stop,
]

describeProtocol({
  protocol: gemini,
  describeFailure,
  text: answer(text),
  usage: { inputTokens: 20, outputTokens: 9, cachedTokens: 3, reasoningTokens: 2 },
  toolCalls: answer(toolCalls),
  reasoning: answer(reasoning),
  limit: answer([chunk([{ text: sample.cutText }]), limit]),
  cutToolCall: answer([
    partial({ id: first.id, name: first.name }),
    partial({ partialArgs: [{ jsonPath: '$.city', stringValue: 'O', willContinue: true }] }),
    limit,
  ]),
  empty: answer([chunk([]), stop]),
  errorMidStream: {
    frames: [
      chunk([{ text: sample.cutText }]),
      { error: { code: 503, message: 'The model is overloaded. Please try again later.', status: 'UNAVAILABLE' } },
    ].map(frame),
    described: { status: 503, type: 'UNAVAILABLE', message: 'The model is overloaded. Please try again later.' },
  },
  malformed: encoder.encode('data: {"candidates":[{"content":{"par\n\n'),
  document: encoder.encode(
    JSON.stringify(chunk([{ text: sample.text }], { finishReason: 'STOP' }, { usageMetadata: counts }), null, 2),
  ),
  failures: [
    {
      failure: {
        status: 429,
        headers: {},
        body: {
          error: {
            code: 429,
            message: 'You exceeded your current quota.',
            status: 'RESOURCE_EXHAUSTED',
            details: [
              {
                '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
                violations: [{ quotaId: 'InputTokensPerModelPerMinute' }],
              },
              { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: '2.5s' },
            ],
          },
        },
      },
      described: {
        status: 429,
        code: 'PerMinute',
        type: 'RESOURCE_EXHAUSTED',
        message: 'You exceeded your current quota.',
        wait: { retryAfterMs: 2500, resetsAt: 2500 },
      },
    },
  ],
  frame,
  values: [...text, ...toolCalls, ...reasoning],
  targetedRequest,
})
