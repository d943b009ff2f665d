import type { AuthKind, CachingKind } from '../vocabulary/capabilities.ts'
import type { ProtocolId } from '../vocabulary/model.ts'

/** What a provider offers beside completions. An absent member is not known. */
export interface ProviderFeatures {
  readonly auth: readonly AuthKind[]
  /** By model where it differs: the first pattern that matches counts. */
  readonly caching?: readonly CachingKind[] | readonly (readonly [model: RegExp, kinds: readonly CachingKind[]])[]
  /** Protocols in which the provider compacts a conversation itself. */
  readonly nativeCompaction?: readonly ProtocolId[]
  readonly batch?: boolean
  readonly tokenCount?: boolean
}

const automatic = ['automatic'] as const
const explicit = ['explicit'] as const
const both = ['automatic', 'explicit'] as const
const none: readonly CachingKind[] = []
const key = ['api-key'] as const
const keyOrLogin = ['api-key', 'oauth'] as const
const login = ['oauth'] as const
const keyless = ['none', 'api-key'] as const

/**
 * The matrix of providers (R217). From the providers' documentation and SDKs as collected on 2026-11-20; for the smaller hosts
 * batches and token counts rest on SDKs and older pages. What sources leave open is left out.
 */
const features: Readonly<Record<string, ProviderFeatures>> = {
  anthropic: {
    auth: ['api-key', 'access-token'],
    caching: both,
    nativeCompaction: ['anthropic-messages'],
    batch: true,
    tokenCount: true,
  },
  'anthropic-subscription': {
    auth: login,
    caching: both,
    nativeCompaction: ['anthropic-messages'],
    batch: false,
    tokenCount: true,
  },
  'azure-anthropic': { auth: ['api-key', 'access-token'], caching: both, batch: false, tokenCount: true },
  openai: { auth: key, caching: automatic, nativeCompaction: ['openai-responses'], batch: true, tokenCount: true },
  'openai-chatgpt': {
    auth: login,
    caching: automatic,
    nativeCompaction: ['openai-responses'],
    batch: false,
    tokenCount: false,
  },
  'azure-openai': {
    auth: ['api-key', 'access-token'],
    caching: automatic,
    nativeCompaction: ['openai-responses'],
    batch: true,
  },
  gemini: { auth: key, caching: both, batch: true, tokenCount: true },
  'google-vertex': {
    auth: ['access-token', 'api-key'],
    caching: [
      [/^claude-/, explicit],
      [/^gemini-/, both],
    ],
    batch: true,
    tokenCount: true,
  },
  'google-vertex-anthropic': { auth: ['access-token'], caching: explicit, batch: true, tokenCount: true },
  'google-vertex-express': { auth: key, caching: automatic, batch: false, tokenCount: true },
  'google-antigravity': { auth: login, caching: none, batch: false, tokenCount: true },
  'google-gemini-cli': { auth: login, caching: automatic, batch: false, tokenCount: true },
  bedrock: {
    auth: ['aws-signature', 'api-key'],
    caching: [
      [/(?:^|\.)amazon\.nova-/, both],
      [/(?:^|\.)anthropic\./, explicit],
    ],
    batch: true,
    tokenCount: true,
  },
  openrouter: {
    auth: keyOrLogin,
    caching: [
      [/^(?:anthropic|google)\//, both],
      [/./, automatic],
    ],
    batch: true,
    tokenCount: false,
  },
  'vercel-ai-gateway': {
    auth: ['api-key', 'access-token'],
    caching: [
      [/^anthropic\//, explicit],
      [/./, automatic],
    ],
    batch: false,
  },
  deepseek: { auth: key, caching: automatic, batch: false, tokenCount: false },
  zai: { auth: key, caching: automatic, batch: true, tokenCount: true },
  glm: { auth: key, caching: automatic, batch: true, tokenCount: true },
  xai: { auth: keyOrLogin, caching: automatic, batch: true },
  mistral: { auth: key, caching: automatic, batch: true, tokenCount: false },
  groq: {
    auth: key,
    caching: [
      [/gpt-oss|kimi/, automatic],
      [/./, none],
    ],
    batch: true,
    tokenCount: false,
  },
  moonshot: { auth: key, caching: automatic, batch: true, tokenCount: true },
  'kimi-code': { auth: keyOrLogin, caching: automatic, batch: false, tokenCount: false },
  minimax: { auth: key, caching: both, batch: false, tokenCount: false },
  'minimax-portal': { auth: login, caching: both, batch: false, tokenCount: false },
  xiaomi: { auth: key, caching: automatic, batch: false, tokenCount: false },
  venice: { auth: key, caching: automatic, batch: false, tokenCount: false },
  synthetic: { auth: key, batch: false },
  'qwen-portal': { auth: keyOrLogin, caching: automatic, batch: true, tokenCount: false },
  'github-copilot': {
    auth: login,
    caching: [
      [/^claude-/, explicit],
      [/./, automatic],
    ],
    batch: false,
    tokenCount: false,
  },
  'opencode-zen': { auth: key, batch: false },
  cerebras: { auth: key, caching: automatic, batch: true, tokenCount: false },
  together: { auth: key, caching: automatic, batch: true, tokenCount: false },
  fireworks: { auth: key, caching: automatic, batch: true, tokenCount: false },
  perplexity: { auth: key, caching: none, batch: false, tokenCount: false },
  cohere: { auth: key, caching: automatic, batch: true, tokenCount: true },
  'huggingface-router': { auth: key, batch: false, tokenCount: false },
  'nvidia-nim': { auth: key, caching: none, batch: false, tokenCount: false },
  litellm: { auth: key, batch: true, tokenCount: true },
  infron: { auth: key },
  anyscale: { auth: key, caching: automatic },
  ollama: { auth: keyless, caching: none, batch: false, tokenCount: false },
  'llama-cpp': { auth: keyless, caching: automatic, batch: false, tokenCount: true },
  vllm: { auth: keyless, caching: automatic, batch: false, tokenCount: true },
  lmstudio: { auth: keyless, caching: none, batch: false, tokenCount: false },
}

/** What a provider offers; `undefined` for one that is not in the matrix. */
export function featuresOf(provider: string): ProviderFeatures | undefined {
  return Object.hasOwn(features, provider) ? features[provider] : undefined
}
