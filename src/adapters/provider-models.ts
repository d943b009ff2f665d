import type { ProviderModels } from './provider.ts'

/** The models to begin with at each provider. Sources and dates are in `provider-notes.ts`. */
export const providerModels: Readonly<Record<string, ProviderModels>> = {
  openai: {
    // gpt-6.1-sol and gpt-6-astra cannot use tools on the chat surface: see effortWithTools; they take no `none`.
    defaultModel: 'gpt-6.1-terra',
    tiers: { flagship: 'gpt-6-sol', balanced: 'gpt-6.1-terra', fast: 'gpt-6-luna' },
  },
  anthropic: {
    defaultModel: 'claude-sonnet-5-5',
    tiers: { flagship: 'claude-opus-5-5', balanced: 'claude-sonnet-5-5', fast: 'claude-haiku-5-5' },
  },
  'anthropic-subscription': {
    defaultModel: 'claude-sonnet-5-5',
    tiers: { flagship: 'claude-opus-5-5', balanced: 'claude-sonnet-5-5', fast: 'claude-haiku-5-5' },
  },
  gemini: {
    defaultModel: 'gemini-3.8-flash',
    tiers: { flagship: 'gemini-4-argon', fast: 'gemini-3.8-flash' },
  },
  bedrock: {
    defaultModel: 'anthropic.claude-sonnet-5-5',
    tiers: {
      flagship: 'anthropic.claude-opus-5-5',
      balanced: 'anthropic.claude-sonnet-5-5',
      fast: 'anthropic.claude-haiku-5-5',
    },
  },
  'azure-openai': {
    defaultModel: 'gpt-6.1-terra',
    tiers: { flagship: 'gpt-6-sol', balanced: 'gpt-6.1-terra', fast: 'gpt-6-luna' },
  },
  'azure-anthropic': {
    defaultModel: 'claude-sonnet-5-5',
    tiers: { flagship: 'claude-opus-5-5', balanced: 'claude-sonnet-5-5', fast: 'claude-haiku-4-5' },
  },
  'google-vertex': {
    defaultModel: 'gemini-3.8-flash',
    tiers: { flagship: 'gemini-4-argon', fast: 'gemini-3.8-flash' },
  },
  'google-vertex-anthropic': {
    defaultModel: 'claude-sonnet-5-5@default',
    tiers: { flagship: 'claude-opus-5-5@default', balanced: 'claude-sonnet-5-5@default' },
  },
  'google-vertex-express': {
    defaultModel: 'gemini-3.8-flash',
    tiers: { flagship: 'gemini-4-argon', fast: 'gemini-3.8-flash' },
  },
  'google-gemini-cli': { defaultModel: 'gemini-2.5-pro', tiers: { fast: 'gemini-2.5-flash' } },
  'google-antigravity': { defaultModel: 'gemini-3-flash' },
  'openai-chatgpt': {
    defaultModel: 'gpt-6.1-terra',
    tiers: { flagship: 'gpt-6-sol', balanced: 'gpt-6.1-terra', fast: 'gpt-6-luna' },
  },
  'github-copilot': {
    defaultModel: 'gpt-6.1-terra',
    tiers: { flagship: 'gpt-6-sol', balanced: 'gpt-6.1-terra', fast: 'gpt-6-luna' },
  },
  openrouter: {
    defaultModel: 'openrouter/free',
    tiers: {
      flagship: 'anthropic/claude-opus-5.5',
      balanced: 'anthropic/claude-sonnet-5.5',
      fast: 'anthropic/claude-haiku-5.5',
    },
  },
  groq: {
    defaultModel: 'openai/gpt-oss-120b',
    tiers: { balanced: 'openai/gpt-oss-120b', fast: 'llama-3.1-8b-instant' },
  },
  deepseek: {
    defaultModel: 'deepseek-flash',
    tiers: { flagship: 'deepseek-v4-pro', fast: 'deepseek-flash' },
  },
  xai: {
    defaultModel: 'grok-4.7',
    tiers: { flagship: 'grok-4.7', balanced: 'grok-4.3' },
  },
  mistral: {
    defaultModel: 'mistral-medium-3.5',
    tiers: { flagship: 'mistral-large-4', balanced: 'mistral-medium-3.5', fast: 'mistral-small-2603' },
  },
  moonshot: {
    defaultModel: 'kimi-k3',
    tiers: { flagship: 'kimi-k3.1-pro', balanced: 'kimi-k3', fast: 'kimi-k3.1-pro-highspeed' },
  },
  'kimi-code': {
    defaultModel: 'kimi-for-coding',
    tiers: { flagship: 'k3.1-pro', balanced: 'kimi-for-coding', fast: 'kimi-for-coding-highspeed' },
  },
  'opencode-zen': { defaultModel: 'glm-5.3', tiers: { flagship: 'kimi-k3', balanced: 'glm-5.3' } },
  zai: { defaultModel: 'glm-5.3', tiers: { balanced: 'glm-5.3', fast: 'glm-5.3-flash' } },
  glm: { defaultModel: 'glm-5.3', tiers: { balanced: 'glm-5.3', fast: 'glm-5.3-flash' } },
  'vercel-ai-gateway': {
    defaultModel: 'anthropic/claude-sonnet-5.5',
    tiers: {
      flagship: 'anthropic/claude-opus-5.5',
      balanced: 'anthropic/claude-sonnet-5.5',
      fast: 'anthropic/claude-haiku-5.5',
    },
  },
  cerebras: { defaultModel: 'gpt-oss-120b', tiers: { fast: 'qwen-3.8-27b' } },
  'qwen-portal': {
    defaultModel: 'qwen3.7-plus',
    tiers: { flagship: 'qwen3.8-max', balanced: 'qwen3.7-plus', fast: 'qwen3.8-flash' },
  },
  minimax: { defaultModel: 'MiniMax-M3', tiers: { balanced: 'MiniMax-M3', fast: 'MiniMax-M3.1-Flash' } },
  'minimax-portal': { defaultModel: 'MiniMax-M3', tiers: { balanced: 'MiniMax-M3', fast: 'MiniMax-M3.1-Flash' } },
  xiaomi: { defaultModel: 'mimo-v2.6-pro', tiers: { flagship: 'mimo-v2.6-pro', fast: 'mimo-v2.6-flash' } },
  venice: {
    defaultModel: 'claude-sonnet-5-5',
    tiers: { flagship: 'claude-opus-5-5', balanced: 'claude-sonnet-5-5', fast: 'qwen-3-8-flash' },
  },
  synthetic: {
    defaultModel: 'hf:zai-org/GLM-5.2',
    tiers: { flagship: 'hf:moonshotai/Kimi-K3', balanced: 'hf:zai-org/GLM-5.2', fast: 'hf:zai-org/GLM-5.3-Flash' },
  },
  together: {
    defaultModel: 'zai-org/GLM-5.3',
    tiers: { flagship: 'moonshotai/Kimi-K3.1-Pro', balanced: 'zai-org/GLM-5.3', fast: 'zai-org/GLM-5.3-Flash' },
  },
  fireworks: {
    defaultModel: 'accounts/fireworks/models/glm-5p3',
    tiers: {
      flagship: 'accounts/fireworks/models/kimi-k3p1-pro',
      balanced: 'accounts/fireworks/models/glm-5p3',
      fast: 'accounts/fireworks/models/glm-5p3-flash',
    },
  },
  perplexity: { defaultModel: 'sonar', tiers: { flagship: 'sonar-pro', balanced: 'sonar' } },
  cohere: {
    defaultModel: 'command-a-plus-05-2026',
    tiers: { balanced: 'command-a-plus-05-2026', fast: 'command-r7b-12-2024' },
  },
  'huggingface-router': {
    defaultModel: 'zai-org/GLM-5.3',
    tiers: { flagship: 'deepseek-ai/DeepSeek-V4-Pro', balanced: 'zai-org/GLM-5.3', fast: 'zai-org/GLM-5.3-Flash' },
  },
  'nvidia-nim': {
    defaultModel: 'nvidia/nemotron-3-ultra-550b-a55b',
    tiers: { flagship: 'nvidia/nemotron-3-ultra-550b-a55b', fast: 'z-ai/glm-5.3-flash' },
  },
  // A server with one model ignores the name.
  'llama-cpp': { defaultModel: 'default' },
  ollama: {
    defaultModel: 'llama3.2',
    tiers: { balanced: 'qwen2.5:14b', fast: 'llama3.2' },
  },
  lmstudio: { defaultModel: 'openai/gpt-oss-20b' },
}
