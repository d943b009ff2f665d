import { type FailureBody, type FailureFamily, means, openai } from './failure-body.ts'

const xai: readonly FailureBody[] = [
  [
    429,
    { code: 'Some resource has been exhausted', error: 'Too many requests for team. RESOURCE_EXHAUSTED' },
    means.rateLimit,
  ],
  [
    429,
    {
      code: 'Some resource has been exhausted',
      error: 'Your team has used all available credits or reached its monthly spending limit.',
    },
    means.quota,
  ],
  [
    403,
    { code: 'The caller does not have permission', error: "Your newly created team doesn't have any credits yet." },
    means.quota,
  ],
  [503, { code: 'The service is currently unavailable', error: 'Service temporarily unavailable.' }, means.overloaded],
  [
    400,
    {
      code: 'invalid-argument',
      error: "This model's maximum prompt length is 131072 but the request contains 140000 tokens.",
    },
    means.overflow,
  ],
  [
    400,
    { code: 'invalid-argument', error: 'Incorrect API key provided: xx. You can obtain an API key from the console.' },
    means.badKey,
  ],
  [401, { code: 'unauthenticated', error: 'No key.' }, means.badKey],
  [403, { code: 'The caller does not have permission', error: 'Blocked.' }, means.permission, 'by status'],
  [400, { code: 'invalid-argument', error: 'Model not found: grok-99' }, means.unknownModel],
  [404, { code: 'not-found', error: 'The model grok-99 does not exist.' }, means.unknownModel, 'by status'],
  [415, '', means.invalid, 'by status'],
  [422, { error: 'Failed to deserialize the JSON body.' }, means.invalid, 'by status'],
]

const deepseek: readonly FailureBody[] = [
  [429, openai('Rate limit reached.'), means.rateLimit],
  [402, openai('Insufficient Balance', 'unknown_error', 'invalid_request_error'), means.quota],
  [503, openai('Server overloaded, please retry.'), means.overloaded],
  [500, openai('Server error'), means.server, 'by status'],
  [
    400,
    openai(
      "This model's maximum context length is 131072 tokens. However, you requested 140000 tokens.",
      'invalid_request_error',
      'invalid_request_error',
    ),
    means.overflow,
  ],
  [
    401,
    openai('Authentication Fails, Your api key is invalid', 'authentication_error', 'invalid_request_error'),
    means.badKey,
  ],
  [422, openai('Invalid parameters', 'invalid_request_error', 'invalid_request_error'), means.invalid, 'by status'],
  [
    400,
    openai(
      'Failed to deserialize the JSON body: unknown variant `image_url`, expected `text`',
      'invalid_request_error',
      'invalid_request_error',
    ),
    means.unsupported,
  ],
]

const mistral: readonly FailureBody[] = [
  [
    429,
    { object: 'error', message: 'Requests rate limit exceeded', type: 'rate_limit_error', param: null, code: '1300' },
    means.rateLimit,
  ],
  [429, { message: 'Requests rate limit exceeded' }, means.rateLimit, { 'retry-after': '4' }],
  [
    429,
    {
      object: 'error',
      message: 'Service tier capacity exceeded for this model.',
      type: 'rate_limit_error',
      code: '3505',
    },
    means.overloaded,
  ],
  [
    429,
    {
      object: 'error',
      message: 'Service tier capacity exceeded for this model.',
      type: 'service_tier_capacity_exceeded',
      code: '3505',
    },
    means.overloaded,
  ],
  [402, { detail: 'Payment required' }, means.quota],
  [500, { object: 'error', message: 'Internal server error', type: 'internal_server_error' }, means.server],
  [503, '', means.overloaded],
  [504, '', means.timeout],
  [
    400,
    {
      object: 'error',
      message: 'Prompt contains 40000 tokens, too large for model with 32768 maximum context length',
      type: 'invalid_request_error',
    },
    means.overflow,
  ],
  [401, { detail: 'Invalid API Key' }, means.badKey],
  [403, { detail: 'Forbidden' }, means.permission, 'by status'],
  [
    400,
    { object: 'error', message: 'Invalid model: x', type: 'invalid_model', param: null, code: '1500' },
    means.unknownModel,
  ],
  [
    422,
    { detail: [{ loc: ['body', 'messages'], msg: 'field required', type: 'value_error.missing' }] },
    means.invalid,
    'by status',
  ],
]

const cohere: readonly FailureBody[] = [
  [429, { id: 'x', message: 'trial token rate limit exceeded, limit is 100000 tokens per minute' }, means.rateLimit],
  [402, { message: 'Please add or update your payment method.' }, means.quota],
  [500, { message: 'internal error' }, means.server, 'by status'],
  [503, { message: 'unavailable' }, means.overloaded],
  [499, { message: 'request cancelled' }, means.server, 'by status'],
  [
    400,
    { id: 'x', error_type: 'TOO_MANY_TOKENS', message: 'too many tokens: size limit exceeded by 1000 tokens.' },
    means.overflow,
  ],
  [401, { message: 'invalid api token' }, means.badKey],
  [404, { message: "model 'x' not found" }, means.unknownModel],
  [422, { message: 'bad' }, means.invalid, 'by status'],
]

const cerebras: readonly FailureBody[] = [
  [
    429,
    {
      message: 'Tokens per minute limit exceeded.',
      type: 'too_many_requests_error',
      param: 'quota',
      code: 'token_quota_exceeded',
    },
    means.rateLimit,
  ],
  [
    429,
    {
      message: 'Requests per second limit exceeded.',
      type: 'too_many_requests_error',
      param: 'quota',
      code: 'request_quota_exceeded',
    },
    means.rateLimit,
  ],
  [402, '', means.quota],
  [500, '', means.server, 'by status'],
  [503, { message: 'Queue is full.', type: 'too_many_requests_error', code: 'queue_exceeded' }, means.overloaded],
  [400, '', means.overflow],
  [413, '', means.overflow],
  [
    400,
    { message: 'Please reduce the length: Current length is 9000 while limit is 8192', type: 'invalid_request_error' },
    means.overflow,
  ],
  [401, { message: 'Wrong API Key', type: 'invalid_request_error', code: 'wrong_api_key' }, means.badKey],
  [403, '', means.permission, 'by status'],
  [404, { message: 'Model x does not exist', type: 'not_found_error', code: 'model_not_found' }, means.unknownModel],
  [422, { message: 'bad' }, means.invalid, 'by status'],
]

const copilot: readonly FailureBody[] = [
  [429, openai('Sorry, you have been rate-limited.', null, 'rate_limited'), means.rateLimit, { 'retry-after': '30' }],
  [402, { error: { code: 'quota_exceeded', message: 'You have no quota' } }, means.quota],
  [500, 'Internal Server Error', means.server, 'by status'],
  [
    400,
    openai('prompt token count of 130000 exceeds the limit of 128000', null, 'model_max_prompt_tokens_exceeded'),
    means.overflow,
  ],
  [401, 'unauthorized: token expired', means.badKey],
  [
    400,
    openai('The requested model is not supported.', 'invalid_request_error', 'model_not_supported'),
    means.unknownModel,
  ],
  [413, 'failed to parse request', means.tooLarge],
]

export const compatibleFailures: readonly FailureFamily[] = (
  [
    ['xAI', 'xai', xai],
    ['DeepSeek', 'deepseek', deepseek],
    ['Mistral', 'mistral', mistral],
    ['Cohere', 'cohere', cohere],
    ['Cerebras', 'cerebras', cerebras],
    ['GitHub Copilot', 'github-copilot', copilot],
  ] as const
).map(([name, provider, bodies]) => ({ name, provider, protocol: 'openai-chat', bodies }))
