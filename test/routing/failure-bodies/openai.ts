import { type FailureBody, type FailureFamily, means, openai } from './failure-body.ts'

const insufficient = 'You exceeded your current quota, please check your plan and billing details.'
const longInput =
  "This model's maximum context length is 128000 tokens. However, your messages resulted in 130000 tokens."

/** The same in both of OpenAI's protocols. */
const both: readonly FailureBody[] = [
  [
    429,
    openai(
      'Rate limit reached for requests per min (RPM): Limit 3. Please try again in 20s. Visit the billing page to raise it.',
      'requests',
      'rate_limit_exceeded',
    ),
    means.rateLimit,
  ],
  [
    429,
    openai(
      'Rate limit reached on tokens per min (TPM): Limit 30000. Please try again in 6m0s.',
      'tokens',
      'rate_limit_exceeded',
    ),
    means.rateLimit,
  ],
  [429, openai('Please slow down.', 'rate_limit_error', 'slow_down'), means.rateLimit],
  [429, openai(insufficient, 'insufficient_quota', 'insufficient_quota'), means.quota],
  [429, openai('Your credit balance is used up.', 'insufficient_quota', 'credit_balance_exhausted'), means.quota],
  [
    400,
    openai('Billing hard limit has been reached', 'invalid_request_error', 'billing_hard_limit_reached'),
    means.quota,
  ],
  [
    429,
    openai(
      'Your account is not active, please check your billing details.',
      'billing_not_active',
      'billing_not_active',
    ),
    means.quota,
  ],
  [
    429,
    openai('Over the limit of the organization.', 'insufficient_quota', 'organization_spend_limit_exceeded'),
    means.quota,
  ],
  [429, openai('Over the limit of the project.', 'insufficient_quota', 'project_spend_limit_exceeded'), means.quota],
  [429, openai('Over the usage limit.', 'insufficient_quota', 'organization_usage_limit_exceeded'), means.quota],
  [
    503,
    openai('The server is currently overloaded.', 'service_unavailable_error', 'server_is_overloaded'),
    means.overloaded,
  ],
  [500, openai('The server had an error while processing your request.', 'server_error'), means.server, 'by status'],
  [
    429,
    openai(
      'Request too large for gpt-5.4 in organization o on tokens per min (TPM): Limit 30000, Requested 34000.',
      'tokens',
      'rate_limit_exceeded',
    ),
    means.tooLarge,
  ],
  [400, openai(longInput, 'invalid_request_error', 'context_length_exceeded'), means.overflow],
  [400, openai(longInput, 'invalid_request_error'), means.overflow],
  [
    400,
    openai(
      "Invalid 'user': string too long. Expected a string with maximum context length 64.",
      'invalid_request_error',
      'string_above_max_length',
    ),
    means.invalid,
  ],
  [400, openai('Your request was rejected.', 'invalid_request_error', 'content_policy_violation'), means.filtered],
  [
    400,
    openai(
      'Invalid prompt: your prompt was flagged as potentially violating our usage policy.',
      'invalid_request_error',
      'invalid_prompt',
    ),
    means.filtered,
  ],
  [401, openai('Incorrect API key provided.', 'invalid_request_error', 'invalid_api_key'), means.badKey],
  [
    403,
    openai('Country, region, or territory not supported', 'request_forbidden', 'unsupported_country_region_territory'),
    means.permission,
  ],
  [
    404,
    openai(
      'The model `gpt-99` does not exist or you do not have access to it.',
      'invalid_request_error',
      'model_not_found',
    ),
    means.unknownModel,
  ],
  [
    400,
    openai("Unsupported parameter: 'max_tokens'.", 'invalid_request_error', 'unsupported_parameter'),
    means.invalid,
  ],
  [400, openai("Unsupported value: 'temperature'.", 'invalid_request_error', 'unsupported_value'), means.invalid],
  [
    400,
    openai('The encrypted content could not be verified.', 'invalid_request_error', 'invalid_encrypted_content'),
    means.invalid,
  ],
]

const chat: readonly FailureBody[] = [
  ...both,
  [
    400,
    openai('Function tools with reasoning_effort are not supported in chat completions.', 'invalid_request_error'),
    means.invalid,
  ],
  [500, openai('internal', 'server_error'), means.server, 'by status'],
  [502, '<html><h1>502 Bad Gateway</h1></html>', means.server, 'by status'],
  [408, openai('Request timed out.'), means.timeout],
  [undefined, openai('The server is currently overloaded.', 'server_error', 'server_is_overloaded'), means.overloaded],
]

/** Inside of a stream: nested as it is sent, and flat as it is typed. */
const responses: readonly FailureBody[] = [
  ...both,
  [
    400,
    openai('The requested model `gpt-99` does not exist.', 'invalid_request_error', 'model_not_found'),
    means.unknownModel,
  ],
  [
    undefined,
    {
      type: 'error',
      sequence_number: 2,
      error: { type: 'insufficient_quota', code: 'insufficient_quota', message: insufficient, param: null },
    },
    means.quota,
  ],
  [
    undefined,
    { type: 'error', sequence_number: 2, code: 'rate_limit_exceeded', message: 'Rate limit reached.', param: null },
    means.rateLimit,
  ],
  [
    undefined,
    {
      type: 'error',
      sequence_number: 2,
      error: {
        type: 'server_error',
        code: 'server_error',
        message: 'Our servers are currently overloaded. Please try again later.',
        param: null,
      },
    },
    means.overloaded,
  ],
  [
    undefined,
    {
      type: 'error',
      sequence_number: 2,
      error: {
        type: 'server_error',
        code: 'server_error',
        message: 'Your input exceeds the context window of this model.',
        param: null,
      },
    },
    means.overflow,
  ],
  [
    undefined,
    { code: 'server_error', message: 'An error occurred while processing your request.' },
    means.server,
    'by status',
  ],
]

const codex: readonly FailureBody[] = [
  [429, openai(insufficient, 'insufficient_quota', 'insufficient_quota'), means.quota],
  [
    429,
    {
      error: {
        type: 'usage_limit_reached',
        message: 'The usage limit has been reached',
        plan_type: 'plus',
        resets_at: 1_800_000_000,
        resets_in_seconds: 7_200,
      },
    },
    means.quota,
  ],
  [429, { error: { type: 'usage_not_included', message: 'To use Codex with your plan, upgrade.' } }, means.quota],
  [401, { detail: 'Your authentication token has been invalidated.' }, means.badKey],
  [400, { detail: "The 'gpt-99' model is not supported when using Codex with a ChatGPT account." }, means.unknownModel],
  [
    undefined,
    { type: 'error', error: { type: 'server_error', code: 'server_is_overloaded', message: 'Overloaded.' } },
    means.overloaded,
  ],
  [400, openai('Your input exceeds the context window of this model.', 'invalid_request_error'), means.overflow],
]

const azure: readonly FailureBody[] = [
  [
    429,
    {
      error: {
        code: '429',
        message:
          'Requests to the ChatCompletions_Create Operation have exceeded call rate limit. Please retry after 26 seconds.',
      },
    },
    means.rateLimit,
  ],
  [
    429,
    { error: { code: 'RateLimitReached', message: 'Rate limit of 10 per 60s exceeded for UserByModelByMinute.' } },
    means.rateLimit,
    { 'retry-after-ms': '0', 'retry-after': '1' },
  ],
  [
    429,
    {
      error: {
        code: '429',
        message: 'The system is currently experiencing high demand and cannot process your request.',
      },
    },
    means.overloaded,
  ],
  [429, { error: { code: 'RateLimitReached', message: 'System is experiencing high demand.' } }, means.overloaded],
  [429, { error: { code: 'insufficient_quota', message: insufficient } }, means.quota],
  [503, { error: { code: 'ServiceUnavailable', message: 'Service unavailable.' } }, means.overloaded],
  [408, { error: { code: 'Timeout', message: 'The operation was timeout.' } }, means.timeout],
  [
    500,
    { error: { code: 'InternalServerError', message: 'The server had an error while processing your request.' } },
    means.server,
  ],
  [400, openai(longInput, 'invalid_request_error', 'context_length_exceeded'), means.overflow],
  [
    400,
    {
      error: {
        code: 'content_filter',
        message: "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.",
        innererror: { code: 'ResponsibleAIPolicyViolation' },
      },
    },
    means.filtered,
  ],
  [
    401,
    { error: { code: '401', message: 'Access denied due to invalid subscription key or wrong API endpoint.' } },
    means.badKey,
  ],
  [
    401,
    { error: { code: 'PermissionDenied', message: 'The principal lacks the required data action.' } },
    means.badKey,
  ],
  [
    403,
    { error: { code: '403', message: 'Access denied due to Virtual Network/Firewall rules.' } },
    means.permission,
    'by status',
  ],
  [
    404,
    { error: { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' } },
    means.unknownModel,
  ],
  [404, { error: { code: '404', message: 'Resource not found' } }, means.unknownModel, 'by status'],
]

export const openaiFailures: readonly FailureFamily[] = [
  { name: 'OpenAI chat', provider: 'openai', protocol: 'openai-chat', bodies: chat },
  { name: 'OpenAI Responses', provider: 'openai', protocol: 'openai-responses', bodies: responses },
  { name: 'ChatGPT/Codex', provider: 'openai-chatgpt', protocol: 'openai-responses', bodies: codex },
  { name: 'Azure OpenAI', provider: 'azure-openai', protocol: 'openai-chat', bodies: azure },
]
