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
 * batches rest on SDKs and older pages. What sources leave open is left out. Who counts tokens is in `<protocol>/hosts.ts`.
 */
const features: Readonly<Record<string, ProviderFeatures>> = {
  anthropic: {
    auth: ['api-key', 'access-token'],
    caching: both,
    nativeCompaction: ['anthropic-messages'],
    batch: true,
  },
  'anthropic-subscription': {
    auth: login,
    caching: both,
    nativeCompaction: ['anthropic-messages'],
    batch: false,
  },
  'azure-anthropic': { auth: ['api-key', 'access-token'], caching: both, batch: false },
  openai: { auth: key, caching: automatic, nativeCompaction: ['openai-responses'], batch: true },
  'openai-chatgpt': {
    auth: login,
    caching: automatic,
    nativeCompaction: ['openai-responses'],
    batch: false,
  },
  'azure-openai': {
    auth: ['api-key', 'access-token'],
    caching: automatic,
    nativeCompaction: ['openai-responses'],
    batch: true,
  },
  gemini: { auth: key, caching: both, batch: true },
  'google-vertex': {
    auth: ['access-token', 'api-key'],
    caching: [
      [/^claude-/, explicit],
      [/^gemini-/, both],
    ],
    batch: true,
  },
  'google-vertex-anthropic': { auth: ['access-token'], caching: explicit, batch: true },
  'google-vertex-express': { auth: key, caching: automatic, batch: false },
  'google-antigravity': { auth: login, caching: none, batch: false },
  'google-gemini-cli': { auth: login, caching: automatic, batch: false },
  bedrock: {
    auth: ['aws-signature', 'api-key'],
    caching: [
      [/(?:^|\.)amazon\.nova-/, both],
      [/(?:^|\.)anthropic\./, explicit],
    ],
    batch: true,
  },
  openrouter: {
    auth: keyOrLogin,
    caching: [
      [/^(?:anthropic|google)\//, both],
      [/./, automatic],
    ],
    batch: true,
  },
  'vercel-ai-gateway': {
    auth: ['api-key', 'access-token'],
    caching: [
      [/^anthropic\//, explicit],
      [/./, automatic],
    ],
    batch: false,
  },
  deepseek: { auth: key, caching: automatic, batch: false },
  zai: { auth: key, caching: automatic, batch: true },
  glm: { auth: key, caching: automatic, batch: true },
  xai: { auth: keyOrLogin, caching: automatic, batch: true },
  mistral: { auth: key, caching: automatic, batch: true },
  groq: {
    auth: key,
    caching: [
      [/gpt-oss|kimi/, automatic],
      [/./, none],
    ],
    batch: true,
  },
  moonshot: { auth: key, caching: automatic, batch: true },
  'kimi-code': { auth: keyOrLogin, caching: automatic, batch: false },
  minimax: { auth: key, caching: both, batch: false },
  'minimax-portal': { auth: login, caching: both, batch: false },
  xiaomi: { auth: key, caching: automatic, batch: false },
  venice: { auth: key, caching: automatic, batch: false },
  synthetic: { auth: key, batch: false },
  'qwen-portal': { auth: keyOrLogin, caching: automatic, batch: true },
  'github-copilot': {
    auth: login,
    caching: [
      [/^claude-/, explicit],
      [/./, automatic],
    ],
    batch: false,
  },
  'opencode-zen': { auth: key, batch: false },
  cerebras: { auth: key, caching: automatic, batch: true },
  together: { auth: key, caching: automatic, batch: true },
  fireworks: { auth: key, caching: automatic, batch: true },
  perplexity: { auth: key, caching: none, batch: false },
  cohere: { auth: key, caching: automatic, batch: true },
  'huggingface-router': { auth: key, batch: false },
  'nvidia-nim': { auth: key, caching: none, batch: false },
  litellm: { auth: key, batch: true },
  infron: { auth: key },
  anyscale: { auth: key, caching: automatic },
  ollama: { auth: keyless, caching: none, batch: false },
  'llama-cpp': { auth: keyless, caching: automatic, batch: false },
  vllm: { auth: keyless, caching: automatic, batch: false },
  lmstudio: { auth: keyless, caching: none, batch: false },
}

/** What a provider offers; `undefined` for one that is not in the matrix. */
export function featuresOf(provider: string): ProviderFeatures | undefined {
  return Object.hasOwn(features, provider) ? features[provider] : undefined
}
