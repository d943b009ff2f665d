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
  // A server with one model ignores the name.
  'llama-cpp': { defaultModel: 'default' },
  ollama: {
    defaultModel: 'llama3.2',
    tiers: { balanced: 'qwen2.5:14b', fast: 'llama3.2' },
  },
}
