import { describe, expect, it } from 'vitest'

import { loadFailureReader } from '../../src/adapters/protocol-table.ts'
import { classifyFailure } from '../../src/routing/classify-failure.ts'
import type { ClassifiedFailure, WireFailure } from '../../src/vocabulary/failure.ts'
import type { ProtocolId } from '../../src/vocabulary/model.ts'

/** What an error means: its code, what follows, how far it reaches. */
type Meaning = `${ClassifiedFailure['code']} ${ClassifiedFailure['action']} ${ClassifiedFailure['scope']}`

/** Protocol, HTTP status (absent: inside a stream), body, meaning. */
type Row = readonly [protocol: ProtocolId, status: number | undefined, body: unknown, meaning: Meaning]

function google(code: number, status: string, message: string, ...details: readonly object[]): unknown {
  return { error: { code, status, message, details } }
}

function quotaFailure(...quotaIds: readonly string[]): object {
  return {
    '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
    violations: quotaIds.map((quotaId) => ({ quotaId })),
  }
}

function errorInfo(reason: string): object {
  return { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason }
}

const daily = 'GenerateRequestsPerDayPerProjectPerModel-FreeTier'
const perMinute = 'GenerateContentInputTokensPerModelPerMinute'

/** Google's words: the Gemini row of facts/errors.md, 2026-11. */
const googleRows: readonly Row[] = [
  [
    'gemini',
    400,
    google(400, 'INVALID_ARGUMENT', 'API key not valid.', errorInfo('API_KEY_INVALID')),
    'authentication next key',
  ],
  ['gemini', 401, google(401, 'UNAUTHENTICATED', 'Invalid credentials.'), 'authentication next key'],
  [
    'gemini',
    429,
    google(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota.', quotaFailure(perMinute)),
    'rate-limit retry model-key',
  ],
  [
    'gemini',
    429,
    google(429, 'RESOURCE_EXHAUSTED', 'You exceeded your current quota.', quotaFailure(perMinute, daily)),
    'quota next model-key',
  ],
  ['gemini', 429, google(429, 'RESOURCE_EXHAUSTED', 'Resource exhausted.'), 'rate-limit retry model-key'],
  ['gemini', 402, google(402, 'RESOURCE_EXHAUSTED', 'No credit.'), 'quota next key'],
  ['gemini', 503, google(503, 'UNAVAILABLE', 'The model is overloaded.'), 'overloaded retry model-key'],
  ['gemini', undefined, google(503, 'UNAVAILABLE', 'The model is overloaded.'), 'overloaded retry model-key'],
  ['gemini', 504, google(504, 'DEADLINE_EXCEEDED', 'Deadline expired.'), 'timeout retry model-key'],
  ['gemini', 500, google(500, 'INTERNAL', 'An internal error has occurred.'), 'server retry model-key'],
  [
    'gemini',
    400,
    google(400, 'INVALID_ARGUMENT', 'The input token count (9) exceeds the maximum number of tokens allowed (8).'),
    'context-overflow next request',
  ],
  [
    'gemini',
    400,
    google(400, 'FAILED_PRECONDITION', 'User location is not supported for the API use.'),
    'permission next model-key',
  ],
  ['gemini', 400, google(400, 'INVALID_ARGUMENT', 'Corrupted thought signature.'), 'invalid-request stop request'],
  ['gemini', 403, google(403, 'PERMISSION_DENIED', 'No.'), 'permission next model-key'],
  ['gemini', 404, google(404, 'NOT_FOUND', 'models/x is not found.'), 'model-not-found next model-key'],
]

function aws(type: string, message: string): unknown {
  return { __type: type, message }
}

/** AWS's exceptions: the Bedrock row of facts/errors.md, 2026-11. Those without a status come inside the stream. */
const bedrockRows: readonly Row[] = [
  ['bedrock-converse', 429, aws('ThrottlingException', 'Too many tokens, please wait.'), 'rate-limit retry model-key'],
  ['bedrock-converse', undefined, aws('throttlingException', 'Too many requests.'), 'rate-limit retry model-key'],
  ['bedrock-converse', 429, aws('ModelNotReadyException', ''), 'overloaded retry model-key'],
  ['bedrock-converse', 400, aws('ServiceQuotaExceededException', ''), 'quota next key'],
  ['bedrock-converse', 408, aws('ModelTimeoutException', ''), 'timeout retry model-key'],
  ['bedrock-converse', undefined, aws('modelStreamErrorException', ''), 'server retry model-key'],
  ['bedrock-converse', 424, aws('ModelErrorException', ''), 'server retry model-key'],
  ['bedrock-converse', undefined, aws('internalServerException', ''), 'server retry model-key'],
  ['bedrock-converse', 503, aws('ServiceUnavailableException', ''), 'overloaded retry model-key'],
  ['bedrock-converse', undefined, aws('serviceUnavailableException', ''), 'overloaded retry model-key'],
  [
    'bedrock-converse',
    400,
    aws('ValidationException', 'Input is too long for requested model.'),
    'context-overflow next request',
  ],
  [
    'bedrock-converse',
    400,
    aws('ValidationException', 'The provided model identifier is invalid.'),
    'model-not-found next model-key',
  ],
  [
    'bedrock-converse',
    400,
    aws(
      'ValidationException',
      'Invocation of model ID x with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.',
    ),
    'model-not-found next model-key',
  ],
  [
    'bedrock-converse',
    400,
    aws('ValidationException', "This model doesn't support tool use."),
    'unsupported next request',
  ],
  ['bedrock-converse', undefined, aws('validationException', 'Malformed input.'), 'invalid-request stop request'],
  ['bedrock-converse', 403, aws('AccessDeniedException', ''), 'permission next model-key'],
  ['bedrock-converse', 404, aws('ResourceNotFoundException', ''), 'model-not-found next model-key'],
  ['bedrock-converse', 403, aws('UnrecognizedClientException', ''), 'authentication next key'],
  ['bedrock-converse', 403, aws('InvalidSignatureException', ''), 'authentication next key'],
  ['bedrock-converse', 403, aws('ExpiredTokenException', ''), 'authentication next key'],
  ['bedrock-converse', 403, aws('InvalidClientTokenId', ''), 'authentication next key'],
  ['bedrock-converse', 400, aws('ConflictException', ''), 'server retry model-key'],
]

/** Ollama has words only: its row of facts/errors.md, 2026-11. Those without a status are a line of the stream. */
const ollamaRows: readonly Row[] = [
  ['ollama-chat', 404, { error: "model 'llama9' not found" }, 'model-not-found next model-key'],
  ['ollama-chat', 404, { error: 'model "llama9" not found, try pulling it first' }, 'model-not-found next model-key'],
  ['ollama-chat', 503, { error: 'server busy, please try again.' }, 'overloaded retry model-key'],
  ['ollama-chat', 400, { error: '"llama3.2" does not support thinking' }, 'unsupported next request'],
  ['ollama-chat', 400, { error: 'registry.ollama.ai/library/x does not support tools' }, 'unsupported next request'],
  [
    'ollama-chat',
    400,
    { error: 'the prompt is longer than the context length currently available to the model' },
    'context-overflow next request',
  ],
  [
    'ollama-chat',
    400,
    { error: 'prompt too long; exceeded max context length by 9 tokens' },
    'context-overflow next request',
  ],
  ['ollama-chat', 400, { error: 'the input length exceeds the context length' }, 'context-overflow next request'],
  [
    'ollama-chat',
    400,
    { error: '{"error":{"code":400,"message":"too large to read","type":"exceed_context_size_error","n_ctx":512}}' },
    'context-overflow next request',
  ],
  ['ollama-chat', 401, { error: 'unauthorized' }, 'authentication next key'],
  ['ollama-chat', 429, { error: 'too many requests' }, 'rate-limit retry model-key'],
  ['ollama-chat', 500, { error: 'model runner has unexpectedly stopped' }, 'server retry model-key'],
  ['ollama-chat', undefined, { error: 'unexpected EOF' }, 'server retry model-key'],
]

const providers: Readonly<Partial<Record<ProtocolId, string>>> = {
  gemini: 'gemini',
  'bedrock-converse': 'bedrock',
  'ollama-chat': 'ollama',
}

async function meaningOf(protocol: ProtocolId, failure: WireFailure): Promise<string> {
  const description = (await loadFailureReader(protocol))(failure, 0)
  const { code, action, scope } = classifyFailure(description, {
    provider: providers[protocol] ?? protocol,
    protocol,
    local: protocol === 'ollama-chat',
  })
  return `${code} ${action} ${scope}`
}

describe('what an error of a protocol means, as its reader describes it', () => {
  const rows = [...googleRows, ...bedrockRows, ...ollamaRows]

  it.each(rows)('%s %s %j: %s', async (protocol, status, body, meaning) => {
    expect(await meaningOf(protocol, { status, body })).toBe(meaning)
  })

  it('is the same where a provider of another name speaks it', async () => {
    for (const [protocol, status, body, meaning] of rows) {
      const description = (await loadFailureReader(protocol))({ status, body }, 0)
      const { code, action, scope } = classifyFailure(description, { provider: 'gateway', protocol, local: false })
      expect(`${code} ${action} ${scope}`).toBe(meaning)
    }
    expect(rows.length).toBeGreaterThan(40)
  })

  it.each(['MALFORMED_FUNCTION_CALL', 'MALFORMED_RESPONSE', 'UNEXPECTED_TOOL_CALL', 'TOO_MANY_TOOL_CALLS'])(
    'is a broken answer where Google ends one with %s',
    (type) => {
      const context = { provider: 'gemini', protocol: 'gemini', local: false } as const
      expect(classifyFailure({ type }, context)).toMatchObject({ code: 'malformed-stream', action: 'retry' })
    },
  )
})
