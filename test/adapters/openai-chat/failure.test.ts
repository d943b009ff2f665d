import { describeFailure } from '../../../src/adapters/openai-chat/failure.ts'
import { describe, expect, it } from 'vitest'

const now = Date.parse('2026-11-20T00:00:00Z')
const describeBody = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): unknown =>
  describeFailure({ status, headers, body }, now)

describe('the error envelope', () => {
  it.each<[string, unknown, unknown]>([
    [
      'OpenAI',
      { error: { message: 'Bad', type: 'invalid_request_error', param: 'stop', code: 'unsupported_parameter' } },
      { message: 'Bad', type: 'invalid_request_error', code: 'unsupported_parameter' },
    ],
    [
      'Azure',
      {
        error: {
          code: 'content_filter',
          message: 'Filtered',
          status: 400,
          innererror: { code: 'ResponsibleAIPolicyViolation' },
        },
      },
      { code: 'content_filter', message: 'Filtered' },
    ],
    [
      'Cerebras and Mistral',
      { object: 'error', message: 'Bad', type: 'invalid_model', param: null, code: '1500' },
      { message: 'Bad', type: 'invalid_model', code: '1500' },
    ],
    [
      'xAI',
      { code: 'invalid-argument', error: 'Model not found: x' },
      { code: 'invalid-argument', message: 'Model not found: x' },
    ],
    ['Ollama', { error: 'model "x" not found' }, { message: 'model "x" not found' }],
    ['FastAPI', { detail: 'Invalid API Key' }, { message: 'Invalid API Key' }],
    [
      'FastAPI with a list',
      {
        detail: [
          { loc: ['body', 'model'], msg: 'field required', type: 'missing' },
          { loc: ['body'], msg: 'extra' },
        ],
      },
      { message: 'body.model: field required; body: extra' },
    ],
    [
      'NVIDIA',
      { status: 402, title: 'Payment Required', detail: 'Account is out of credits' },
      { message: 'Account is out of credits' },
    ],
    [
      'Cohere',
      { id: 'x', error_type: 'TOO_MANY_TOKENS', message: 'too many tokens: 9' },
      { type: 'TOO_MANY_TOKENS', message: 'too many tokens: 9' },
    ],
    [
      'Cloudflare',
      { success: false, errors: [{ code: 7003, message: 'No route' }] },
      { code: '7003', message: 'No route' },
    ],
    [
      'MiniMax',
      { base_resp: { status_code: 1004, status_msg: 'login fail' } },
      { code: '1004', message: 'login fail' },
    ],
    [
      'Google',
      [{ error: { code: 400, message: 'API key not valid', status: 'INVALID_ARGUMENT' } }],
      { code: '400', message: 'API key not valid' },
    ],
    ['Z.AI', { error: { code: '1302', message: 'High concurrency' } }, { code: '1302', message: 'High concurrency' }],
    [
      'OpenCode Zen',
      { type: 'error', error: { type: 'CreditsError', message: 'No credits' } },
      { type: 'CreditsError', message: 'No credits' },
    ],
    ['a message that is an object', { error: { message: { reason: 'x' } } }, { message: '{"reason":"x"}' }],
  ])('of %s is read', (_, body, expected) => {
    expect(describeBody(418, body)).toEqual({ status: 418, ...(expected as object) })
  })

  it('of OpenRouter has what the upstream said added, as text or as JSON', () => {
    const body = (raw: unknown): unknown => ({
      error: { code: 429, message: 'Provider returned error', metadata: { provider_name: 'x', raw } },
    })
    const message = 'Provider returned error: model is busy'
    expect(describeBody(429, body('model is busy'))).toMatchObject({ message })
    expect(describeBody(429, body('{"error":{"message":"model is busy"}}'))).toMatchObject({ message })
    expect(describeBody(429, body({ error: { message: 'model is busy' } }))).toMatchObject({ message })
    expect(describeBody(429, body(null))).toMatchObject({ message: 'Provider returned error' })
  })

  it('as unparsed text is parsed', () => {
    expect(describeBody(400, '{"error":{"message":"Bad"}}')).toEqual({ status: 400, message: 'Bad' })
  })

  it('without words is described by the status', () => {
    expect(describeBody(413, undefined)).toMatchObject({
      message: 'The provider answered with HTTP status 413 and an empty body.',
    })
    expect(describeBody(413, '  ')).toMatchObject({
      message: 'The provider answered with HTTP status 413 and an empty body.',
    })
    expect(describeBody(502, '<html><head><title>502 Bad Gateway</title></head></html>')).toMatchObject({
      message: 'The provider answered with HTTP status 502 and an HTML page: 502 Bad Gateway',
    })
    expect(describeBody(502, '<!doctype html><p>Busy')).toMatchObject({
      message: 'The provider answered with HTTP status 502 and an HTML page.',
    })
    expect(describeBody(500, { ok: false })).toMatchObject({
      message: 'The provider answered with HTTP status 500 and a body without words: {"ok":false}',
    })
    expect(describeBody(503, 'upstream connect error')).toMatchObject({ message: 'upstream connect error' })
  })

  it('is cut where a text is endless', () => {
    const described = describeFailure({ status: 500, body: 'x'.repeat(60_000) }, now)
    expect(described.message?.length).toBe(2_000)
  })
})

describe('the status', () => {
  it('of HTTP wins over one in the body', () => {
    expect(describeBody(429, { error: { code: 400, message: 'Bad' } })).toMatchObject({ status: 429, code: '400' })
  })

  it('of an error inside a 200 is that of the body', () => {
    expect(describeBody(200, { error: { status_code: 400, code: 'tool_use_failed', message: 'Bad' } })).toMatchObject({
      status: 400,
    })
    expect(describeFailure({ body: { error: { code: 503, message: 'Busy' } } }, now)).toMatchObject({
      status: 503,
    })
    expect(describeBody(200, { error: { code: '401', message: 'No' } })).toMatchObject({ status: 401 })
    expect(describeBody(200, { error: { message: 'Bad' } })).not.toHaveProperty('status')
    expect(describeBody(200, { error: { code: 1302, message: 'Bad' } })).not.toHaveProperty('status')
  })
})

describe('headers', () => {
  it.each([
    'x-request-id',
    'request-id',
    'apim-request-id',
    'x-ms-request-id',
    'mistral-correlation-id',
    'x-generation-id',
    'x-ds-trace-id',
  ])('give the id of the request in %s', (name) => {
    expect(describeBody(500, { error: { message: 'Bad' } }, { [name]: 'id-1' })).toMatchObject({ requestId: 'id-1' })
  })

  it.each<[string, Readonly<Record<string, string>>, unknown, number]>([
    ['retry-after in seconds', { 'retry-after': '2' }, {}, 2_000],
    ['retry-after-ms', { 'retry-after-ms': '250' }, {}, 250],
    ['retry-after as a date', { 'retry-after': 'Fri, 20 Nov 2026 00:00:10 GMT' }, {}, 10_000],
    ['the words of the provider', {}, { error: { message: 'Rate limit reached. Please try again in 5.289s.' } }, 5_289],
    [
      'the reset of an exhausted limit',
      { 'x-ratelimit-remaining-tokens': '0', 'x-ratelimit-reset-tokens': '6m0s' },
      {},
      360_000,
    ],
  ])('or body say when to ask again: %s', (_, headers, body, retryAfterMs) => {
    expect(describeBody(429, body, headers)).toMatchObject({ wait: { retryAfterMs, resetsAt: now + retryAfterMs } })
  })

  it('say whether to retry', () => {
    expect(describeBody(500, {}, { 'x-should-retry': 'false' })).toMatchObject({ shouldRetry: false })
    expect(describeBody(500, {}, { 'x-should-retry': 'True' })).toMatchObject({ shouldRetry: true })
    expect(describeBody(500, {}, { 'x-should-retry': 'maybe' })).not.toHaveProperty('shouldRetry')
  })
})
