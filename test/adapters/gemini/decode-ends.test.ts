import { describeFailure } from '../../../src/adapters/gemini/failure.ts'
import { describe, expect, it } from 'vitest'

import type { Json, JsonObject } from '../../../src/vocabulary/message.ts'
import type { DecodedAnswer } from '../../conformance/decode-answer.ts'
import { chunk, chunkStream, decodeChunks, decodeText, lastChunk } from './chunk-stream.ts'

const hello = chunk([{ text: 'Hello' }])
const overloaded: JsonObject = { error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' } }

const codes = ({ assembly }: DecodedAnswer): readonly string[] => assembly.warnings.map(({ code }) => code)
const described = ({ assembly }: DecodedAnswer): unknown => describeFailure(assembly.failure ?? {}, 0)

describe('a finish reason', () => {
  it.each([
    ['STOP', 'stop'],
    ['MAX_TOKENS', 'length'],
    ['CONTINUATION', 'length'],
    ['SAFETY', 'content-filter'],
    ['RECITATION', 'content-filter'],
    ['BLOCKLIST', 'content-filter'],
    ['PROHIBITED_CONTENT', 'content-filter'],
    ['SPII', 'content-filter'],
    ['IMAGE_SAFETY', 'content-filter'],
    ['IMAGE_PROHIBITED_CONTENT', 'content-filter'],
    ['IMAGE_RECITATION', 'content-filter'],
    ['LANGUAGE', 'other'],
    ['OTHER', 'other'],
    ['MODEL_ARMOR', 'other'],
    ['NO_IMAGE', 'other'],
    ['IMAGE_OTHER', 'other'],
    ['A_WORD_TO_COME', 'other'],
  ])('%s is %s, and the word is kept', (word, reason) => {
    const { assembly } = decodeChunks([hello, lastChunk(word)])
    expect([assembly.finishReason, assembly.rawFinishReason, assembly.failure]).toEqual([reason, word, undefined])
  })

  it('is not hidden by events without data', () => {
    const blank = 'data:\n\ndata: \n\n'
    const { assembly } = decodeText(`${blank}${chunkStream([hello])}${blank}${chunkStream([lastChunk()])}`)
    expect([assembly.visibleText, assembly.finishReason, assembly.malformedFrames]).toEqual(['Hello', 'stop', 0])
  })

  it('STOP after a call is tool-calls', () => {
    const { assembly } = decodeChunks([chunk([{ functionCall: { name: 'f', args: {} } }]), lastChunk()])
    expect([assembly.finishReason, assembly.rawFinishReason]).toEqual(['tool-calls', 'STOP'])
  })

  it('that says nothing is none', () => {
    for (const nothing of ['', 'FINISH_REASON_UNSPECIFIED', null, 0]) {
      expect(decodeChunks([hello, lastChunk(nothing)]).assembly.finishReason, String(nothing)).toBeUndefined()
    }
  })

  it('with words of the provider is a warning, unless it is STOP', () => {
    const filtered = decodeChunks([hello, lastChunk('SAFETY', { finishMessage: 'Too rude.' })])
    expect(filtered.assembly.warnings).toMatchObject([{ code: 'refusal', message: 'Too rude.' }])
    expect(codes(decodeChunks([hello, lastChunk('MODEL_ARMOR', { finishMessage: 'No.' })]))).toEqual(['finish-message'])
    expect(
      codes(decodeChunks([hello, lastChunk('STOP', { finishMessage: 'Model generated function call(s).' })])),
    ).toEqual([])
  })

  it('may come twice, with more text between, and the last counts', () => {
    const { assembly } = decodeChunks([
      chunk([{ text: 'One' }], { finishReason: 'STOP' }),
      chunk([{ text: ' two' }]),
      lastChunk('MAX_TOKENS'),
    ])
    expect([assembly.visibleText, assembly.finishReason, assembly.isClosed]).toEqual(['One two', 'length', false])
  })
})

describe('an answer that broke off', () => {
  it.each(['MALFORMED_FUNCTION_CALL', 'MALFORMED_RESPONSE', 'UNEXPECTED_TOOL_CALL', 'TOO_MANY_TOOL_CALLS'])(
    '%s is a failure when nothing usable came',
    (word) => {
      const decoded = decodeChunks([
        chunk([{ text: 'Hm.', thought: true }]),
        lastChunk(word, { finishMessage: 'Malformed call: f(' }),
      ])
      expect(decoded.assembly.finishReason).toBeUndefined()
      expect(described(decoded)).toMatchObject({ type: word, message: 'Malformed call: f(' })
    },
  )

  it('is an answer with a warning when something did', () => {
    const decoded = decodeChunks([hello, lastChunk('MALFORMED_FUNCTION_CALL')])
    expect([decoded.assembly.finishReason, decoded.assembly.rawFinishReason]).toEqual([
      'other',
      'MALFORMED_FUNCTION_CALL',
    ])
    expect(codes(decoded)).toEqual(['degenerate-answer'])
  })
})

describe('a blocked prompt', () => {
  const blocked = {
    promptFeedback: { blockReason: 'SAFETY', blockReasonMessage: 'No.' },
    usageMetadata: { promptTokenCount: 3 },
  }

  it('is filtered content without an answer, in a stream and in a document', () => {
    for (const body of [chunkStream([blocked]), JSON.stringify(blocked), JSON.stringify([blocked])]) {
      const { assembly } = decodeText(body)
      expect([assembly.finishReason, assembly.rawFinishReason, assembly.parts]).toEqual([
        'content-filter',
        'BLOCKED:SAFETY',
        [],
      ])
      expect([assembly.reportedUsage, assembly.warnings[0]?.message]).toEqual([{ inputTokens: 3 }, 'No.'])
    }
  })

  it('is not meant by feedback without a reason, or beside an answer', () => {
    const feedback = { promptFeedback: { safetyRatings: [] } }
    expect(decodeChunks([feedback, hello, lastChunk()]).assembly.finishReason).toBe('stop')
    expect(decodeChunks([{ ...hello, ...blocked }]).assembly.finishReason).toBeUndefined()
  })
})

describe('errors inside of an answer', () => {
  const expectFailure = (body: string): void => {
    const decoded = decodeText(body)
    expect([decoded.assembly.finishReason, decoded.assembly.isClosed], body).toEqual([undefined, true])
    expect(described(decoded), body).toMatchObject({
      status: 503,
      type: 'UNAVAILABLE',
      message: 'The model is overloaded.',
    })
  }

  it('are failures wherever they come', () => {
    expectFailure(chunkStream([overloaded]))
    expectFailure(chunkStream([hello, overloaded, lastChunk()]))
    expectFailure(chunkStream([[overloaded]]))
    expectFailure(JSON.stringify(overloaded))
    expectFailure(JSON.stringify([overloaded], null, 2))
    expectFailure(JSON.stringify([hello, overloaded]))
    expectFailure(chunkStream([hello, { response: overloaded }]))
    expectFailure(`${chunkStream([hello])}event: error\ndata: ${JSON.stringify(overloaded)}\n\n`)
  })

  it('are read bare out of the stream, where a server did not frame them (vercel/ai#5217)', () => {
    expectFailure(chunkStream([hello]) + JSON.stringify(overloaded))
    expectFailure(chunkStream([hello]) + JSON.stringify(overloaded, null, 2))
    expectFailure(`${chunkStream([hello])}${JSON.stringify([overloaded], null, 2)}\n`)
  })

  it('of gateways in other envelopes are failures too', () => {
    for (const body of [{ message: 'Bad gateway' }, { detail: 'Bad gateway' }, { error: 'Bad gateway' }]) {
      const decoded = decodeChunks([hello, body])
      expect([decoded.assembly.isClosed, described(decoded)]).toMatchObject([true, { message: 'Bad gateway' }])
    }
  })

  it('behind a complete answer change nothing', () => {
    const { assembly } = decodeText(chunkStream([hello, lastChunk()]) + JSON.stringify(overloaded))
    expect([assembly.finishReason, assembly.failure]).toEqual(['stop', undefined])
  })
})

describe('other forms of the answer', () => {
  const outcome = ({ assembly }: DecodedAnswer): unknown => [
    assembly.visibleText,
    assembly.finishReason,
    assembly.malformedFrames,
  ]
  const wrapped = (value: Json): JsonObject => ({ response: value, traceId: 't1' })

  it('a list of chunks, as without alt=sse, is read like the stream', () => {
    expect(outcome(decodeText(JSON.stringify([hello, lastChunk()])))).toEqual(['Hello', 'stop', 0])
    expect(outcome(decodeText(JSON.stringify([hello])))).toEqual(['Hello', undefined, 0])
    expect(outcome(decodeText(chunkStream([[hello, lastChunk()]])))).toEqual(['Hello', 'stop', 0])
  })

  it("Code Assist's envelope is taken off", () => {
    expect(outcome(decodeChunks([wrapped(hello), wrapped(lastChunk())]))).toEqual(['Hello', 'stop', 0])
    expect(outcome(decodeText(JSON.stringify(wrapped(chunk([{ text: 'Hello' }], { finishReason: 'STOP' })))))).toEqual([
      'Hello',
      'stop',
      0,
    ])
  })

  it('a document is complete also without a reason, with a warning', () => {
    const decoded = decodeText(JSON.stringify(hello))
    expect(outcome(decoded)).toEqual(['Hello', 'other', 0])
    expect(codes(decoded)).toEqual(['missing-finish-reason'])
  })

  it('a document that is no answer cannot be read', () => {
    for (const document of [{}, { traceId: 'x' }, [1], '<html>']) {
      const { assembly } = decodeText(typeof document === 'string' ? document : JSON.stringify(document))
      expect([assembly.malformedFrames, assembly.finishReason]).toEqual([1, undefined])
    }
  })

  it('a [DONE] ends a complete answer and proves none', () => {
    const complete = decodeText(`${chunkStream([hello, lastChunk()])}data: [DONE]\n\n`).assembly
    expect([complete.finishReason, complete.isClosed, complete.malformedFrames]).toEqual(['stop', true, 0])
    const cut = decodeText(`${chunkStream([hello])}data: [DONE]\n\n`).assembly
    expect([cut.finishReason, cut.isClosed, cut.malformedFrames]).toEqual([undefined, false, 0])
  })

  it('what is no chunk is malformed, and passed over once', () => {
    const { assembly } = decodeText(`${chunkStream([hello])}data: nonsense\n\n${chunkStream([lastChunk()])}`)
    expect([assembly.finishReason, assembly.malformedFrames]).toEqual(['stop', 1])
    expect(decodeChunks([1, null, [2], { candidates: [3] }, chunk([4])]).assembly.malformedFrames).toBe(5)
  })
})
