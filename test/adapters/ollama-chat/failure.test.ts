import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { describeFailure } from '../../../src/adapters/ollama-chat/failure.ts'
import type { WireFailure } from '../../../src/vocabulary/failure.ts'

const now = Date.UTC(2026, 10, 20)

describe('an error', () => {
  it.each<[string, WireFailure, object]>([
    [
      'a model that is not there',
      { status: 404, body: { error: "model 'llama9' not found" } },
      { status: 404, message: "model 'llama9' not found" },
    ],
    [
      'a model that cannot think',
      { status: 400, body: { error: '"llama3.2" does not support thinking' } },
      { status: 400, message: '"llama3.2" does not support thinking' },
    ],
    [
      'a prompt that is too long',
      { status: 400, body: { error: 'the prompt is longer than the context length currently available to the model' } },
      { status: 400, message: 'the prompt is longer than the context length currently available to the model' },
    ],
    [
      'what its llama-server said, as text within the text',
      {
        status: 400,
        body: { error: '{"error":{"code":400,"message":"exceeds the size","type":"exceed_context_size_error"}}' },
      },
      { status: 400, code: '400', type: 'exceed_context_size_error', message: 'exceeds the size' },
    ],
    ['a text that only begins like it', { status: 400, body: { error: '{oops' } }, { status: 400, message: '{oops' }],
    ['a line of a stream', { body: { error: 'unexpected EOF' } }, { message: 'unexpected EOF' }],
    ['a line with a status', { body: { error: 'busy', status: 503 } }, { status: 503, message: 'busy' }],
    ['JSON as text', { status: 500, body: '{"error":"out of memory"}' }, { status: 500, message: 'out of memory' }],
    ['plain text', { status: 502, body: 'Bad Gateway\n' }, { status: 502, message: 'Bad Gateway' }],
    [
      "the envelope of OpenAI's",
      { status: 401, body: { error: { message: 'Unauthorized', type: 'api_error', param: null, code: null } } },
      { status: 401, type: 'api_error', message: 'Unauthorized' },
    ],
  ])('is described: %s', (_, failure, described) => {
    expect(describeFailure(failure, now)).toEqual(described)
  })

  it('has the id of its request in a header, or at the end of its words', () => {
    const body = {
      error: 'prompt too long; exceeded max context length by 9 tokens (ref: 96164522-08b2-4cbf-886e-e5a38961a688)',
    }
    expect(describeFailure({ status: 400, body }, now)).toMatchObject({
      message: body.error,
      requestId: '96164522-08b2-4cbf-886e-e5a38961a688',
    })
    const headers = { 'x-request-id': 'req_1' }
    expect(describeFailure({ status: 400, headers, body }, now).requestId).toBe('req_1')
    expect(describeFailure({ status: 400, body: { error: 'see (ref: 4)' } }, now).requestId).toBeUndefined()
  })

  it('says when it may be asked again', () => {
    const failure = { status: 429, headers: { 'retry-after': '30' }, body: { error: 'too many requests' } }
    expect(describeFailure(failure, now).wait).toEqual({ retryAfterMs: 30_000, resetsAt: now + 30_000 })
  })

  it('never breaks on any body', () => {
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), fc.string()), (body) => {
        for (const wrapped of [body, { error: body }]) {
          expect(typeof describeFailure({ status: 500, body: wrapped }, now).message).toBe('string')
        }
      }),
    )
  })
})
