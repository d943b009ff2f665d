import { describe, expect, it } from 'vitest'

import { describeFailure } from '../../../src/adapters/bedrock-converse/failure.ts'
import type { DecodedAnswer } from '../../conformance/decode-answer.ts'
import {
  blockStart,
  blockStop,
  counts,
  decodeDocument,
  decodeMessages,
  delta,
  event,
  exception,
  message,
  messageEnd,
  partsOf,
  stringHeaders,
} from './event-stream.ts'

const hello = delta(0, { text: 'Hello' })
const described = ({ assembly }: DecodedAnswer): unknown => describeFailure(assembly.failure ?? {}, 0)
const codes = ({ assembly }: DecodedAnswer): readonly string[] => assembly.warnings.map(({ code }) => code)

describe('a stop reason', () => {
  it.each([
    ['end_turn', 'stop'],
    ['stop_sequence', 'stop'],
    ['max_tokens', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['guardrail_intervened', 'content-filter'],
    ['content_filtered', 'content-filter'],
    ['refusal', 'content-filter'],
    ['a_reason_to_come', 'other'],
  ])('%s is %s', (word, reason) => {
    const { assembly } = decodeMessages(hello, ...messageEnd(word))
    expect([assembly.finishReason, assembly.rawFinishReason, assembly.isClosed]).toEqual([reason, word, true])
  })

  it('that is missing is other, with a warning', () => {
    const answer = decodeMessages(hello, event('messageStop', {}))
    expect([answer.assembly.finishReason, answer.assembly.rawFinishReason, codes(answer)]).toEqual([
      'other',
      undefined,
      ['missing-finish-reason'],
    ])
  })

  it.each(['malformed_model_output', 'malformed_tool_use'])(
    '%s over nothing is a failure, over an answer other',
    (word) => {
      const nothing = decodeMessages(...messageEnd(word))
      expect([nothing.assembly.finishReason, described(nothing)]).toEqual([
        undefined,
        { code: word, message: `The model broke off (${word}).` },
      ])
      const something = decodeMessages(hello, ...messageEnd(word))
      expect([something.assembly.finishReason, codes(something)]).toEqual(['other', ['degenerate-answer']])
    },
  )
})

describe('the counts', () => {
  it('complete the answer whether they come behind its end or before it (recorded)', () => {
    const [stop, metadata] = messageEnd()
    if (stop === undefined || metadata === undefined) throw new Error('an end has two messages')
    for (const end of [
      [stop, metadata],
      [metadata, stop],
    ]) {
      const { assembly } = decodeMessages(hello, ...end)
      expect([assembly.finishReason, assembly.reportedUsage, assembly.isClosed]).toEqual([
        'stop',
        { inputTokens: 10, outputTokens: 5 },
        true,
      ])
    }
  })

  it('are waited for: the end alone completes the answer and does not close it', () => {
    const { assembly } = decodeMessages(hello, event('messageStop', { stopReason: 'end_turn' }))
    expect([assembly.finishReason, assembly.isClosed, assembly.reportedUsage]).toEqual(['stop', false, undefined])
  })

  it('hold what was written to the cache and read from it', () => {
    const usage = counts({
      cacheReadInputTokens: 100,
      cacheWriteInputTokens: 50,
      cacheDetails: [{ ttl: '1h', inputTokens: 50 }],
    })
    expect(decodeMessages(hello, ...messageEnd('end_turn', usage)).assembly.reportedUsage).toEqual({
      inputTokens: 160,
      outputTokens: 5,
      cachedTokens: 100,
      cacheWriteTokens: 50,
      cacheWrite1hTokens: 50,
    })
  })

  it.each([null, 'many', {}, { inputTokens: -1, outputTokens: '5' }])('that say nothing (%j) are unknown', (usage) => {
    expect(decodeMessages(hello, ...messageEnd('end_turn', usage)).assembly.reportedUsage).toBe(undefined)
  })

  it('come with what a guardrail did and which model a router chose', () => {
    const trace = {
      guardrail: { actionReason: 'Guardrail blocked.' },
      promptRouter: { invokedModelId: 'arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0' },
    }
    const answer = decodeMessages(
      delta(0, { text: 'Sorry.' }),
      event('messageStop', { stopReason: 'guardrail_intervened' }),
      event('metadata', { usage: counts(), trace }),
    )
    expect([answer.assembly.finishReason, answer.assembly.wireModel, codes(answer)]).toEqual([
      'content-filter',
      'amazon.nova-lite-v1:0',
      ['refusal'],
    ])
  })
})

describe('an exception inside the stream', () => {
  it.each([
    ['internalServerException', 'InternalServerException', 500],
    ['modelStreamErrorException', 'ModelStreamErrorException', 424],
    ['throttlingException', 'ThrottlingException', 429],
    ['validationException', 'ValidationException', 400],
    ['serviceUnavailableException', 'ServiceUnavailableException', 503],
    ['modelTimeoutException', 'ModelTimeoutException', 408],
  ])('%s is a failure with its name and status', (type, code, status) => {
    const answer = decodeMessages(hello, exception(type, { message: 'No.' }), ...messageEnd())
    expect([answer.assembly.visibleText, answer.assembly.finishReason, answer.assembly.isClosed]).toEqual([
      'Hello',
      undefined,
      true,
    ])
    expect(described(answer)).toEqual({ code, status, message: 'No.' })
  })

  it('of a name that is not known has no status', () => {
    expect(described(decodeMessages(exception('sparkleException', { message: 'No.' })))).toEqual({
      code: 'SparkleException',
      message: 'No.',
    })
  })

  it('tells what the model’s own server said', () => {
    const body = { message: 'The model broke.', originalStatusCode: 500, originalMessage: 'out of memory' }
    expect(described(decodeMessages(exception('modelStreamErrorException', body)))).toMatchObject({
      message: 'The model broke. (out of memory)',
    })
  })

  it('without words has some all the same', () => {
    const bare = message(
      stringHeaders({ ':message-type': 'exception', ':exception-type': 'throttlingException' }),
      new Uint8Array(),
    )
    expect(described(decodeMessages(bare))).toMatchObject({
      code: 'ThrottlingException',
      message: expect.any(String) as string,
    })
  })

  it('may be an error whose headers say everything', () => {
    const fields = { ':message-type': 'error', ':error-code': 'InternalError', ':error-message': 'Broken.' }
    expect(described(decodeMessages(hello, message(stringHeaders(fields), new Uint8Array())))).toEqual({
      code: 'InternalError',
      message: 'Broken.',
    })
  })

  it('behind the end changes nothing', () => {
    const { assembly } = decodeMessages(
      hello,
      event('messageStop', { stopReason: 'end_turn' }),
      exception('internalServerException', { message: 'No.' }),
      event('metadata', { usage: counts() }),
    )
    expect([assembly.finishReason, assembly.failure, assembly.reportedUsage?.outputTokens]).toEqual([
      'stop',
      undefined,
      5,
    ])
  })
})

describe('an event that cannot be read', () => {
  it('is passed over where it is one of the protocol’s, and ignored where it is not', () => {
    const broken = (type: string): Uint8Array =>
      message(stringHeaders({ ':message-type': 'event', ':event-type': type }), new TextEncoder().encode('{"del'))
    const { assembly } = decodeMessages(broken('contentBlockDelta'), broken('ping'), hello, ...messageEnd())
    expect([assembly.malformedFrames, assembly.visibleText, assembly.finishReason]).toEqual([1, 'Hello', 'stop'])
  })
})

describe('a whole document', () => {
  const usage = counts({ cacheReadInputTokens: 2, cacheWriteInputTokens: 0 })
  const documentOf = (content: readonly unknown[], stopReason = 'end_turn'): unknown => ({
    output: { message: { role: 'assistant', content } },
    stopReason,
    usage,
    metrics: { latencyMs: 3 },
  })

  it('may have input that the model wrote and that is no object, as it is', () => {
    const calls = ['{"x":1}', 'x = 1'].map((input, at) => ({ toolUse: { toolUseId: `c${at}`, name: 'f', input } }))
    expect(partsOf(decodeDocument(documentOf(calls, 'tool_use')))).toMatchObject([
      { args: { x: 1 }, rawArgs: '{"x":1}' },
      { rawArgs: 'x = 1', invalid: 'malformed' },
    ])
  })

  it('has the parts, reason and counts of a stream', () => {
    const answer = decodeDocument(
      documentOf(
        [
          { reasoningContent: { reasoningText: { text: 'Two.', signature: 'c2ln' } } },
          { reasoningContent: { redactedContent: 'c2VhbGVk' } },
          { text: 'One moment.' },
          { citationsContent: { content: [{ text: 'Blue.' }], citations: [{ title: 'Sky' }] } },
          { toolUse: { toolUseId: 'a', name: 'f', input: { x: 1 }, type: 'tool_use' } },
          { toolUse: { toolUseId: 'b', name: 'g', input: {} } },
          { image: { format: 'webp', source: { bytes: 'aW1n' } } },
          { videoToCome: { url: 'x' } },
        ],
        'tool_use',
      ),
    )
    expect(partsOf(answer)).toEqual([
      { type: 'reasoning', text: 'Two.', replay: { signature: 'c2ln' } },
      { type: 'reasoning', text: '', replay: { redactedContent: 'c2VhbGVk' } },
      { type: 'text', text: 'One moment.' },
      { type: 'text', text: 'Blue.', citations: [{ title: 'Sky', raw: { title: 'Sky' } }] },
      { type: 'tool-call', id: 'a', name: 'f', args: { x: 1 }, rawArgs: '{"x":1}' },
      { type: 'tool-call', id: 'b', name: 'g', args: {}, rawArgs: '{}' },
      { type: 'file', mediaType: 'image/webp', data: { type: 'base64', base64: 'aW1n' } },
      { type: 'native', kind: 'videoToCome', data: { videoToCome: { url: 'x' } } },
    ])
    const { finishReason, reportedUsage, isClosed } = answer.assembly
    expect([finishReason, isClosed]).toEqual(['tool-calls', true])
    expect(reportedUsage).toEqual({ inputTokens: 12, outputTokens: 5, cachedTokens: 2, cacheWriteTokens: 0 })
  })

  it('that is an error is a failure', () => {
    expect(described(decodeDocument({ message: 'Too many requests' }))).toEqual({ message: 'Too many requests' })
    expect(described(decodeDocument({ Message: 'Denied', __type: 'AccessDeniedException' }))).toEqual({
      message: 'Denied',
      code: 'AccessDeniedException',
      status: 403,
    })
  })

  it.each([[[]], [{}], [{ output: {} }], [{ output: { message: 'x' } }]])(
    'that is none (%j) cannot be read',
    (document) => {
      const { assembly } = decodeDocument(document)
      expect([assembly.finishReason, assembly.malformedFrames + (assembly.failure === undefined ? 0 : 1)]).toEqual([
        undefined,
        1,
      ])
    },
  )

  it('is what a stream of the same blocks says', () => {
    const stream = decodeMessages(
      delta(0, { text: 'Hi' }),
      blockStop(0),
      blockStart(1, { toolUse: { toolUseId: 'a', name: 'f' } }),
      delta(1, { toolUse: { input: '{"x":1}' } }),
      blockStop(1),
      ...messageEnd('tool_use', usage),
    )
    const document = decodeDocument(
      documentOf([{ text: 'Hi' }, { toolUse: { toolUseId: 'a', name: 'f', input: { x: 1 } } }], 'tool_use'),
    )
    expect(document.events).toEqual(stream.events)
    expect(document.assembly.reportedUsage).toEqual(stream.assembly.reportedUsage)
  })
})
