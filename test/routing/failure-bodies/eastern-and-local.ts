import { anthropic, type FailureBody, type FailureFamily, means, openai } from './failure-body.ts'

const zaiCodes: readonly (readonly [string, string, FailureBody[2]])[] = [
  ['1302', 'High concurrency usage of this API.', means.concurrency],
  ['1303', 'High frequency usage of this API.', means.rateLimit],
  ['1305', 'Too much traffic.', means.rateLimit],
  ['1113', 'Your account is in arrears.', means.quota],
  ['1304', 'Daily call limit reached.', means.quota],
  ['1308', 'Usage limit reached for 5 hour. Your limit will reset at 2026-09-09 05:38:28', means.quota],
  ['1309', 'Your plan has expired.', means.quota],
  ['1310', 'Weekly limit exhausted.', means.quota],
  ['1312', 'The model is busy.', means.overloaded],
  ['1230', 'API call process error.', means.server],
  ['1234', 'Network error.', means.server],
  ['1261', 'Prompt too long.', means.overflow],
  ['1301', 'Unsafe or sensitive content.', means.filtered],
  ['1000', 'Authentication failed.', means.badKey],
  ['1002', 'Invalid token.', means.badKey],
  ['1004', 'Token expired.', means.badKey],
  ['1211', 'The model does not exist.', means.unknownModel],
  ['1210', 'Wrong parameters.', means.invalid],
  ['1213', 'Parameter missing.', means.invalid],
  ['1214', 'Parameter invalid.', means.invalid],
  ['1220', 'No permission.', means.permission],
  ['1311', 'Not in your plan.', means.permission],
  ['1313', 'Fair use.', means.permission],
]

const minimaxCodes: readonly (readonly [number, string, FailureBody[2]])[] = [
  [1002, 'rate limit', means.rateLimit],
  [1039, 'token limit', means.rateLimit],
  [1041, 'conn limit', means.concurrency],
  [1008, 'insufficient balance', means.quota],
  [2056, 'usage limit exceeded', means.quota],
  [1000, 'unknown error', means.server],
  [1001, 'request timeout', means.timeout],
  [1024, 'internal error', means.server],
  [1033, 'system error', means.server],
  [2013, 'invalid params, context window exceeds limit', means.overflow],
  [1026, 'input new_sensitive', means.filtered],
  [1027, 'output new_sensitive', means.filtered],
  [1042, 'invisible character ratio limit', means.invalid],
  [1004, 'login fail', means.badKey],
  [2013, 'invalid params', means.invalid],
]

const moonshot: readonly FailureBody[] = [
  [429, openai('You are receiving too many requests in a short time.', 'rate_limit_reached_error'), means.rateLimit],
  [429, openai('Your account is on max organization concurrency: 3', 'rate_limit_reached_error'), means.concurrency],
  [403, openai('Your account has insufficient balance.'), means.quota],
  [429, openai('You exceeded your current token quota.', 'exceeded_current_quota_error'), means.quota],
  [
    429,
    openai('The engine is currently overloaded, please try again later', 'engine_overloaded_error'),
    means.overloaded,
  ],
  [429, openai('The engine is currently overloaded'), means.overloaded],
  [
    400,
    openai('Your request exceeded model token limit: 8192 (requested: 9000)', 'invalid_request_error'),
    means.overflow,
  ],
  [400, openai('The request was rejected because it was considered high risk', 'content_filter'), means.filtered],
  [401, openai('Invalid Authentication', 'invalid_authentication_error'), means.badKey],
  [
    404,
    openai('Not found the model x or Permission denied', 'resource_not_found_error'),
    means.unknownModel,
    'by status',
  ],
]

const kimiCode: readonly FailureBody[] = [
  [402, openai('Your membership has expired.'), means.quota],
  [403, openai("You've reached your usage limit for this billing cycle."), means.quota],
  [429, openai("You've reached the usage limit for this period."), means.quota],
]

const qwen: readonly FailureBody[] = [
  [
    429,
    openai('Requests rate limit exceeded, please try again later.', 'Throttling.RateQuota', 'Throttling.RateQuota'),
    means.rateLimit,
  ],
  [
    429,
    openai(
      'Allocated quota exceeded, please increase your quota limit.',
      'Throttling.AllocationQuota',
      'Throttling.AllocationQuota',
    ),
    means.rateLimit,
  ],
  [
    429,
    openai(
      'You exceeded your current quota, please check your plan and billing details.',
      'insufficient_quota',
      'insufficient_quota',
    ),
    means.rateLimit,
  ],
  [
    429,
    { error: { message: 'Request throttled', type: 'invalid_request_error', param: 'throttling', code: null } },
    means.rateLimit,
  ],
  [
    403,
    openai('Free allocated quota exceeded.', 'AllocationQuota.FreeTierOnly', 'AllocationQuota.FreeTierOnly'),
    means.quota,
  ],
  [429, openai('Free allocated quota exceeded.', 'insufficient_quota', 'insufficient_quota'), means.quota],
  [
    400,
    openai('Access denied, please make sure your account is in good standing.', 'Arrearage', 'Arrearage'),
    means.quota,
  ],
  [500, openai('An internal error has occured.', 'InternalError', 'InternalError'), means.server],
  [503, openai('Model serving error.', 'ModelServingError', 'ModelServingError'), means.overloaded],
  [
    400,
    openai('Range of input length should be [1, 30720]', 'invalid_request_error', 'invalid_parameter_error'),
    means.overflow,
  ],
  [
    400,
    openai('Input data may contain inappropriate content.', 'data_inspection_failed', 'data_inspection_failed'),
    means.filtered,
  ],
  [401, openai('Incorrect API key provided.', 'invalid_request_error', 'invalid_api_key'), means.badKey],
  [403, openai('Access denied.', 'AccessDenied', 'AccessDenied'), means.permission],
  [404, openai('Model not exist.', 'ModelNotFound', 'ModelNotFound'), means.unknownModel],
]

const llamaCpp: readonly FailureBody[] = [
  [503, { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }, means.overloaded],
  [
    400,
    {
      error: {
        code: 400,
        message: 'the request exceeds the available context size. try increasing it',
        type: 'exceed_context_size_error',
        n_prompt_tokens: 9000,
        n_ctx: 4096,
      },
    },
    means.overflow,
  ],
  [
    500,
    {
      error: {
        code: 500,
        message: 'the request exceeds the available context size.',
        type: 'exceed_context_size_error',
      },
    },
    means.overflow,
  ],
  [400, { error: { code: 400, message: 'model not found', type: 'invalid_request_error' } }, means.unknownModel],
  [
    501,
    { error: { code: 501, message: 'This server does not support embeddings.', type: 'not_supported_error' } },
    means.unsupported,
  ],
  [401, { error: { code: 401, message: 'Invalid API Key', type: 'authentication_error' } }, means.badKey],
  [
    500,
    { error: { code: 500, message: 'tools param requires --jinja flag', type: 'server_error' } },
    means.unsupported,
  ],
  [
    500,
    { error: { code: 500, message: 'image input is not supported - hint: provide the mmproj', type: 'server_error' } },
    means.unsupported,
  ],
]

const ollama: readonly FailureBody[] = [
  [503, { error: 'server busy, please try again.  maximum pending requests exceeded' }, means.overloaded],
  [404, { error: "model 'llama3.2' not found" }, means.unknownModel],
  [400, { error: '"llama3.2" does not support thinking' }, means.unsupported],
  [400, { error: 'registry.ollama.ai/library/x does not support tools' }, means.unsupported],
  [400, { error: 'prompt is longer than the context length currently configured' }, means.overflow],
  [500, { error: 'llama runner process has terminated: exit status 2' }, means.server, 'by status'],
]

const generic: readonly FailureBody[] = [
  [429, { error: 'INSUFFICIENT QUOTA' }, means.quota],
  [429, { detail: 'Too Many Requests' }, means.rateLimit],
  [429, { error: { message: 'Too many concurrent requests for this API key.' } }, means.concurrency],
  [503, '', means.overloaded],
  [
    400,
    {
      object: 'error',
      message: "The input (9000 tokens) is longer than the model's context length (8192 tokens).",
      type: 'BadRequestError',
      code: 400,
    },
    means.overflow,
  ],
  // The words of TGI's source; Together hands them on with 400 or 422.
  [
    422,
    {
      error:
        'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 100 `max_new_tokens`',
      error_type: 'validation',
    },
    means.overflow,
  ],
  [422, { error: '`inputs tokens + max_new_tokens must be <= 4096`', error_type: 'validation' }, means.overflow],
  [
    400,
    {
      object: 'error',
      message: "This model's maximum context length is 4096 tokens.",
      type: 'BadRequestError',
      param: null,
      code: 400,
    },
    means.overflow,
  ],
  [502, '<html><head><title>502 Bad Gateway</title></head></html>', means.server, 'by status'],
  [524, '<html><title>A timeout occurred</title></html>', means.timeout],
  [400, { error: 'bad request' }, means.invalid, 'by status'],
  [401, { detail: 'Not authenticated' }, means.badKey],
  [404, { detail: 'Not Found' }, means.unknownModel, 'by status'],
  [403, '', means.permission, 'by status'],
  [451, '', means.permission],
  [500, '', means.server, 'by status'],
]

export const easternAndLocalFailures: readonly FailureFamily[] = [
  { name: 'Moonshot', provider: 'moonshot', protocol: 'openai-chat', bodies: moonshot },
  { name: 'Kimi Code', provider: 'kimi-code', protocol: 'openai-chat', bodies: kimiCode },
  {
    name: 'Kimi Code over anthropic-messages',
    provider: 'kimi-code',
    protocol: 'anthropic-messages',
    bodies: [
      [403, anthropic('permission_error', "You've reached your usage limit for this billing cycle."), means.quota],
      [403, anthropic('permission_error', 'Kimi Code is not available to this client.'), means.permission],
    ],
  },
  {
    name: 'Z.AI / GLM',
    provider: 'zai',
    protocol: 'openai-chat',
    bodies: [
      ...zaiCodes.map(([code, message, meaning]): FailureBody => [429, { error: { code, message } }, meaning]),
      [500, openai('Internal error.'), means.server, 'by status'],
    ],
  },
  { name: 'Qwen / DashScope', provider: 'qwen', protocol: 'openai-chat', bodies: qwen },
  {
    name: 'MiniMax',
    provider: 'minimax',
    protocol: 'openai-chat',
    bodies: minimaxCodes.map(([code, words, meaning]): FailureBody => [
      200,
      { id: 'x', choices: null, base_resp: { status_code: code, status_msg: words } },
      meaning,
    ]),
  },
  { name: 'llama.cpp', provider: 'llama-cpp', protocol: 'openai-chat', local: true, bodies: llamaCpp },
  {
    name: 'LM Studio',
    provider: 'lmstudio',
    protocol: 'openai-chat',
    local: true,
    bodies: [
      [
        400,
        { error: 'The number of tokens to keep from the initial prompt is greater than the context length.' },
        means.overflow,
      ],
      [
        404,
        { error: { message: 'Model not found.', type: 'invalid_request_error', code: 'model_not_found' } },
        means.unknownModel,
      ],
    ],
  },
  { name: 'Ollama', provider: 'ollama', protocol: 'ollama-chat', local: true, bodies: ollama },
  { name: 'Generic', provider: 'my-host', protocol: 'openai-chat', bodies: generic },
]
