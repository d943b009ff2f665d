import { type FailureBody, type FailureFamily, means, openai } from './failure-body.ts'

const router = (code: number, message: string, metadata?: object): unknown => ({
  error: { code, message, ...(metadata === undefined ? {} : { metadata }) },
  user_id: 'u',
})

const openrouter: readonly FailureBody[] = [
  [
    429,
    router(429, 'Rate limit exceeded: free-models-per-min.', {
      headers: { 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '1800000000000' },
    }),
    means.rateLimit,
  ],
  [
    429,
    router(429, 'Provider returned error', { provider_name: 'P', raw: '{"error":{"message":"Too many requests"}}' }),
    means.rateLimit,
  ],
  [402, router(402, 'Insufficient credits. Add more.'), means.quotaOfModel],
  [402, { error: { code: 'payment_required', message: 'No credits.' } }, means.quotaOfModel],
  [
    402,
    { error: { code: 'weight_exceeds_budget', message: 'The output limit costs more than is left.' } },
    means.quotaOfModel,
  ],
  [
    402,
    { error: { code: 'in_flight_budget_exhausted', message: 'Wait for running requests.' } },
    means.concurrency,
    { 'retry-after': '3' },
  ],
  [402, router(402, 'Wait for running requests.'), means.concurrency, { 'retry-after': '3' }],
  [502, router(502, 'Provider returned error'), means.server, 'by status'],
  [503, router(503, 'No provider meets your routing requirements.'), means.overloaded],
  [408, router(408, 'Timed out.'), means.timeout],
  [undefined, router(429, 'Provider returned error'), means.rateLimit],
  [undefined, router(502, 'Provider disconnected'), means.server, 'by status'],
  [
    400,
    router(400, 'Provider returned error', {
      raw: '{"error":{"message":"This endpoint\'s maximum context length is 8192 tokens."}}',
    }),
    means.overflow,
  ],
  [400, router(400, 'Provider returned error'), means.server],
  [
    403,
    router(403, 'x requires moderation on OpenInference. Your input was flagged for "violence".', {
      reasons: ['violence'],
      flagged_input: 'x',
    }),
    means.filteredByGateway,
  ],
  [403, router(403, 'Key limit exceeded (total limit).'), means.quota],
  [401, router(401, 'No auth credentials found'), means.badKey],
  [400, router(400, 'foo/bar is not a valid model ID'), means.unknownModel],
  [404, router(404, 'No endpoints found matching your data policy (Free model training).'), means.permission],
  [404, router(404, 'No endpoints found that support image input'), means.unsupported],
  [404, router(404, "No endpoints found that support the provided 'tool_choice' value"), means.unsupported],
  [404, router(404, 'No endpoints found for foo/bar.'), means.unknownModel, 'by status'],
  [422, router(422, 'Unprocessable.'), means.invalid, 'by status'],
]

const groq: readonly FailureBody[] = [
  [
    429,
    openai(
      'Rate limit reached for model `x` on tokens per minute (TPM): Limit 6000. Please try again in 5.289s. Visit https://console.groq.com/settings/billing',
      'tokens',
      'rate_limit_exceeded',
    ),
    means.rateLimit,
  ],
  [
    429,
    openai('Rate limit reached for model `x` on requests per day (RPD).', 'requests', 'rate_limit_exceeded'),
    means.rateLimit,
  ],
  [
    413,
    openai(
      'Request too large for model `x` on tokens per minute (TPM): Limit 6000, Requested 9000.',
      'tokens',
      'rate_limit_exceeded',
    ),
    means.tooLarge,
  ],
  [498, openai('Flex capacity exceeded.', 'capacity_exceeded'), means.overloaded],
  [498, '', means.overloaded],
  [503, openai('Service unavailable'), means.overloaded],
  [502, '', means.server, 'by status'],
  [424, openai('Failed dependency'), means.server, 'by status'],
  [499, '', means.server, 'by status'],
  [
    400,
    openai(
      'Please reduce the length of the messages or completion.',
      'invalid_request_error',
      'context_length_exceeded',
    ),
    means.overflow,
  ],
  [413, openai('Please reduce the length of the messages or completion.'), means.overflow],
  [
    400,
    openai('Organization has been restricted.', 'invalid_request_error', 'organization_restricted'),
    means.permission,
  ],
  [401, openai('Invalid API Key', 'invalid_request_error', 'invalid_api_key'), means.badKey],
  [403, openai('Forbidden'), means.permission, 'by status'],
  [
    404,
    openai('The model `x` does not exist or you do not have access to it.', 'invalid_request_error', 'model_not_found'),
    means.unknownModel,
  ],
  [422, openai('Unprocessable'), means.invalid, 'by status'],
  [400, openai('Failed to call a function.', 'invalid_request_error', 'tool_use_failed'), means.degenerate],
  [
    undefined,
    {
      error: {
        message: 'Failed to call a function.',
        type: 'invalid_request_error',
        code: 'tool_use_failed',
        status_code: 400,
      },
    },
    means.degenerate,
  ],
]

/** Bodies as LiteLLM's proxy words them (its source, 2026). */
const litellm: readonly FailureBody[] = [
  [400, openai('ExceededBudget: Budget has been exceeded! Max budget: 1.0', 'budget_exceeded', '400'), means.quota],
  [429, openai('Budget has been exceeded! Max budget: 1.0', 'budget_exceeded', '429'), means.quota],
  [
    400,
    {
      error: {
        message: '/chat/completions: Invalid model name passed in model=m. Call `/v1/models` to view available models.',
        type: 'invalid_request_error',
        param: 'model',
        code: '400',
      },
    },
    means.unknownModel,
  ],
  [
    400,
    openai('litellm.BadRequestError: litellm.ContentPolicyViolationError: AzureException', null, '400'),
    means.filtered,
  ],
  [400, openai('litellm.ContextWindowExceededError: OpenAIException', null, '400'), means.overflow],
  [429, openai('litellm.RateLimitError: AnthropicException', 'throttling_error', '429'), means.rateLimit],
  [503, openai('litellm.ServiceUnavailableError', null, '503'), means.overloaded],
]

export const gatewayFailures: readonly FailureFamily[] = [
  { name: 'OpenRouter', provider: 'openrouter', protocol: 'openai-chat', bodies: openrouter },
  { name: 'Groq', provider: 'groq', protocol: 'openai-chat', bodies: groq },
  { name: 'LiteLLM', provider: 'litellm', protocol: 'openai-chat', bodies: litellm },
]
