import type { ProtocolId } from '../vocabulary/model.ts'
import type { ProviderProfile } from './provider.ts'

/** The chat surface's own field for an effort, as most hosts take it. */
const none = { reasoning_effort: 'none' } as const
const minimal = { reasoning_effort: 'minimal' } as const
const low = { reasoning_effort: 'low' } as const
const medium = { reasoning_effort: 'medium' } as const
const high = { reasoning_effort: 'high' } as const
const xhigh = { reasoning_effort: 'xhigh' } as const

/** For hosts that know nothing above `high`. */
const upToHigh = { low, medium, high, xhigh: high, max: high } as const

/**
 * Every known provider, one row each. Rows are data: what a host does differently is a flag in `quirks`, and the chat surface
 * stands for all that have one. Facts are from the providers' documentation and SDKs and from recorded exchanges, as `source`
 * says.
 */
export const providerTable: readonly ProviderProfile[] = [
  {
    id: 'openai',
    name: 'OpenAI',
    protocol: 'openai-chat',
    baseUrl: 'https://api.openai.com/v1',
    auth: 'bearer',
    keyVariables: ['OPENAI_API_KEY'],
    baseUrlVariable: 'OPENAI_BASE_URL',
    billing: 'pay-per-token',
    // gpt-6.1-sol and gpt-6-astra cannot use tools on this surface: see effortWithTools; they take no `none`.
    defaultModel: 'gpt-6.1-terra',
    tiers: { flagship: 'gpt-6-sol', balanced: 'gpt-6.1-terra', fast: 'gpt-6-luna' },
    quirks: {
      outputLimitField: 'max_completion_tokens',
      // `max` is for the responses surface only.
      effortFields: { none, minimal, low, medium, high, xhigh, max: xhigh },
      effortWithTools: [
        { model: /^gpt-5\.[45](?!\d)/, send: 'omit' },
        { model: /^gpt-(?:5\.(?:[6-9]|\d\d)|[6-9])/, send: 'none' },
      ],
    },
    surfaces: { 'openai-responses': { baseUrl: 'https://api.openai.com/v1' } },
    source: 'openai SDK 7.55.0; effort with tools: issue threads of 2026',
    asOf: '2026-11-10',
  },
  {
    id: 'anthropic',
    name: 'Anthropic',
    protocol: 'anthropic-messages',
    baseUrl: 'https://api.anthropic.com',
    auth: 'x-api-key',
    keyVariables: ['ANTHROPIC_API_KEY', 'ANTHROPIC_AUTH_TOKEN'],
    bearerVariables: ['ANTHROPIC_AUTH_TOKEN'],
    bearerHeaders: { 'anthropic-beta': 'oauth-2025-04-20' },
    baseUrlVariable: 'ANTHROPIC_BASE_URL',
    billing: 'pay-per-token',
    defaultModel: 'claude-sonnet-5-5',
    defaultModelVariable: 'ANTHROPIC_MODEL',
    tiers: { flagship: 'claude-opus-5-5', balanced: 'claude-sonnet-5-5', fast: 'claude-haiku-5-5' },
    tierVariables: {
      flagship: 'ANTHROPIC_DEFAULT_OPUS_MODEL',
      balanced: 'ANTHROPIC_DEFAULT_SONNET_MODEL',
      fast: 'ANTHROPIC_DEFAULT_HAIKU_MODEL',
    },
    source: '@anthropic-ai/sdk 1.10.0; platform.claude.com model pages; variables as Claude Code reads them',
    asOf: '2026-11-17',
  },
  {
    id: 'gemini',
    name: 'Google Gemini',
    protocol: 'gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    auth: 'x-goog-api-key',
    keyVariables: ['GEMINI_API_KEY', 'GOOGLE_API_KEY', 'GOOGLE_GENERATIVE_AI_API_KEY'],
    billing: 'free-tier',
    defaultModel: 'gemini-3.8-flash',
    tiers: { flagship: 'gemini-4-argon', fast: 'gemini-3.8-flash' },
    source: '@google/genai 3.1.0; ai.google.dev model, caching and error pages; recorded exchanges',
    asOf: '2026-11-10',
  },
  {
    id: 'bedrock',
    name: 'Amazon Bedrock',
    protocol: 'bedrock-converse',
    baseUrl: 'https://bedrock-runtime.us-east-1.amazonaws.com',
    regional: {
      baseUrl: 'https://bedrock-runtime.{region}.amazonaws.com',
      pattern: /^[a-z]{2}(?:-[a-z]+)+-\d{1,2}$/,
      variables: ['AWS_REGION', 'AWS_DEFAULT_REGION'],
      region: 'us-east-1',
    },
    auth: 'bearer',
    // A Bedrock key wins over a pair of AWS keys, which is often there for other purposes.
    keyVariables: ['AWS_BEARER_TOKEN_BEDROCK', 'AWS_ACCESS_KEY_ID'],
    signingVariables: ['AWS_ACCESS_KEY_ID'],
    billing: 'pay-per-token',
    defaultModel: 'anthropic.claude-sonnet-5-5',
    tiers: {
      flagship: 'anthropic.claude-opus-5-5',
      balanced: 'anthropic.claude-sonnet-5-5',
      fast: 'anthropic.claude-haiku-5-5',
    },
    source: '@aws-sdk/client-bedrock-runtime 3.1162.0; botocore 1.43.117; recorded exchanges',
    asOf: '2026-11-10',
  },
  {
    id: 'openrouter',
    name: 'OpenRouter',
    protocol: 'openai-chat',
    baseUrl: 'https://openrouter.ai/api/v1',
    auth: 'bearer',
    keyVariables: ['OPENROUTER_API_KEY'],
    billing: 'free-tier',
    // X-Title is the older name of X-OpenRouter-Title.
    attributionHeaders: {
      'http-referer': 'https://trunkline.invalid/',
      'x-openrouter-title': 'trunkline',
      'x-title': 'trunkline',
      'x-openrouter-categories': 'programming-app',
    },
    ownNamespace: 'openrouter',
    defaultModel: 'openrouter/free',
    tiers: {
      flagship: 'anthropic/claude-opus-5.5',
      balanced: 'anthropic/claude-sonnet-5.5',
      fast: 'anthropic/claude-haiku-5.5',
    },
    quirks: {
      replayReasoning: 'reasoning_details',
      effortFields: {
        none: { reasoning: { effort: 'none' } },
        minimal: { reasoning: { effort: 'minimal' } },
        low: { reasoning: { effort: 'low' } },
        medium: { reasoning: { effort: 'medium' } },
        high: { reasoning: { effort: 'high' } },
        xhigh: { reasoning: { effort: 'xhigh' } },
        max: { reasoning: { effort: 'max' } },
      },
      documentUrls: true,
      topK: true,
      sessionHeader: 'x-session-id',
    },
    surfaces: {
      'openai-responses': { baseUrl: 'https://openrouter.ai/api/v1', quirks: { sessionHeader: 'x-session-id' } },
      'anthropic-messages': { baseUrl: 'https://openrouter.ai/api' },
    },
    source: '@openrouter/sdk 1.3.19; openrouter.ai error, streaming, PDF and attribution pages; recorded exchanges',
    asOf: '2026-11-10',
  },
  {
    id: 'groq',
    name: 'Groq',
    protocol: 'openai-chat',
    baseUrl: 'https://api.groq.com/openai/v1',
    auth: 'bearer',
    keyVariables: ['GROQ_API_KEY'],
    billing: 'pay-per-token',
    defaultModel: 'openai/gpt-oss-120b',
    tiers: { balanced: 'openai/gpt-oss-120b', fast: 'llama-3.1-8b-instant' },
    quirks: {
      outputLimitField: 'max_completion_tokens',
      documents: 'none',
      effortFields: { none, ...upToHigh },
    },
    source: 'groq-sdk 1.6.0; recorded exchanges',
    asOf: '2026-11-10',
  },
  {
    id: 'deepseek',
    name: 'DeepSeek',
    protocol: 'openai-chat',
    baseUrl: 'https://api.deepseek.com',
    auth: 'bearer',
    keyVariables: ['DEEPSEEK_API_KEY'],
    billing: 'pay-per-token',
    defaultModel: 'deepseek-flash',
    tiers: { flagship: 'deepseek-v4-pro', fast: 'deepseek-flash' },
    quirks: {
      structuredOutput: 'json-object',
      // `strict` is understood at https://api.deepseek.com/beta only.
      strictTools: false,
      documents: 'none',
      replayReasoning: 'reasoning_content',
      reasoningContentRequired: true,
      effortFields: {
        none: { thinking: { type: 'disabled' } },
        low: { thinking: { type: 'enabled' }, reasoning_effort: 'low' },
        medium: { thinking: { type: 'enabled' }, reasoning_effort: 'high' },
        high: { thinking: { type: 'enabled' }, reasoning_effort: 'high' },
        xhigh: { thinking: { type: 'enabled' }, reasoning_effort: 'max' },
        max: { thinking: { type: 'enabled' }, reasoning_effort: 'max' },
      },
    },
    surfaces: {
      // There is no role `developer`.
      'openai-responses': { baseUrl: 'https://api.deepseek.com', quirks: { systemRole: 'system' } },
      'anthropic-messages': { baseUrl: 'https://api.deepseek.com/anthropic' },
    },
    source: 'api-docs.deepseek.com; recorded exchanges',
    asOf: '2026-11-10',
  },
  {
    id: 'xai',
    name: 'xAI',
    protocol: 'openai-chat',
    baseUrl: 'https://api.x.ai/v1',
    auth: 'bearer',
    keyVariables: ['XAI_API_KEY'],
    billing: 'pay-per-token',
    defaultModel: 'grok-4.7',
    tiers: { flagship: 'grok-4.7', balanced: 'grok-4.3' },
    quirks: {
      outputLimitField: 'max_completion_tokens',
      documents: 'none',
      effortFields: { none, low, medium, high, xhigh, max: xhigh },
      schemaDialect: 'xai',
      sessionHeader: 'x-grok-conv-id',
    },
    surfaces: { 'openai-responses': { baseUrl: 'https://api.x.ai/v1', quirks: { schemaDialect: 'xai' } } },
    source: 'docs.x.ai; @ai-sdk/xai of 2026-11-13; recorded exchanges',
    asOf: '2026-11-10',
  },
  {
    id: 'mistral',
    name: 'Mistral',
    protocol: 'openai-chat',
    baseUrl: 'https://api.mistral.ai/v1',
    auth: 'bearer',
    keyVariables: ['MISTRAL_API_KEY'],
    billing: 'pay-per-token',
    defaultModel: 'mistral-medium-3.5',
    tiers: { flagship: 'mistral-large-4', balanced: 'mistral-medium-3.5', fast: 'mistral-small-2603' },
    quirks: {
      // Unknown fields are a 422, and stream_options is one on some versions; usage comes without it.
      streamOptions: false,
      seedField: 'random_seed',
      toolCallId: { pattern: /^[a-zA-Z0-9]{9}$/, length: 9 },
      documents: 'document-url',
      audioInput: 'string',
      schemaDialect: 'mistral',
      replayReasoning: 'thinking-parts',
      // Most models know none and high only; mistral-large-4 and hosted ones more, which the catalogue knows.
      effortFields: { none, low: high, medium: high, high, xhigh: high, max: high },
      sessionHeader: 'x-affinity',
    },
    source: '@mistralai/mistralai 2.7.0; mistralai/platform-docs-public openapi.yaml of 2026-08-21; recorded exchanges',
    asOf: '2026-11-10',
  },
  {
    id: 'llama-cpp',
    name: 'llama.cpp server',
    protocol: 'openai-chat',
    baseUrl: 'http://localhost:8080/v1',
    auth: 'bearer',
    keyVariables: [],
    billing: 'local',
    local: true,
    // A server with one model ignores the name.
    defaultModel: 'default',
    quirks: {
      namedToolChoice: false,
      documents: 'none',
      // Chat templates differ: some take system messages at the beginning only, and one of them.
      oneSystemMessage: true,
      topK: true,
      effortFields: {
        none: { chat_template_kwargs: { enable_thinking: false }, reasoning_effort: 'none' },
        ...upToHigh,
      },
    },
    surfaces: {
      'openai-responses': {
        baseUrl: 'http://localhost:8080/v1',
        quirks: { oneSystemMessage: true, namedToolChoice: false },
      },
      'anthropic-messages': { baseUrl: 'http://localhost:8080' },
    },
    source: 'ggml-org/llama.cpp tools/server/README.md at 00dc8057; recorded exchanges',
    asOf: '2026-11',
  },
  {
    id: 'ollama',
    name: 'Ollama',
    protocol: 'openai-chat',
    baseUrl: 'http://localhost:11434/v1',
    auth: 'bearer',
    // For ollama.com; a server of one's own takes no key.
    keyVariables: ['OLLAMA_API_KEY'],
    baseUrlVariable: 'OLLAMA_HOST',
    billing: 'local',
    local: true,
    defaultModel: 'llama3.2',
    tiers: { balanced: 'qwen2.5:14b', fast: 'llama3.2' },
    quirks: {
      toolChoice: false,
      documents: 'none',
      // Newer servers also know max.
      effortFields: { none, ...upToHigh },
    },
    surfaces: {
      'openai-responses': { baseUrl: 'http://localhost:11434/v1', quirks: { oneSystemMessage: true } },
      'anthropic-messages': { baseUrl: 'http://localhost:11434' },
      'ollama-chat': { baseUrl: 'http://localhost:11434' },
    },
    source: 'ollama 0.6.4 (npm); ollama/ollama docs of 2026-08; docs.ollama.com errors page',
    asOf: '2026-09-24',
  },
]

const byId: ReadonlyMap<string, ProviderProfile> = new Map(providerTable.map((profile) => [profile.id, profile]))

/** The row of a provider; `undefined` for ids that are not in the table. */
export function profileOf(id: string): ProviderProfile | undefined {
  return byId.get(id)
}

/**
 * The row whose own host an address is at and that speaks `protocol` there; `undefined` when there is none. Servers on the
 * caller's machine are not told apart by their host and never match.
 */
export function profileAt(baseUrl: string, protocol: ProtocolId): ProviderProfile | undefined {
  const { hostname } = new URL(baseUrl)
  return providerTable.find((profile) => {
    const own = profile.protocol === protocol ? profile.baseUrl : profile.surfaces?.[protocol]?.baseUrl
    return profile.local !== true && own !== undefined && new URL(own).hostname === hostname
  })
}

/** The ids of all rows, in the table's order. */
export const providerIds: readonly string[] = providerTable.map((profile) => profile.id)
