import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { describeFailure } from '../../../src/adapters/anthropic-messages/failure.ts'
import type { WireFailure } from '../../../src/vocabulary/failure.ts'

const now = Date.UTC(2026, 10, 20)

function described(failure: WireFailure): readonly unknown[] {
  const { status, type, code, message } = describeFailure(failure, now)
  return [status, type, code, message]
}

describe('an error', () => {
  it("is described by Anthropic's envelope, its error code and its headers", () => {
    const body = {
      type: 'error',
      error: { type: 'rate_limit_error', message: 'Slow down.', details: { error_code: 'ramp_limit_exceeded' } },
      request_id: 'req_body',
    }
    const headers = { 'request-id': 'req_header', 'retry-after': '7', 'x-should-retry': 'true' }
    expect(describeFailure({ status: 429, headers, body }, now)).toEqual({
      status: 429,
      type: 'rate_limit_error',
      code: 'ramp_limit_exceeded',
      message: 'Slow down.',
      requestId: 'req_header',
      wait: { retryAfterMs: 7000, resetsAt: now + 7000 },
      shouldRetry: true,
    })
    expect(describeFailure({ status: 429, headers: { 'x-should-retry': 'false' }, body }, now)).toMatchObject({
      requestId: 'req_body',
      shouldRetry: false,
    })
    expect(describeFailure({ status: 429, headers: { 'x-request-id': 'x' }, body }, now).requestId).toBe('x')
  })

  it('inside an answer has no status but the one that its body repeats', () => {
    const overloaded = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }
    expect(described({ body: overloaded })).toEqual([undefined, 'overloaded_error', undefined, 'Overloaded'])
    expect(described({ body: { error: { code: 502, message: 'Upstream down' } } })).toEqual([
      502,
      undefined,
      undefined,
      'Upstream down',
    ])
  })

  it.each<[string, WireFailure, readonly unknown[]]>([
    [
      'OpenAI',
      {
        status: 400,
        body: { error: { message: 'no', type: 'invalid_request_error', code: 'context_length_exceeded' } },
      },
      [400, 'invalid_request_error', 'context_length_exceeded', 'no'],
    ],
    [
      "Azure's gateway",
      { status: 401, body: { error: { code: '401', message: 'no' } } },
      [401, undefined, undefined, 'no'],
    ],
    [
      "Azure's API management",
      { status: 401, body: { statusCode: 401, message: 'no' } },
      [401, undefined, undefined, 'no'],
    ],
    [
      'a bare sentence',
      { status: 404, body: { error: 'model not found' } },
      [404, undefined, undefined, 'model not found'],
    ],
    ['a message alone', { status: 503, body: { message: 'busy' } }, [503, undefined, undefined, 'busy']],
    ['FastAPI', { status: 401, body: { detail: 'Unauthorized' } }, [401, undefined, undefined, 'Unauthorized']],
    [
      "FastAPI's validation",
      { status: 422, body: { detail: [{ loc: ['body', 'model'], msg: 'field required' }] } },
      [422, undefined, undefined, 'body.model: field required'],
    ],
    [
      'MiniMax',
      { body: { base_resp: { status_code: 1002, status_msg: 'rate limit' } } },
      [undefined, undefined, '1002', 'rate limit'],
    ],
    ['plain text', { status: 502, body: 'Bad gateway\n' }, [502, undefined, undefined, 'Bad gateway']],
    [
      'JSON as text',
      { status: 529, body: '{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}' },
      [529, 'overloaded_error', undefined, 'Overloaded'],
    ],
  ])('is described in the envelope of %s', (_, failure, expected) => {
    expect(described(failure)).toEqual(expected)
  })

  it('is described in words when the body has none', () => {
    const message = (body: unknown): unknown => describeFailure({ status: 502, body }, now).message
    expect(message('<html><head><title>502 Bad Gateway</title></head></html>')).toContain('502 Bad Gateway')
    expect(message('')).toContain('empty')
    expect(message(undefined)).toContain('empty')
  })

  it('is found inside the message of a gateway that quotes it', () => {
    const inner = {
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded', details: { error_code: 'x' } },
    }
    const body = { error: { message: JSON.stringify(inner), type: 'None', code: '529' } }
    expect(described({ status: 529, body })).toEqual([529, 'overloaded_error', 'x', 'Overloaded'])
  })

  it('never breaks on any body', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.jsonValue(), fc.string()),
        fc.option(fc.integer({ min: 200, max: 599 }), { nil: undefined }),
        (body, status) => {
          for (const wrapped of [
            body,
            { error: body },
            { error: { message: body, details: body } },
            JSON.stringify({ error: body }),
          ]) {
            const { message, code } = describeFailure({ status, body: wrapped }, now)
            expect(typeof message).toBe('string')
            expect(['string', 'undefined']).toContain(typeof code)
          }
        },
      ),
    )
  })
})
