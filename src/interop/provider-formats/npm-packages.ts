import type { ProtocolId } from '../../vocabulary/model.ts'

/** What the package of a provider in the AI SDK says of the host: its protocol, and the built-in provider that it is made for. */
export interface NpmPackage {
  readonly protocol: ProtocolId
  /** Whose address counts where none is given. */
  readonly builtIn?: string | undefined
  /** Its hosts differ from account to account and have credentials of their own: only the built-in provider can ask them. */
  readonly builtInOnly?: true | undefined
}

const chat = (builtIn?: string): NpmPackage => ({ protocol: 'openai-chat', builtIn })

/** Packages that models.dev names (2026-07), by name. */
export const npmPackages: Readonly<Record<string, NpmPackage>> = {
  '@ai-sdk/openai-compatible': chat(),
  '@ai-sdk/openai': { protocol: 'openai-responses', builtIn: 'openai' },
  '@ai-sdk/anthropic': { protocol: 'anthropic-messages', builtIn: 'anthropic' },
  '@ai-sdk/google': { protocol: 'gemini', builtIn: 'gemini' },
  '@ai-sdk/groq': chat('groq'),
  '@ai-sdk/mistral': chat('mistral'),
  '@ai-sdk/xai': chat('xai'),
  '@ai-sdk/deepseek': chat('deepseek'),
  '@ai-sdk/cerebras': chat('cerebras'),
  '@ai-sdk/togetherai': chat('together'),
  '@ai-sdk/fireworks': chat('fireworks'),
  '@ai-sdk/perplexity': chat('perplexity'),
  '@ai-sdk/deepinfra': chat(),
  '@ai-sdk/vercel': chat(),
  '@openrouter/ai-sdk-provider': chat('openrouter'),
  '@ai-sdk/gateway': chat('vercel-ai-gateway'),
  'ollama-ai-provider': { protocol: 'ollama-chat', builtIn: 'ollama' },
  'ollama-ai-provider-v2': { protocol: 'ollama-chat', builtIn: 'ollama' },
  '@ai-sdk/amazon-bedrock': { protocol: 'bedrock-converse', builtIn: 'bedrock', builtInOnly: true },
  '@ai-sdk/azure': { protocol: 'openai-responses', builtIn: 'azure-openai', builtInOnly: true },
  '@ai-sdk/google-vertex': { protocol: 'gemini', builtIn: 'google-vertex', builtInOnly: true },
  '@ai-sdk/google-vertex/anthropic': {
    protocol: 'anthropic-messages',
    builtIn: 'google-vertex-anthropic',
    builtInOnly: true,
  },
}
