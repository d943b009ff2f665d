import { describeFailure } from '../../../src/adapters/openai-chat/failure.ts'
import { describe, expect, it } from 'vitest'

import { openaiChat } from '../../../src/adapters/openai-chat/protocol.ts'
import { decodeAnswer } from '../../conformance/decode-answer.ts'
import { chunk, completion, decodeChunks, decodeDocument, done, event, finishChunk, usageChunk } from './chat-stream.ts'

const hi = chunk({ content: 'Hi' })

describe('the finish reason', () => {
  it.each<[string, string]>([
    ['stop', 'stop'],
    ['end', 'stop'],
    ['eos', 'stop'],
    ['STOP', 'stop'],
    ['length', 'length'],
    ['model_length', 'length'],
    ['MAX_TOKENS', 'length'],
    ['model_context_window_exceeded', 'length'],
    ['tool_calls', 'tool-calls'],
    ['function_call', 'tool-calls'],
    ['content_filter', 'content-filter'],
    ['sensitive', 'content-filter'],
    ['COMPLETE', 'stop'],
    ['TOOL_CALL', 'tool-calls'],
    ['RECITATION', 'content-filter'],
    ['guardrail_intervened', 'content-filter'],
    ['something_new', 'other'],
  ])('%s means %s', (word, reason) => {
    const { assembly } = decodeChunks([hi, finishChunk(word), done])
    expect([assembly.finishReason, assembly.rawFinishReason]).toEqual([reason, word])
  })

  it.each(['error', 'network_error', 'insufficient_system_resource', 'abort', 'TIMEOUT', 'MALFORMED_FUNCTION_CALL'])(
    '%s is a failure that keeps what came',
    (word) => {
      const { assembly } = decodeChunks([hi, finishChunk(word), done])
      expect([assembly.finishReason, assembly.visibleText, assembly.isClosed]).toEqual([undefined, 'Hi', true])
      expect(describeFailure(assembly.failure ?? {}, 0)).toMatchObject({ code: word, type: 'finish_reason' })
    },
  )

  it('model_context_window_exceeded without any content is an overflow of the prompt', () => {
    const { assembly } = decodeChunks([finishChunk('model_context_window_exceeded'), done])
    expect(describeFailure(assembly.failure ?? {}, 0)).toMatchObject({
      code: 'model_context_window_exceeded',
    })
  })

  it('may be repeated, and a vaguer word later does not replace it', () => {
    for (const [words, reason] of [
      [['stop', 'stop'], 'stop'],
      [['length', 'stop'], 'length'],
      [['stop', 'length'], 'length'],
      [['content_filter', 'what'], 'content-filter'],
      [['what', 'stop'], 'stop'],
    ] as const) {
      const { assembly } = decodeChunks([hi, ...words.map((word) => finishChunk(word)), done])
      expect(assembly.finishReason, words.join()).toBe(reason)
    }
  })

  it('that is an empty string in a stream is none, and in a document an unknown one', () => {
    expect(decodeChunks([hi, finishChunk('')]).assembly.finishReason).toBeUndefined()
    const { assembly } = decodeDocument(completion({ content: 'Hi' }, ''))
    expect([assembly.finishReason, assembly.rawFinishReason, assembly.warnings]).toEqual(['other', '', []])
  })

  it('that a document lacks is `other` with a warning', () => {
    const { assembly } = decodeDocument(completion({ content: 'Hi' }, null))
    expect([assembly.visibleText, assembly.finishReason, assembly.rawFinishReason]).toEqual(['Hi', 'other', undefined])
    expect(assembly.warnings.map(({ code }) => code)).toEqual(['missing-finish-reason'])
  })
})

describe('the end of the stream', () => {
  it('is [DONE], after which nothing need be read and nothing counts', () => {
    const { assembly } = decodeAnswer(openaiChat, [
      new Uint8Array(Buffer.concat([hi, finishChunk(), done, chunk({ content: ' there' }), done].map(event))),
    ])
    expect([assembly.isClosed, assembly.visibleText, assembly.warnings]).toEqual([true, 'Hi', []])
  })

  it('alone proves the answer complete, for a reason that nobody gave', () => {
    const { assembly } = decodeChunks([hi, done])
    expect([assembly.finishReason, assembly.rawFinishReason]).toEqual(['other', undefined])
    expect(assembly.warnings.map(({ code }) => code)).toEqual(['missing-finish-reason'])
  })

  it('is not the finish reason: usage may follow', () => {
    expect(decodeChunks([hi, finishChunk()]).assembly.isClosed).toBe(false)
  })

  it('without finish reason and [DONE] proves nothing', () => {
    const { assembly } = decodeChunks([hi, usageChunk({ prompt_tokens: 1, completion_tokens: 1 })])
    expect([assembly.finishReason, assembly.visibleText, assembly.reportedUsage]).toEqual([
      undefined,
      'Hi',
      { inputTokens: 1, outputTokens: 1 },
    ])
  })

  it('may lack the closing blank line, but must be whole', () => {
    const body = `data: ${JSON.stringify(hi)}\n\ndata: ${JSON.stringify(finishChunk())}`
    expect(decodeAnswer(openaiChat, [new TextEncoder().encode(body)]).assembly.finishReason).toBe('stop')
    const cut = decodeAnswer(openaiChat, [new TextEncoder().encode(body.slice(0, -1))]).assembly
    expect([cut.finishReason, cut.malformedFrames]).toEqual([undefined, 0])
  })

  it('may be text after the finish reason, which still counts', () => {
    expect(decodeChunks([hi, finishChunk(), chunk({ content: '!' }), done]).assembly.visibleText).toBe('Hi!')
  })
})

describe('an error inside a 200', () => {
  const described = (values: readonly unknown[]): unknown => {
    const { assembly } = decodeChunks(values)
    expect([assembly.finishReason, assembly.visibleText, assembly.isClosed]).toEqual([undefined, 'Hi', true])
    return describeFailure(assembly.failure ?? {}, 0)
  }

  it.each<[string, unknown, unknown]>([
    [
      'of OpenAI',
      { error: { message: 'Overloaded', type: 'server_error', code: null } },
      { type: 'server_error', message: 'Overloaded' },
    ],
    [
      'of OpenRouter, with a choice',
      {
        error: { code: 502, message: 'Upstream down' },
        choices: [{ index: 0, delta: { content: 'x' }, finish_reason: 'error' }],
      },
      { status: 502, code: '502', message: 'Upstream down' },
    ],
    [
      'of OpenRouter, in the choice',
      { choices: [{ index: 0, delta: {}, error: { code: 429, message: 'Slow' } }] },
      { status: 429, message: 'Slow' },
    ],
    [
      'of vLLM',
      { object: 'error', message: 'Bad', type: 'BadRequestError', code: 400 },
      { status: 400, type: 'BadRequestError', message: 'Bad' },
    ],
    ['as text', { error: 'Went wrong' }, { message: 'Went wrong' }],
    ['of FastAPI', { detail: 'Went wrong' }, { message: 'Went wrong' }],
    [
      'flat',
      { code: 'Throttling', message: 'Slow', request_id: 'r1' },
      { code: 'Throttling', message: 'Slow', requestId: 'r1' },
    ],
    [
      'of MiniMax',
      { choices: null, base_resp: { status_code: 1002, status_msg: 'rate limit' } },
      { code: '1002', message: 'rate limit' },
    ],
    [
      'of Groq, which stopped early',
      { choices: [], x_groq: { id: 'req_1', error: 'over capacity' } },
      { message: 'over capacity' },
    ],
    [
      'of Google, in a list',
      [{ error: { code: 503, message: 'Busy', status: 'UNAVAILABLE' } }],
      { status: 503, message: 'Busy' },
    ],
  ])('%s ends the answer', (_, value, expected) => {
    expect(described([hi, value, chunk({ content: ' there' }), finishChunk(), done])).toMatchObject(expected as object)
  })

  it('is told by the name of the event as well', () => {
    const frames = [
      event(hi),
      new TextEncoder().encode('event: error\ndata: {"status_code":400,"code":"tool_use_failed","message":"Bad"}\n\n'),
    ]
    const { assembly } = decodeAnswer(openaiChat, frames)
    expect(describeFailure(assembly.failure ?? {}, 0)).toMatchObject({
      status: 400,
      code: 'tool_use_failed',
      message: 'Bad',
    })
    const words = decodeAnswer(openaiChat, [new TextEncoder().encode('event: error\ndata: went wrong\n\n')]).assembly
    expect(describeFailure(words.failure ?? {}, 0).message).toBe('went wrong')
  })

  it('may be written bare into the stream, cut anywhere', () => {
    const bare = '{\n  "error": {\n    "message": "Overloaded",\n    "code": 503\n  }\n}\n'
    const bytes = new Uint8Array(Buffer.concat([event(hi), new TextEncoder().encode(bare)]))
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      const { assembly } = decodeAnswer(openaiChat, [bytes.subarray(0, cut), bytes.subarray(cut)])
      expect(describeFailure(assembly.failure ?? {}, 0), String(cut)).toMatchObject({
        status: 503,
        message: 'Overloaded',
      })
    }
  })

  it.each<[string, unknown]>([
    ['null', null],
    ['an empty string', ''],
    ['an empty object', {}],
  ])('is none when it is %s', (_, error) => {
    const { assembly } = decodeChunks([
      chunk({ content: 'Hi' }, null, { error, base_resp: { status_code: 0 } }),
      finishChunk(),
      done,
    ])
    expect([assembly.failure, assembly.visibleText]).toEqual([undefined, 'Hi'])
  })

  it('after the answer was complete changes nothing but a warning', () => {
    const { assembly } = decodeChunks([hi, finishChunk(), { error: { message: 'Too late' } }])
    expect([assembly.finishReason, assembly.failure]).toEqual(['stop', undefined])
    expect(assembly.warnings).toMatchObject([
      { code: 'late-error', message: expect.stringContaining('Too late') as string },
    ])
  })

  it.each<[string, unknown]>([
    ['{ error }', { error: { message: 'Bad' } }],
    ['{ detail }', { detail: [{ loc: ['body', 'model'], msg: 'Bad', type: 'missing' }] }],
    ['{ object: error }', { object: 'error', message: 'Bad' }],
    ['{ errors }', { success: false, errors: [{ code: 7003, message: 'Bad' }] }],
    ['{ msg }', { code: 1302, msg: 'Bad', success: false }],
    ['{ base_resp }', { id: 'x', choices: null, base_resp: { status_code: 1008, status_msg: 'Bad' } }],
    ['[{ error }]', [{ error: { message: 'Bad' } }]],
  ])('as the document %s is one', (_, document) => {
    const { assembly } = decodeDocument(document)
    expect(assembly.finishReason).toBeUndefined()
    expect(describeFailure(assembly.failure ?? {}, 0).message).toContain('Bad')
  })
})

describe('what is no answer at all', () => {
  it.each([
    '{}',
    '[]',
    '"hello"',
    '5',
    '{"choices":[]}',
    '{"input_tokens":15}',
    '<html>Busy</html>',
    '{"choices":[{"index":0,"mess',
    'hello',
    '',
  ])('(%s) is not taken for one', (body) => {
    const { assembly } = decodeAnswer(openaiChat, [new TextEncoder().encode(body)])
    expect([assembly.finishReason, assembly.parts]).toEqual([undefined, []])
  })

  it('in one event is passed over with a warning', () => {
    const { assembly } = decodeChunks([hi, '{"choices":[{', '', chunk({ content: '!' }), finishChunk(), done])
    expect([assembly.visibleText, assembly.malformedFrames]).toEqual(['Hi!', 1])
    expect(assembly.warnings.map(({ code }) => code)).toEqual(['malformed-event'])
  })
})

describe('a content filter that broke down', () => {
  it('is told once', () => {
    const failed = (content: string): unknown => ({
      choices: [
        {
          index: 0,
          delta: { content },
          content_filter_results: { error: { code: 'content_filter_error', message: 'x' } },
        },
      ],
    })
    const { assembly } = decodeChunks([failed('a'), failed('b'), finishChunk(), done])
    expect(assembly.warnings.map(({ code }) => code)).toEqual(['content-filter-failed'])
  })
})
