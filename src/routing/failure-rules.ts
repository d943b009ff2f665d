import { code, type FailureRule, kind, numbered, rest, status, strongestFirst, text } from './failure-rule.ts'
import { type Verdict, verdicts } from './failure-verdict.ts'

/** A limit of the whole key on requests at one time: fewer are sent, and nothing rests. */
const concurrency: Verdict = { code: 'rate-limit', scope: 'key', action: 'retry', tooManyAtOnce: true }
/** Words for it: Anthropic's connections, Moonshot's organization, gateways. */
const concurrencyWords = /\bconcurren(?:cy|t (?:requests?|connections?|calls?|sessions?|generations?))\b/
/**
 * Money, or tokens per minute? Providers say both in the same words: per minute at Scaleway, final at OpenAI. The key rests and
 * the call moves on; five minutes cost one request each where it was money, and little where it was a minute's limit.
 */
const ambiguousQuota: Verdict = { ...verdicts.quota, cooldownMs: 300_000 }
/** OpenRouter serves free models to a key without credits, and refuses a model for the output limit asked: only it rests. */
const openRouterCredits: Verdict = { ...verdicts.quota, scope: 'model-key' }
/** Google counts the requests of a day for each model apart. */
const googleDay: Verdict = { ...verdicts.quota, scope: 'model-key' }
/** A gateway's verdict on the content, not the model vendor's: another target may serve it. */
const gatewayVerdict: Verdict = { ...verdicts['content-filter'], action: 'next' }

/** Words for a prompt that is too long. */
const overflowTexts: readonly string[] = [
  'prompt is too long', // Anthropic
  'input length and `max_tokens` exceed context limit', // Anthropic
  'maximum context length', // OpenAI, OpenRouter, vLLM, DeepSeek (recorded), Mistral
  'exceeds? the context window', // OpenAI
  'exceeds the maximum allowed input length', // OpenRouter
  'maximum prompt length is \\d', // xAI
  'reduce the length of the messages', // Groq
  "is longer than the model's context length", // Together, SGLang
  'exceeds the available context size', // llama.cpp (recorded)
  'greater than the context length', // LM Studio
  'exceeded max context length', // Ollama (recorded)
  'prompt is longer than the context length', // Ollama
  'input length exceeds the context length', // Ollama, where it may not cut the prompt
  'input token count (?:\\(\\d{1,12}\\) )?exceeds the maximum number of tokens', // Google (recorded)
  'input is too long for requested model', // Bedrock
  'number of input tokens exceeds maximum length', // Bedrock Nova (recorded)
  'prompt token count of \\d{1,12} exceeds', // Copilot
  'context window exceeds limit', // MiniMax
  'exceeded model token limit', // Moonshot
  'range of input length should be', // Qwen
  'current length is \\d{1,12} while limit is', // Cerebras
  '`?inputs`? tokens \\+ `?max_new_tokens`? must be', // TGI, Together
  'contextwindowexceedederror', // LiteLLM
  '^too many tokens: ', // Cohere (recorded); Bedrock says "Too many tokens, please wait" of a rate
]
const overflow = new RegExp(overflowTexts.join('|'))

const knownQuota = ['openai', 'azure', 'copilot']

// The rows of the provider table in the error facts of 2026-11, narrow before general within a rank. `recorded`: seen in a
// recording. Bare digits in a text prove nothing and are never matched.

/** Codes and types, in lower case. */
const byCode: readonly FailureRule[] = [
  code('string-too-long', 'string_above_max_length', verdicts['invalid-request']),
  code('prompt-above-rate', 'rate_limit_exceeded tokens', verdicts['request-too-large'], {
    text: /(?:^|: )request too large for /,
  }),
  code('qwen-free-quota', 'insufficient_quota throttling.allocationquota', verdicts.quota, {
    families: ['qwen'],
    text: /free (?:allocated )?quota/,
  }),
  code('qwen-token-rate', 'insufficient_quota throttling.allocationquota', verdicts['rate-limit'], {
    families: ['qwen'],
  }),
  code(
    'concurrent-requests',
    'rate_limit_error rate_limit_exceeded rate_limit_reached_error ratelimitreached too_many_requests_error ' +
      'resource_exhausted throttlingexception limit_requests',
    concurrency,
    { text: concurrencyWords },
  ), // Moonshot, Anthropic
  code('in-flight-budget', 'in_flight_budget_exhausted openrouter_in_flight_budget', concurrency),
  code('in-flight-wait', 'payment_required', concurrency, { families: ['openrouter'], wait: true }),
  code('openrouter-credits', 'payment_required weight_exceeds_budget', openRouterCredits, { families: ['openrouter'] }),
  code('usage-policy', 'invalid_prompt', verdicts['content-filter'], { text: /usage policy/ }),
  code('xai-model', 'invalid-argument', verdicts['model-not-found'], { text: /(?:^|: )model not found/ }), // recorded
  code('xai-key', 'invalid-argument', verdicts.authentication, { text: /(?:^|: )incorrect api key/ }),
  code('quota-known', 'insufficient_quota quota_exceeded', verdicts.quota, { families: knownQuota }),
  code('quota-ambiguous', 'insufficient_quota quota_exceeded', ambiguousQuota),
  code('busy', 'rate_limit_error ratelimitreached', verdicts.overloaded, {
    text: /experiencing high demand|(?:^|: )service tier capacity exceeded/,
  }), // Azure, Mistral
  code('spend-limit', 'rate_limit_error', verdicts.quota, {
    text: /spend(?:ing)? limit|credit balance|reached your (?:[a-z]{1,20} ){0,3}api usage limits/,
  }), // Anthropic
  // Kimi Code words the end of a plan so, whatever kind its protocol makes of it.
  code('plan-limit', 'permission_error rate_limit_error rate_limit_reached_error', verdicts.quota, {
    families: ['moonshot'],
    text: /reached your usage limit/,
  }),
  ...numbered('zai', [
    ['concurrency', '1302', concurrency],
    ['rate', '1303 1305', verdicts['rate-limit']],
    ['quota', '1113 1304 1308 1309 1310', verdicts.quota],
    ['overloaded', '1312', verdicts.overloaded],
    ['server', '1230 1234', verdicts.server],
    ['context', '1261', verdicts['context-overflow']],
    ['content', '1301', verdicts['content-filter']],
    ['key', '1000 1001 1002 1003 1004', verdicts.authentication],
    ['model', '1211', verdicts['model-not-found']],
    ['parameters', '1210 1213 1214', verdicts['invalid-request']],
    ['permission', '1220 1311 1313', verdicts.permission],
  ]),
  code('google-day', 'perday', googleDay),
  // The name of a cached content that is gone, another caller's, or another model's: nothing is wrong with key or model (seen in clients, 2026).
  code('google-cached-content', 'permission_denied not_found invalid_argument', verdicts.unsupported, {
    protocols: ['gemini'],
    text: /cached ?content/,
  }),
  code('google-credit', 'resource_exhausted', verdicts.quota, { statuses: [402] }),
  code('google-precondition', 'failed_precondition', verdicts.permission, { protocols: ['gemini'] }), // region, billing
  code('minimax-context', '2013', verdicts['context-overflow'], { families: ['minimax'], text: overflow }),
  ...numbered('minimax', [
    ['rate', '1002 1039', verdicts['rate-limit']],
    ['connections', '1041', concurrency],
    ['quota', '1008 2056', verdicts.quota],
    ['timeout', '1001', verdicts.timeout],
    ['server', '1000 1024 1033', verdicts.server],
    ['content', '1026 1027', verdicts['content-filter']],
    ['key', '1004 2049', verdicts.authentication],
    ['parameters', '1042 2013', verdicts['invalid-request']],
  ]),
  code(
    'quota',
    'billing_error enforced_spend_limit_reached contract_spend_limit_reached subscription_sharing_usage_limit_exceeded ' +
      'credit_balance_exhausted organization_spend_limit_exceeded project_spend_limit_exceeded payment_required ' +
      'organization_usage_limit_exceeded usage_limit_reached usage_not_included insufficient_balance insufficient_funds ' +
      'exceeded_current_quota_error arrearage gousagelimiterror freeusagelimiterror creditserror budgetexceedederror exceededbudget ' +
      'budget_exceeded billing_hard_limit_reached billing_not_active servicequotaexceededexception', // the first LiteLLM, then OpenAI
    verdicts.quota,
  ),
  code(
    'overloaded',
    'overloaded_error server_is_overloaded engine_overloaded_error engine_overloaded service_unavailable_error ' +
      'capacity_exceeded queue_exceeded unavailable_error insufficient_system_resource unavailable ' +
      'modelnotreadyexception serviceunavailableexception', // unavailable_error: recorded
    verdicts.overloaded,
  ),
  code(
    'context-overflow',
    'context_length_exceeded exceed_context_size_error contextwindowexceedederror model_context_window_exceeded too_many_tokens',
    verdicts['context-overflow'],
  ),
  code('request-too-large', 'request_too_large', verdicts['request-too-large']),
  code(
    'content-filter',
    'content_policy_violation content_filter responsibleaipolicyviolation contentpolicyviolationerror ' +
      'data_inspection_failed bio_policy misalignment_policy_violation',
    verdicts['content-filter'],
  ),
  code(
    'authentication',
    'authentication_error invalid_api_key invalid_authentication_error auth_error autherror api_key_invalid unauthenticated ' +
      'unrecognizedclientexception invalidsignatureexception expiredtokenexception invalidclienttokenid ' +
      'incompletesignatureexception missingauthenticationtokenexception',
    verdicts.authentication,
  ), // recorded
  code('region-blocked', 'unsupported_country_region_territory', verdicts.permission),
  code(
    'permission',
    'permission_error accessdenied access_terminated organization_restricted accessdeniedexception',
    verdicts.permission,
  ), // recorded
  code(
    'model-not-found',
    'model_not_found modelnotfound deploymentnotfound invalid_model model_not_supported not_found_error ' +
      'resourcenotfoundexception',
    verdicts['model-not-found'],
  ), // recorded
  code(
    'unsupported-parameter',
    'unsupported_parameter unsupported_value unknown_parameter',
    verdicts['invalid-request'],
  ), // recorded
  code('foreign-signature', 'invalid_encrypted_content', verdicts['invalid-request']),
  code('invalid-request', 'invalid_prompt missing_required_parameter invalid_image_url', verdicts['invalid-request']), // recorded
  code('not-supported', 'not_supported_error', verdicts.unsupported), // recorded, llama.cpp
  code('degenerate-tool-call', 'tool_use_failed', verdicts['malformed-stream']), // recorded, Groq
  code(
    'degenerate-answer',
    'malformed_function_call malformed_response unexpected_tool_call too_many_tool_calls ' +
      'malformed_tool_use malformed_model_output',
    verdicts['malformed-stream'],
  ), // finish reasons of Google and Bedrock
  code('conflict', 'conflict_error conflictexception', verdicts.server),
  code('timeout', 'timeout_error deadline_exceeded modeltimeoutexception', verdicts.timeout),
  code(
    'server',
    'internal_server_error internalservererror internalerror internalserverexception modelerrorexception modelstreamerrorexception',
    verdicts.server,
  ),
  code(
    'rate-limit',
    'rate_limit_exceeded rate_limit_reached_error ratelimitreached ratelimiterror slow_down ' +
      'token_quota_exceeded limit_requests throttling.ratequota throttling.allocationquota ' +
      'perminute throttlingexception', // the first recorded
    verdicts['rate-limit'],
  ),
]

/** Codes that say what kind of failure it is, and no more. */
const byKind: readonly FailureRule[] = [
  kind('rate-limit', 'rate_limit_error resource_exhausted too_many_requests_error', verdicts['rate-limit']), // recorded
]

/** Statuses with one meaning. */
const byStatus: readonly FailureRule[] = [
  status('busy', [429], verdicts.overloaded, {
    text: /engine is (?:currently )?overloaded|experiencing high demand|(?:^|: )service tier capacity exceeded/,
  }), // Moonshot, Azure, Mistral
  status('prompt-above-rate', [413, 429], verdicts['request-too-large'], { text: /(?:^|: )request too large for / }), // OpenAI, Groq
  status('concurrent-requests', [429], concurrency, { text: concurrencyWords }),
  status('rate-words', [429], verdicts['rate-limit'], { text: /too many requests|rate limit|per[ -]min/ }),
  status('spend-limit', [429], verdicts.quota, {
    text: /spend(?:ing)? limit|credit balance|usage limit|insufficient balance/,
  }), // Kimi Code
  status('quota-known', [429], verdicts.quota, { families: knownQuota, text: /exceeded your current quota|no quota/ }),
  status('qwen-free-quota', [429], verdicts.quota, { families: ['qwen'], text: /free (?:allocated )?quota/ }),
  status('quota-ambiguous', [429], ambiguousQuota, {
    text: /insufficient[ _]quota|exceeded your (?:current )?quota|quota exceeded|billing/,
  }), // Scaleway
  status('rate-limit', [429], verdicts['rate-limit']), // recorded
  status('in-flight-budget', [402], concurrency, { families: ['openrouter'], wait: true }),
  status('openrouter-credits', [402], openRouterCredits, { families: ['openrouter'] }),
  status('payment', [402], verdicts.quota),
  status('authentication', [401], verdicts.authentication), // recorded
  // The chat protocol words an empty body itself.
  status('empty-body', [400, 413], verdicts['context-overflow'], {
    families: ['cerebras'],
    text: /^$|an empty body\.$/,
  }),
  status('context-overflow', [413, 503], verdicts['context-overflow'], { text: overflow }), // Groq
  status('request-too-large', [413], verdicts['request-too-large']),
  status('timeout', [408, 504, 522, 524], verdicts.timeout),
  status('flex-capacity', [498], verdicts.overloaded, { families: ['groq'] }),
  status('blocked-input', [498], verdicts['content-filter'], { families: ['cohere'] }),
  // The account is suspended or has reached its spend limit.
  status('suspended', [412], verdicts.quota, { families: ['fireworks'] }),
  status('overloaded', [503, 529], verdicts.overloaded), // recorded
  status('not-implemented', [501], verdicts.unsupported),
  status('legal', [451], verdicts.permission),
]

/** Words, where code and status left it open. */
const byText: readonly FailureRule[] = [
  text('rate-words', verdicts['rate-limit'], /(?:^|: )(?:too many requests|rate limit|requests? rate limit)/),
  text('context-overflow', verdicts['context-overflow'], overflow), // recorded
  text('balance', verdicts.quota, /credit balance is too low|insufficient (?:account )?balance/), // Anthropic, DeepSeek, Moonshot
  text(
    'spend-limit',
    verdicts.quota,
    /spend(?:ing)? limit (?:has been )?(?:reached|exceeded)|monthly usage limit|usage limit (?:for|reached)|reached your (?:[a-z]{1,20} ){0,3}api usage limits/,
  ), // Anthropic, Kimi Code
  text('xai-credits', verdicts.quota, /\b(?:used all|run out of|any) (?:available )?credits/, { families: ['xai'] }),
  text('openrouter-key-limit', verdicts.quota, /^key limit exceeded/, { families: ['openrouter'] }),
  text('qwen-free-quota', verdicts.quota, /free (?:allocated )?quota exceeded/, { families: ['qwen'] }),
  text('quota-known', verdicts.quota, /you have no quota|exceeded your current quota/, { families: knownQuota }),
  text('quota-ambiguous', ambiguousQuota, /insufficient[ _]quota|exceeded your (?:current )?quota|quota exceeded/),
  text(
    'bad-key',
    verdicts.authentication,
    /(?:^|: )(?:incorrect|invalid) (?:x-)?api[ -]key|(?:^|: )api key is invalid/,
  ), // xAI
  text(
    'model-not-found',
    verdicts['model-not-found'],
    /is not a valid model id$|^(?:specified )?model not found|^model '[^']{1,200}' not found|^invalid model: |(?:^|: )invalid model name passed in model=|^the model `[^`]{1,200}` does not exist/,
  ), // recorded; LiteLLM
  text('codex-model', verdicts['model-not-found'], /model is not supported when using codex with a chatgpt account/),
  text(
    'bedrock-model',
    verdicts['model-not-found'],
    /^the provided model identifier is invalid|inference profile that contains this model/,
    { protocols: ['bedrock-converse'] },
  ), // recorded
  text('bedrock-capability', verdicts.unsupported, /^this model doesn't support /, { protocols: ['bedrock-converse'] }), // recorded
  text('ollama-capability', verdicts.unsupported, /does not support (?:thinking|tools|chat|images?)\b/, {
    protocols: ['ollama-chat'],
  }),
  text('gateway-moderation', gatewayVerdict, /requires moderation|input was flagged|guardrail/, { statuses: [403] }), // OpenRouter
  text(
    'data-policy',
    verdicts.permission,
    /^no endpoints (?:found|available) matching your (?:data policy|guardrail)/,
    { statuses: [404] },
  ), // OpenRouter
  text('no-endpoint-can', verdicts.unsupported, /^no endpoints found that (?:support|can handle)/, { statuses: [404] }), // OpenRouter
  text(
    'input-kind',
    verdicts.unsupported,
    /unknown variant `(?:image_url|input_audio|file)`|(?:image|audio) inputs? (?:is|are) not supported|model does(?: not|n't) support (?:image|audio)/,
  ), // recorded, DeepSeek, llama.cpp
  text(
    'usage-policy',
    verdicts['content-filter'],
    /violating our usage policy|content management policy|blocked by content filtering|contentpolicyviolationerror/,
  ), // OpenAI, Azure, Anthropic, LiteLLM
  text(
    'foreign-signature',
    verdicts['invalid-request'],
    /invalid `signature` in `thinking` block|corrupted thought signature/,
  ), // Anthropic
  text('assistant-prefill', verdicts['invalid-request'], /does not support assistant message prefill/), // recorded, Anthropic
  text(
    'unsupported-parameter',
    verdicts['invalid-request'],
    /not supported with this model\.?$|does not support effort level|tools with reasoning_effort are not supported/,
  ), // recorded, OpenAI, Anthropic
  text('server-setup', verdicts.unsupported, /requires --jinja flag|cannot use both json_schema and grammar/), // recorded, llama.cpp
  text('opaque-upstream', verdicts.server, /^provider returned error\.?$/, {
    families: ['openrouter'],
    statuses: [400],
  }),
  text('overloaded', verdicts.overloaded, /\b(?:is|are) (?:currently |temporarily )?overloaded/),
]

/** What a class of statuses leaves to say, then a vague type without a status, then nothing. */
const byDefault: readonly FailureRule[] = [
  rest('status-3xx', { ...verdicts.network, action: 'next' }, { statuses: [3] }),
  rest('status-403', verdicts.permission, { statuses: [403] }), // recorded
  rest('status-404', verdicts['model-not-found'], { statuses: [404, 410] }), // recorded
  rest('status-conflict', verdicts.server, { statuses: [409, 424, 425, 499] }),
  rest('status-4xx', verdicts['invalid-request'], { statuses: [4] }), // recorded
  rest('status-5xx', verdicts.server, { statuses: [5] }), // recorded
  rest('type-invalid-request', verdicts['invalid-request'], { codes: ['invalid_request_error', 'badrequesterror'] }),
  rest('unknown', verdicts.server, {}),
]

/** All rules, strongest first. */
export const failureRules: readonly FailureRule[] = strongestFirst([
  ...byCode,
  ...byKind,
  ...byStatus,
  ...byText,
  ...byDefault,
])
