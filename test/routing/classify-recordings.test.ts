import { describe, expect, it } from 'vitest'
import { classifyFailure } from '../../src/routing/classify-failure.ts'
import type { ClassifiedFailure } from '../../src/vocabulary/failure.ts'
import { type Recording, recordingsExist, recordingsOf } from '../conformance/recordings.ts'

/** What each recorded error means, by who answered and what it said: `provider status code type`. */
const meanings: Readonly<Record<string, string>> = {
  'azure 401 401 -': 'authentication next',
  'azure 429 RateLimitReached -': 'rate-limit retry',
  'azure 404 DeploymentNotFound invalid_request_error': 'model-not-found next',
  'azure 404 404 -': 'model-not-found next',
  'deepseek 401 invalid_request_error authentication_error': 'authentication next',
  'doubleword 403 forbidden invalid_request_error': 'permission next',
  'doubleword 400 400 Bad Request': 'invalid-request stop',
  'doubleword 404 model_not_found invalid_request_error': 'model-not-found next',
  'groq 404 model_not_found invalid_request_error': 'model-not-found next',
  'groq 200 tool_use_failed invalid_request_error': 'malformed-stream retry',
  'llamacpp 500 500 server_error': 'unsupported next',
  'llamacpp 401 401 authentication_error': 'authentication next',
  'ollama 401 - api_error': 'authentication next',
  'ollama 400 - invalid_request_error': 'context-overflow next',
  'openai 401 invalid_api_key invalid_request_error': 'authentication next',
  'openai 404 model_not_found invalid_request_error': 'model-not-found next',
  'openai 400 unsupported_parameter invalid_request_error': 'invalid-request stop',
  'openai 400 unsupported_value invalid_request_error': 'invalid-request stop',
  'openai 400 missing_required_parameter invalid_request_error': 'invalid-request stop',
  'openai 400 invalid_image_url invalid_request_error': 'invalid-request stop',
  'openai 400 - invalid_request_error': 'invalid-request stop',
  'openrouter 401 401 -': 'authentication next',
  'openrouter 400 400 -': 'model-not-found next',
  'openrouter 429 429 -': 'rate-limit retry',
  'perplexity 401 401 invalid_api_key': 'authentication next',
  'togetherai 401 invalid_api_key invalid_request_error': 'authentication next',
  'venice 404 - -': 'model-not-found next',
  'anthropic 404 - not_found_error': 'model-not-found next',
  'anthropic 401 - authentication_error': 'authentication next',
  'anthropic 400 - invalid_request_error': 'invalid-request stop',
  'mistral 400 1500 invalid_model': 'model-not-found next',
  'mistral 401 - -': 'authentication next',
}

/** The recordings whose code and type say nothing: what their words say. */
const byWords: Readonly<Record<string, string>> = {
  'deepseek-blocking-audio-part-reaches-the-wire-607bfe40': 'unsupported next',
  'deepseek-blocking-image-base64-part-reaches-the-wire-441ef8a8': 'unsupported next',
  'deepseek-blocking-pdf-document-part-reaches-the-wire-f3736ba1': 'unsupported next',
  'deepseek-chat-real-error-scenarios-deepseek-deepseek-chat-83ee79a9': 'context-overflow next',
}

function saidBy({ provider, expected }: Recording): string {
  return `${provider} ${expected?.status} ${expected?.providerCode ?? '-'} ${expected?.providerType ?? '-'}`
}

function verdictOf(recording: Recording): ClassifiedFailure {
  const { status, providerCode, providerType, providerMessage } = recording.expected ?? {}
  const protocol = recording.protocol === 'anthropic-messages' ? 'anthropic-messages' : 'openai-chat'
  return classifyFailure(
    {
      status,
      // The oracle gives numbers where the body has numbers; a protocol describes codes as text.
      code: providerCode === undefined || providerCode === null ? undefined : String(providerCode),
      type: providerType ?? undefined,
      message: providerMessage ?? undefined,
    },
    { provider: recording.provider, protocol, local: recording.provider === 'llamacpp' },
  )
}

describe.skipIf(!recordingsExist)('recorded errors (../shared/recordings)', () => {
  const errors = ['openai-chat', 'anthropic-messages', 'mistral']
    .flatMap((protocol) => recordingsOf(protocol))
    .filter(({ expected }) => expected?.error === true)

  it('sees them all', () => {
    expect(errors.length).toBeGreaterThanOrEqual(61)
    expect(new Set(Object.keys(meanings))).toEqual(
      new Set(errors.filter(({ id }) => byWords[id] === undefined).map(saidBy)),
    )
  })

  it.each(errors.map((recording) => [recording.id, recording] as const))('%s', (id, recording) => {
    const { code, action } = verdictOf(recording)
    expect(`${code} ${action}`).toBe(byWords[id] ?? meanings[saidBy(recording)])
  })

  it('never falls through to the last rule', () => {
    expect(errors.filter((recording) => verdictOf(recording).rule === 'default-unknown')).toEqual([])
  })
})
