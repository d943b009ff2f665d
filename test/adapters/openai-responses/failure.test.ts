import { describe, expect, it } from 'vitest'

import { describeFailure } from '../../../src/adapters/openai-responses/failure.ts'
import { openaiResponses } from '../../../src/adapters/openai-responses/protocol.ts'
import { decodeAnswer } from '../../conformance/decode-answer.ts'
import {
  added,
  completed,
  created,
  decodeDocument,
  decodeEvents,
  event,
  message,
  response,
  textDelta,
} from './event-stream.ts'

const quota = {
  type: 'insufficient_quota',
  code: 'insufficient_quota',
  message: 'You exceeded your quota.',
  param: null,
}
const now = 1_800_000_000_000

describe('an error inside an answer', () => {
  it.each<[string, unknown, object]>([
    [
      'as OpenAI sends it: nested',
      { type: 'error', sequence_number: 2, error: quota },
      { code: quota.code, type: quota.type, message: quota.message },
    ],
    [
      'as OpenAI types it: flat',
      { type: 'error', sequence_number: 2, code: 'rate_limit_exceeded', message: 'Try again in 5s', param: null },
      { code: 'rate_limit_exceeded', message: 'Try again in 5s', wait: { retryAfterMs: 5000, resetsAt: now + 5000 } },
    ],
    [
      'in the last event',
      {
        type: 'response.failed',
        response: response([], { status: 'failed', error: { code: 'server_error', message: 'Overloaded' } }),
      },
      { code: 'server_error', message: 'Overloaded' },
    ],
    [
      'in the last event of the Codex backend',
      { type: 'response.done', response: response([], { status: 'failed', error: quota }) },
      { code: quota.code },
    ],
    ['under the name of completed', completed([], { status: 'failed', error: quota }), { code: quota.code }],
    [
      'without a type',
      { error: { code: 502, message: 'Upstream is down', metadata: { raw: '{"error":{"message":"busy"}}' } } },
      { status: 502, code: '502', message: 'Upstream is down: busy' },
    ],
    [
      'failed without a reason',
      { type: 'response.failed', response: response([], { status: 'failed', error: null }) },
      { code: 'failed', type: 'response_status' },
    ],
    [
      'cancelled',
      { type: 'response.cancelled', response: response([], { status: 'cancelled' }) },
      { code: 'cancelled' },
    ],
  ])('%s, after text that stays', (_, last, described) => {
    const { assembly } = decodeEvents([
      created,
      added(0, message('')),
      textDelta(0, 'Once'),
      last,
      completed([message('More')]),
    ])
    expect([assembly.visibleText, assembly.finishReason, assembly.isClosed]).toEqual(['Once', undefined, true])
    expect(describeFailure(assembly.failure ?? {}, now)).toMatchObject(described)
  })

  it('is read from an event that is named so, whatever it holds', () => {
    const body = new TextEncoder().encode('event: error\ndata: upstream connect error\n\n')
    const { assembly } = decodeAnswer(openaiResponses, [event(created), body])
    expect(describeFailure(assembly.failure ?? {}, now).message).toBe('upstream connect error')
  })

  it('is read from a document under HTTP 200', () => {
    for (const document of [
      { error: quota },
      { code: 'x', error: 'Model not found: y' },
      { detail: 'Not signed in' },
      response([], { status: 'failed', error: quota }),
    ]) {
      const { assembly } = decodeDocument(document)
      expect([assembly.finishReason, assembly.failure === undefined]).toEqual([undefined, false])
    }
  })

  it('counts what the answer took until then', () => {
    const usage = { input_tokens: 5, output_tokens: 2 }
    const { assembly } = decodeEvents([
      { type: 'response.failed', response: response([], { status: 'failed', error: quota, usage }) },
    ])
    expect(assembly.reportedUsage).toEqual({ inputTokens: 5, outputTokens: 2 })
  })
})

describe('an HTTP error', () => {
  it.each<[string, Parameters<typeof describeFailure>[0], object]>([
    [
      'of OpenAI',
      { status: 429, headers: { 'x-request-id': 'req_1' }, body: { error: quota } },
      { status: 429, code: quota.code, type: quota.type, requestId: 'req_1' },
    ],
    [
      'of xAI',
      { status: 400, body: { code: 'invalid-argument', error: 'Model not found: x' } },
      { code: 'invalid-argument', message: 'Model not found: x' },
    ],
    [
      'of the ChatGPT backend',
      { status: 401, body: { detail: 'Not signed in' } },
      { status: 401, message: 'Not signed in' },
    ],
    [
      'of a ChatGPT plan whose window is spent',
      {
        status: 429,
        body: {
          error: {
            type: 'usage_limit_reached',
            message: 'The limit is reached',
            plan_type: 'plus',
            resets_in_seconds: 90,
          },
        },
      },
      { type: 'usage_limit_reached', wait: { retryAfterMs: 90_000, resetsAt: now + 90_000 } },
    ],
    [
      'of a ChatGPT plan that says so in headers only',
      {
        status: 429,
        headers: {
          'x-codex-primary-used-percent': '40',
          'x-codex-primary-reset-after-seconds': '100',
          'x-codex-secondary-used-percent': '100',
          'x-codex-secondary-reset-after-seconds': '7200',
        },
        body: { error: { type: 'usage_limit_reached', message: 'The limit is reached' } },
      },
      { wait: { retryAfterMs: 7_200_000, resetsAt: now + 7_200_000 } },
    ],
    [
      'of Azure',
      {
        status: 400,
        headers: { 'apim-request-id': 'a-1', 'retry-after-ms': '1500' },
        body: {
          error: {
            code: 'content_filter',
            message: 'Filtered',
            status: 400,
            innererror: { code: 'ResponsibleAIPolicyViolation' },
          },
        },
      },
      { status: 400, code: 'content_filter', requestId: 'a-1', wait: { retryAfterMs: 1500, resetsAt: now + 1500 } },
    ],
    [
      'of llama-server',
      { status: 400, body: { error: { code: 400, type: 'exceed_context_size_error', message: 'too long' } } },
      { type: 'exceed_context_size_error' },
    ],
    [
      'of FastAPI',
      { status: 422, body: { detail: [{ loc: ['body', 'input'], msg: 'field required' }] } },
      { message: 'body.input: field required' },
    ],
    [
      'that is a page',
      { status: 503, body: '<html><title>Down</title></html>' },
      { status: 503, message: 'The provider answered with HTTP status 503 and an HTML page: Down' },
    ],
  ])('%s', (_, failure, described) => {
    expect(describeFailure(failure, now)).toMatchObject(described)
  })

  it('without a spent window names no time', () => {
    const headers = { 'x-codex-primary-used-percent': '99', 'x-codex-primary-reset-after-seconds': '100' }
    expect(describeFailure({ status: 500, headers, body: {} }, now)).not.toHaveProperty('wait')
  })
})
