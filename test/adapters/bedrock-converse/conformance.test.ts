import { describeFailure } from '../../../src/adapters/bedrock-converse/failure.ts'
import { bedrockConverse } from '../../../src/adapters/bedrock-converse/protocol.ts'
import { isJsonObject } from '../../../src/adapters/plain-json.ts'
import { describeProtocol, sample, type WireAnswer } from '../../conformance/protocol-conformance.ts'
import { event, exception } from './event-stream.ts'
import { targetedRequest } from './targeted-request.ts'

/** An event named by its only member, as AWS's types write the union; any other value is the payload of a delta. */
function frame(value: unknown): Uint8Array {
  const [name, ...more] = isJsonObject(value) ? Object.keys(value) : []
  return isJsonObject(value) && name !== undefined && name in eventNames && more.length === 0
    ? event(name, value[name])
    : event('contentBlockDelta', value)
}

const eventNames: Readonly<Record<string, true>> = {
  messageStart: true,
  contentBlockStart: true,
  contentBlockDelta: true,
  contentBlockStop: true,
  messageStop: true,
  metadata: true,
}

/** A whole answer; its terminal marker is `messageStop`, before the counts. */
function answer(values: readonly unknown[]): WireAnswer {
  const terminal = values.findIndex((value) => isJsonObject(value) && 'messageStop' in value)
  return { frames: values.map(frame), terminal }
}

const start = { messageStart: { role: 'assistant', p: 'abc' } }
const delta = (index: number, content: unknown): unknown => ({
  contentBlockDelta: { contentBlockIndex: index, delta: content, p: 'abcdef' },
})
const stop = (index: number): unknown => ({ contentBlockStop: { contentBlockIndex: index, p: '' } })
const end = (stopReason: string): unknown => ({ messageStop: { stopReason } })
const metadata = {
  metadata: {
    usage: {
      inputTokens: 4,
      outputTokens: 9,
      totalTokens: 59,
      cacheReadInputTokens: 16,
      cacheWriteInputTokens: 30,
      cacheDetails: [
        { ttl: '5m', inputTokens: 20 },
        { ttl: '1h', inputTokens: 10 },
      ],
    },
    metrics: { latencyMs: 12 },
    trace: { promptRouter: { invokedModelId: `arn:aws:bedrock:us-east-1::foundation-model/${sample.model}` } },
  },
}
const [first, second] = sample.calls
const call = (index: number, { id, name }: { readonly id: string; readonly name: string }): unknown => ({
  contentBlockStart: { contentBlockIndex: index, start: { toolUse: { toolUseId: id, name } } },
})
const input = (index: number, text: string): unknown => delta(index, { toolUse: { input: text } })
const [firstArgs, secondArgs] = [JSON.stringify(first.args), JSON.stringify(second.args)]

const text = [
  start,
  ...['Grüße, ', '世界 ', '', '🌍', '!'].map((piece) => delta(0, { text: piece })),
  stop(0),
  end('end_turn'),
  metadata,
]
const toolCalls = [
  start,
  call(0, first),
  input(0, ''),
  input(0, firstArgs.slice(0, 5)),
  call(1, second),
  input(1, secondArgs.slice(0, 9)),
  input(0, firstArgs.slice(5)),
  input(1, secondArgs.slice(9)),
  stop(0),
  stop(1),
  end('tool_use'),
  metadata,
]
const reasoning = [
  start,
  delta(0, { reasoningContent: { text: 'I ' } }),
  delta(0, { reasoningContent: { text: 'count.' } }),
  delta(0, { reasoningContent: { signature: 'c2ln' } }),
  stop(0),
  delta(1, { text: sample.answer }),
  stop(1),
  end('end_turn'),
  metadata,
]

describeProtocol({
  protocol: bedrockConverse,
  describeFailure,
  text: answer(text),
  usage: { inputTokens: 50, outputTokens: 9, cachedTokens: 16, cacheWriteTokens: 30, cacheWrite1hTokens: 10 },
  toolCalls: answer(toolCalls),
  reasoning: answer(reasoning),
  limit: answer([start, delta(0, { text: sample.cutText }), stop(0), end('max_tokens'), metadata]),
  cutToolCall: answer([start, call(0, first), input(0, '{"ci'), stop(0), end('max_tokens'), metadata]),
  empty: answer([start, end('end_turn'), metadata]),
  errorMidStream: {
    frames: [
      frame(start),
      frame(delta(0, { text: sample.cutText })),
      exception('throttlingException', { message: 'Too many tokens, please wait before trying again.' }),
    ],
    described: {
      status: 429,
      code: 'ThrottlingException',
      message: 'Too many tokens, please wait before trying again.',
    },
  },
  failures: [
    {
      failure: {
        status: 400,
        headers: {
          'x-amzn-errortype': 'ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/',
          'x-amzn-requestid': 'req-1',
        },
        body: { message: 'Input is too long for requested model.' },
      },
      described: {
        status: 400,
        code: 'ValidationException',
        message: 'Input is too long for requested model.',
        requestId: 'req-1',
      },
    },
  ],
  frame,
  values: [...text, ...toolCalls, ...reasoning],
  targetedRequest,
})
