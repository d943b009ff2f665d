import { anthropic, type FailureBody, type FailureFamily, means } from './failure-body.ts'

const bodies: readonly FailureBody[] = [
  [
    429,
    anthropic('rate_limit_error', 'This request would exceed the rate limit for your organization.'),
    means.rateLimit,
    { 'retry-after': '12' },
  ],
  [
    429,
    anthropic('rate_limit_error', 'Number of concurrent connections has exceeded your rate limit.'),
    means.concurrency,
  ],
  [
    429,
    anthropic('rate_limit_error', 'Your request rate increased too quickly (acceleration limit).'),
    means.rateLimit,
  ],
  [
    429,
    anthropic('rate_limit_error', 'You have reached your spend limit.', { error_code: 'enforced_spend_limit_reached' }),
    means.quota,
  ],
  [429, anthropic('rate_limit_error', 'Your organization has reached its spend limit.'), means.quota],
  [402, anthropic('billing_error', 'Your billing details need attention.'), means.quota],
  [400, anthropic('invalid_request_error', 'Your credit balance is too low to access the Anthropic API.'), means.quota],
  // anthropics/claude-code#38035, and the same of a workspace.
  [
    400,
    anthropic(
      'invalid_request_error',
      'You have reached your specified API usage limits. You will regain access on 2026-04-01 at 00:00 UTC.',
    ),
    means.quota,
  ],
  [400, anthropic('invalid_request_error', 'You have reached your specified workspace API usage limits.'), means.quota],
  [
    429,
    anthropic('rate_limit_error', 'You have reached your API usage limits: the monthly threshold is crossed.'),
    means.quota,
  ],
  [400, anthropic('invalid_request_error', 'The workspace spend limit has been reached.'), means.quota],
  [529, anthropic('overloaded_error', 'Overloaded'), means.overloaded],
  [undefined, anthropic('overloaded_error', 'Overloaded'), means.overloaded],
  [529, '', means.overloaded],
  [500, anthropic('api_error', 'Internal server error'), means.server, 'by status'],
  [undefined, anthropic('api_error', 'Internal server error'), means.server, 'by status'],
  [504, anthropic('timeout_error', 'The request timed out.'), means.timeout],
  [undefined, anthropic('timeout_error', 'The request timed out.'), means.timeout],
  [400, anthropic('invalid_request_error', 'prompt is too long: 204803 tokens > 200000 maximum'), means.overflow],
  [
    400,
    anthropic(
      'invalid_request_error',
      'input length and `max_tokens` exceed context limit: 190000 + 32000 > 200000, decrease input length',
    ),
    means.overflow,
  ],
  [413, anthropic('request_too_large', 'Request exceeds the maximum allowed number of bytes.'), means.tooLarge],
  [413, '<html><head><title>413 Request Entity Too Large</title></head></html>', means.tooLarge],
  [400, anthropic('invalid_request_error', 'Output blocked by content filtering policy'), means.filtered],
  [401, anthropic('authentication_error', 'invalid x-api-key'), means.badKey],
  [
    403,
    anthropic('permission_error', 'Your API key does not have permission to use the specified resource.'),
    means.permission,
  ],
  [404, anthropic('not_found_error', 'model: claude-nonesuch'), means.unknownModel],
  [409, anthropic('conflict_error', 'The resource was changed meanwhile.'), means.server],
  [
    400,
    anthropic('invalid_request_error', 'messages.1.content.0: Invalid `signature` in `thinking` block'),
    means.invalid,
  ],
  [400, anthropic('invalid_request_error', 'This model does not support assistant message prefill.'), means.invalid],
  [400, anthropic('invalid_request_error', 'max_tokens: Field required'), means.invalid, 'by status'],
]

export const anthropicFailures: readonly FailureFamily[] = [
  { name: 'Anthropic', provider: 'anthropic', protocol: 'anthropic-messages', bodies },
  {
    name: 'Azure Anthropic',
    provider: 'azure-anthropic',
    protocol: 'anthropic-messages',
    bodies: [
      [
        429,
        anthropic('rate_limit_error', 'Number of requests has exceeded your rate limit.'),
        means.rateLimit,
        { 'retry-after-ms': '1500' },
      ],
      [529, anthropic('overloaded_error', 'Overloaded'), means.overloaded],
      [undefined, anthropic('overloaded_error', 'Overloaded'), means.overloaded],
      [400, anthropic('invalid_request_error', 'prompt is too long: 204803 tokens > 200000 maximum'), means.overflow],
      [
        401,
        { error: { code: '401', message: 'Access denied due to invalid subscription key or wrong API endpoint.' } },
        means.badKey,
      ],
      [403, { error: { code: '403', message: 'Public access is disabled.' } }, means.permission, 'by status'],
      [
        404,
        { error: { code: 'DeploymentNotFound', message: 'The API deployment for this resource does not exist.' } },
        means.unknownModel,
      ],
      [500, anthropic('api_error', 'Internal server error'), means.server, 'by status'],
    ],
  },
]
